"""The forms of a draft speak of its fields by their Swedish names; the text keeps the keys that stand in it."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from agreements.domain.drafting.checking import PlacedFault, checked
from agreements.domain.drafting.copying import next_year
from agreements.domain.drafting.pieces import piece_at, set_by_typing
from agreements.domain.drafting.raw import raw_of_text, text_of_raw
from agreements.domain.loading import load_definition
from agreements.models import AgreementDraft
from agreements.services.drafting import begin_draft, save_text
from prio.accounts.models import User
from prio.accounts.roles import Actor, Role
from tests.factories import TINY_AGREEMENT

IN_TIME = date(2014, 1, 10)
PREPARER = Role.MINISTRY_PREPARER
TINY = text_of_raw(raw_of_text(TINY_AGREEMENT))  # one value a line, as drafts are written
APPLIED_FOR = "agreements/definitions/sysselsattning-2014.yaml"


def the_fault(before: str, after: str, text: str = TINY) -> PlacedFault:
    assert before in text
    (fault,) = checked(text.replace(before, after, 1), on=IN_TIME).faults
    return fault


@pytest.mark.parametrize(
    ("before", "after", "path", "words"),
    [
        ("title: Prov på psykisk hälsa 2014\n", "", ("title",), "”Namn” saknas."),
        (
            "opens: 2014-03-01",
            "opens: 2014-11-01",
            ("dates", "closes"),
            "”Rapporteringen öppnar” (2014-11-01) ska vara före ”Sista dag att lämna in” (2014-10-14).",
        ),
        (
            "kind: prestationsmal",
            "kind: mål",
            ("requirements", 1, "kind"),
            (
                "”Slag”: ”mål” ska vara ”Grundkrav”, ”Prestationsmål”, ”Bidrag efter folkmängd” eller "
                "”Bidrag efter ansökan”."
            ),
        ),
        (
            "region_gate: true",
            "region_gate: kanske",
            ("region_gate",),
            "”Länet deltar bara om regionen klarar sina grundkrav”: ”kanske” ska vara ”Ja” eller ”Nej”.",
        ),
        ("    name: Samverkan\n", "", ("requirements", 0, "name"), "”Namn” saknas."),
    ],
)
def test_fault_says_the_label_of_its_field_and_stands_there(
    before: str, after: str, path: tuple[str | int, ...], words: str
) -> None:
    fault = the_fault(before, after)
    assert (fault.path, fault.words) == (path, words)


def test_fault_keeps_its_key_for_who_reads_the_text() -> None:
    assert the_fault("title: Prov på psykisk hälsa 2014\n", "").message == "Nyckeln ”title” saknas."


@pytest.mark.parametrize(
    "text",
    ["a: [1", "a: {b: 1", "a: b: c", 'a: "b', "a:\n\tb: 1", "a: @b", "- a\nb: 1", "a: *b", "? [", "a: |b"],
)
def test_text_that_cannot_be_read_is_explained_in_swedish(text: str) -> None:
    for fault in checked(text, on=IN_TIME).faults:
        assert fault.message.startswith(("Texten", "Alias", "Taggar", "Filen ska vara"))
        assert not re.search(r"expected|found|while|but got|token|stream", fault.message)


def test_what_somebody_set_is_called_by_its_words_also_in_a_draft_with_faults(
    users: dict[Role, User], people: dict[Role, Actor], draft: AgreementDraft
) -> None:
    more = "set_by:\n" + "".join(
        f"  {name}:\n    who: Att bekräfta\n    note: Förra året.\n"
        for name in (
            "aftermath",
            "region_coverage",
            "parties.A1",
            "rule.A1.c1",
            "questions.GK1.decided",
            "dates.final",
        )
    )
    text = draft.text.replace("set_by:\n", more).replace("total: 1100000", "total: x")
    save_text(people[PREPARER], draft.pk, text, base=1)
    client = Client()
    client.force_login(users[PREPARER], backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("draft_piece", args=[draft.pk, "villkor"])).content.decode()
    whole = client.get(reverse("draft", args=[draft.pk])).content.decode()
    for words in (
        "Vad som följer på beslutet",
        "A1: vilka kravet gäller",
        "A1, villkoret ”Minst 90 procent inom 30 dagar.”",
        "GK1, frågan ”Är den beslutad?”",
        "Dagen för slutlig bedömning",
    ):
        assert f"{words}</a>" in page
        assert f"{words}: övertaget från förra året" in whole
    named = client.get(reverse("draft_piece", args=[draft.pk, "set_by/parties.A1"])).content.decode()
    assert "<h1>A1: vilka kravet gäller</h1>" in named
    for code in (">parties.A1<", ">region_coverage<", ">dates.final<"):
        assert code not in page + named + whole


def test_grant_that_is_applied_for_keeps_no_fault_when_its_form_is_saved() -> None:
    with open(APPLIED_FOR, encoding="utf-8") as file:
        definition = load_definition(file.read(), APPLIED_FOR)
    raw = next_year(definition, code="sysselsattning-2015", title="Bidrag 2015")
    piece = piece_at(raw, ("requirements", 0))
    labels = {field.name: field.label for field in piece.fields}
    assert labels["pot"] == "Årets ram, kronor"
    assert labels["asked"] == "Frågan om beloppet"
    assert not {"allocation", "split.municipality"} & set(labels)
    values, _ = set_by_typing(raw, ("requirements", 0), piece.shown())
    assert not {"allocation", "split"} & set(values)
    assert values["asked"] == definition.requirements[0].asked


def test_kind_that_is_applied_for_is_named_and_can_be_chosen_from_scratch(
    users: dict[Role, User], people: dict[Role, Actor]
) -> None:
    draft = begin_draft(people[PREPARER], code="bidrag-2015", title="Bidrag", year=2015)
    client = Client()
    client.force_login(users[PREPARER], backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("draft", args=[draft.pk])
    assert (
        '<option value="application_grant">Bidrag efter ansökan</option>'
        in client.get(address).content.decode()
    )
    new = {"verb": "add", "slag": "requirement", "plats": "requirements", "kod": "B1", "namn": "Verksamhet"}
    client.post(
        reverse("draft_piece", args=[draft.pk, "villkor"]), {"base": 1, "typ": "application_grant", **new}
    )
    page = client.get(address).content.decode()
    assert "Bidrag efter ansökan, 0\u00a0frågor" in page or "Bidrag efter ansökan, 0 frågor" in page
    draft.refresh_from_db()
    found = checked(draft.text, on=IN_TIME).faults
    assert "allocation" not in " ".join(one.message for one in found)
    assert "”Frågan om beloppet” saknas." in [one.words for one in found]
