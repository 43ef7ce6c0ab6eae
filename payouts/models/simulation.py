"""A saved "what if": never a run, and nothing can be proposed, decided or paid on it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from agreements.models import Agreement


class SimulationBase(models.TextChoices):
    """What a simulation is reckoned on."""

    RUN = "run", "Fördelningen"
    FORECAST = "forecast", "Prognosen"


class SimulationSide(models.TextChoices):
    """Whose simulation it is. The parties of an agreement negotiate: neither sees what the other has tried."""

    MINISTRY = "ministry", "Departementet"
    SKR = "skr", "SKR"


class Simulation(models.Model):
    """What an agreement's money would be with some changes. Never changed, and it always gives the same bytes again.

    base_kind, base_sha256: the run or forecast that it was reckoned on, by its hash. base: everything that it was
    divided from before the changes, in canonical form; material: what the changes needed beside it, such as another
    day's population. changes: what is changed (payouts.domain.simulation_plain). result_sha256: over what it gives.
    simulated: the base rests on something made up. Amounts in kronor.
    """

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="simulations", verbose_name="överenskommelse"
    )
    name = models.CharField("namn", max_length=100)
    side = models.CharField("vems", max_length=8, choices=SimulationSide)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="gjord av"
    )
    base_kind = models.CharField("räknad på", max_length=8, choices=SimulationBase)
    base_sha256 = models.CharField("underlagets kontrollsumma", max_length=64)
    base = models.JSONField("underlag")
    material = models.JSONField("uppgifter som ändringarna behöver")
    changes = models.JSONField("ändringar")
    pots_total = models.PositiveBigIntegerField("potter, kronor")
    distributed = models.PositiveBigIntegerField("fördelat, kronor")
    undistributed = models.PositiveBigIntegerField("ej fördelat, kronor")
    result_sha256 = models.CharField("resultatets kontrollsumma", max_length=64)
    simulated = models.BooleanField("bygger på något påhittat", default=False)
    made_at = models.DateTimeField("gjord")

    class Meta:
        ordering = ["-made_at", "-id"]
        verbose_name = "simulering"
        verbose_name_plural = "simuleringar"
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "side", "name"],
                name="one_simulation_of_a_name",
                violation_error_message="Det finns redan en simulering med det namnet.",
            ),
            models.CheckConstraint(
                name="simulation_has_a_name",
                condition=~Q(name=""),
                violation_error_message="En simulering har ett namn.",
            ),
            models.CheckConstraint(
                name="simulation_has_a_base",
                condition=Q(base_kind__in=SimulationBase.values),
                violation_error_message="En simulering är räknad på en fördelning eller en prognos.",
            ),
            models.CheckConstraint(
                name="simulation_belongs_to_a_side",
                condition=Q(side__in=SimulationSide.values),
                violation_error_message="En simulering är antingen departementets eller SKR:s.",
            ),
            models.CheckConstraint(
                name="simulation_adds_up",
                condition=Q(pots_total=F("distributed") + F("undistributed")),
                violation_error_message="Det fördelade och det som inte fördelats måste bli potterna.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
