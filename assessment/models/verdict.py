"""A verdict: whether a party met a requirement, why, and who says so."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from assessment.models.judgement import FOLLOWS_FROM_CLOSING, Judgement, Outcome
from assessment.models.outcome_file import OutcomeFile


class VerdictState(models.TextChoices):
    """Where a verdict is in its life (`assessment.domain.lifecycle.VERDICT`)."""

    PROPOSED = "proposed", "Föreslagen"
    PREPARED = "prepared", "Beredd"
    COMMUNICATED = "communicated", "Kommunicerad"
    ANSWERED = "answered", "Yttrande klart"
    FINAL = "final", "Slutlig"
    CORRECTED = "corrected", "Ersatt"


IN_HAND = (VerdictState.PROPOSED, VerdictState.PREPARED, VerdictState.COMMUNICATED, VerdictState.ANSWERED)
DECIDED = (VerdictState.FINAL, VerdictState.CORRECTED)


class Correction(models.TextChoices):
    """Why a final verdict is made anew (förvaltningslagen 36 and 37 §§)."""

    SLIP = "slip", "Rättelse av skrivfel eller räknefel"
    CHANGE = "change", "Ändring av bedömningen"


class NotHeard(models.TextChoices):
    """Why a party was not heard, or its time to answer was not waited for (förvaltningslagen 25 §)."""

    NEEDLESS = "needless", "Det är uppenbart obehövligt"
    CANNOT_WAIT = "cannot_wait", "Avgörandet kan inte skjutas upp"


class Verdict(Judgement):
    """One party's verdict on one requirement in a final round. A correction is a new row that refers to the old.

    sampled: a second assessor looks although nothing else asks for it. not_heard: why the party was not heard before a
    verdict against it, and not_heard_reason in words; both empty where it was.
    """

    state = models.CharField("läge", max_length=12, choices=VerdictState)
    sampled = models.BooleanField("i stickprovet", default=False)
    outcome_file = models.ForeignKey(
        OutcomeFile, models.PROTECT, null=True, related_name="verdicts", verbose_name="källa"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="godkänd av"
    )
    final_at = models.DateTimeField("slutlig", null=True)
    not_heard = models.CharField("inte hörd därför att", max_length=12, choices=NotHeard, blank=True)
    not_heard_reason = models.CharField("skäl att inte höra", max_length=1000, blank=True)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="corrected_by", verbose_name="rättar"
    )
    correction = models.CharField("slag av ändring", max_length=8, choices=Correction, blank=True)
    correction_reason = models.CharField("skäl till ändringen", max_length=1000, blank=True)

    class Meta:
        ordering = ["requirement", "party", "id"]
        verbose_name = "bedömning"
        verbose_name_plural = "bedömningar"
        indexes = [
            # Every page of a run asks whether a verdict has become final since.
            models.Index(
                fields=["round", "final_at"],
                condition=Q(state=VerdictState.FINAL),
                name="final_verdicts_by_time",
            ),
            models.Index(fields=["round", "state", "arrived_at", "id"], name="verdicts_by_state"),
            models.Index(fields=["round", "assigned_to", "state"], name="verdicts_by_assessor"),
            # The queue: the oldest of what is in hand, and the oldest of all.
            models.Index(
                fields=["round", "arrived_at", "id"],
                condition=Q(state__in=IN_HAND),
                name="verdicts_in_hand",
            ),
            models.Index(fields=["round", "arrived_at", "id"], name="verdicts_by_arrival"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "requirement", "party"],
                condition=Q(corrects=None),
                name="one_first_verdict",
                violation_error_message="Det finns redan en bedömning av parten och kravet.",
            ),
            models.UniqueConstraint(
                fields=["round", "requirement", "party"],
                condition=Q(state=VerdictState.FINAL),
                name="one_final_verdict",
                violation_error_message="Det finns redan en slutlig bedömning av parten och kravet.",
            ),
            models.UniqueConstraint(
                fields=["round", "requirement", "party"],
                condition=Q(state__in=IN_HAND),
                name="one_verdict_in_hand",
                violation_error_message="Någon arbetar redan med en bedömning av parten och kravet.",
            ),
            models.CheckConstraint(
                name="final_verdict_has_outcome_and_time",
                condition=~Q(state__in=DECIDED) | (~Q(outcome="") & Q(final_at__isnull=False)),
                violation_error_message="En slutlig bedömning har ett utfall och en tid.",
            ),
            models.CheckConstraint(
                name="verdict_approver_is_not_preparer",
                condition=Q(approved_by=None) | ~Q(approved_by=F("prepared_by")),
                violation_error_message="Den som godkänner en bedömning kan inte vara den som beredde den.",
            ),
            models.CheckConstraint(
                name="verdict_from_file_or_from_persons",
                condition=Q(outcome_file__isnull=False, prepared_by=None, approved_by=None)
                | (Q(outcome_file=None) & (Q(prepared_by__isnull=False) | Q(state=VerdictState.PROPOSED))),
                violation_error_message="En bedömning kommer från en fil, eller från någon som har berett den.",
            ),
            models.CheckConstraint(
                name="two_pairs_of_eyes",
                condition=~Q(state__in=DECIDED)
                | Q(outcome_file__isnull=False)
                | Q(approved_by__isnull=False)
                | (
                    Q(sampled=False, corrects=None)
                    & (
                        Q(outcome__in=FOLLOWS_FROM_CLOSING)
                        | (~Q(outcome=Outcome.NOT_MET) & Q(outcome=F("proposed_outcome")))
                    )
                ),
                violation_error_message=(
                    "Ett avslag, ett utfall som avviker från förslaget, en ändring och det som stickprovet tar "
                    "godkänns av en annan."
                ),
            ),
            models.CheckConstraint(
                name="verdict_against_a_party_has_a_motivation",
                condition=Q(outcome_file__isnull=False)
                | Q(state=VerdictState.PROPOSED)
                | ~Q(outcome__in=[Outcome.NOT_MET, Outcome.MET_WITH_REMARK])
                | ~Q(motivation=""),
                violation_error_message="Ett avslag och en anmärkning har en motivering.",
            ),
            models.CheckConstraint(
                name="who_is_not_heard_has_a_reason",
                condition=Q(not_heard="", not_heard_reason="") | (~Q(not_heard="") & ~Q(not_heard_reason="")),
                violation_error_message="Ange varför organisationen inte har fått yttra sig.",
            ),
            models.CheckConstraint(
                name="correction_has_kind_and_reason",
                condition=Q(correction="", correction_reason="")
                & (Q(corrects=None) | Q(outcome_file__isnull=False))
                | (Q(corrects__isnull=False) & ~Q(correction="") & ~Q(correction_reason="")),
                violation_error_message="En ändrad bedömning säger vad som ändras och varför.",
            ),
        ]
