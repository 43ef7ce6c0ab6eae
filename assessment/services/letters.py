"""What the people of an organisation, and assessors, are told about findings and verdicts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from agreements.models import AgreementVersion
from agreements.selectors.ground import Ground
from agreements.services.letters import tell_works_on_it
from assessment.domain.eyes import TO_MEND
from assessment.models import Communication, Finding, Outcome, Verdict
from prio import clock
from prio.accounts.models import Membership
from prio.accounts.roles import Role
from prio.days import day_with_weekday
from prio.mail.services import Letter, write, write_many


def tell_verdict(ground: Ground, verdict: Verdict) -> None:
    """Tell who reports and signs that the requirement is assessed."""
    lines = [
        f"{ground.requirement.code} {ground.requirement.name} är bedömt för {ground.party.name}.",
        "",
        f"Utfall: {verdict.get_outcome_display()}",
        *(["", verdict.motivation] if verdict.motivation else []),
        *(
            ["", f"Bedömningen ersätter en tidigare. Skäl: {verdict.correction_reason}"]
            if verdict.corrects_id
            else []
        ),
    ]
    subject = f"{ground.requirement.code} är bedömt: {verdict.get_outcome_display()}"
    tell_works_on_it(ground, f"verdict:{verdict.pk}", subject, "\n".join(lines))


def tell_verdicts(version: AgreementVersion, verdicts: Sequence[Verdict]) -> None:
    """Tell who reports and signs that several requirements are assessed, in one message for each organisation.

    `requirement` and `party` are read. One query, and one for each 500 messages.
    """
    definition = version.definition
    lines: dict[int, list[str]] = {}
    for one in sorted(verdicts, key=lambda one: (one.party.code, one.requirement.position)):
        asked = definition.requirement(one.requirement.code)
        outcome = Outcome(one.outcome or one.proposed_outcome).label
        lines.setdefault(one.party.organisation_id, []).append(f"– {asked.code} {asked.name}: {outcome}")
    about = max((one.pk for one in verdicts), default=0)
    write_many(
        Letter(
            f"verdicts:{about}:{organisation}:{user}",
            user,
            f"Bedömt: {definition.title}",
            "\n".join(["Följande är slutligt bedömt:", "", *lines[organisation]]),
            path=f"/overenskommelser/{definition.code}/rapportering/",
            whose=name,
        )
        for user, organisation, name in _people_of(lines)
    )


def _people_of(organisations: Iterable[int]) -> list[tuple[int, int, str]]:
    """Return who reports or signs for the organisations today, each with the organisation and its name: one query."""
    day = clock.today()
    held = Membership.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=day),
        organisation__in=list(organisations),
        role__in=(Role.REPORTER, Role.SIGNER),
        valid_from__lte=day,
        user__is_active=True,
    )
    return sorted(set(held.values_list("user_id", "organisation_id", "organisation__name")))


def tell_finding(ground: Ground, finding: Finding) -> None:
    """Tell who reports and signs what the preliminary assessment found, and until when it can be mended."""
    due = finding.round.completion_closes
    lines = [
        f"{ground.requirement.code} {ground.requirement.name} är preliminärt bedömt för {ground.party.name}.",
        "",
        f"Preliminärt: {finding.get_outcome_display()}",
        *(["", finding.motivation] if finding.motivation else []),
        *(
            ["", f"Ni kan rätta det till och med {day_with_weekday(due)}."]
            if due and finding.outcome in TO_MEND
            else []
        ),
        "",
        "Den slutliga bedömningen görs senare.",
    ]
    subject = f"{ground.requirement.code} är preliminärt bedömt: {finding.get_outcome_display()}"
    tell_works_on_it(ground, f"finding:{finding.pk}", subject, "\n".join(lines))


@dataclass(frozen=True, slots=True)
class Notice:
    """What an organisation is written: its subject and its text."""

    subject: str
    text: str


def communication_letter(ground: Ground, motivation: str, due: date) -> Notice:
    """Return what the organisation is sent before a verdict against it; `due` is the last day to answer."""
    about = f"{ground.requirement.code} {ground.requirement.name}"
    first = f"{about} är på väg att bedömas som ej uppfyllt för {ground.party.name}."
    last_day = f"{day_with_weekday(due)} kl. 24.00 (svensk tid)"
    lines = [
        f"{first} Innan det avgörs kan ni yttra er.",
        "",
        motivation,
        "",
        f"Svara till och med {last_day}. Hela underlaget finns på kravets sida.",
    ]
    return Notice(f"Ni kan yttra er om {about}", "\n".join(lines))


def tell_communication(ground: Ground, told: Communication) -> None:
    """Send the organisation what a verdict against it would say, and ask for its answer."""
    letter = communication_letter(ground, told.motivation, told.due)
    tell_works_on_it(ground, f"communication:{told.pk}", letter.subject, letter.text)


def tell_assessor_of_answer(ground: Ground, told: Communication) -> None:
    """Tell who sent it that the organisation has answered."""
    write(
        f"answer:{told.pk}:{told.sent_by_id}",
        told.sent_by_id,
        f"Yttrande från {ground.party.name} om {ground.requirement.code}",
        f"{ground.party.name} har yttrat sig om {ground.requirement.code} {ground.requirement.name}.",
        path=case_page_of(ground),
    )


def case_page_of(ground: Ground) -> str:
    """Return the address of the case in the final round."""
    key = ground.key
    return f"/overenskommelser/{key.agreement}/bedomning/slutlig/{key.party}/{key.requirement}/"
