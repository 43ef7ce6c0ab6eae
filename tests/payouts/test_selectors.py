"""What the pages are made of: names in Swedish order, kronor per inhabitant, the parties of a run."""

import pytest

from assessment.services import load_outcomes
from payouts.domain.figures import hundredths_per_inhabitant, per_inhabitant
from payouts.models import DecisionState, RunState
from payouts.pdf.gather import decision_content
from payouts.selectors.access import shown_run, visible_decisions, visible_runs
from payouts.selectors.allocation import allocation_page
from payouts.selectors.explanation import explained, explanation_page
from payouts.selectors.frame import kind_words, names_by_code, swedish
from payouts.selectors.history import past_runs
from payouts.selectors.payees import Payees
from payouts.selectors.table import Filter
from payouts.services import compute_run
from prio import clock
from prio.accounts.models import User
from prio.accounts.roles import Actor, Role
from prio.accounts.selectors import actor_of
from prio.money import number
from tests import factories
from tests.payouts.decided import approved, computed, decided, reader
from tests.world import COLUMNS, EVERYBODY_MET, actor, make_world


def acting(user: User) -> Actor:
    return actor_of(user, clock.today())


def test_names_are_sorted_as_in_swedish() -> None:
    names = ["Örebro", "Ängelholm", "Åre", "Zinkgruvan", "Borås", "Österåker", "Årjäng", "Älvsbyn"]
    assert sorted(names, key=swedish) == [
        "Borås",
        "Zinkgruvan",
        "Åre",
        "Årjäng",
        "Älvsbyn",
        "Ängelholm",
        "Örebro",
        "Österåker",
    ]


@pytest.mark.parametrize(("year", "word"), [(2018, "landsting"), (2019, "regioner")])
def test_landsting_became_regioner_in_2019(year: int, word: str) -> None:
    assert kind_words(year)["region"].many == word


@pytest.mark.parametrize(
    ("amount", "inhabitants", "written"),
    [
        (0, 10, "0,00"),
        (1, 3, "0,33"),
        (2, 3, "0,67"),
        (1, 200, "0,01"),
        (1, 201, "0,00"),
        (1_234_567, 1, "1\u202f234\u202f567,00"),
        (5, 0, "–"),
    ],
)
def test_kronor_per_inhabitant_are_rounded_half_up(amount: int, inhabitants: int, written: str) -> None:
    assert per_inhabitant(amount, inhabitants) == written


def test_hundredths_are_whole_numbers() -> None:
    assert hundredths_per_inhabitant(10**12, 7) == 14_285_714_285_714


@pytest.mark.django_db
def test_a_run_is_visible_to_others_once_a_decision_on_it_is_issued() -> None:
    _, run = approved()
    others = acting(reader())
    assert not visible_runs(others).exists()
    decision = factories.decision(run, state=DecisionState.APPROVED)
    assert not visible_runs(others).exists()
    assert not visible_decisions(others).exists()
    decision.delete()
    factories.decision(run, reference="S2014/2", state=DecisionState.REVOKED)
    assert visible_runs(others).get() == run
    assert shown_run(others, "prov-2014") is None  # nothing is in force
    assert shown_run(others, "prov-2014", run.pk) == run


@pytest.mark.django_db
def test_a_superseded_run_is_shown_only_when_asked_for() -> None:
    _, run = computed()
    auditor = actor(Role.AUDITOR)
    run.state = RunState.SUPERSEDED
    run.save()
    assert shown_run(auditor, "prov-2014") is None
    assert shown_run(auditor, "prov-2014", run.pk) == run


@pytest.mark.django_db
def test_the_list_of_runs_is_for_who_reads_all() -> None:
    _, decision = decided()
    (past,) = past_runs(actor(Role.AUDITOR), "prov-2014")
    assert (past.id, past.decision, past.decision_state) == (
        decision.run_id,
        "S2014/1",
        DecisionState.IN_FORCE,
    )
    assert past_runs(acting(reader()), "prov-2014") == ()


@pytest.mark.django_db
def test_a_region_has_the_inhabitants_of_its_county() -> None:
    _, run = computed()
    people = {payee.code: payee.inhabitants for payee in Payees.of_run(run).parties}
    assert people == {"23": 100, "2380": 80, "2326": 20}


@pytest.mark.django_db
def test_names_are_those_of_the_day() -> None:
    world, _ = computed()
    world.region.names.update(valid_to="2019-01-01")
    world.region.names.create(name="Region Jämtland Härjedalen", valid_from="2019-01-01")
    before, after = clock.today().replace(year=2013), clock.today().replace(year=2020)
    assert names_by_code(before)["23"].name == "Jämtlands läns landsting"
    assert names_by_code(after, ["23"])["23"].name == "Region Jämtland Härjedalen"
    assert set(names_by_code(after, ["23"])) == {"23"}


@pytest.mark.django_db
def test_a_name_that_is_new_in_the_agreements_year_is_used_although_the_inhabitants_are_of_the_day_before() -> (
    None
):
    world, decision = decided()
    world.region.names.update(valid_to="2014-01-01")
    world.region.names.create(name="Region Jämtland Härjedalen", valid_from="2014-01-01")
    names = {payee.code: payee.name for payee in Payees.of_run(decision.division).parties}
    assert names["23"] == "Region Jämtland Härjedalen"
    page = explanation_page(acting(reader()), "prov-2014", decision.division.pk, "A1", "23")
    assert page is not None
    assert (page.name, page.region_name) == ("Region Jämtland Härjedalen",) * 2
    content = decision_content(decision, b"")
    assert [party.name for party in content.paid] == ["Berg", "Östersund", "Region Jämtland Härjedalen"]


