"""An agreement that is being set up, every text it has had, what is said about it, and who has approved which."""

from django.conf import settings
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import F, Q

from agreements.models.agreement import Agreement, AgreementVersion


class DraftState(models.TextChoices):
    """Where a draft is in its life."""

    DRAFT = "draft", "Utkast"
    PUBLISHED = "published", "Publicerat"
    DISCARDED = "discarded", "Kastat"


class AgreementDraft(models.Model):
    """An agreement before it is published: YAML text that may hold faults, and a revision for every change of it.

    owner: who began it. changed_by: who changed it last. simulated: it is made up, in a demonstration.
    """

    code = models.CharField("kod", max_length=60, blank=True)
    title = models.CharField("namn", max_length=200, blank=True)
    copied_from = models.ForeignKey(
        Agreement, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="kopierad från"
    )
    text = models.TextField("innehåll")
    revision = models.PositiveIntegerField("revision", default=1)
    state = models.CharField("läge", max_length=10, choices=DraftState, default=DraftState.DRAFT)
    simulated = models.BooleanField("simulerad", default=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="påbörjad av"
    )
    begun_at = models.DateTimeField("påbörjad")
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="ändrad av"
    )
    changed_at = models.DateTimeField("ändrad")
    published_as = models.OneToOneField(
        AgreementVersion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="draft",
        verbose_name="publicerad som",
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="publicerad av",
    )

    class Meta:
        ordering = ["-changed_at", "-pk"]
        verbose_name = "utkast"
        verbose_name_plural = "utkast"
        constraints = [
            models.CheckConstraint(
                name="published_draft_has_a_version",
                condition=Q(
                    state=DraftState.PUBLISHED, published_as__isnull=False, published_by__isnull=False
                )
                | (~Q(state=DraftState.PUBLISHED) & Q(published_as__isnull=True, published_by__isnull=True)),
                violation_error_message="Ett publicerat utkast har en version och den som publicerade, andra har inte.",
            ),
            models.CheckConstraint(
                name="draft_is_published_by_a_second_person",
                condition=Q(published_by__isnull=True)
                | (~Q(published_by=F("owner")) & ~Q(published_by=F("changed_by"))),
                violation_error_message="Den som publicerar ett utkast har inte börjat det eller ändrat det senast.",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.code or f"Utkast {self.pk}"


class DraftRevision(models.Model):
    """The text of a draft as somebody saved it; it never changes. restores: the number whose text was taken back."""

    draft = models.ForeignKey(AgreementDraft, models.PROTECT, related_name="revisions", verbose_name="utkast")
    number = models.PositiveIntegerField("nummer")
    text = models.TextField("innehåll")
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="sparad av"
    )
    saved_at = models.DateTimeField("sparad")
    restores = models.PositiveIntegerField("hämtar tillbaka", null=True, blank=True)

    class Meta:
        ordering = ["draft", "number"]
        verbose_name = "lydelse av utkast"
        verbose_name_plural = "lydelser av utkast"
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "number"],
                name="one_text_of_a_draft_revision",
                violation_error_message="Utkastet har redan en lydelse med det numret.",
            ),
            models.CheckConstraint(
                name="draft_revision_restores_an_earlier_one",
                condition=Q(restores__isnull=True) | Q(restores__gte=1, restores__lt=F("number")),
                violation_error_message="Det som hämtas tillbaka är en tidigare lydelse.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id}: {self.number}"


class DraftComment(models.Model):
    """What somebody says about a draft, or about one requirement of it, until it is answered.

    requirement: its code, empty for the whole. revision: of the draft that was read. side: for whom the writer speaks.
    """

    draft = models.ForeignKey(AgreementDraft, models.PROTECT, related_name="comments", verbose_name="utkast")
    requirement = models.CharField("krav", max_length=60, blank=True)
    side = models.CharField("för", max_length=20)
    text = models.TextField("text", validators=[MinLengthValidator(1)])
    revision = models.PositiveIntegerField("revision")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="skriven av"
    )
    written_at = models.DateTimeField("skriven")
    answer = models.TextField("svar", blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="besvarad av",
    )
    answered_at = models.DateTimeField("besvarad", null=True)

    class Meta:
        ordering = ["draft", "pk"]
        verbose_name = "kommentar"
        verbose_name_plural = "kommentarer"
        constraints = [
            models.CheckConstraint(
                name="answered_comment_has_all_or_nothing",
                condition=Q(answer="", answered_by__isnull=True, answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                violation_error_message="Ett svar har en text, en person och en tid, eller inget av dem.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.draft_id}: {self.text[:40]}"

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered it."""
        return not self.answer


class DraftApproval(models.Model):
    """One of the three has said that a draft is good as it stood: a later change makes it old, never another row."""

    draft = models.ForeignKey(AgreementDraft, models.PROTECT, related_name="approvals", verbose_name="utkast")
    side = models.CharField("för", max_length=20)
    revision = models.PositiveIntegerField("revision")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="av")
    at = models.DateTimeField("tid")

    class Meta:
        ordering = ["draft", "pk"]
        verbose_name = "godkännande av utkast"
        verbose_name_plural = "godkännanden av utkast"
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "side", "revision"],
                name="one_approval_of_a_revision",
                violation_error_message="Utkastet är redan godkänt som det står.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.draft_id}: {self.side}, {self.revision}"
