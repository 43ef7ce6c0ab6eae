"""Who reports and who is paid: counties, organisations, parties, their names over time, and how many live there."""

from datetime import date

from django.db import models
from django.db.models import F, Q


class Kind(models.TextChoices):
    """The kind of a party: it decides which requirements concern it and which part of a pot it shares."""

    MUNICIPALITY = "municipality", "Kommun"
    REGION = "region", "Region"
    APPLICANT = "applicant", "Sökande"


# Who has a county and inhabitants; an applicant has neither and shows only where its own agreement is concerned.
PLACED = (Kind.MUNICIPALITY, Kind.REGION)
LONGEST_CODE = 6  # characters of a party's code


class County(models.Model):
    """A county (län), by Statistics Sweden's two digits and the letters that everybody knows."""

    code = models.CharField("kod", max_length=2, primary_key=True)
    letters = models.CharField("länsbokstav", max_length=2, unique=True)
    name = models.CharField("namn", max_length=60)

    class Meta:
        ordering = ["code"]
        verbose_name = "län"
        verbose_name_plural = "län"

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """The legal body, and the payee. Gotland is one organisation with two parties. The number is ten digits."""

    code = models.CharField("kod", max_length=LONGEST_CODE, unique=True)
    name = models.CharField("namn", max_length=80)
    organisation_number = models.CharField("organisationsnummer", max_length=11, blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name = "organisation"
        verbose_name_plural = "organisationer"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_number"],
                condition=~Q(organisation_number=""),
                name="one_organisation_per_number",
                violation_error_message="Organisationsnumret är redan registrerat.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Party(models.Model):
    """Who reports and is assessed: a kommun (four digits), a region or landsting (two), an applicant (a00012)."""

    kind = models.CharField("slag", max_length=20, choices=Kind)
    code = models.CharField("kod", max_length=LONGEST_CODE, unique=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="parties", verbose_name="organisation"
    )

    class Meta:
        ordering = ["code"]
        verbose_name = "part"
        verbose_name_plural = "parter"
        constraints = [
            models.CheckConstraint(
                name="party_code_fits_kind",
                condition=Q(kind=Kind.MUNICIPALITY, code__regex=r"^[0-9]{4}$")
                | Q(kind=Kind.REGION, code__regex=r"^[0-9]{2}$")
                | Q(kind=Kind.APPLICANT, code__regex=r"^a[0-9]{5}$"),
                violation_error_message=(
                    "En kommun har fyra siffror i sin kod, en region två, en sökande ett a och fem siffror."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Period(models.Model):
    """Something that holds from a day (inclusive) to a day (exclusive; empty while it still holds)."""

    valid_from = models.DateField("från och med")
    valid_to = models.DateField("till", null=True, blank=True)

    class Meta:
        abstract = True

    def holds_on(self, day: date) -> bool:
        """Say whether it holds on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class PartyName(Period):
    """A party's name in a period: a page of 2014 says landsting."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="names", verbose_name="part")
    name = models.CharField("namn", max_length=80)

    class Meta:
        ordering = ["party", "valid_from"]
        verbose_name = "namn"
        verbose_name_plural = "namn"
        constraints = [
            models.UniqueConstraint(
                fields=["party", "valid_from"],
                name="one_name_from_a_day",
                violation_error_message="Parten har redan ett namn som börjar gälla den dagen.",
            ),
            models.CheckConstraint(
                name="name_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                violation_error_message="Ett namn kan inte sluta gälla före den dag det börjar gälla.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PartyCounty(Period):
    """The county that a party lies in during a period."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="counties", verbose_name="part")
    county = models.ForeignKey(County, models.PROTECT, related_name="party_counties", verbose_name="län")

    class Meta:
        ordering = ["party", "valid_from"]
        verbose_name = "länstillhörighet"
        verbose_name_plural = "länstillhörigheter"
        constraints = [
            models.UniqueConstraint(
                fields=["party", "valid_from"],
                name="one_county_from_a_day",
                violation_error_message="Parten har redan ett län som börjar gälla den dagen.",
            ),
            models.CheckConstraint(
                name="county_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                violation_error_message="En länstillhörighet kan inte sluta gälla före den dag den börjar gälla.",
            ),
        ]


class PartyAlias(models.Model):
    """Another spelling of a party's name, for matching the files of registers and of Statistics Sweden."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="aliases", verbose_name="part")
    kind = models.CharField("slag", max_length=20, choices=Kind)
    spelling = models.CharField("stavning", max_length=80, help_text="Små bokstäver, enkla mellanslag.")

    class Meta:
        ordering = ["kind", "spelling"]
        verbose_name = "alias"
        verbose_name_plural = "alias"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "spelling"],
                name="one_party_for_a_spelling",
                violation_error_message="Stavningen hör redan till en part av samma slag.",
            )
        ]

    def __str__(self) -> str:
        return self.spelling


class PopulationVersion(models.Model):
    """The inhabitants of every kommun on one date, as one file gave them. Newer figures are a new version."""

    date = models.DateField("datum")
    version = models.PositiveIntegerField("version")
    source = models.CharField("källa", max_length=200)
    sha256 = models.CharField("filens kontrollsumma", max_length=64)
    total = models.PositiveBigIntegerField("hela landet, invånare")
    loaded_at = models.DateTimeField("inläst")

    class Meta:
        ordering = ["date", "version"]
        verbose_name = "folkmängd"
        verbose_name_plural = "folkmängder"
        constraints = [
            models.UniqueConstraint(
                fields=["date", "version"],
                name="one_population_version_per_date",
                violation_error_message="Den versionen av folkmängden finns redan för datumet.",
            ),
            models.CheckConstraint(
                name="population_version_from_one",
                condition=Q(version__gte=1),
                violation_error_message="Versionerna räknas från 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date}, version {self.version}"


class Population(models.Model):
    """The inhabitants of one kommun in a population version."""

    version = models.ForeignKey(
        PopulationVersion, models.CASCADE, related_name="figures", verbose_name="version"
    )
    municipality = models.ForeignKey(Party, models.PROTECT, related_name="populations", verbose_name="kommun")
    inhabitants = models.PositiveIntegerField("invånare")

    class Meta:
        ordering = ["version", "municipality"]
        verbose_name = "folkmängd i kommun"
        verbose_name_plural = "folkmängd i kommuner"
        constraints = [
            models.UniqueConstraint(
                fields=["version", "municipality"],
                name="one_figure_per_municipality",
                violation_error_message="Kommunen har redan en siffra i den versionen.",
            )
        ]
