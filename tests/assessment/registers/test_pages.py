"""The pages of registers: who sees them, what they show, what they say no to."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from agreements.models.agreement import remembered_definitions
from assessment.models import RegisterFigure, RegisterImport, RegisterImportState
from prio.accounts.roles import READS_ALL, Role
from tests import factories
from tests.assessment.registers.tables import NAMES, csv
from tests.assessment.registers.world import PUBLIC, Registers, make_registers

pytestmark = pytest.mark.django_db
LIST = "/overenskommelser/prio-2014/register/"
WAITS = f"{LIST}vantetider/"
MANY = csv(("Landsting", "Antal"), *((f"Okänt {number}", number) for number in range(120)), ("09", 20))


@pytest.fixture
def registers(db: None) -> Registers:
    return make_registers()


@pytest.fixture
def assessor(registers: Registers) -> Client:
    client = Client()
    client.force_login(registers.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def posted(content: bytes = PUBLIC, name: str = "uttag.csv", **more: str) -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, content), "read_on": "2014-11-03", "requirement": "A1"} | more


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_list_says_what_is_read_and_what_is_not(registers: Registers, assessor: Client) -> None:
    registers.approved()
    html = page_of(assessor, LIST)
    assert "Väntetider i vården" in html
    assert "1\u00a0organisation saknar uppgift" in html
    assert html.count("Inget inläst") == 3
    assert 'aria-current="page">Register</a>' in html


def test_file_is_uploaded_looked_at_and_approved(registers: Registers, assessor: Client) -> None:
    answer = assessor.post(WAITS, posted(PUBLIC.replace(b";21;", b";210;")), follow=True)
    html = answer.content.decode()
    assert answer.redirect_chain[0][0] == f"{WAITS}1/"
    for said in (
        "Delen 210 är större än det hela, 32 − 0.",
        "Jämtlands läns landsting",
        "Filen har 1\u00a0fel",
    ):
        assert said in html
    refused = assessor.post(f"{WAITS}1/", {"verb": "approve", "lasning": "0"})
    assert refused.status_code == 422
    assert "Filen har 1 fel" in refused.content.decode()
    done = assessor.post(f"{WAITS}1/", {"verb": "approve", "lasning": "0", "utan_fel": "ja"}, follow=True)
    assert "Version 1 är godkänd" in done.content.decode()
    assert RegisterImport.objects.get().state == RegisterImportState.APPROVED


def test_what_was_read_is_shown_before_it_is_approved(registers: Registers, assessor: Client) -> None:
    assessor.post(WAITS, posted(PUBLIC), follow=True)
    figures = page_of(assessor, f"{WAITS}1/").partition('id="uppgifter"')[2].partition("</table>")[0]
    kept = RegisterFigure.objects.exclude(value__in=["0", "1"])
    assert kept
    for figure in kept:
        assert f'<td class="num">{figure.value.replace(".", ",")}</td>' in figures
    assert figures.count("<tr>") == RegisterFigure.objects.count() + 1


def test_columns_are_chosen_on_the_page(registers: Registers, assessor: Client) -> None:
    assessor.post(WAITS, posted(csv(("Vem", "Allt"), ("09", 20))))
    html = page_of(assessor, f"{WAITS}1/")
    assert "Ingen kolumn anger organisationen" in html
    assert "Till exempel 20" in html
    columns = {"kolumn.0": "organisation", "kolumn.1": "done", "rubrikrad": "1", "krav": "A1", "blad": ""}
    answer = assessor.post(f"{WAITS}1/", {"verb": "match"} | columns, follow=True)
    assert "1\u00a0uppgift om 1\u00a0organisation" in answer.content.decode()
    wrong = assessor.post(f"{WAITS}1/", {"verb": "match"} | columns | {"kolumn.1": "organisation"})
    assert wrong.status_code == 422
    assert "står i två kolumner" in wrong.content.decode()


def test_next_version_shows_what_it_changes(registers: Registers, assessor: Client) -> None:
    registers.approved()
    registers.upload(PUBLIC.replace(b"32;21", b"32;29").replace(b"100 %;ja\nL", b"99,5 %;nej\nL"))
    html = page_of(assessor, f"{WAITS}2/")
    assert "3 ändrade, 0 borta, 0 nya och 7 oförändrade" in html
    assert '>100</td><td class="num">99,5</td>' in html
    assert '>ja</td><td class="num">nej</td>' in html


def test_many_faults_are_paged(registers: Registers, assessor: Client) -> None:
    assessor.post(WAITS, posted(MANY))
    assert "Sida 1 av 3" in page_of(assessor, f"{WAITS}1/")
    assert "Okänt 110" in page_of(assessor, f"{WAITS}1/?fel=3")


def test_discarded_file_cannot_be_downloaded(registers: Registers, assessor: Client) -> None:
    registers.upload()
    answer = assessor.get(f"{WAITS}1/fil/")
    assert (answer.content, answer["X-Content-Type-Options"]) == (PUBLIC, "nosniff")
    assert "attachment" in answer["Content-Disposition"]
    assessor.post(f"{WAITS}1/", {"verb": "discard"})
    assert assessor.get(f"{WAITS}1/fil/").status_code == 404
    assert "(borttagen)" in page_of(assessor, f"{WAITS}1/")


def test_template_is_filled_in_and_read_back(registers: Registers, assessor: Client) -> None:
    content = assessor.get(f"{WAITS}mall/A1/").content
    lines = content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith(
        "Kod;Namn;Krav;Antal genomförda första bedömningar;Första bedömningar inom 30 dagar;"
    )
    assert [line.split(";")[:3] for line in lines[1:]] == [[code, name, "A1"] for code, name in NAMES.items()]
    filled = content.replace(b"A1;;;;;", b"A1;20;13;6;98,5;ja")
    assessor.post(WAITS, posted(filled, requirement=""))
    assert RegisterImport.objects.get().summary["figures"] == 15
    assert RegisterImport.objects.get().faults == []


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"file": ""}, "Välj en fil."),
        ({"read_on": "snart"}, "Ange dagen som 2014-11-03."),
        ({"read_on": "2999-01-01"}, "kan inte ligga i framtiden"),
        ({"requirement": "X9"}, "läses inte ur registret"),
        ({"file": SimpleUploadedFile("tom.csv", b"")}, "Filen är tom"),
        ({"file": SimpleUploadedFile("x.csv", b"%PDF-1.4 x")}, "innehåller"),
        ({"file": SimpleUploadedFile("x.exe", b"MZ\x90\x00")}, "har ändelsen .exe"),
        ({"file": SimpleUploadedFile("x.csv", b"Landsting;Personnummer\n09;1\n")}, "en rad per person"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_and_what_was_typed_stays(
    registers: Registers, assessor: Client, sent: dict[str, Any], said: str
) -> None:
    answer = assessor.post(WAITS, posted() | sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert said in html
    assert f'value="{sent.get("read_on", "2014-11-03")}"' in html


@pytest.mark.parametrize("role", [*sorted(READS_ALL), Role.READER, Role.ADMINISTRATOR])
def test_who_reads_all_reads_registers_and_three_roles_write(registers: Registers, role: Role) -> None:
    registers.upload()
    organisation = factories.kommun("0114", "Upplands Väsby", factories.county("01", "AB")).organisation
    client = Client()
    client.force_login(factories.person(role, organisation=organisation))
    reads, writes = role in READS_ALL, role in {Role.ASSESSOR, Role.LEAD_ASSESSOR, Role.SKR_ADMINISTRATOR}
    for address in (LIST, WAITS, f"{WAITS}1/", f"{WAITS}1/fil/", f"{WAITS}mall/A1/"):
        assert client.get(address).status_code == (200 if reads else 404)
    assert client.post(f"{WAITS}1/", {"verb": "discard"}).status_code == (302 if writes else 404)
    assert ("Register</a>" in page_of(client, "/overenskommelser/prio-2014/")) == reads


@pytest.mark.parametrize("address", [f"{LIST}annat/", f"{WAITS}7/", f"{WAITS}7/fil/", f"{WAITS}mall/B1/"])
def test_what_is_not_there_does_not_exist(registers: Registers, assessor: Client, address: str) -> None:
    assert assessor.get(address).status_code == 404


def test_agreement_without_registers_has_no_tab_and_no_page(registers: Registers, assessor: Client) -> None:
    factories.agreement()
    assert "Register</a>" not in page_of(assessor, "/overenskommelser/prov-2014/")
    assert assessor.get("/overenskommelser/prov-2014/register/").status_code == 404


@pytest.mark.parametrize("address", [LIST, WAITS, f"{WAITS}2/"])
def test_pages_take_few_queries(
    registers: Registers,
    assessor: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    address: str,
) -> None:
    registers.approved()
    registers.upload(MANY)
    remembered_definitions.clear()
    with django_assert_max_num_queries(12):
        assessor.get(address)
