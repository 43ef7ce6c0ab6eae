"""The letters of a decision, for the ministry, for the recipient, and for who coordinates a county."""

import hashlib
import io
import zipfile
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from payouts.models import (
    DecidedAmount,
    Decision,
    DecisionLetter,
    DecisionState,
    LetterState,
    StoredDocument,
)
from payouts.selectors.access import visible_decisions
from prio import clock
from prio.accounts.roles import Actor
from prio.parties.models import County, PartyCounty
from prio.parties.selectors import holds_on

SEEN = (LetterState.SENT, LetterState.READ)
UNREAD = "olasta"
CHECKSUMS = "SHA256SUMS.txt"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many letters there are, and how far they are: each made one counts among those made, and so on."""

    total: int
    made: int
    sent: int
    read: int

    @property
    def unread(self) -> int:
        """How many are sent and not read."""
        return self.sent - self.read

    @property
    def to_make(self) -> int:
        """How many are not made yet."""
        return self.total - self.made

    @property
    def to_send(self) -> int:
        """How many are made and not sent."""
        return self.made - self.sent


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter in a list, with the kronor that the decision gives its organisation."""

    letter: DecisionLetter
    amount: int


@dataclass(frozen=True, slots=True)
class LettersPage:
    """What the list shows. county: code of the county that it is narrowed to, or "". rows: what is left then."""

    decision: Decision
    counts: Counts
    rows: tuple[LetterRow, ...]
    counties: tuple[County, ...]
    county: str
    only_unread: bool

    @property
    def holds(self) -> bool:
        """Whether letters may still be made and sent: the decision is in force."""
        return self.decision.state == DecisionState.IN_FORCE


def visible_letters(actor: Actor) -> QuerySet[DecisionLetter]:
    """Return the letters that `actor` may see.

    All for who reads all; those that are sent for their organisations, and for who coordinates their county.
    """
    letters = DecisionLetter.objects.all()
    if actor.reads_all:
        return letters
    own = Q(organisation__in=actor.organisations)
    if actor.coordinates:
        own |= Q(organisation__in=_organisations_in(actor.coordinates))
    return letters.filter(own, state__in=SEEN)


def letters_page(
    actor: Actor, agreement_code: str, decision_id: int, *, county: str = "", only_unread: bool = False
) -> LettersPage | None:
    """Return a decision's letters as `actor` may see them; None where there are none. At most five queries."""
    decisions = visible_decisions(actor).filter(agreement__code=agreement_code, pk=decision_id)
    decision = decisions.select_related("agreement").first()
    if decision is None or decision.state in {DecisionState.DRAFT, DecisionState.APPROVED}:
        return None
    letters = visible_letters(actor).filter(decision=decision)
    found = list(
        letters.select_related("organisation", "read_by", "document")
        .defer("document__content")
        .order_by("organisation__name")
    )
    if not found and not actor.reads_all:
        return None
    chosen = found
    if county:
        within = set(_organisations_in({county}))
        chosen = [one for one in chosen if one.organisation_id in within]
    if only_unread:
        chosen = [one for one in chosen if one.state == LetterState.SENT]
    amounts = _amounts(decision)
    return LettersPage(
        decision=decision,
        counts=_counts(found),
        rows=tuple(LetterRow(one, amounts.get(one.organisation_id, 0)) for one in chosen),
        counties=_counties(actor),
        county=county,
        only_unread=only_unread,
    )


def letter_of(
    actor: Actor, agreement_code: str, decision_id: int, organisation: str
) -> DecisionLetter | None:
    """Return a letter with its document, without the bytes; None where `actor` may see none: one query."""
    found = visible_letters(actor).filter(
        decision=decision_id, decision__agreement__code=agreement_code, organisation__code=organisation
    )
    related = ("decision__agreement", "organisation", "document", "read_by")
    return found.select_related(*related).defer("document__content").first()


def counts_of(decision: Decision) -> Counts:
    """Return how far the letters of a decision are: one query."""
    states = DecisionLetter.objects.filter(decision=decision).order_by().values_list("state", flat=True)
    return _counted(Counter(states))


def own_letter(actor: Actor, decision: Decision) -> DecisionLetter | None:
    """Return a decision's letter to an organisation that the actor acts for, unread before read: one query."""
    if not actor.organisations:
        return None
    own = DecisionLetter.objects.filter(
        decision=decision, organisation__in=actor.organisations, state__in=SEEN
    )
    return own.select_related("organisation").order_by("read_at", "pk").first()


def county_file(actor: Actor, agreement_code: str, decision_id: int, county: str) -> bytes | None:
    """Return a county's letters as one ZIP of the stored files with their checksums; None where there are none to see.

    The same letters give the same bytes. Two queries.
    """
    if not actor.reads_all and county not in actor.coordinates:
        return None
    letters = visible_letters(actor).filter(
        decision=decision_id,
        decision__agreement__code=agreement_code,
        organisation__in=_organisations_in({county}),
        document__isnull=False,
    )
    rows = list(letters.select_related("document").order_by("reference"))
    if not rows:
        return None
    held = io.BytesIO()
    sums = []
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for letter in rows:
            if letter.document is None:
                raise StoredDocument.DoesNotExist(letter.reference)
            content, name = bytes(letter.document.content), letter_name(letter)
            if hashlib.sha256(content).hexdigest() != letter.document.sha256:
                raise ValueError(f"the stored bytes of {letter.reference} are not what their hash says")
            archive.writestr(zipfile.ZipInfo(name), content)
            sums.append(f"{letter.document.sha256}  {name}\n")
        archive.writestr(zipfile.ZipInfo(CHECKSUMS), "".join(sums))
    return held.getvalue()


def letter_name(letter: DecisionLetter) -> str:
    """Return the name of the letter's file."""
    return f"brev-{letter.reference.lower().replace('/', '-')}.pdf"


def _counts(letters: Collection[DecisionLetter]) -> Counts:
    return _counted(Counter(letter.state for letter in letters))


def _counted(by_state: Counter[str]) -> Counts:
    read = by_state[LetterState.READ]
    sent = by_state[LetterState.SENT] + read
    made = by_state[LetterState.MADE] + sent
    return Counts(made + by_state[LetterState.ORDERED], made, sent, read)


def _amounts(decision: Decision) -> dict[int, int]:
    rows = DecidedAmount.objects.filter(decision=decision).order_by().values_list("party__organisation")
    return dict(rows.annotate(kronor=Sum("amount")))


def _organisations_in(counties: Collection[str]) -> QuerySet[PartyCounty, int]:
    """The primary keys of the organisations with a party in the counties today."""
    rows = PartyCounty.objects.filter(holds_on(clock.today()), county__in=counties).order_by()
    return rows.values_list("party__organisation", flat=True)


def _counties(actor: Actor) -> tuple[County, ...]:
    """The counties that the actor may have as one file."""
    counties = County.objects.all()
    return tuple(counties if actor.reads_all else counties.filter(pk__in=actor.coordinates))
