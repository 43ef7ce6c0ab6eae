"""The decision on applications as a document: what it says, and how, under the same head as other decisions."""

import csv
import hashlib
import io
from dataclasses import dataclass
from datetime import datetime, time

from django.template.loader import render_to_string
from weasyprint import Attachment

from agreements.models import VersionState
from payouts.models import DecidedApplication, Decision
from payouts.paying import payer_named
from payouts.pdf.content import Heading
from payouts.pdf.gather import heading_of
from payouts.pdf.letter import full_name
from payouts.pdf.letter_tables import words_table
from payouts.pdf.render import SIMULATED_MARK, STYLESHEET
from prio.days import plain_day
from prio.money import kronor, number
from prio.pdf.render import render_pdf
from prio.pdf.tables import Cell, Column, Row, Table
from prio.spreadsheets import harmless
from prio.swedish import counted

TEMPLATE = "payouts/pdf/grant_decision.html"
COLUMNS = (
    "agreement", "decision", "grant", "applicant", "organisation_number", "name", "asked_sek", "granted_sek", "outcome",
    "reason", "simulated",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AnsweredApplication:
    """What the decision answers one applicant, in kronor. asked: None where no amount was named."""

    requirement: str
    party: str
    name: str
    organisation_number: str
    asked: int | None
    granted: int
    outcome: str
    reason: str
    simulated: bool


@dataclass(frozen=True, slots=True)
class GrantContent:
    """Everything that the decision says. frame: kronor of the year. appeal: how it can be appealed, or that it cannot.

    demands: what an application has to meet. grants: the code and name of what is applied for.
    """

    heading: Heading
    agreement: str
    version: int
    title: str
    source: str
    decided_by: str
    payer: str
    appeal: str
    frame: int
    grants: tuple[tuple[str, str], ...]
    demands: tuple[str, ...]
    applications: tuple[AnsweredApplication, ...]
    simulated: bool

    @property
    def granted(self) -> tuple[AnsweredApplication, ...]:
        """Those who get money."""
        return tuple(one for one in self.applications if one.granted)

    @property
    def refused(self) -> tuple[AnsweredApplication, ...]:
        """Those who get nothing."""
        return tuple(one for one in self.applications if not one.granted)

    @property
    def total(self) -> int:
        """The kronor that are granted."""
        return sum(one.granted for one in self.applications)

    @property
    def asked(self) -> int:
        """The kronor that were asked for."""
        return sum(one.asked or 0 for one in self.applications)

    @property
    def csv(self) -> bytes:
        """The file with every answer."""
        return _csv(self)


def grant_content(decision: Decision) -> GrantContent:
    """Return what the document of an approved decision on applications says: three queries.

    Raises ValueError for a decision that nobody has approved.
    """
    found = Decision.objects.select_related("agreement", "prepared_by", "approved_by", "corrects")
    decision = found.get(pk=decision.pk)
    version = decision.agreement.versions.get(state=VersionState.PUBLISHED)
    definition = version.definition
    rows = DecidedApplication.objects.filter(decision=decision).select_related("requirement", "party")
    return GrantContent(
        heading=heading_of(decision),
        agreement=definition.code,
        version=version.number,
        title=definition.title,
        source=definition.source,
        decided_by=decision.decision_maker,
        payer=payer_named(definition),
        appeal=definition.aftermath.appeal,
        frame=sum(one.pot or 0 for one in definition.pots),
        grants=tuple((one.code, one.name) for one in definition.pots),
        demands=tuple(
            dict.fromkeys(leaf.text for one in definition.requirements for leaf in one.leaves if leaf.text)
        ),
        applications=tuple(_answered(row) for row in rows),
        simulated=decision.simulated,
    )


def _answered(row: DecidedApplication) -> AnsweredApplication:
    return AnsweredApplication(
        requirement=row.requirement.code,
        party=row.party.code,
        name=row.name,
        organisation_number=row.organisation_number,
        asked=row.asked,
        granted=row.granted,
        outcome=row.outcome,
        reason=row.reason,
        simulated=row.simulated,
    )


def _csv(content: GrantContent) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in content.applications:
        asked = "" if one.asked is None else one.asked
        words = [harmless(cell) for cell in (one.name, one.reason)]
        writer.writerow(
            (
                content.agreement, content.heading.reference, one.requirement, one.party, one.organisation_number,
                words[0], asked, one.granted, one.outcome, words[1], "true" if one.simulated else "false",
            )
        )  # fmt: skip
    return text.getvalue().encode()


def grant_decision_html(content: GrantContent) -> str:
    """Return the decision as HTML; its style comes with the rendering."""
    matter = f"Ansökningar om {content.title[:1].lower()}{content.title[1:]}"
    title = f"Beslut {content.heading.reference}: {matter}"
    context = {
        "content": content,
        "sender": (full_name(content.decided_by),),
        "matter": matter,
        "day": plain_day(content.heading.decided_on),
        "title": f"{SIMULATED_MARK}. {title}" if content.simulated else title,
        "simulated_mark": SIMULATED_MARK,
        "decided": _decided(content),
        "granted": _granted(content),
        "refused": _refused(content),
        "people": words_table("Roll", "Namn", _people(content)),
        "sources": words_table("Vad", "Uppgift", _sources(content)),
        "csv_name": _csv_name(content),
    }
    return render_to_string(TEMPLATE, context)


def render_grant_decision(content: GrantContent) -> bytes:
    """Return the decision as a PDF: PDF/A-3a and PDF/UA-1, with every answer attached as CSV.

    The same content gives the same bytes. Raises MissingFont when the typefaces are not installed.
    """
    day = datetime.combine(content.heading.decided_on, time(0))
    attached = Attachment(
        file_obj=io.BytesIO(content.csv),
        name=_csv_name(content),
        description="Varje ansökan med sökt och beviljat belopp",
        created=day,
        modified=day,
        relationship="Data",
    )
    return render_pdf(grant_decision_html(content), STYLESHEET, [attached])


def _csv_name(content: GrantContent) -> str:
    return f"ansokningar-{content.agreement}.csv"


def _decided(content: GrantContent) -> tuple[str, ...]:
    answered = counted(len(content.applications), "ansökan,ansökningar")
    applicants = counted(len(content.granted), "sökande,sökande")
    sentences = [
        f"{content.decided_by} beviljar {kronor(content.total)} i bidrag till {applicants}.",
        f"{answered} har kommit in, om tillsammans {kronor(content.asked)}.",
    ]
    if content.refused:
        sentences.append(
            f"{counted(len(content.refused), 'ansökan,ansökningar')} avslås. Skälen står i bilaga 2."
        )
    sentences.append(f"Vad var och en får står i bilaga 1. {content.payer} betalar ut pengarna.")
    left = content.frame - content.total
    if left:
        sentences.append(f"Av årets ram på {kronor(content.frame)} är {kronor(left)} inte beviljade.")
    if content.heading.corrects:
        sentences.append(f"Beslutet rättar beslutet {content.heading.corrects} och gäller i stället för det.")
        if content.heading.reason:
            sentences.append(f"Skäl för rättelsen: {content.heading.reason}")
    return tuple(sentences)


def _name(one: AnsweredApplication) -> str:
    return f"{one.name}*" if one.simulated else one.name


def _granted(content: GrantContent) -> Table | None:
    rows = [
        Row(
            _name(one),
            (
                Cell(one.organisation_number, words=True),
                Cell(number(one.asked or 0)),
                Cell(number(one.granted)),
                Cell(one.reason or "Hela det sökta beloppet.", words=True),
            ),
        )
        for one in content.granted
    ]
    if not rows:
        return None
    asked = sum(one.asked or 0 for one in content.granted)
    total = Row(
        "Summa", (Cell(""), Cell(number(asked)), Cell(number(content.total)), Cell("")), style="total"
    )
    columns = (
        Column("Sökande", 26, figures=False),
        Column("Organisationsnummer", 16, figures=False),
        Column("Sökt, kronor", 13),
        Column("Beviljat, kronor", 13),
        Column("Skäl", 32, figures=False),
    )
    return Table("", columns, (*rows, total))


def _refused(content: GrantContent) -> Table | None:
    rows = tuple(
        Row(
            _name(one),
            (
                Cell(one.organisation_number, words=True),
                Cell("–" if one.asked is None else number(one.asked)),
                Cell(one.reason, words=True),
            ),
        )
        for one in content.refused
    )
    columns = (
        Column("Sökande", 26, figures=False),
        Column("Organisationsnummer", 16, figures=False),
        Column("Sökt, kronor", 13),
        Column("Skäl", 45, figures=False),
    )
    return Table("", columns, rows) if rows else None


def _people(content: GrantContent) -> tuple[tuple[str, str], ...]:
    heading = content.heading
    return (
        ("Beslutsfattare", heading.decision_maker),
        ("Föredragande", heading.rapporteur),
        *((("Övriga som deltog", heading.others),) if heading.others else ()),
        ("Berett av", heading.prepared_by),
        ("Godkänt av", heading.approved_by),
    )


def _sources(content: GrantContent) -> tuple[tuple[str, str], ...]:
    heading = content.heading
    return (
        ("Beslut", f"{heading.reference}, nummer {heading.number} för {content.agreement}"),
        ("Villkoren", f"{content.agreement}, version {content.version}. {content.source}"),
        ("Bifogad fil", f"{_csv_name(content)}, {number(len(content.applications))} rader: varje ansökan"),
        ("Bifogad fil, SHA-256", hashlib.sha256(content.csv).hexdigest()),
    )
