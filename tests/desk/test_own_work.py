"""What an organisation is led to from home: the most pressing report, the signature, what is asked for once more."""

from datetime import date

import pytest
import time_machine

from prio.accounts.roles import Role
from tests.desk.conftest import SignIn, World
from tests.desk.test_home import WHILE_ASSESSED, WHILE_OPEN, person_with, step

pytestmark = pytest.mark.django_db


@time_machine.travel(WHILE_OPEN, tick=False)
def test_reporter_is_led_to_the_most_pressing_report_and_told_how_much_is_left(
    world: World, signed_in: SignIn
) -> None:
    from tests import factories as make

    client = signed_in(person_with(Role.REPORTER, world))
    assert "Börja med GK1 Samverkan: 1\u202ffråga".replace("\u202f", " ") in step(client)
    make.report(world.agreement, "GK1", world.ostersund, "handed_in")
    make.report(world.agreement, "B1", world.ostersund, "draft")
    words = step(client)
    assert "Alla grundkrav är inlämnade, ett mål återstår" in words
    assert "Fortsätt med B1 Inventering: 1 fråga utan svar." in words
    assert '/rapportering/2380/B1/"' in client.get("/").content.decode()


@time_machine.travel(WHILE_OPEN, tick=False)
def test_who_has_answered_everything_asks_for_a_signature(world: World, signed_in: SignIn) -> None:
    from agreements.models import Report
    from tests import factories as make

    make.report(world.agreement, "GK1", world.ostersund, "handed_in")
    report = make.report(world.agreement, "B1", world.ostersund, "draft")
    Report.objects.filter(pk=report.pk).update(answers={"made": True})
    assert "Be om underskrift" in step(signed_in(person_with(Role.REPORTER, world)))
    assert "1 rapport kan lämnas in" in step(signed_in(person_with(Role.SIGNER, world)))


@time_machine.travel(WHILE_OPEN, tick=False)
def test_signer_sees_how_many_reports_wait_for_the_signature_and_is_led_to_sign(
    world: World, signed_in: SignIn
) -> None:
    from agreements.models import Report
    from tests import factories as make

    user = person_with(Role.SIGNER, world)
    client = signed_in(user)
    for code in ("GK1", "B1"):
        make.report(world.agreement, code, world.ostersund, "draft")
    assert "Inget väntar på er underskrift" in step(client)
    Report.objects.update(ready_at=make.AN_INSTANT, ready_by=user)
    assert "2 rapporter väntar på er underskrift" in step(client)
    assert (
        'href="/overenskommelser/prov-2014/rapportering/2380/lamna-in/"' in client.get("/").content.decode()
    )
    Report.objects.update(state="handed_in")
    assert "Allt är inlämnat Men svar saknas i GK1 och B1." in step(client)
    Report.objects.filter(requirement__code="GK1").update(answers={"decided": True})
    Report.objects.filter(requirement__code="B1").update(answers={"made": True})
    assert "Allt är inlämnat Ni behöver inte göra något mer" in step(client)


@time_machine.travel(WHILE_OPEN, tick=False)
@pytest.mark.parametrize("role", [Role.HEAD, Role.READER])
def test_who_only_reads_sees_how_it_stands(world: World, signed_in: SignIn, role: Role) -> None:
    from tests import factories as make

    client = signed_in(person_with(role, world))
    assert "Inget grundkrav är inlämnat än" in step(client)
    make.report(world.agreement, "GK1", world.ostersund, "handed_in")
    assert "Alla grundkrav är inlämnade" in step(client)


@time_machine.travel(WHILE_ASSESSED, tick=False)
def test_what_is_asked_for_after_the_last_day_is_said_with_its_day(world: World, signed_in: SignIn) -> None:
    from agreements.models import CompletionRequest
    from tests import factories as make

    report = make.report(world.agreement, "GK1", world.ostersund, "returned")
    client = signed_in(person_with(Role.REPORTER, world))
    CompletionRequest.objects.create(
        report=report,
        text="Bifoga handlingsplanen.",
        due=date(2014, 11, 10),
        requested_by=person_with(Role.ASSESSOR, world),
        requested_at=make.AN_INSTANT,
    )
    words = step(client)
    assert "Bedömaren ber er komplettera GK1" in words
    assert "Sista dag är måndag 10 november 2014 kl. 24.00 (svensk tid), om 9 dagar." in words
    assert "Komplettering senast" in client.get("/").content.decode()


@time_machine.travel("2014-10-15 08:00+02:00", tick=False)
def test_who_has_more_time_sees_that_day_and_not_the_others(world: World, signed_in: SignIn) -> None:
    from agreements.models import Extension
    from tests import factories as make

    Extension.objects.create(
        agreement=world.agreement,
        party=world.ostersund,
        until=date(2014, 10, 20),
        reason="Driftstopp.",
        decided_by=person_with(Role.LEAD_ASSESSOR, world),
        decided_at=make.AN_INSTANT,
    )
    assert "Inget är" not in step(signed_in(person_with(Role.RECIPIENT, world)))
    reporter = signed_in(person_with(Role.REPORTER, world))
    words = step(reporter)
    assert "Börja med GK1" in words
    assert "måndag 20 oktober 2014" in words


