"""A county judged through a whole year with the API alone: 2013, 2014 and 2015, each with its own rules.

What happens by API is everything that is done after the first hand-ins: the preliminary round and its findings, the
completion, the registers, the final round, what the organisations answer, and the closing. History comes out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.test import Client

from assessment.domain.eyes import manual_leaves
from assessment.models import FOLLOWS_FROM_CLOSING, Outcome
from prio import clock
from prio.accounts.models import ApiToken
from prio.accounts.roles import Actor, Role
from prio.accounts.selectors import actor_of
from prio.accounts.tokens import make_token
from prio.jobs import services as jobs
from tests import factories
from tests.api.conftest import System
from tests.assessment.case_world import client_of
from tests.assessment.real_years import (
    Case,
    RealYear,
    hand_everything_in,
    make_real_year,
    register_files,
)

pytestmark = pytest.mark.django_db
WORDS = "Det som krävs finns inte i underlaget."
ANSWER = "Vi har inget att invända."
DAYS_TO_ANSWER = 14
JSON = "application/json"


@dataclass(frozen=True)
class Authority:
    """Those who judge, in front of the API. A key of its own acts for each organisation."""

    year: RealYear
    signed_in: dict[tuple[int, date], Client] = field(default_factory=dict)

    def client(self, who: Actor) -> Client:
        """The browser where somebody is signed in today."""
        key = (who.user_id, clock.today())
        if key not in self.signed_in:
            self.signed_in[key] = client_of(who)
        return self.signed_in[key]

    @property
    def place(self) -> str:
        """The agreement's address."""
        return f"/api/agreements/{self.year.code}/"

    def post(self, who: Actor, address: str, **sent: Any) -> Any:
        """Do something, and return what came of it; nothing is refused."""
        answer = self.client(who).post(f"{self.place}{address}", sent, content_type=JSON)
        assert answer.status_code < 300, (address, answer.content.decode())
        return answer.json()

    def get(self, who: Actor, address: str, **asked: Any) -> Any:
        """Read something."""
        answer = self.client(who).get(f"{self.place}{address}", asked)
        assert answer.status_code == 200, (address, answer.content.decode())
        return answer.json()

    def job(self, kind: str, step: str) -> Any:
        """Order a job as the lead, let the worker do it, and return what it came to."""
        ordered = self.post(self.year.lead, f"rounds/{kind}/{step}/")
        jobs.run(UUID(ordered["id"]))
        done = self.get(self.year.lead, f"rounds/{kind}/jobs/{ordered['id']}/")
        assert done["state"] == "done", done
        return done["result"]

    def cases(self, kind: str, state: str) -> Iterator[dict[str, Any]]:
        """Yield the cases of a round that are in a state."""
        page, pages = 1, 1
        while page <= pages:
            asked = {"round": kind, "state": state, "authority": "all", "rows": 100, "page": page}
            found = self.get(self.year.lead, "cases/", **asked)
            yield from found["cases"]
            page, pages = page + 1, found["pages"]

    def who(self, requirement: str) -> tuple[Actor, Actor]:
        """The two who judge a requirement."""
        if self.year.definition.assessor_of(requirement) == "SKL":
            return self.year.skr, self.year.skr_second
        return self.year.assessor, self.year.second

    def prepare(self, kind: str, case: dict[str, Any], outcome: str) -> Any:
        """Judge a case: every criterion of a person's is met; what fails fails by its figures."""
        rule = self.year.definition.requirement(case["requirement"]).rule
        return self.post(
            self.who(case["requirement"])[0],
            f"cases/{kind}/{case['party']}/{case['requirement']}/prepare/",
            revision=case["revision"],
            criteria={leaf.key: {"met": True} for leaf in manual_leaves(rule)},
            outcome=outcome,
            motivation=WORDS if outcome == Outcome.NOT_MET else "",
        )

    def system(self, party: str) -> System:
        """The own system of a party, with a key that may hand in."""
        found = self.year.parties[party]
        ApiToken.objects.filter(organisation=found.organisation_id).delete()
        signer = factories.person(Role.SIGNER, organisation=found.organisation)
        actor = actor_of(signer, clock.today())
        return System(make_token(actor, found.organisation_id, "Treserva", may_hand_in=True).key, Client())


@pytest.mark.parametrize(
    ("code", "county", "mended"),
    [("prio-2013", "24", "2480"), ("prio-2014", "22", "2280"), ("prio-2015", "24", "2480")],
)
def test_a_county_is_judged_through_a_year_by_api(code: str, county: str, mended: str) -> None:
    year = make_real_year(code, county)
    case = ("GK2", mended)
    hand_everything_in(year, frozenset({case}))
    authority = Authority(year)
    closes, completion_closes = year.definition.dates.closes, year.definition.preliminary.completion_closes
    assert closes
    assert completion_closes
    with at(closes + timedelta(days=1)):
        judge_beforehand(authority, case)
        mend(authority, case)
        take_in_registers(authority)
    final = completion_closes + timedelta(days=1)
    with at(final):
        against = judge(authority)
    with at(final + timedelta(days=DAYS_TO_ANSWER + 1)):
        decide(authority, against)
        found = {
            (one["requirement"], one["party"]): one["outcome"] for one in authority.cases("final", "final")
        }
    assert found == dict(year.outcomes)


