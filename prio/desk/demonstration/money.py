"""Made-up accounts of money: SKR's report of 2023 with its source's figures; a region's payment, account and claim."""

from datetime import UTC, date, datetime
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from assessment.selectors import published_version
from payouts.domain.spending import Spent
from payouts.models import LineReport, Payment, UseOfMoney
from payouts.selectors.payment_plan import plan_of
from payouts.selectors.uses_of_money import received_by
from payouts.services.claims import register_repayment
from payouts.services.lines import LineAccount, hand_in_line_report
from payouts.services.payment_files import make_payment_file
from payouts.services.payment_orders import approve_order, attest_order, prepare_order
from payouts.services.payment_statuses import mark_paid
from payouts.services.requisitions import requisition
from payouts.services.uses_of_money import Account, hand_in_use_of_money
from prio import clock
from prio.commands import actor_named

PAYERS, PAID_ON = ("skr.utbetalare", "skr.utbetalare.andra"), date(2012, 12, 20)
REQUISITIONED = datetime(2012, 12, 3, 9, 0, tzinfo=UTC)
REQUISITION = "Region Jämtland Härjedalen, heldygnsvård 2012"
SKR, SIGNER, PAYER = "skr.administrator", "region.undertecknare", "kammarkollegiet"
OF_SKR, WITH_ACCOUNT = "skr-2023", "heldygnsvard-2012"
# SKR:s slutrapport 2023, avsnitt 3, in the order of the agreement's areas: kronor without moms.
COSTS = (5_800_000, 4_300_000, 1_800_000, 3_400_000, 400_000, 1_400_000, 1_800_000, 800_000, 700_000)
VAT = 5_100_000
HANDED_IN = datetime(2024, 3, 28, 9, 0, tzinfo=UTC)
ACCOUNTED = datetime(2013, 5, 20, 9, 0, tzinfo=UTC)
NOT_USED, REPAID = 125_000, 50_000
REPAID_ON = date(2013, 6, 14)
REPAYMENT_KEY = UUID("5d0c6f0e-6a0f-4b57-9d0e-2b9f0f9a2012")


def make_money() -> bool:
    """Hand in what is missing of it. False if there is nothing to do."""
    return any([_report_of_skr(), _account_of_region()])


def _report_of_skr() -> bool:
    (line,) = published_version(OF_SKR).definition.budget.lines
    if LineReport.objects.filter(line__agreement__code=OF_SKR).exists():
        return False
    rows = tuple(Spent(area, cost) for area, cost in zip(line.areas, COSTS, strict=True))
    hand_in_line_report(
        actor_named(SKR),
        OF_SKR,
        1,
        LineAccount(rows, VAT, "Beloppen står i SKR:s slutrapport 2023, avsnitt 3. Filen är gjord av Prio."),
        SimpleUploadedFile("kostnadsfordelning-2023.csv", _as_csv(rows)),
        arrived_at=HANDED_IN,
        simulated=True,
    )
    return True


def _as_csv(rows: tuple[Spent, ...]) -> bytes:
    lines = ["Område;Kronor", *(f"{row.area};{row.amount}" for row in rows), f"Moms;{VAT}"]
    return "\n".join([*lines, f"Totalt;{sum(row.amount for row in rows) + VAT}", ""]).encode()


def _account_of_region() -> bool:
    signer = actor_named(SIGNER)
    (organisation,) = signer.organisations
    version = published_version(WITH_ACCOUNT)
    if UseOfMoney.objects.filter(agreement=version.agreement_id, organisation=organisation).exists():
        return False
    _pay_region(organisation)
    received = received_by(version.agreement_id, organisation)
    if received is None:
        return False
    training = received.amount // 2
    rows = (
        Spent("Utbildning och handledning", training),
        Spent("Utveckling av vårdmiljön", received.amount - training - NOT_USED),
    )
    hand_in_use_of_money(
        signer,
        WITH_ACCOUNT,
        organisation,
        Account(rows, "En planerad utbildning ställdes in."),
        signed_as=signer.name,
        arrived_at=ACCOUNTED,
        simulated=True,
    )
    claim = version.agreement.claims.get(organisation=organisation)
    register_repayment(actor_named(PAYER), claim.pk, REPAID, REPAID_ON, key=REPAYMENT_KEY)
    return True


def _pay_region(organisation: int) -> None:
    """Let the region ask for its money, as the only one, and let two payers pay what was asked for. No file is sent."""
    version = published_version(WITH_ACCOUNT)
    first, second = (actor_named(one) for one in PAYERS)
    requisition(WITH_ACCOUNT, organisation, REQUISITION, actor_named(SIGNER), arrived_at=REQUISITIONED)
    plan = plan_of(version)
    if [one.organisation.pk for one in plan.next_order] != [organisation]:
        return
    order = prepare_order(WITH_ACCOUNT, clock.today(), plan.sums, first)
    attest_order(order.pk, plan.sums, first)
    approve_order(order.pk, plan.sums, second, order_file=False)
    make_payment_file(order.pk)
    for payment in Payment.objects.filter(order=order):
        mark_paid(payment.pk, PAID_ON, "Påhittat för demonstrationen.", first)
