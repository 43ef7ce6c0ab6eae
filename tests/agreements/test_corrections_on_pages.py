"""The pages of a report whose questions were changed after they were answered: nothing is lost, and none breaks."""

import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from agreements.domain.loading import load_definition
from agreements.domain.report_key import ReportKey
from agreements.models import Report, Submission
from agreements.services import publish
from agreements.services.drafts import Change, save_answers
from agreements.services.handing_in import hand_in
from prio import clock
from prio.accounts.models import User
from prio.accounts.roles import Role
from prio.accounts.selectors import actor_of
from tests import factories
from tests.factories import TINY_AGREEMENT
from tests.world import World, make_world

DAY = datetime(2014, 6, 1, 12, 0, tzinfo=UTC)
GK1 = ReportKey("prov-2014", "GK1", "2380")
REPORT = "/overenskommelser/prov-2014/rapportering/2380/GK1/"
QUESTIONS = {
    "yes_no": "{key: KEY, type: yes_no, label: Ja?}",
    "count": "{key: KEY, type: count, label: Hur många?, split_by: [women, men]}",
    "number": "{key: KEY, type: number, label: Hur mycket?, unit: år}",
    "percent": "{key: KEY, type: percent, label: Vilken andel?}",
    "text": "{key: KEY, type: text, label: Beskriv.}",
    "date": "{key: KEY, type: date, label: När?}",
    "period": "{key: KEY, type: period, label: Hur länge?}",
    "choice": "{key: KEY, type: choice, label: Vilken?, options: [{key: a, label: A}, {key: b, label: B}]}",
    "document": "{key: KEY, type: document, label: Vilket dokument?, sections: [ett, två]}",
    "link": "{key: KEY, type: link, label: Var?}",
    "contact": "{key: KEY, type: contact, label: Vem?}",
    "consultations": "{key: KEY, type: consultations, label: Vilka samråd?}",
    "monthly_series": "{key: KEY, type: monthly_series, label: Per månad?, months: {from: 2014-01, to: 2014-03}}",
    "units": "{key: KEY, type: units, label: Enheter?, fields: [{key: n, type: count, label: Platser}]}",
    "matrix": "{key: KEY, type: matrix, label: Sidor?, rows: [{key: a, label: A}]}",
}
ANSWERS: dict[str, object] = {
    "yes_no": True,
    "count": {"women": 3, "men": 4},
    "number": "2.5",
    "percent": "12.5",
    "text": "Vi gör så här.",
    "date": "2014-05-01",
    "period": {"from": "2014-01-01", "to": "2014-12-31"},
    "choice": "a",
    "document": {"name": "plan.pdf", "file": "", "sections": ["ett"]},
    "link": "https://exempel.se/plan",
    "contact": {"name": "Karin Östlund", "email": "karin@exempel.se"},
    "consultations": [{"organisation": "NSPH", "date": "2014-05-01", "how": "möte", "summary": "Bra."}],
    "monthly_series": {"2014-01": 1, "2014-02": 2, "2014-03": 3},
    "units": [{"name": "Enheten", "n": 7}],
    "matrix": {"a": {"link": "https://exempel.se/a", "label": "A"}},
}
KINDS = list(QUESTIONS)


def agreement_text(shift: int | None) -> str:
    """Every type of question, each under the key of the type that stands `shift` before it; None: only one question."""
    if shift is None:
        asked = ["{key: another, type: yes_no, label: Något helt annat?}"]
    else:
        asked = [
            QUESTIONS[kind].replace("KEY", KINDS[(place + shift) % len(KINDS)])
            for place, kind in enumerate(KINDS)
        ]
    key = "another" if shift is None else "text"
    return TINY_AGREEMENT.replace(
        "questions: [{key: decided, type: yes_no, label: Är den beslutad?}]",
        "questions:\n" + "\n".join(f"      - {one}" for one in asked),
    ).replace(
        "{key: c1, yes: decided, text: Överenskommelsen är beslutad.}",
        f"{{key: c{shift}, answered: {key}, text: Det är besvarat.}}",
    )