def at(day: date) -> time_machine.travel:
    """Let it be the morning of a day."""
    return time_machine.travel(clock.end_of(day - timedelta(days=1)) + timedelta(hours=8), tick=False)


def judge_beforehand(authority: Authority, short: Case) -> None:
    """The preliminary round: for all, or for those that ask; one report falls short and can be mended."""
    year = authority.year
    on_request = year.definition.preliminary.applies_to == "on_request"
    asking = [*sorted(year.parties)[:2], short[1]] if on_request else sorted(year.parties)
    if on_request:
        for party in asking:
            asked = authority.system(party).post(f"{authority.place}preliminary-requests/{party}/")
            assert asked.status_code == 200
    assert authority.post(year.lead, "rounds/preliminary/open/")["for_all"] is not on_request
    assert authority.job("preliminary", "assess")["new"] == 2 * len(asking)
    for case in list(authority.cases("preliminary", "proposed")):
        if case["proposed_outcome"] not in FOLLOWS_FROM_CLOSING:
            falls_short = (case["requirement"], case["party"]) == short
            authority.prepare("preliminary", case, Outcome.NOT_MET if falls_short else Outcome.MET)
    sent = authority.job("preliminary", "send-findings")
    assert (sent["sent"], sent["completions"], sent["waiting"]) == (2 * len(asking), 1, 0)
    assert authority.post(year.lead, "rounds/preliminary/close/")["state"] == "closed"


def mend(authority: Authority, case: Case) -> None:
    """The organisation reads its finding, mends the report and hands it in anew."""
    requirement, party = case
    system, report = authority.system(party), f"{authority.place}reports/{party}/{requirement}/"
    finding = system.get(f"{report}finding/").json()
    assert (finding["outcome"], finding["can_mend"]) == ("not_met", True)
    read = system.get(report).json()
    kept = {
        one.key
        for one in authority.year.definition.requirement(requirement).questions
        if one.type != "document"
    }
    better = {key: value for key, value in authority.year.answers(case, met=True).items() if key in kept}
    saved = system.patch(report, {"base": read["revision"], "answers": better})
    assert saved.status_code == 200, saved.content.decode()
    handed = system.post(
        f"{authority.place}hand-ins/{party}/",
        {"requirements": [requirement], "confirm": True, "key": str(uuid4())},
    )
    assert handed.status_code == 201, handed.content.decode()


def take_in_registers(authority: Authority) -> None:
    """What nobody is asked for is read from registers: uploaded, looked at and approved."""
    for register, requirement, file in register_files(authority.year):
        versions = f"{authority.place}registers/{register}/"
        made = authority.client(authority.year.skr).post(versions, {"file": file, "requirement": requirement})
        assert made.status_code == 201, made.content.decode()
        number, revision = made.json()["number"], made.json()["revision"]
        approved = authority.post(
            authority.year.skr, f"registers/{register}/{number}/approve/", revision=revision
        )
        assert approved["state"] == "approved"


def judge(authority: Authority) -> list[Case]:
    """The final round: what is clear at once, the rest one by one; who is to be rejected is heard, and one answers."""
    year = authority.year
    opened = authority.post(year.lead, "rounds/final/open/", sample_percent=0, days_to_answer=DAYS_TO_ANSWER)
    assert opened["state"] == "open"
    assert authority.job("final", "assess")["new"] == len(year.outcomes)
    authority.post(year.lead, "rounds/final/settle-closing/")
    for who in (year.assessor, year.skr):
        authority.post(who, "cases/approve-clear/")
    due = clock.today() + timedelta(days=DAYS_TO_ANSWER)
    against: list[Case] = []
    for case in list(authority.cases("final", "proposed")):
        requirement, party = case["requirement"], case["party"]
        outcome = year.outcomes[requirement, party]
        made = authority.prepare("final", case, outcome)
        if outcome == Outcome.NOT_MET:
            place = f"cases/final/{party}/{requirement}/communicate/"
            told = authority.post(
                authority.who(requirement)[0], place, revision=made["revision"], due=due.isoformat()
            )
            assert told["state"] == "communicated"
            against.append((requirement, party))
    requirement, party = against[0]
    report = f"{authority.place}reports/{party}/{requirement}/communication/"
    system = authority.system(party)
    assert system.get(report).json()["due"] == due.isoformat()
    assert system.post(report, {"text": ANSWER}).json()["answer"] == ANSWER
    return against


def decide(authority: Authority, against: list[Case]) -> None:
    """Another person than who prepared it reads the answer, or that none came, and decides; the round is closed."""
    for number, (requirement, party) in enumerate(against):
        second, place = authority.who(requirement)[1], f"cases/final/{party}/{requirement}/"
        read = authority.get(second, place)
        assert (read["state"], read["communications"][0]["answer"]) == (
            ("communicated", "") if number else ("answered", ANSWER)
        )
        if read["state"] == "communicated":
            read = authority.post(second, f"{place}note-silence/", revision=read["revision"])
        done = authority.post(second, f"{place}approve/", revision=read["revision"])
        assert (done["state"], done["outcome"]) == ("final", "not_met")
    assert authority.post(authority.year.lead, "rounds/final/close/")["state"] == "closed"
