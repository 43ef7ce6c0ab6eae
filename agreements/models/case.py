"""A case with its registration number, its numbered entries, and every time something was handed in."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from agreements.models.agreement import Agreement
from prio.parties.models import Party


class CaseCounter(models.Model):
    """The last number that a case got in a year: locked while the next one is taken."""

    year = models.PositiveSmallIntegerField("år", primary_key=True)
    last = models.PositiveIntegerField("senaste", default=0)

    class Meta:
        verbose_name = "räknare för diarienummer"
        verbose_name_plural = "räknare för diarienummer"


class Secrecy(models.TextChoices):
    """What is known of whether something may be given out; the test itself is made when somebody asks for it."""

    NONE = "none", "Ingen markering"
    TO_TEST = "to_test", "Ska prövas"
    SECRET = "secret", "Sekretess"


class SecrecyMark(models.Model):
    """A mark that a test of secrecy is to be made with care, with the paragraph that it rests on."""

    secrecy = models.CharField("sekretessmarkering", max_length=10, choices=Secrecy, default=Secrecy.NONE)
    secrecy_support = models.CharField("lagrum", max_length=200, blank=True)

    class Meta:
        abstract = True


class Case(SecrecyMark):
    """A case (its dnr): of a party in an agreement, opened when the first document arrives.

    party None: the agreement's own case, for what concerns no single party. agreement None too: a case of its own,
    as that of a request for documents. last_entry: the number that its newest entry got.
    """

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, null=True, related_name="cases", verbose_name="överenskommelse"
    )
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="cases", verbose_name="part")
    year = models.PositiveSmallIntegerField("år")
    number = models.PositiveIntegerField("löpnummer")
    opened_at = models.DateTimeField("upplagt")
    last_entry = models.PositiveIntegerField("senaste handling", default=0)

    class Meta:
        ordering = ["year", "number"]
        verbose_name = "ärende"
        verbose_name_plural = "ärenden"
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "party"],
                name="one_case_per_party_and_agreement",
                violation_error_message="Parten har redan ett ärende i överenskommelsen.",
            ),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(party=None),
                name="one_own_case_per_agreement",
                violation_error_message="Överenskommelsen har redan ett eget ärende.",
            ),
            models.UniqueConstraint(fields=["year", "number"], name="cases_are_numbered_by_year"),
            models.CheckConstraint(
                name="case_of_a_party_has_an_agreement",
                condition=Q(party=None) | Q(agreement__isnull=False),
                violation_error_message="En parts ärende hör till en överenskommelse.",
            ),
            models.CheckConstraint(
                name="secret_case_has_a_paragraph",
                condition=~Q(secrecy=Secrecy.SECRET) | ~Q(secrecy_support=""),
                violation_error_message="En sekretessmarkering av ett ärende anger lagrum.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The registration number (dnr): `2026-00012`."""
        return f"{self.year}-{self.number:05}"


class Direction(models.TextChoices):
    """Whether an entry came in, was sent, or was made and stays."""

    IN = "in", "Inkommen"
    OUT = "out", "Utgående"
    INTERNAL = "internal", "Upprättad"


class EntryKind(models.TextChoices):
    """What kind of document an entry is."""

    HAND_IN = "hand_in", "Inlämning"
    TAKEN_BACK = "taken_back", "Återtagande"
    DECLINED = "declined", "Avstående"
    RESUMED = "resumed", "Ändrat avstående"
    LATE_DECISION = "late_decision", "Beslut om sen inlämning"
    COMPLETION_REQUEST = "completion_request", "Begäran om komplettering"
    EXTENSION = "extension", "Förlängning"
    QUESTION = "question", "Fråga"
    ANSWER = "answer", "Svar"
    VERSION = "version", "Ny version"
    REGISTER = "register", "Registeruppgifter"
    OUTCOME_FILE = "outcome_file", "Fil med utfall"
    FINDING = "finding", "Preliminärt besked"
    COMMUNICATION = "communication", "Kommunicering"
    COMMUNICATION_ANSWER = "communication_answer", "Svar på kommunicering"
    VERDICT = "verdict", "Bedömning"
    CORRECTION = "correction", "Rättelse eller ändring"
    APPEAL = "appeal", "Överklagande"
    ACCOUNT = "account", "Redovisning"
    DECISION = "decision", "Beslut"
    PAYMENT = "payment", "Utbetalning"
    CLAIM = "claim", "Återkrav"
    REQUISITION = "requisition", "Rekvisition"
    ACCESS_REQUEST = "access_request", "Begäran om handlingar"
    ACCESS_ANSWER = "access_answer", "Svar på begäran om handlingar"
    OTHER = "other", "Övrig handling"


