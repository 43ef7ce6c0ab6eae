"""A message to a person: a row that is written with what it tells of, shown in Prio, and sent by a worker once."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class MessageState(models.TextChoices):
    """How far a message has come. It can be read in Prio in every state but withdrawn."""

    WAITING = "waiting", "Väntar"
    SENDING = "sending", "Skickas"
    SENT = "sent", "Skickat"
    HERE_ONLY = "here_only", "Bara här"
    FAILED = "failed", "Gick inte att skicka"
    UNCERTAIN = "uncertain", "Osäkert om det skickades"
    WITHDRAWN = "withdrawn", "Behövdes inte längre"


class Message(models.Model):
    """A message to one person.

    key: what it is about and to whom, so that the same thing is told once however often it is asked for.
    kind: what asks before sending whether it is still needed, with `facts` (prio.mail.registry).
    path: the page that it is about. state SENDING has a lease; one that runs out becomes UNCERTAIN and is sent again
    only by a person, since it may have left. lease_until of one that waits: it is not tried again before then.
    """

    key = models.CharField("nyckel", max_length=200, unique=True)
    kind = models.CharField("slag", max_length=40)
    facts = models.JSONField("uppgifter", default=dict)
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="messages_received", verbose_name="till"
    )
    subject = models.CharField("ärende", max_length=200)
    body = models.TextField("text")
    path = models.CharField("sida", max_length=300, blank=True)
    state = models.CharField("läge", max_length=10, choices=MessageState, default=MessageState.WAITING)
    attempts = models.PositiveSmallIntegerField("försök", default=0)
    lease_until = models.DateTimeField("lovad till", null=True)
    fault = models.CharField("fel", max_length=500, blank=True)
    written_at = models.DateTimeField("skrivet")
    sent_at = models.DateTimeField("skickat", null=True)
    read_at = models.DateTimeField("läst", null=True)

    class Meta:
        ordering = ["-written_at", "-id"]
        verbose_name = "meddelande"
        verbose_name_plural = "meddelanden"
        indexes = [
            models.Index(
                fields=["written_at"],
                condition=Q(state__in=["waiting", "sending"]),
                name="messages_to_send",
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="sent_message_has_time",
                condition=Q(state=MessageState.SENT, sent_at__isnull=False)
                | (~Q(state=MessageState.SENT) & Q(sent_at=None)),
                violation_error_message="Ett skickat meddelande har en tid, ett annat har ingen.",
            ),
            models.CheckConstraint(
                name="sending_message_has_lease",
                condition=~Q(state=MessageState.SENDING) | Q(lease_until__isnull=False),
                violation_error_message="Ett meddelande som skickas har en tid då det senast ska vara skickat.",
            ),
        ]

    def __str__(self) -> str:
        return self.subject
