"""Accounts, and what each person is for whom."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from prio.accounts.roles import (
    AUTHORITY_ROLES,
    COUNTY_ROLES,
    NATIONAL_ROLES,
    ORGANISATION_ROLES,
    Authority,
    Role,
)
from prio.parties.models import County, Organisation


class User(AbstractUser):
    """A person with an account. The user name is what they sign in with."""

    email = models.EmailField("e-post", unique=True)
    demonstration = models.BooleanField(
        "demonstrationskonto", default=False, help_text="Får bara finnas i en demonstrationsinstallation."
    )

    class Meta(AbstractUser.Meta):
        verbose_name = "konto"
        verbose_name_plural = "konton"

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class Membership(models.Model):
    """A role that a person holds: for an organisation, for a county, or nationally.

    authority: whom they assess or pay for.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name="konto")
    role = models.CharField("roll", max_length=30, choices=Role)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name="organisation",
    )
    county = models.ForeignKey(
        County, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name="län"
    )
    authority = models.CharField(
        "myndighet",
        max_length=20,
        choices=Authority,
        blank=True,
        help_text="Bara för den som bedömer eller betalar.",
    )
    valid_from = models.DateField("från och med")
    valid_to = models.DateField("till", null=True, blank=True)

    class Meta:
        ordering = ["user", "role", "id"]
        verbose_name = "roll"
        verbose_name_plural = "roller"
        constraints = [
            models.CheckConstraint(
                name="role_held_for_its_kind_of_body",
                condition=Q(
                    role__in=sorted(ORGANISATION_ROLES), organisation__isnull=False, county__isnull=True
                )
                | Q(role__in=sorted(COUNTY_ROLES), organisation__isnull=True, county__isnull=False)
                | Q(role__in=sorted(NATIONAL_ROLES), organisation__isnull=True, county__isnull=True),
                violation_error_message="Rollen gäller för en organisation, ett län eller hela landet: ange just det.",
            ),
            models.CheckConstraint(
                name="who_assesses_or_pays_does_it_for_an_authority",
                condition=(Q(role__in=sorted(AUTHORITY_ROLES)) & ~Q(authority=""))
                | (~Q(role__in=sorted(AUTHORITY_ROLES)) & Q(authority="")),
                violation_error_message="Ange vem bedömaren eller utbetalaren arbetar för. Andra roller har ingen.",
            ),
            models.CheckConstraint(
                name="role_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                violation_error_message="En roll kan inte sluta gälla före den dag den börjar gälla.",
            ),
            # NULL is like no other NULL, and SQLite cannot be told otherwise: nothing stands for no body here.
            models.UniqueConstraint(
                "user",
                "role",
                Coalesce("organisation", 0),
                Coalesce("county", Value("")),
                condition=Q(valid_to=None),
                name="a_role_is_held_once",
                violation_error_message="Personen har redan den rollen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class Applicant(models.Model):
    """An organisation that has registered itself to apply for money, and whom to ask about it."""

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, related_name="applicant", verbose_name="organisation"
    )
    contact_name = models.CharField("kontaktperson", max_length=120)
    contact_email = models.EmailField("e-post")
    contact_phone = models.CharField("telefon", max_length=40, blank=True)
    registered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="registrerad av")
    registered_at = models.DateTimeField("registrerad")
    simulated = models.BooleanField("påhittad", default=False)

    class Meta:
        ordering = ["organisation"]
        verbose_name = "sökande organisation"
        verbose_name_plural = "sökande organisationer"

    def __str__(self) -> str:
        return str(self.organisation)


class Installation(models.Model):
    """What this installation is. One row, and only if it is a demonstration: made-up data may exist there alone."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    demonstration_since = models.DateTimeField("demonstration sedan")

    class Meta:
        verbose_name = "installation"
        verbose_name_plural = "installationer"
        constraints = [
            models.CheckConstraint(
                name="one_installation",
                condition=Q(id=1),
                violation_error_message="Det finns bara en installation.",
            ),
        ]


class ApiToken(models.Model):
    """A key with which a system of the organisation acts for it, on behalf of the person who made it.

    It may do what that person may for the organisation, and no longer than that person may. prefix: its first
    characters, to tell keys apart; only the hash of the whole is kept. may_hand_in: it may also sign.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="api_tokens", verbose_name="organisation"
    )
    name = models.CharField("namn", max_length=100)
    prefix = models.CharField("början", max_length=12)
    sha256 = models.CharField("kontrollsumma", max_length=64, unique=True)
    may_hand_in = models.BooleanField("får lämna in", default=False)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="api_tokens", verbose_name="skapad av")
    made_at = models.DateTimeField("skapad")
    revoked_at = models.DateTimeField("återkallad", null=True)

    class Meta:
        ordering = ["organisation", "made_at", "id"]
        verbose_name = "API-nyckel"
        verbose_name_plural = "API-nycklar"

    def __str__(self) -> str:
        return self.name


class CalendarFeed(models.Model):
    """A person's calendar: who has the key reads the days that concern the person, without signing in."""

    user = models.OneToOneField(User, models.CASCADE, related_name="calendar_feed", verbose_name="konto")
    key = models.CharField("nyckel", max_length=64, unique=True)
    made_at = models.DateTimeField("skapad")

    class Meta:
        verbose_name = "kalenderflöde"
        verbose_name_plural = "kalenderflöden"
