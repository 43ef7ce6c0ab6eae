"""An agreement between the state and SKR, its versions, and its requirements."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from agreements.domain.definition import Definition, RequirementDefinition

# Definitions by their hash: they never change under it, and reading one takes longer than drawing its page.
remembered_definitions: dict[str, Definition] = {}
MOST_REMEMBERED = 256


class Agreement(models.Model):
    """One year's agreement. Its wording, rules and money are in its versions.

    assessed_at: when everything that was reported had been assessed; nothing is handed in after it.
    """

    code = models.SlugField("kod", max_length=60, unique=True)
    title = models.CharField("namn", max_length=200)
    year = models.PositiveSmallIntegerField("år")
    simulated = models.BooleanField("simulerad", default=False)
    assessed_at = models.DateTimeField("bedömd", null=True)

    class Meta:
        ordering = ["-year", "code"]
        verbose_name = "överenskommelse"
        verbose_name_plural = "överenskommelser"

    def __str__(self) -> str:
        return self.title


class VersionState(models.TextChoices):
    """Where a version of an agreement is in its life."""

    DRAFT = "draft", "Utkast"
    PUBLISHED = "published", "Publicerad"
    SUPERSEDED = "superseded", "Ersatt"


class AgreementVersion(models.Model):
    """The whole definition of an agreement as it was published: never changed, only followed by a new version."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="versions", verbose_name="överenskommelse"
    )
    number = models.PositiveIntegerField("nummer")
    state = models.CharField("läge", max_length=12, choices=VersionState, default=VersionState.DRAFT)
    plain = models.JSONField("innehåll", help_text="Definitionen som den lästes, i kanonisk form.")
    sha256 = models.CharField("kontrollsumma", max_length=64)
    source_file = models.CharField("fil", max_length=200, blank=True)
    reason = models.CharField("skäl", max_length=500, blank=True)
    published_at = models.DateTimeField("publicerad", null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="av"
    )

    class Meta:
        ordering = ["agreement", "number"]
        verbose_name = "version"
        verbose_name_plural = "versioner"
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="versions_are_numbered"),
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(state=VersionState.PUBLISHED), name="one_published_version"
            ),
            models.CheckConstraint(
                name="published_version_has_time",
                condition=Q(state=VersionState.DRAFT, published_at__isnull=True)
                | (~Q(state=VersionState.DRAFT) & Q(published_at__isnull=False)),
                violation_error_message="En publicerad version har en tid, ett utkast har ingen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}, version {self.number}"

    @property
    def definition(self) -> Definition:
        """The definition as the domain knows it. Read once per process: a version never changes."""
        known = remembered_definitions.get(self.sha256)
        if known is None:
            if len(remembered_definitions) >= MOST_REMEMBERED:
                remembered_definitions.clear()
            known = remembered_definitions[self.sha256] = Definition.from_plain(self.plain)
        return known


class Requirement(models.Model):
    """A grundkrav or prestationsmål of an agreement: the same row through all its versions."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="requirements", verbose_name="överenskommelse"
    )
    code = models.CharField("kod", max_length=60)
    position = models.PositiveSmallIntegerField("ordning")

    class Meta:
        ordering = ["agreement", "position"]
        verbose_name = "krav eller mål"
        verbose_name_plural = "krav och mål"
        constraints = [
            models.UniqueConstraint(fields=["agreement", "code"], name="a_code_once_per_agreement")
        ]

    def __str__(self) -> str:
        return self.code


class RequirementVersion(models.Model):
    """A requirement as one version of the agreement words it. What was answered and judged points here."""

    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="versions", verbose_name="krav")
    version = models.ForeignKey(
        AgreementVersion, models.PROTECT, related_name="requirements", verbose_name="version"
    )

    class Meta:
        ordering = ["version", "requirement__position"]
        verbose_name = "kravets lydelse"
        verbose_name_plural = "kravens lydelser"
        constraints = [
            models.UniqueConstraint(fields=["requirement", "version"], name="one_wording_per_version")
        ]

    @property
    def definition(self) -> RequirementDefinition:
        """The requirement as the domain knows it."""
        return self.version.definition.requirement(self.requirement.code)
