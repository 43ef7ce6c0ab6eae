"""Standard phrases as they are read: by requirement and criterion."""

from collections.abc import Iterable
from dataclasses import dataclass

from agreements.domain.definition import Definition
from agreements.models import AgreementVersion
from agreements.selectors.agreements import published_version
from assessment.domain.eyes import manual_leaves
from assessment.models import StandardPhrase
from prio.accounts.roles import Actor, Role


@dataclass(frozen=True, slots=True)
class PhraseGroup:
    """The phrases of one criterion, or (`criterion` empty) of the whole requirement."""

    requirement: str
    name: str
    criterion: str
    text: str
    phrases: tuple[StandardPhrase, ...]

    @property
    def key(self) -> str:
        """What a form calls it."""
        return f"{self.requirement}:{self.criterion}"


@dataclass(frozen=True, slots=True)
class PhrasePage:
    """The phrases of an agreement. writes: the actor may write them. earlier: whether there are some to copy."""

    version: AgreementVersion
    groups: tuple[PhraseGroup, ...]
    writes: bool
    earlier: bool

    @property
    def total(self) -> int:
        """How many phrases there are."""
        return sum(len(one.phrases) for one in self.groups)


def phrase_page(actor: Actor, code: str) -> PhrasePage | None:
    """Return the phrases of an agreement for who reads all; None for others. Three queries."""
    version = published_version(actor, code) if actor.reads_all else None
    if version is None:
        return None
    rows = (
        StandardPhrase.objects.filter(requirement__agreement=version.agreement_id, retired_at=None)
        .select_related("requirement", "made_by")
        .order_by("use", "pk")
    )
    groups = tuple(_groups(version.definition, list(rows)))
    return PhrasePage(version, groups, actor.is_any(Role.LEAD_ASSESSOR), _has_earlier(version.definition))


def _groups(definition: Definition, rows: list[StandardPhrase]) -> Iterable[PhraseGroup]:
    for requirement in definition.requirements:
        if requirement.rule is None:
            continue
        criteria = [("", "Hela kravet")]
        criteria += [(leaf.key, leaf.text or leaf.asks) for leaf in manual_leaves(requirement.rule)]
        for key, text in criteria:
            yield PhraseGroup(
                requirement.code,
                requirement.name,
                key,
                text,
                tuple(
                    one for one in rows if (one.requirement.code, one.criterion) == (requirement.code, key)
                ),
            )


def _has_earlier(definition: Definition) -> bool:
    agreements = {earlier.agreement for one in definition.requirements for earlier in one.follows}
    found = StandardPhrase.objects.filter(requirement__agreement__code__in=agreements, retired_at=None)
    return bool(agreements) and found.exists()