SECOND_GOAL = """  - code: A2
    kind: prestationsmal
    name: Utredning
    parties: [region]
    pot: 100000
    allocation: shared
    text: Regionen har utrett.
    questions: [{key: made, type: yes_no, label: Är utredningen gjord?}]
    rule: {all: [{key: c1, yes: made, text: Utredningen är gjord.}]}
"""


@pytest.mark.django_db
def test_made_up_amounts_are_marked_beside_a_real_one_and_so_are_the_sums_of_both() -> None:
    text = factories.TINY_AGREEMENT.replace("total: 1100000", "total: 1200000") + SECOND_GOAL
    world = make_world(text, demonstration=True)
    load_outcomes(world.code, "verkliga.csv", EVERYBODY_MET.encode())
    load_outcomes(world.code, "ritade.csv", f"{COLUMNS}A2,23,met\n".encode(), simulated=True)
    run = compute_run(world.code)
    page = explanation_page(world.preparer, world.code, run.pk, "A1", "23")
    assert page is not None
    assert not page.simulated
    assert [(other.requirement, other.simulated) for other in page.others] == [("A2", True)]
    shown = allocation_page(world.preparer, world.code, Filter())
    assert shown is not None
    totals = {row.code: row.total for row in shown.table.rows}
    assert totals == {"23": f"{number(500_000)} ◇", "2380": number(480_000), "2326": number(120_000)}
    assert shown.table.sums == (number(400_000), number(600_000), f"{number(100_000)} ◇")
    assert shown.table.total == f"{number(1_100_000)} ◇"


REAL_GATE = COLUMNS + "GK1,2380,met\nGK1,2326,not_met\nGK1,23,met\nA1,23,met\n"
MADE_UP_GOAL = COLUMNS + "B1,2380,{}\nB1,2326,met\n"


def made_up_marks(real: str, drawn: str) -> dict[str, str]:
    """Load real and drawn outcomes, compute, and return what the table shows for B1."""
    world = make_world(demonstration=True)
    load_outcomes(world.code, "verkliga.csv", real.encode())
    load_outcomes(world.code, "ritade.csv", drawn.encode(), simulated=True)
    run = compute_run(world.code)
    shown = allocation_page(world.preparer, world.code, Filter())
    assert shown is not None
    goals = shown.table.goals
    cells = {row.code: row.cells[goals.index("B1")] for row in shown.table.rows}
    for code, cell in cells.items():
        page = explanation_page(world.preparer, world.code, run.pk, "B1", code)
        assert page is not None
        assert page.simulated == bool(cell and cell.text.endswith("◇"))
        if cell:
            peers = {peer.code: f"{number(peer.amount)}{' ◇' * peer.simulated}" for peer in page.peers}
            assert peers[code] == cell.text
    return {code: cell.text for code, cell in cells.items() if cell} | {
        "län": str(shown.counties[0].is_made_up)
    }


@pytest.mark.django_db
def test_who_fails_a_real_grundkrav_gets_a_real_zero_beside_made_up_amounts() -> None:
    marks = made_up_marks(REAL_GATE, MADE_UP_GOAL.format("met"))
    assert marks == {"2380": f"{number(600_000)} ◇", "2326": "0", "län": "True"}


@pytest.mark.django_db
def test_who_lives_in_a_county_that_really_fails_gets_a_real_zero() -> None:
    real = REAL_GATE.replace("GK1,2380,met", "GK1,2380,not_met")
    assert made_up_marks(real, MADE_UP_GOAL.format("met")) == {"2380": "0", "2326": "0", "län": "False"}


@pytest.mark.django_db
def test_a_zero_for_the_goal_is_as_made_up_as_the_partys_own_verdict() -> None:
    real = REAL_GATE.replace("GK1,2326,not_met", "GK1,2326,met")
    drawn = MADE_UP_GOAL.format("not_met")
    assert made_up_marks(real, drawn) == {"2380": "0 ◇", "2326": f"{number(600_000)} ◇", "län": "True"}


@pytest.mark.django_db
def test_a_real_zero_for_the_goal_stays_real_beside_made_up_amounts() -> None:
    real = REAL_GATE.replace("GK1,2326,not_met", "GK1,2326,met") + "B1,2380,not_met\n"
    drawn = COLUMNS + "B1,2326,met\n"
    assert made_up_marks(real, drawn) == {"2380": "0", "2326": f"{number(600_000)} ◇", "län": "True"}


@pytest.mark.django_db
def test_a_made_up_grundkrav_makes_every_zero_behind_it_made_up() -> None:
    real = COLUMNS + "GK1,2380,met\nGK1,23,met\nA1,23,met\nB1,2380,met\nB1,2326,met\n"
    marks = made_up_marks(real, COLUMNS + "GK1,2326,not_met\n")
    assert marks == {"2380": f"{number(600_000)} ◇", "2326": "0 ◇", "län": "True"}


@pytest.mark.django_db
def test_an_explanation_is_of_the_run_that_is_shown() -> None:
    _, decision = decided()
    found = explained(acting(reader()), "prov-2014", "B1", "2380")
    assert found is not None
    assert (found.run, found.explanation.result.amount) == (decision.run, 480_000)
    assert found.standing.takes_part
    assert not found.is_simulated
