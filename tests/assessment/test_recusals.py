"""Jäv: declared each year, kept out of the party's cases, handed over, ended by another."""

import pytest

from assessment.models import Recusal, RecusalDeclaration, RoundKind, Verdict
from assessment.services.assigning import assign
from assessment.services.recusals import declare, end_recusal, recuse
from prio.audit.models import Event
from prio.refused import NotPermitted, Refused
from tests.assessment.judging import CODE, Court, at, hand_in_all, make_court, open_and_assess, verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def court() -> Court:
    """The final round is open."""
    made = make_court()
    with at():
        hand_in_all(made)
        open_and_assess(made)
    return made


def test_a_declaration_names_the_home_and_every_tie(court: Court) -> None:
    with at():
        made = declare(court.assessor, "2326", [("23", "Maken arbetar där.")])
    assert (made.year, made.home) == (2014, court.world.berg)
    assert set(Recusal.objects.values_list("party__code", "reason")) == {
        ("2326", "Hemkommun"), ("23", "Maken arbetar där."),
    }  # fmt: skip


def test_declaring_again_is_one_declaration_and_ends_nothing(court: Court) -> None:
    with at():
        declare(court.assessor, "2326")
        declare(court.assessor, "2380")
    assert RecusalDeclaration.objects.filter(user=court.assessor.user_id).count() == 1
    assert Recusal.objects.filter(user=court.assessor.user_id, ended_at=None).count() == 2


@pytest.mark.parametrize(
    ("home", "ties", "words"),
    [
        ("9999", [], "ingen kommun eller region med koden 9999"),
        ("23", [], "Hemkommunen är en kommun"),
        ("2326", [("23", " ")], "Ange varför"),
        ("2326", [("2380", "x" * 301)], "301 tecken"),
    ],
)
def test_a_declaration_that_is_wrong_changes_nothing(
    court: Court, home: str, ties: list[tuple[str, str]], words: str
) -> None:
    with at(), pytest.raises(Refused, match=words):
        declare(court.assessor, home, ties)
    assert not Recusal.objects.exists()


def test_who_assesses_nothing_declares_nothing(court: Court) -> None:
    with at(), pytest.raises(NotPermitted):
        declare(court.signer, "2326")


def test_cases_in_hand_are_handed_over_and_that_is_in_the_log(court: Court) -> None:
    case = verdict("GK1", court.world.berg)
    with at():
        assign(court.lead, CODE, RoundKind.FINAL, [case.pk], [court.assessor.user_id])
        recuse(court.assessor, "2326", "Brodern är socialchef.")
    case.refresh_from_db()
    assert case.assigned_to is None
    event = Event.objects.get(aggregate="recusal", verb="recused")
    assert event.facts["handed_over"]["verdicts"] == [case.pk]


def test_it_is_ended_by_the_lead_and_never_by_oneself(court: Court) -> None:
    with at():
        mine = recuse(court.lead, "2326", "Hemkommun")
        other = recuse(court.assessor, "2326", "Hemkommun")
        with pytest.raises(Refused, match="någon annan"):
            end_recusal(court.lead, mine.pk)
        with pytest.raises(NotPermitted):
            end_recusal(court.assessor, mine.pk)
        end_recusal(court.lead, other.pk)
        with pytest.raises(Refused, match="inget sådant"):
            end_recusal(court.lead, other.pk)


class TestAssigning:
    """Whose a case is."""

    def all_of(self, **filters: object) -> list[int]:
        return list(Verdict.objects.filter(**filters).values_list("pk", flat=True))

    def holders(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for name in Verdict.objects.exclude(assigned_to=None).values_list("assigned_to__username", flat=True):
            found[name] = found.get(name, 0) + 1
        return found

    def test_cases_are_shared_out_evenly(self, court: Court) -> None:
        both = [court.assessor.user_id, court.second.user_id]
        with at():
            made = assign(court.lead, CODE, RoundKind.FINAL, self.all_of(), both)
        assert made.by_assessor == {court.assessor.user_id: 4, court.second.user_id: 4}
        assert made.left == 1  # A1 is SKR's

    def test_who_has_more_in_hand_gets_fewer(self, court: Court) -> None:
        with at():
            assign(
                court.lead,
                CODE,
                RoundKind.FINAL,
                self.all_of(requirement__code="GK1"),
                [court.assessor.user_id],
            )
            both = [court.assessor.user_id, court.second.user_id]
            rest = self.all_of(requirement__code__in=["GK2", "B1"])
            made = assign(court.lead, CODE, RoundKind.FINAL, rest, both)
        assert made.by_assessor == {court.assessor.user_id: 1, court.second.user_id: 4}

    def test_nobody_gets_a_case_in_jav(self, court: Court) -> None:
        with at():
            recuse(court.assessor, "2326", "Hemkommun")
            cases = self.all_of(party=court.world.berg)
            assert assign(court.lead, CODE, RoundKind.FINAL, cases, [court.assessor.user_id]).left == 3
            both = [court.assessor.user_id, court.second.user_id]
            made = assign(court.lead, CODE, RoundKind.FINAL, cases, both)
        assert made.by_assessor == {court.second.user_id: 3}

    def test_nobody_gets_one_before_they_have_declared(self, court: Court) -> None:
        RecusalDeclaration.objects.filter(user=court.second.user_id).delete()
        with at(), pytest.raises(Refused, match="jävsdeklaration"):
            assign(court.lead, CODE, RoundKind.FINAL, self.all_of(), [court.second.user_id])

    def test_an_assessor_takes_what_is_free_and_nothing_of_anothers(self, court: Court) -> None:
        cases = self.all_of(party=court.world.berg)
        with at():
            assign(court.lead, CODE, RoundKind.FINAL, cases[:1], [court.second.user_id])
            made = assign(court.assessor, CODE, RoundKind.FINAL, cases, [court.assessor.user_id])
            assert (made.by_assessor, made.left) == ({court.assessor.user_id: 2}, 1)
            with pytest.raises(NotPermitted):
                assign(court.assessor, CODE, RoundKind.FINAL, cases, [court.second.user_id])

    def test_a_case_is_put_back(self, court: Court) -> None:
        cases = self.all_of(party=court.world.berg)
        with at():
            assign(court.assessor, CODE, RoundKind.FINAL, cases, [court.assessor.user_id])
            assign(court.assessor, CODE, RoundKind.FINAL, cases, [])
        assert self.holders() == {}

    def test_who_is_no_assessor_gets_none(self, court: Court) -> None:
        with at(), pytest.raises(Refused, match="inte bedömare"):
            assign(court.lead, CODE, RoundKind.FINAL, self.all_of(), [court.signer.user_id])
