"""The document of a decision that revokes another: who decided, what no longer holds, and why."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.template.loader import render_to_string

from assessment.selectors import published_version
from payouts.models import Decision
from payouts.pdf.gather import CHECK_PATH
from payouts.pdf.letter import CANNOT_BE_APPEALED, GOVERNMENT, full_name
from payouts.pdf.letter_tables import words_table
from payouts.pdf.render import SIMULATED_MARK, STYLESHEET
from prio.days import plain_day
from prio.money import kronor
from prio.pdf.render import render_pdf
from prio.pdf.tables import Table

TEMPLATE = "payouts/pdf/revocation.html"


@dataclass(frozen=True, slots=True)
class RevocationContent:
    """What the document says. Money is whole kronor; what is unknown is empty."""

    reference: str
    decided_on: date
    decision_maker: str
    people: tuple[tuple[str, str], ...]
    title: str
    revokes: str
    revoked_on: date | None
    revoked_total: int
    reason: str
    appeal: str
    check_at: str
    simulated: bool
    on_applications: bool = False

    @property
    def by_government(self) -> bool:
        """Whether the government itself decides."""
        return self.decision_maker == GOVERNMENT

    @property
    def kind(self) -> str:
        """What such a document is called."""
        return "Regeringsbeslut" if self.by_government else "Beslut"

    @property
    def sender(self) -> tuple[str, ...]:
        """Whose decision it is, line by line."""
        return (
            (GOVERNMENT, "Socialdepartementet") if self.by_government else (full_name(self.decision_maker),)
        )

    @property
    def day(self) -> str:
        """The day of the decision in words."""
        return plain_day(self.decided_on)

    @property
    def matter(self) -> str:
        """What it concerns."""
        return f"Upphävande av beslutet {self.revokes}"

    @property
    def decided(self) -> str:
        """What is decided, in a sentence."""
        on = f" den {plain_day(self.revoked_on)}" if self.revoked_on else ""
        title = f"{self.title[:1].lower()}{self.title[1:]}"
        under = f"ansökningar om {title}" if self.on_applications else f"överenskommelsen {self.title}"
        return (
            f"{self.decision_maker} upphäver beslutet {self.revokes}{on} om utbetalning av "
            f"{kronor(self.revoked_total)} {'efter' if self.on_applications else 'enligt'} {under}. Inget betalas ut "
            "efter det."
        )

    @property
    def people_table(self) -> Table:
        """Who took part."""
        return words_table("Roll", "Namn", self.people)


def revocation_content(decision: Decision) -> RevocationContent:
    """Return what the document of an approved revocation says: three queries.

    Raises:
        ValueError: nobody has approved it, or it revokes nothing.
    """
    found = Decision.objects.select_related("agreement", "corrects", "prepared_by", "approved_by")
    decision = found.get(pk=decision.pk)
    old = decision.corrects
    if decision.decided_on is None or decision.approved_by is None or old is None:
        raise ValueError(f"decision {decision.reference} is not approved, or revokes nothing")
    definition = published_version(decision.agreement.code).definition
    by_government = decision.decision_maker == GOVERNMENT
    people = (
        ("Beslutsfattare", decision.decision_maker),
        ("Föredragande", decision.rapporteur),
        *((("Övriga som deltog", decision.others),) if decision.others else ()),
        ("Berett av", str(decision.prepared_by)),
        ("Godkänt av", str(decision.approved_by)),
    )
    return RevocationContent(
        reference=decision.reference,
        decided_on=decision.decided_on,
        decision_maker=decision.decision_maker,
        people=people,
        title=definition.title,
        revokes=old.reference,
        revoked_on=old.decided_on,
        revoked_total=old.total,
        reason=decision.reason,
        appeal=definition.aftermath.appeal or (CANNOT_BE_APPEALED if by_government else ""),
        check_at=f"{settings.SITE_URL}{CHECK_PATH}",
        simulated=decision.simulated,
        on_applications=decision.on_applications,
    )


def render_revocation(content: RevocationContent) -> bytes:
    """Return the document as a PDF: PDF/A-3a and PDF/UA-1. The same content gives the same bytes."""
    title = f"{content.kind} {content.reference}: {content.matter}"
    if content.simulated:
        title = f"{SIMULATED_MARK}. {title}"
    context = {"content": content, "title": title, "simulated_mark": SIMULATED_MARK}
    return render_pdf(render_to_string(TEMPLATE, context), STYLESHEET)