@time_machine.travel(WHILE_OPEN, tick=False)
def test_what_it_is_worth_is_fetched_and_can_be_followed_without_a_script(
    world: World, signed_in: SignIn
) -> None:
    html = signed_in(person_with(Role.REPORTER, world)).get("/").content.decode()
    address = "/overenskommelser/prov-2014/rapportering/2380/varde/"
    assert f'hx-get="{address}"' in html
    assert f'<a href="{address}">' in html


@time_machine.travel(WHILE_OPEN, tick=False)
def test_who_is_asked_for_nothing_is_told_so(world: World, signed_in: SignIn) -> None:
    from agreements.models import AgreementVersion

    version = AgreementVersion.objects.get()
    plain = dict(version.plain)
    plain["requirements"] = [one for one in plain["requirements"] if one["code"] == "A1"]
    AgreementVersion.objects.update(plain=plain, sha256="9" * 64)
    assert "Inget att rapportera just nu" in step(signed_in(person_with(Role.REPORTER, world)))


@time_machine.travel(WHILE_OPEN, tick=False)
def test_a_missing_grundkrav_is_an_alarm_at_the_top_of_home(world: World, signed_in: SignIn) -> None:
    from tests import factories as make

    client = signed_in(person_with(Role.REPORTER, world))
    html = client.get("/").content.decode()
    alarm = html[html.index('<section class="alarm"') : html.index('<section class="card next">')]
    assert "GK1 är inte inlämnat" in alarm
    assert "utan grundkravet får kommunen inga pengar, vilka mål ni än når." in alarm
    assert 'id="lost-prov-2014-2380"' in alarm
    assert 'hx-select-oob="#lost-prov-2014-2380"' in html
    make.report(world.agreement, "GK1", world.ostersund, "handed_in")
    assert 'class="alarm"' not in client.get("/").content.decode()


@time_machine.travel(WHILE_OPEN, tick=False)
def test_the_alarm_of_a_body_with_two_parties_names_the_one_that_lacks_it(
    world: World, signed_in: SignIn
) -> None:
    from tests import factories as make

    make.report(world.agreement, "GK1", world.gotland_region, "handed_in")
    client = signed_in(make.person(Role.REPORTER, organisation=world.gotland_kommun.organisation))
    html = client.get("/").content.decode()
    assert html.count('<section class="alarm"') == 1
    assert "Gotland: GK1 är inte inlämnat" in html
    assert html.count("hx-select-oob") == 1


@time_machine.travel(WHILE_OPEN, tick=False)
def test_a_missing_grundkrav_comes_before_what_is_worded_otherwise_now(
    world: World, signed_in: SignIn
) -> None:
    from agreements.domain.loading import load_definition
    from agreements.models import Report
    from agreements.services import publish
    from tests import factories as make

    make.report(world.agreement, "B1", world.ostersund, "handed_in")
    Report.objects.update(answers={"made": True})
    text = make.TINY_AGREEMENT.replace("Är inventeringen gjord?", "Är inventeringen gjord i år?")
    publish(load_definition(text, "prov.yaml"), source_file="prov.yaml", reason="Tydligare.")
    writes, signs = person_with(Role.REPORTER, world), person_with(Role.SIGNER, world)
    reporter, signer = signed_in(writes), signed_in(signs)
    assert "Börja med GK1" in step(reporter)
    assert "Se över B1" in step(signer)  # there is no grundkrav to sign yet
    make.report(world.agreement, "GK1", world.ostersund, "draft")
    Report.objects.filter(requirement__code="GK1").update(answers={"decided": True})
    assert "Be om underskrift" in step(reporter)
    assert "1 rapport kan lämnas in" in step(signer)
    Report.objects.filter(requirement__code="GK1").update(ready_at=make.AN_INSTANT, ready_by=writes)
    assert "Se över B1" in step(reporter)
    assert "1 rapport väntar på er underskrift" in step(signer)


@time_machine.travel(WHILE_OPEN, tick=False)
def test_what_is_worded_otherwise_now_is_to_be_seen_over(world: World, signed_in: SignIn) -> None:
    from agreements.domain.loading import load_definition
    from agreements.models import Report
    from agreements.services import publish
    from tests import factories as make

    for code in ("GK1", "B1"):
        make.report(world.agreement, code, world.ostersund, "handed_in")
    Report.objects.update(answers={"made": True, "decided": True})
    client = signed_in(person_with(Role.REPORTER, world))
    assert "Allt är inlämnat" in step(client)
    text = make.TINY_AGREEMENT.replace("Är inventeringen gjord?", "Är inventeringen gjord i år?")
    publish(load_definition(text, "prov.yaml"), source_file="prov.yaml", reason="Tydligare.")
    assert "Se över B1" in step(client)
    assert "Lydelsen har ändrats sedan ni svarade." in client.get("/").content.decode()
