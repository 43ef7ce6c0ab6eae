"""The roles, and the actor: who somebody is, for whom, resolved once per request."""

from dataclasses import dataclass

from django.db import models


class Role(models.TextChoices):
    """What a person may be. The first five are held for an organisation, the sixth for a county."""

    READER = "reader", "Läsare"
    REPORTER = "reporter", "Rapportör"
    SIGNER = "signer", "Behörig undertecknare"
    HEAD = "head", "Ansvarig chef"
    RECIPIENT = "recipient", "Mottagare av beslut och pengar"
    COUNTY_COORDINATOR = "county_coordinator", "Länssamordnare"
    SKR_ADMINISTRATOR = "skr_administrator", "Administratör hos SKR"
    ASSESSOR = "assessor", "Bedömare"
    LEAD_ASSESSOR = "lead_assessor", "Ansvarig bedömare"
    REGISTRAR = "registrar", "Registrator"
    MINISTRY_PREPARER = "ministry_preparer", "Departementet, bereder"
    MINISTRY_APPROVER = "ministry_approver", "Departementet, godkänner"
    PAYER = "payer", "Utbetalare"
    AUDITOR = "auditor", "Revisor"
    ADMINISTRATOR = "administrator", "Systemadministratör"


class Authority(models.TextChoices):
    """Who assesses or pays. SKR was SKL before November 2019; an agreement says it as it was (`authority_named`)."""

    SOCIALSTYRELSEN = "Socialstyrelsen", "Socialstyrelsen"
    SKR = "SKR", "SKR"
    KAMMARKOLLEGIET = "Kammarkollegiet", "Kammarkollegiet"


def authority_named(name: str) -> str:
    """Return the authority that an agreement calls `name`; a name that nobody knows is its own."""
    return Authority.SKR.value if name == "SKL" else name


ORGANISATION_ROLES = frozenset({Role.READER, Role.REPORTER, Role.SIGNER, Role.HEAD, Role.RECIPIENT})
COUNTY_ROLES = frozenset({Role.COUNTY_COORDINATOR})
ASSESSING_ROLES = frozenset({Role.ASSESSOR, Role.LEAD_ASSESSOR})
# What is done for an authority.
AUTHORITY_ROLES = ASSESSING_ROLES | {Role.PAYER}
NATIONAL_ROLES = frozenset(Role) - ORGANISATION_ROLES - COUNTY_ROLES
# Who reads every organisation's verdicts, amounts and explanations, whatever their own task is.
READS_ALL = frozenset(
    {
        Role.SKR_ADMINISTRATOR,
        Role.ASSESSOR,
        Role.LEAD_ASSESSOR,
        Role.REGISTRAR,
        Role.MINISTRY_PREPARER,
        Role.MINISTRY_APPROVER,
        Role.PAYER,
        Role.AUDITOR,
    }
)


NAMED_IN_SHORT = 2


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody with their roles: the first argument of every selector and service.

    organisations: primary keys of the organisations that they act for; parties: primary keys of those organisations'
    parties; counties: codes of the counties that they coordinate or whose organisations they act for; acts_for: the
    names of those organisations and of the counties that they coordinate. holds: each role with the organisation that
    it is held for, for who is one thing for one organisation and another for the next; coordinates: codes of the
    counties that they coordinate. assesses_for, pays_for: the authorities for which they assess, and pay. applicants:
    those of the parties that apply for money.
    """

    user_id: int
    name: str
    roles: frozenset[Role]
    organisations: frozenset[int] = frozenset()
    parties: frozenset[int] = frozenset()
    counties: frozenset[str] = frozenset()
    acts_for: tuple[str, ...] = ()
    holds: frozenset[tuple[Role, int]] = frozenset()
    coordinates: frozenset[str] = frozenset()
    assesses_for: frozenset[str] = frozenset()
    pays_for: frozenset[str] = frozenset()
    applicants: frozenset[int] = frozenset()

    def is_any(self, *roles: Role) -> bool:
        """Say whether the actor holds at least one of `roles`."""
        return not self.roles.isdisjoint(roles)

    def is_for(self, organisation_id: int, *roles: Role) -> bool:
        """Say whether the actor holds at least one of `roles` for that organisation."""
        return any((role, organisation_id) in self.holds for role in roles)

    @property
    def only_applies(self) -> bool:
        """Whether every party that they act for is one that applies for money, and there is one."""
        return bool(self.applicants) and self.applicants == self.parties

    @property
    def acts_for_in_short(self) -> str:
        """Whom they act for, as it fits in a heading: two by name, more by number; "" for nobody."""
        if len(self.acts_for) <= NAMED_IN_SHORT:
            return " och ".join(self.acts_for)
        return f"{self.acts_for[0]} och {len(self.acts_for) - 1} till"

    @property
    def reads_all(self) -> bool:
        """Whether the actor reads every organisation's material."""
        return not self.roles.isdisjoint(READS_ALL)
