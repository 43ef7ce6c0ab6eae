"""What a letter says comes next: all of it is to be paid, only the difference, or something is to be repaid."""

import pytest

from agreements.domain.loading import load_definition
from payouts.domain.wording import KOMMUN
from payouts.paying import payer_named
from payouts.pdf.letters.content import LetterContent, LetterParty
from payouts.pdf.letters.words import letter_words
from tests import factories
from tests.payouts.pdf.letters import content, goal


def letter(now: int, before: int | None) -> LetterContent:
    return content(LetterParty("0980", "Gotlands kommun", KOMMUN, (goal("B1", now),)), before=before)


@pytest.mark.parametrize(
    ("now", "before", "says", "never"),
    [
        (0, None, "Ni behöver inte göra något.", "krävs tillbaka"),
        (0, 0, "Ni behöver inte göra något.", "krävs tillbaka"),
        (0, 600, "Det som redan är utbetalt krävs tillbaka. Kravet kommer för sig", "rekvirerar"),
        (400, 600, "utbetalt utöver det nya beloppet krävs tillbaka. Kravet kommer för sig", "rekvirerar"),
        (600, 400, "Ni rekvirerar det som har tillkommit hos", "rekvirerar pengarna"),
        (600, 600, "Det som ska betalas ut är detsamma som förut.", "rekvirerar"),
        (600, 0, "Ni rekvirerar pengarna hos", "tillkommit"),
        (600, None, "Ni rekvirerar pengarna hos", "tillkommit"),
    ],
)
def test_a_letter_says_what_comes_next(now: int, before: int | None, says: str, never: str) -> None:
    told = " ".join(letter_words(letter(now, before), "0" * 64).next)
    assert says in told
    assert never not in told


def test_kammarkollegiet_pays_in_every_document_where_the_agreement_names_nobody() -> None:
    definition = load_definition(factories.TINY_AGREEMENT, "prov.yaml")
    assert (definition.payer, payer_named(definition)) == ("", "Kammarkollegiet")
