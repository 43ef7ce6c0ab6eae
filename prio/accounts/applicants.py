"""Organisations that register themselves to apply for money: no kommun, no region, no county, no inhabitants."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from stdnum.exceptions import ValidationError as NotANumber
from stdnum.se import orgnr

from prio import clock
from prio.accounts.models import Applicant, Membership, User
from prio.accounts.roles import Actor, Role
from prio.audit.services import record
from prio.parties.models import Kind, Organisation, Party, PartyName
from prio.refused import Refused

# What the person who registers an organisation may do for it: answer, sign and receive.
OWN_ROLES = (Role.REPORTER, Role.SIGNER, Role.RECIPIENT)
LONGEST_NAME, LONGEST_CONTACT, LONGEST_PHONE = 80, 120, 40
MOST_TRIES = 5
SINCE_EVER = date(1900, 1, 1)
# The first figure says what kind of body it is: 2 is the state, regions, kommuner and parishes (lagen 1974:174).
PUBLIC_BODY = "2"
LEAST_THIRD = "2"  # the third figure is at least 2; below it stands the month of a person's birth
_SPACE = re.compile(r"\s+")


class WrongFields(Refused):
    """What was typed is wrong. problems: what is wrong in each field, by its name."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


class WrongField(WrongFields):
    """What was typed in one field is wrong. field: its name."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__({field: message})
        self.field = field


class AlreadyRegistered(WrongField):
    """The number is registered already: by somebody else, or by oneself with another name."""

    def __init__(self, message: str) -> None:
        super().__init__("number", message)


@dataclass(frozen=True, slots=True)
class Registration:
    """What an organisation says of itself, as it was typed."""

    name: str
    number: str
    contact_name: str
    contact_email: str
    contact_phone: str = ""


class _Read(NamedTuple):
    name: str
    number: str
    contact_name: str
    contact_email: str
    contact_phone: str


def may_register(actor: Actor) -> bool:
    """Say whether `actor` may register an organisation: who has no role, or only for applicants.

    Who works for a kommun, a region or an authority applies for nobody: they would stand on both sides.
    """
    if not actor.roles:
        return True
    held_for_bodies = {role for role, _ in actor.holds}
    return actor.only_applies and not actor.coordinates and actor.roles <= held_for_bodies


def register_applicant(actor: Actor, given: Registration, *, simulated: bool = False) -> Party:
    """Register an organisation as an applicant; the person reports, signs and receives for it from today.

    The same person with the same number and name once more gets the same applicant. Whether the person may sign for the
    organisation is what the application's documents show and an assessor judges.

    Raises:
        WrongFields: fields are empty, too long or wrong.
        AlreadyRegistered: the number is registered, and not by the person with that name.
        Refused: the person has another role in Prio.
    """
    read = _read(given)
    if not may_register(actor):
        raise Refused("Den som har en annan roll i Prio kan inte registrera en sökande organisation.")
    with transaction.atomic():
        User.objects.select_for_update(of=("self",)).get(pk=actor.user_id)
        known = Organisation.objects.filter(organisation_number=read.number).first()
        if known is not None:
            return _known(actor, known, read.name)
        party = _made(read)
        Applicant.objects.create(
            organisation=party.organisation,
            contact_name=read.contact_name,
            contact_email=read.contact_email,
            contact_phone=read.contact_phone,
            registered_by_id=actor.user_id,
            registered_at=clock.now(),
            simulated=simulated,
        )
        Membership.objects.bulk_create(
            Membership(
                user_id=actor.user_id,
                role=role,
                organisation=party.organisation,
                valid_from=clock.today(),
            )
            for role in OWN_ROLES
        )
        facts = {"number": read.number, "name": read.name}
        record("applicant", party.code, "registered", by_id=actor.user_id, facts=facts, is_first=True)
    return party


def registered_already(actor: Actor, number: str) -> bool:
    """Say whether `actor` has registered the organisation with that number, however it is typed: one query.

    Raises:
        WrongField: it is no number of an organisation that may apply.
    """
    own = Applicant.objects.filter(registered_by=actor.user_id)
    return own.filter(organisation__organisation_number=organisation_number(number)).exists()


def _known(actor: Actor, known: Organisation, name: str) -> Party:
    mine = Applicant.objects.filter(organisation=known, registered_by=actor.user_id)
    if not mine.exists():
        raise _taken()
    if known.name.casefold() != name.casefold():
        raise AlreadyRegistered(
            f"Ni har redan registrerat {known.organisation_number}, med namnet {known.name}. Det går att söka för den "
            "direkt. Har den bytt namn ändrar den som administrerar Prio det."
        )
    return known.parties.get()


def _taken() -> AlreadyRegistered:
    return AlreadyRegistered(
        "Organisationsnumret är redan registrerat av någon annan. Be den som registrerade organisationen att lämna in, "
        "eller vänd er till den som administrerar Prio."
    )


def _made(read: _Read) -> Party:
    """Make the organisation with the next free code. Somebody else may take a code, or the number, at the same time."""
    for _ in range(MOST_TRIES):
        code = _next_code()
        try:
            with transaction.atomic():
                body = Organisation.objects.create(code=code, name=read.name, organisation_number=read.number)
                party = Party.objects.create(kind=Kind.APPLICANT, code=code, organisation=body)
        except IntegrityError as error:
            if Organisation.objects.filter(organisation_number=read.number).exists():
                raise _taken() from error
            continue
        # The name holds since ever: an agreement calls its parties what they were called on a day of its own.
        PartyName.objects.create(party=party, name=read.name, valid_from=SINCE_EVER)
        return party
    raise Refused("Många registrerar sig just nu. Försök igen om en stund.")


def _next_code() -> str:
    last = Party.objects.filter(kind=Kind.APPLICANT).order_by("-code").values_list("code", flat=True).first()
    return f"a{int(last[1:]) + 1 if last else 1:05}"


def _read(given: Registration) -> _Read:
    """Return it as it is kept. Raises WrongField for one fault, WrongFields for several: all are named at once."""
    problems: dict[str, str] = {}

    def read(make: Callable[[], str]) -> str:
        try:
            return make()
        except WrongField as wrong:
            problems[wrong.field] = wrong.message
            return ""

    found = _Read(
        name=read(lambda: _words("name", given.name, LONGEST_NAME, "Skriv organisationens namn.")),
        number=read(lambda: organisation_number(given.number)),
        contact_name=read(
            lambda: _words("contact_name", given.contact_name, LONGEST_CONTACT, "Skriv vem vi kan fråga.")
        ),
        contact_email=read(lambda: _email(given.contact_email)),
        contact_phone=read(lambda: _words("contact_phone", given.contact_phone, LONGEST_PHONE)),
    )
    if len(problems) == 1:
        raise WrongField(*problems.popitem())
    if problems:
        raise WrongFields(problems)
    return found


def _email(text: str) -> str:
    email = text.strip()
    try:
        validate_email(email)
    except ValidationError as error:
        raise WrongField("contact_email", "Skriv en e-postadress, till exempel namn@forening.se.") from error
    return email


def _words(field: str, text: str, longest: int, missing: str = "") -> str:
    words = _SPACE.sub(" ", text.replace("\x00", "")).strip()
    if missing and not words:
        raise WrongField(field, missing)
    if len(words) > longest:
        raise WrongField(field, f"Texten är {len(words)} tecken lång. Högst {longest} får plats.")
    return words


def organisation_number(text: str) -> str:
    """Return an organisationsnummer as it is kept, `802001-1234`.

    Raises WrongField for one that is mistyped, a person's own number, and that of the state, a region or a kommun,
    which may not apply (SFS 2009:955, 4 §).
    """
    try:
        digits = orgnr.validate(_SPACE.sub("", text.replace("–", "-")))
    except NotANumber as error:
        raise WrongField(
            "number", "Organisationsnumret stämmer inte. Det har tio siffror, till exempel 802001-1234."
        ) from error
    if digits[2] < LEAST_THIRD:
        raise WrongField(
            "number",
            "Det är ett personnummer. Bara juridiska personer kan söka, och Prio sparar inga personnummer.",
        )
    if digits.startswith(PUBLIC_BODY):
        raise WrongField("number", "Staten, regioner och kommuner kan inte söka det här bidraget.")
    return str(orgnr.format(digits))
