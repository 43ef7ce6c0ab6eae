"""Publishing agreements: a definition becomes a version that never changes."""

from dataclasses import dataclass

from django.db import transaction

from agreements.domain.definition import Definition
from agreements.domain.drafting.own_faults import LONGEST_CODE, LONGEST_NAME
from agreements.models import Agreement, AgreementVersion, Requirement, RequirementVersion, VersionState
from agreements.services.corrections import follow_up
from agreements.services.registering import register_version
from prio import clock
from prio.accounts.selectors import is_demonstration
from prio.audit.services import record
from prio.refused import Refused

# Characters; a decision's reference is made of the code.
LONGEST_TITLE, LONGEST_REASON = LONGEST_NAME, 500
LONGEST_FILE_NAME = 200  # a longer one is cut: it only tells people where something came from


@dataclass(frozen=True, slots=True)
class Publication:
    """A published version, and whether it is new."""

    version: AgreementVersion
    is_new: bool


def publish(
    definition: Definition,
    *,
    source_file: str,
    reason: str = "",
    by_id: int | None = None,
    simulated: bool = False,
) -> Publication:
    """Publish `definition`: version 1 of a new agreement, or, with a `reason`, the next version of a known one.

    The same definition again changes nothing. With a next version the reports on what asks the same as before answer
    it from then on; everybody concerned is told, and those who had answered what is asked otherwise now are asked to
    confirm (agreements.services.corrections).

    Raises:
        Refused: the agreement is published with another content and no reason for a new version was given; its
            code, its title or the reason is longer than what is kept of them; or it is simulated and this is no
            demonstration installation.
    """
    if simulated and not is_demonstration():
        raise Refused("En påhittad överenskommelse kan bara finnas i en demonstrationsinstallation.")
    _refuse_too_long("koden", definition.code, LONGEST_CODE)
    _refuse_too_long("namnet", definition.title, LONGEST_TITLE)
    _refuse_too_long("skälet till den nya versionen", reason, LONGEST_REASON)
    with transaction.atomic():
        agreement, _ = Agreement.objects.get_or_create(
            code=definition.code,
            defaults={"title": definition.title, "year": definition.year, "simulated": simulated},
        )
        agreement = locked_agreement(agreement.pk)
        current = agreement.versions.filter(state=VersionState.PUBLISHED).first()
        if current and current.sha256 == definition.sha256():
            return Publication(current, is_new=False)
        if current and not reason:
            raise Refused(
                f"{definition.code} är redan publicerad som version {current.number} med annat innehåll. En publicerad "
                "version ändras aldrig: gör en ny version och ange skälet med --new-version."
            )
        version = _new_version(agreement, current, definition, source_file, reason, by_id)
        if current:
            register_version(version)
    return Publication(version, is_new=True)


def locked_agreement(agreement_id: int) -> Agreement:
    """Return the agreement, locked until the transaction ends.

    Rows that refer to it can still be written: who hands in holds reports and then opens a case, and a new version
    holds the agreement and then moves reports.
    """
    return Agreement.objects.select_for_update(of=("self",), no_key=True).get(pk=agreement_id)


def _refuse_too_long(what: str, text: str, longest: int) -> None:
    if len(text) > longest:
        raise Refused(f"{what.capitalize()} är {len(text)} tecken långt. Högst {longest} får plats.")


def _new_version(
    agreement: Agreement,
    current: AgreementVersion | None,
    definition: Definition,
    source_file: str,
    reason: str,
    by_id: int | None,
) -> AgreementVersion:
    if current:
        AgreementVersion.objects.filter(pk=current.pk).update(state=VersionState.SUPERSEDED)
        Agreement.objects.filter(pk=agreement.pk).update(title=definition.title, year=definition.year)
    version = AgreementVersion.objects.create(
        agreement=agreement,
        number=current.number + 1 if current else 1,
        state=VersionState.PUBLISHED,
        plain=definition.to_plain(),
        sha256=definition.sha256(),
        source_file=source_file[:LONGEST_FILE_NAME],
        reason=reason,
        published_at=clock.now(),
        published_by_id=by_id,
    )
    _word_requirements(agreement, version, definition)
    followed = follow_up(current, version) if current else {}
    record(
        "agreement",
        agreement.code,
        "published",
        by_id=by_id,
        facts={
            "version": version.number,
            "sha256": version.sha256,
            "reason": reason,
            "file": source_file,
            **followed,
        },
    )
    return version


def _word_requirements(agreement: Agreement, version: AgreementVersion, definition: Definition) -> None:
    known = {requirement.code: requirement for requirement in agreement.requirements.all()}
    changed = []
    for position, wanted in enumerate(definition.requirements):
        requirement = known.get(wanted.code)
        if requirement is None:
            known[wanted.code] = Requirement.objects.create(
                agreement=agreement, code=wanted.code, position=position
            )
        elif requirement.position != position:
            requirement.position = position
            changed.append(requirement)
    Requirement.objects.bulk_update(changed, ["position"])
    RequirementVersion.objects.bulk_create(
        RequirementVersion(requirement=known[wanted.code], version=version)
        for wanted in definition.requirements
    )
