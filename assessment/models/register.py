"""What registers say: a file that was read, and the figures that are taken in when a person approves."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from agreements.models import Agreement, Requirement
from prio.parties.models import Party


class RegisterImportState(models.TextChoices):
    """Where a version of a register is in its life."""

    READING = "reading", "Läses"
    PREVIEW = "preview", "Att granska"
    APPROVED = "approved", "Godkänd"
    SUPERSEDED = "superseded", "Ersatt"
    DISCARDED = "discarded", "Kastad"


LONGEST_SUBJECT = 60  # characters of a job's subject
TAKEN_IN = (RegisterImportState.APPROVED, RegisterImportState.SUPERSEDED)


class RegisterImport(models.Model):
    """One version of what a register says for an agreement: read from a file, and approved by a person or discarded."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="register_imports", verbose_name="överenskommelse"
    )
    register = models.SlugField("register", max_length=60)
    number = models.PositiveIntegerField("version")
    state = models.CharField(
        "läge", max_length=12, choices=RegisterImportState, default=RegisterImportState.READING
    )
    file_name = models.CharField("filnamn", max_length=200)
    size = models.PositiveIntegerField("storlek", help_text="I byte.")
    sha256 = models.CharField("kontrollsumma", max_length=64)
    read_on = models.DateField("uttaget", help_text="Den dag då uppgifterna hämtades ur registret.")
    matching = models.JSONField("kolumner", default=dict, help_text="Vad kolumnerna innehåller.")
    revision = models.PositiveIntegerField(
        "läsning", default=0, help_text="Hur många gånger filen har lästs om."
    )
    summary = models.JSONField("sammanfattning", default=dict, help_text="Vad filen gav, som antal och namn.")
    faults = models.JSONField("fel", default=list, help_text="De första felen, rad för rad.")
    differences = models.JSONField("skillnader", default=list, help_text="Mot versionen före.")
    compared_with = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", verbose_name="jämförd med"
    )
    refusal = models.TextField("skäl att den inte lästes", blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="uppladdad av"
    )
    uploaded_at = models.DateTimeField("uppladdad")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="godkänd av"
    )
    approved_at = models.DateTimeField("godkänd", null=True)

    class Meta:
        ordering = ["agreement", "register", "-number"]
        verbose_name = "registeruttag"
        verbose_name_plural = "registeruttag"
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "register", "number"],
                name="register_imports_are_numbered",
                violation_error_message="Den versionen av registret finns redan.",
            ),
            models.UniqueConstraint(
                fields=["agreement", "register"],
                condition=Q(state=RegisterImportState.APPROVED),
                name="one_approved_register_import",
                violation_error_message="En annan version av registret är redan godkänd.",
            ),
            models.CheckConstraint(
                name="approved_register_import_has_person_and_time",
                condition=Q(state__in=TAKEN_IN, approved_by__isnull=False, approved_at__isnull=False)
                | (~Q(state__in=TAKEN_IN) & Q(approved_by=None, approved_at=None)),
                violation_error_message="En godkänd version har en person och en tid, de andra har ingen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register}, version {self.number}"

    @property
    def subject(self) -> str:
        """What the job that reads its file is about: a job each, and in words as far as they have room."""
        words = f"{self.agreement.code} {self.register}, version {self.number}"
        return words if len(words) <= LONGEST_SUBJECT else f"Registeruttag {self.pk}"

    @property
    def figure_count(self) -> int:
        """How many figures the file gave."""
        return int(self.summary.get("figures", 0))

    @property
    def fault_count(self) -> int:
        """How many faults the file has."""
        return int(self.summary.get("fault_count", 0))

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to approve or discard it."""
        return self.state in {RegisterImportState.READING, RegisterImportState.PREVIEW}


class RegisterFile(models.Model):
    """The bytes that a version was read from. What was discarded or refused has none any more."""

    of = models.OneToOneField(
        RegisterImport, models.CASCADE, related_name="file", verbose_name="registeruttag"
    )
    content = models.BinaryField("innehåll")

    class Meta:
        verbose_name = "registerfil"
        verbose_name_plural = "registerfiler"


class RegisterFigure(models.Model):
    """One figure of a version. It counts only when the version is approved.

    question: the key, with its part or the unit's own question after a point; empty: whether it stands on the list.
    """

    of = models.ForeignKey(
        RegisterImport, models.CASCADE, related_name="figures", verbose_name="registeruttag"
    )
    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="+", verbose_name="krav")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name="part")
    question = models.CharField("uppgift", max_length=130, blank=True)
    unit = models.CharField("enhet", max_length=200, blank=True)
    month = models.CharField("månad", max_length=7, blank=True)
    value = models.CharField(
        "värde", max_length=22, help_text="Med punkt för decimaler; 1 och 0 för ja och nej."
    )

    class Meta:
        ordering = ["of", "requirement", "party", "question", "unit", "month"]
        verbose_name = "registeruppgift"
        verbose_name_plural = "registeruppgifter"
        constraints = [
            models.UniqueConstraint(
                fields=["of", "requirement", "party", "question", "unit", "month"],
                name="register_figure_stands_once",
                violation_error_message="Uppgiften finns redan i den här versionen av registret.",
            ),
            models.CheckConstraint(
                name="register_figure_is_a_number",
                condition=Q(value__regex=r"^[0-9]{1,12}([.][0-9]{1,9})?$"),
                violation_error_message="En uppgift ur ett register är ett tal från noll.",
            ),
            models.CheckConstraint(
                name="register_month_is_a_month",
                condition=Q(month="") | Q(month__regex=r"^[0-9]{4}-(0[1-9]|1[0-2])$"),
                violation_error_message="En månad skrivs som 2014-03.",
            ),
        ]