@pytest.fixture
def world(db: None) -> World:
    return make_world(agreement_text(0))


@pytest.fixture
def signer(world: World) -> User:
    user = factories.person(Role.SIGNER, organisation=world.ostersund.organisation)
    actor = actor_of(user, clock.today())
    changes = [Change(key, value, 0) for key, value in ANSWERS.items() if key != "document"]
    save_answers(actor, GK1, changes, arrived_at=DAY)
    Report.objects.update(answers=ANSWERS)
    return user


def correct(shift: int | None) -> None:
    definition = load_definition(agreement_text(shift), "prov.yaml")
    publish(definition, source_file="prov.yaml", reason="Frågorna var fel ställda.")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def get(user: User, address: str) -> str:
    response = signed_in(user).get(address)
    assert response.status_code == 200, address
    return re.sub(r"\s+", " ", response.content.decode())


def press(signer: User) -> None:
    actor = actor_of(signer, clock.today())
    hand_in(actor, "prov-2014", "2380", ["GK1"], key=uuid4(), signed_as="Ulla Berg", arrived_at=DAY)


@time_machine.travel(DAY, tick=False)
@pytest.mark.parametrize("shift", [*range(1, len(KINDS), 3), None])
def test_a_draft_on_changed_questions_is_shown_saved_and_summed_up(
    world: World, signer: User, shift: int | None
) -> None:
    correct(shift)
    page = get(signer, REPORT)
    assert "Kravet har ändrats sedan ni svarade." in page
    get(signer, "/overenskommelser/prov-2014/rapportering/")
    signing = get(signer, "/overenskommelser/prov-2014/rapportering/2380/lamna-in/")
    assert "Svaren är inte bekräftade för den nya lydelsen." in signing, "nobody signs it unaware"
    key = "another" if shift is None else next(k for k in KINDS if question_of(k, shift) == "yes_no")
    actor = actor_of(signer, clock.today())
    revision = Report.objects.get().revision
    save_answers(actor, GK1, [Change(key, False, revision)], arrived_at=DAY)
    assert Report.objects.get().answers == {**ANSWERS, key: False}


@time_machine.travel(DAY, tick=False)
@pytest.mark.parametrize("shift", [4, None])
def test_what_was_handed_in_is_read_as_it_was_and_the_next_shows_what_is_gone(
    world: World, signer: User, shift: int | None
) -> None:
    press(signer)
    correct(shift)
    history = f"{REPORT}versioner/"
    assert "Vi gör så här." in get(signer, history)
    submitted = "/overenskommelser/prov-2014/rapporter/2380/GK1/"
    assert "Vi gör så här." in get(factories.person(Role.ASSESSOR), submitted)
    signed_in(signer).post(f"{REPORT}steg/", {"verb": "take_back"})
    signed_in(signer).post(f"{REPORT}steg/", {"verb": "confirm_wording", "version": "2"})
    press(signer)
    first, second = Submission.objects.order_by("number")
    assert (first.requirement_version.version.number, second.requirement_version.version.number) == (1, 2)
    assert first.answers == second.answers == ANSWERS
    page = get(signer, history)
    assert "Kravets lydelse ändrades också emellan" in page
    if shift is None:
        assert "<del>Vi gör så här.</del></p><p>Svaret är borttaget." in page


def question_of(key: str, shift: int) -> str:
    """The type that stands under `key` after the correction."""
    return KINDS[(KINDS.index(key) - shift) % len(KINDS)]


@time_machine.travel(DAY, tick=False)
def test_a_report_leads_to_the_questions_about_its_requirement(world: World, signer: User) -> None:
    assert "/overenskommelser/prov-2014/fragor/?krav=GK1" in get(signer, REPORT)
