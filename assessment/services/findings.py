"""Preliminary findings: asked for where they are on request, and sent to the organisations, which may mend."""

from dataclasses import dataclass

from django.db import transaction

from agreements.domain.report_key import ReportKey
from agreements.models import ReportState
from agreements.selectors.ground import ReportingParty, reporting_parties
from agreements.services.deciding import request_completion
from assessment.domain.eyes import AGAINST
from assessment.domain.lifecycle import FINDING, Needs
from assessment.models import (
    FOLLOWS_FROM_CLOSING,
    AssessmentRound,
    Finding,
    FindingState,
    PreliminaryRequest,
    RoundKind,
    RoundState,
)
from assessment.selectors import published_version
from assessment.services.entries import register_finding, register_preliminary_request
from assessment.services.letters import tell_finding
from assessment.services.under_lock import hold
from prio import clock
from prio.accounts.roles import Actor, Role
from prio.audit.services import record
from prio.jobs.registry import Progress, silent
from prio.refused import NotPermitted, Refused


@dataclass(frozen=True, slots=True)
class SentFindings:
    """How many findings were sent, how many of them ask for a completion, and how many wait to be prepared."""

    sent: int
    completions: int
    waiting: int


def ask_for_preliminary(actor: Actor, agreement_code: str, party_code: str) -> PreliminaryRequest:
    """Ask for a preliminary assessment of a party's grundkrav, where the agreement does it on request.

    Asking twice is one request.

    Raises:
        Refused: the agreement does it for all or not at all, the reports are no longer collected, the round is closed,
            or the actor neither reports nor signs for the party.
    """
    version = published_version(agreement_code)
    definition = version.definition
    party = _own_party(actor, definition_parties=reporting_parties(definition, code=party_code))
    if definition.preliminary.applies_to != "on_request":
        raise Refused("Överenskommelsen har ingen förhandsgranskning på begäran.")
    last = definition.dates.preliminary or definition.dates.closes
    if last is not None and clock.now() >= clock.end_of(last):
        raise Refused("Tiden att be om förhandsgranskning har gått ut.")
    with transaction.atomic():
        closed = AssessmentRound.objects.filter(
            agreement=version.agreement, kind=RoundKind.PRELIMINARY, state=RoundState.CLOSED
        )
        if closed.exists():
            raise Refused("Förhandsgranskningen är avslutad.")
        made, is_new = PreliminaryRequest.objects.get_or_create(
            agreement=version.agreement,
            party_id=party.id,
            defaults={"asked_at": clock.now(), "asked_by_id": actor.user_id},
        )
        if is_new:
            record("preliminary_request", made.pk, "asked", by_id=actor.user_id, is_first=True)
            register_preliminary_request(made, party.name, actor.user_id)
        return made


def _own_party(actor: Actor, definition_parties: tuple[ReportingParty, ...]) -> ReportingParty:
    for party in definition_parties:
        if party.id in actor.parties:
            if not actor.is_for(party.organisation_id, Role.REPORTER, Role.SIGNER):
                raise NotPermitted("Bara den som rapporterar eller undertecknar ber om förhandsgranskning.")
            return party
    raise NotPermitted("Ni företräder inte den parten.")


def send_findings(actor: Actor, agreement_code: str, *, progress: Progress = silent) -> SentFindings:
    """Send every finding that is prepared, and those that follow from the closing; ask for completion of what fails.

    Each finding is sent by itself, so that who stops in between goes on by doing it again, and nothing is sent twice.

    Args:
        actor: who leads the assessment.
        agreement_code: the agreement, whose preliminary round is open.
        progress: is told how far it is.

    Raises:
        Refused: the role or the state of the round is in the way.
    """
    version = published_version(agreement_code)
    round_ = AssessmentRound.objects.filter(agreement=version.agreement, kind=RoundKind.PRELIMINARY).first()
    is_open = round_ is not None and round_.state == RoundState.OPEN
    FINDING.take("send", FindingState.PREPARED, actor.roles, [Needs.ROUND_OPEN] * is_open)
    rows = Finding.objects.filter(round=round_).select_related("requirement", "party")
    ready = rows.filter(state=FindingState.PREPARED) | rows.filter(
        state=FindingState.PROPOSED, proposed_outcome__in=FOLLOWS_FROM_CLOSING
    )
    keys = [ReportKey(agreement_code, one.requirement.code, one.party.code) for one in ready]
    sent = completions = 0
    for number, key in enumerate(keys):
        progress(f"Skickar {key.requirement} till {key.party}", number, len(keys))
        done, asked = _send(actor, key)
        sent, completions = sent + done, completions + asked
    progress("Klart", len(keys), len(keys))
    waiting = rows.filter(state=FindingState.PROPOSED).count()
    return SentFindings(sent, completions, waiting)


def _send(actor: Actor, key: ReportKey) -> tuple[bool, bool]:
    """Send one finding; say whether it was sent now, and whether a completion was asked for."""
    with transaction.atomic():
        held = hold(actor, RoundKind.PRELIMINARY, key)
        finding = held.row
        if not isinstance(finding, Finding) or finding.state == FindingState.SENT:
            return False, False  # somebody else has sent it
        if finding.state == FindingState.PROPOSED:
            if finding.proposed_outcome not in FOLLOWS_FROM_CLOSING:
                return False, False
            finding.outcome = finding.proposed_outcome
            finding.prepared_by_id, finding.prepared_at = actor.user_id, clock.now()
            finding.state = FindingState.PREPARED
        step = held.take("send")
        finding.state, finding.sent_at = step.target, clock.now()
        held.save("sent", "outcome", "prepared_by", "prepared_at", "sent_at", outcome=finding.outcome)
        finding.round = held.round
        tell_finding(held.ground, finding)
        register_finding(held.ground, finding, actor.user_id)
        due = held.round.completion_closes
        can_mend = held.report is not None and held.report.state in {
            ReportState.HANDED_IN,
            ReportState.RETURNED,
        }
        asks = finding.outcome in AGAINST and can_mend and due is not None and due >= clock.today()
        if asks and due is not None:
            request_completion(actor, key, "", finding.motivation, due)
        return True, asks