class CaseEntry(SecrecyMark):
    """An entry of a case (a handling): what came in, was sent or was made, when, from or to whom, about what.

    Never changed, except for its secrecy mark. number: counts within the case, hand-ins too. correspondent: from or to
    whom, in words; empty: nobody outside. title: what it concerns. requirement: the code of the demand, if it is about
    one. thing and thing_id: the kind and key of what was registered, as plain values, since some of those things live
    in rooms above (agreements.diary_things finds them). by: who wrote it; nobody where the machine did. simulated: what
    it is about is made up.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="entries", verbose_name="ärende")
    number = models.PositiveIntegerField("nummer")
    direction = models.CharField("riktning", max_length=10, choices=Direction)
    kind = models.CharField("slag", max_length=30, choices=EntryKind)
    at = models.DateTimeField("datum och tid")
    correspondent = models.CharField("från eller till", max_length=200, blank=True)
    title = models.CharField("rör", max_length=300)
    requirement = models.CharField("krav", max_length=50, blank=True)
    thing = models.CharField("sak", max_length=40, blank=True)
    thing_id = models.CharField("sakens nyckel", max_length=40, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="registrerad av"
    )
    simulated = models.BooleanField("simulerad", default=False)

    class Meta:
        ordering = ["case", "number"]
        verbose_name = "handling"
        verbose_name_plural = "handlingar"
        indexes = [
            models.Index(fields=["at", "id"], name="entries_by_time"),
            models.Index(fields=["kind", "at", "id"], name="entries_by_kind"),
            models.Index(fields=["direction", "at", "id"], name="entries_by_direction"),
            models.Index(fields=["thing", "thing_id"], name="entries_by_thing"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="case_entries_are_numbered"),
            models.CheckConstraint(
                name="case_entry_says_what_it_concerns",
                condition=~Q(title=""),
                violation_error_message="En handling i diariet säger vad den rör.",
            ),
            models.CheckConstraint(
                name="case_entry_names_a_whole_thing",
                condition=Q(thing="", thing_id="") | (~Q(thing="") & ~Q(thing_id="")),
                violation_error_message="En handling pekar på både slag och nyckel, eller på inget.",
            ),
            models.CheckConstraint(
                name="secret_entry_has_a_paragraph",
                condition=~Q(secrecy=Secrecy.SECRET) | ~Q(secrecy_support=""),
                violation_error_message="En sekretessmarkering av en handling anger lagrum.",
            ),
        ]

    @property
    def reference(self) -> str:
        """The entry's number in its case: `2026-00012-3`."""
        return f"{self.case.reference}-{self.number}"


class HandIn(models.Model):
    """One hand-in: an entry of the case, for as many requirements as were ready. Never changed.

    key: made when the page to sign was drawn, so that the same press of the button is one hand-in however often it
    arrives. late: some of it came after its last day. sha256: over everything that was handed in.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="hand_ins", verbose_name="ärende")
    number = models.PositiveIntegerField("nummer")
    key = models.UUIDField("nyckel", unique=True)
    at = models.DateTimeField("inkom")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="undertecknad av"
    )
    signed_as = models.CharField("undertecknad som", max_length=300)
    late = models.BooleanField("sen", default=False)
    sha256 = models.CharField("kontrollsumma", max_length=64)

    class Meta:
        ordering = ["case", "number"]
        verbose_name = "inlämningstillfälle"
        verbose_name_plural = "inlämningstillfällen"
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="hand_ins_are_numbered"),
            models.CheckConstraint(
                name="hand_in_is_signed",
                condition=~Q(signed_as=""),
                violation_error_message="En inlämning är undertecknad av någon.",
            ),
        ]

    @property
    def reference(self) -> str:
        """The entry's number in the case: `2026-00012-3`."""
        return f"{self.case.reference}-{self.number}"

    @property
    def agreement(self) -> Agreement:
        """The agreement that it was handed in to."""
        if self.case.agreement is None:
            raise ValueError("what is handed in is handed in to an agreement")
        return self.case.agreement
