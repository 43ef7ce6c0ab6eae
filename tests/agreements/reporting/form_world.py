"""A requirement with every type of question, and how a browser posts its form."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Protocol

from django.test import Client

from agreements.models import Report
from tests.reporting import REPORTING_YEAR

EVERY_TYPE = (
    REPORTING_YEAR
    + """
  - code: ALLT
    kind: grundkrav
    name: Allt som kan frågas
    parties: [municipality]
    text: Alla slags frågor besvaras.
    criterion: Det som bedöms är att allt går att fylla i.
    guidance: Bedömaren läser svaren.
    questions:
      - {key: sure, type: yes_no, label: Är ni säkra?, help: Svara som det är., section: Korta svar}
      - {key: why, type: text, label: Varför?, when: {yes: sure}, section: Korta svar}
      - {key: plans, type: count, label: Planer, unit: planer, section: Korta svar}
      - {key: need, type: count, label: Behov, unit: personer, section: Korta svar}
      - {key: people, type: count, label: Personer, split_by: [women, men], section: Korta svar}
      - {key: rate, type: percent, label: Svarsfrekvens, section: Korta svar}
      - {key: cost, type: number, label: Kostnad, unit: kronor, section: Korta svar}
      - {key: decided, type: date, label: När beslutades det?, section: Korta svar}
      - {key: years, type: period, precision: year, label: Vilka år gäller planen?, section: Korta svar}
      - key: way
        type: choice
        label: Vad lämnar ni?
        options: [{key: a, label: En analys}, {key: b, label: En plan}]
        section: Korta svar
      - {key: page, type: link, label: Webbsidans adress, section: Korta svar}
      - {key: contact, type: contact, label: Kontaktperson, section: Korta svar}
      - {key: plan, type: document, label: Planen, sections: [mål, ansvar], section: Tabeller}
      - {key: asked, type: consultations, label: Organisationer, section: Tabeller}
      - key: visits
        type: monthly_series
        label: Besök
        months: {from: 2014-01, to: 2014-03}
        section: Tabeller
      - key: places
        type: units
        label: Enheter
        fields: [{key: staff, type: count, label: Anställda}, {key: open, type: yes_no, label: Öppet?}]
        section: Tabeller
      - {key: areas, type: matrix, label: Områden, rows: [oro, sömn], section: Tabeller}
      - {key: waits, type: count, label: Väntande, source: vantetider, section: Tabeller}
    rule:
      all:
        - {key: c1, yes: sure, text: Ni är säkra.}
        - {key: c2, share: {of: [plans], in: [need]}, at_least_percent: "90", text: Minst 90 procent har en plan.}
        - {key: c3, manual: Är svaren rimliga?, text: Svaren är rimliga.}
"""
)


class Answer(Protocol):
    """What the server answered."""

    content: bytes
    status_code: int

    @property
    def headers(self) -> Mapping[str, str]:
        """Its headers."""


_FIELD = re.compile(r"<(input|textarea)\b([^>]*)>(?:\n?([^<]*)</textarea>)?")
_ATTRIBUTE = re.compile(r'([a-z-]+)(?:="([^"]*)")?')
_TEMPLATE = re.compile(r"<template.*?</template>", re.DOTALL)


def address(requirement: str = "ALLT", party: str = "2380", part: str = "") -> str:
    """The address of a report's form."""
    return f"/overenskommelser/prov-2014/rapportering/{party}/{requirement}/{part}"


def fields_of(answer: Answer) -> dict[str, list[str]]:
    """What a browser without JavaScript would post from the form of a page, if nothing were changed."""
    found: dict[str, list[str]] = {}
    html = answer.content.decode()
    form = html[html.index('id="report-form"') : html.rindex("</form>")]
    for kind, written, text in _FIELD.findall(_TEMPLATE.sub("", form)):
        attributes = dict(_ATTRIBUTE.findall(written))
        name, sort = attributes.get("name"), attributes.get("type", "")
        if not name or sort == "file" or (sort in {"radio", "checkbox"} and "checked" not in attributes):
            continue
        value = text if kind == "textarea" else attributes.get("value", "on")
        found.setdefault(name, []).append(unescape(value))
    return found


def post_form(client: Client, changes: Mapping[str, str | list[str]], requirement: str = "ALLT") -> Answer:
    """Open the form, change some fields and press Spara."""
    posted: dict[str, str | list[str]] = {**fields_of(client.get(address(requirement))), **changes}
    return client.post(address(requirement), posted)


def autosave(
    client: Client, question: str, fields: Mapping[str, str | list[str]], base: int | None = None, **more: str
) -> Answer:
    """Post one question as the script does. `fields`: by part, "" for the whole; `base`: left out, the newest."""
    if base is None:
        base = Report.objects.filter(requirement__code="ALLT").values_list("revision", flat=True).first() or 0
    named = {f"q.{question}.{part}" if part else f"q.{question}": value for part, value in fields.items()}
    posted = {"question": question, f"base.{question}": str(base), **named, **more}
    return client.post(address(part="svar/"), posted)
