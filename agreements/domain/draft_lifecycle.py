"""The life of a draft of an agreement, and of a comment on it, as data."""

from collections.abc import Collection
from enum import Enum

from prio.lifecycle import Lifecycle, State, Transition


class DraftNeeds(Enum):
    """What a step requires beside the right state and role; the value is the refusal that its absence gives."""

    NO_FAULTS = "Utkastet har fel som måste rättas först."
    SECOND_PERSON = (
        "Den som började utkastet eller sparade den senaste ändringen kan inte publicera det. "
        "Be en annan person."
    )
    CODE_IS_FREE = (
        "Det finns redan en överenskommelse med den koden. Byt kod under Villkor, datum och pengar."
    )


WRITES = ("ministry_preparer", "ministry_approver", "skr_administrator")
_PUBLISHES = ("ministry_approver", "skr_administrator")
# Who says of a draft what they think, and for whom: needs.md 21.
SIDES: dict[str, tuple[str, ...]] = {
    "ministry": ("ministry_preparer", "ministry_approver"),
    "skr": ("skr_administrator",),
    "socialstyrelsen": ("assessor", "lead_assessor"),
}
SIDE_WORDS = {"ministry": "Socialdepartementet", "skr": "SKR", "socialstyrelsen": "Socialstyrelsen"}
ASSESSES_FOR = "Socialstyrelsen"  # the authority for which an assessor speaks of drafts
READS = tuple(role for roles in SIDES.values() for role in roles)

DRAFT = Lifecycle(
    name="agreement_draft",
    states=(
        State("draft", "Utkast", "Utkast", is_editable=True),
        State("published", "Publicerat", "Publicerat"),
        State("discarded", "Kastat", "Kastat"),
    ),
    transitions=(
        Transition("edit", "Spara", ("draft",), "draft", WRITES),
        Transition("comment", "Kommentera", ("draft",), "draft", READS),
        Transition("approve", "Godkänn", ("draft",), "draft", READS, (DraftNeeds.NO_FAULTS,)),
        Transition(
            "publish", "Publicera", ("draft",), "published", _PUBLISHES,
            (DraftNeeds.NO_FAULTS, DraftNeeds.SECOND_PERSON, DraftNeeds.CODE_IS_FREE),
        ),
        Transition("discard", "Kasta utkastet", ("draft",), "discarded", WRITES),
    ),
)  # fmt: skip


def side_of(roles: Collection[str], assesses_for: Collection[str]) -> str:
    """Return for which of the three somebody speaks; empty for who speaks for none.

    Who assesses speaks for Socialstyrelsen only when they assess for it: SKR's assessors do not.
    """
    for side, speaking in SIDES.items():
        if not set(roles).isdisjoint(speaking) and (
            side != "socialstyrelsen" or ASSESSES_FOR in assesses_for
        ):
            return side
    return ""
