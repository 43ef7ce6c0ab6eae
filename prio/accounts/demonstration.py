"""The demonstration accounts: one for every role, so that anybody can walk through the whole chain."""

from dataclasses import dataclass

from prio.accounts.roles import Role

PASSWORD = "demonstration"  # noqa: S105 -- printed to everybody who starts a demonstration
PREPARER = "departement.bereder"
APPROVER = "departement.godkanner"


@dataclass(frozen=True, slots=True)
class DemonstrationAccount:
    """An account: its user name, the person's name, the role, and the organisation (code) or county it is held for.

    role: None for who has none until it registers an organisation of its own.

    held_for: the name of that organisation or county, for the list on the page that signs in. authority: whom an
    assessor assesses for, where it is not Socialstyrelsen, or a payer pays for, where it is not Kammarkollegiet.
    """

    username: str
    first_name: str
    last_name: str
    role: Role | None
    organisation: str = ""
    county: str = ""
    held_for: str = ""
    authority: str = ""

    @property
    def label(self) -> str:
        """What the list of accounts calls the role."""
        return self.role.label if self.role else "Sökande organisation"


ACCOUNTS = (
    DemonstrationAccount(
        "kommun.lasare", "Lars", "Lindgren", Role.READER, organisation="2380", held_for="Östersund"
    ),
    DemonstrationAccount(
        "kommun.rapportor", "Karin", "Östlund", Role.REPORTER, organisation="2380", held_for="Östersund"
    ),
    DemonstrationAccount(
        "kommun.undertecknare", "Ulla", "Berg", Role.SIGNER, organisation="2380", held_for="Östersund"
    ),
    DemonstrationAccount(
        "kommun.chef", "Harald", "Nilsson", Role.HEAD, organisation="2380", held_for="Östersund"
    ),
    DemonstrationAccount(
        "kommun.mottagare", "Mats", "Ek", Role.RECIPIENT, organisation="2380", held_for="Östersund"
    ),
    DemonstrationAccount(
        "region.rapportor",
        "Rut",
        "Sandberg",
        Role.REPORTER,
        organisation="23",
        held_for="Region Jämtland Härjedalen",
    ),
    DemonstrationAccount(
        "region.undertecknare",
        "Rolf",
        "Fjäll",
        Role.SIGNER,
        organisation="23",
        held_for="Region Jämtland Härjedalen",
    ),
    DemonstrationAccount(
        "gotland.rapportor", "Gerd", "Visborg", Role.REPORTER, organisation="0980", held_for="Gotland"
    ),
    DemonstrationAccount(
        "gotland.undertecknare", "Gun", "Roma", Role.SIGNER, organisation="0980", held_for="Gotland"
    ),
    DemonstrationAccount(
        "lan.samordnare", "Lena", "Frösö", Role.COUNTY_COORDINATOR, county="23", held_for="Jämtlands län"
    ),
    DemonstrationAccount("sokande", "Siv", "Ek", None, held_for="Föreningen Verkstaden"),
    DemonstrationAccount("skr.administrator", "Sara", "Holm", Role.SKR_ADMINISTRATOR),
    DemonstrationAccount("skr.bedomare", "Stina", "Lind", Role.ASSESSOR, held_for="SKR", authority="SKR"),
    DemonstrationAccount(
        "skr.bedomare.andra", "Sven", "Ek", Role.ASSESSOR, held_for="SKR, den andra", authority="SKR"
    ),
    DemonstrationAccount("bedomare", "Bo", "Damm", Role.ASSESSOR),
    DemonstrationAccount("bedomare.andra", "Britta", "Sjö", Role.ASSESSOR, held_for="den andra"),
    DemonstrationAccount("bedomare.ansvarig", "Anna", "Lund", Role.LEAD_ASSESSOR),
    DemonstrationAccount("bedomare.ansvarig.andra", "Arne", "Berg", Role.LEAD_ASSESSOR, held_for="den andra"),
    DemonstrationAccount("registrator", "Rolf", "Arvid", Role.REGISTRAR),
    DemonstrationAccount(PREPARER, "Petra", "Norén", Role.MINISTRY_PREPARER),
    DemonstrationAccount(APPROVER, "Göran", "Hall", Role.MINISTRY_APPROVER),
    DemonstrationAccount("kammarkollegiet", "Kerstin", "Gran", Role.PAYER, held_for="Kammarkollegiet"),
    DemonstrationAccount(
        "kammarkollegiet.andra", "Karl", "Bok", Role.PAYER, held_for="Kammarkollegiet, den andra"
    ),
    DemonstrationAccount(
        "kammarkollegiet.tredje", "Klara", "Al", Role.PAYER, held_for="Kammarkollegiet, den tredje"
    ),
    DemonstrationAccount("skr.utbetalare", "Solveig", "Lönn", Role.PAYER, held_for="SKR", authority="SKR"),
    DemonstrationAccount(
        "skr.utbetalare.andra", "Sixten", "Hägg", Role.PAYER, held_for="SKR, den andra", authority="SKR"
    ),
    DemonstrationAccount(
        "socialstyrelsen.utbetalare",
        "Sonja",
        "Rask",
        Role.PAYER,
        held_for="Socialstyrelsen",
        authority="Socialstyrelsen",
    ),
    DemonstrationAccount(
        "socialstyrelsen.utbetalare.andra",
        "Stellan",
        "Vall",
        Role.PAYER,
        held_for="Socialstyrelsen, den andra",
        authority="Socialstyrelsen",
    ),
    DemonstrationAccount("revisor", "Rune", "Vik", Role.AUDITOR),
    DemonstrationAccount("administrator", "Ada", "Min", Role.ADMINISTRATOR),
)
