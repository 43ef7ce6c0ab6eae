"""Simulations as data: to those who simulate, each side its own. Every answer says that it is a simulation."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.api.requests import WRITES, answers, body
from payouts.api.difference_shapes import DifferenceSerializer
from payouts.domain.rule_limits import Limit
from payouts.domain.simulation import Change, ChangeFault
from payouts.domain.simulation_plain import change_of
from payouts.selectors.simulation_pages import Workbench, pair_page, simulation_page, trial_page, workbench
from payouts.selectors.simulations import saved_simulations, simulation_for
from payouts.services.simulations import LONGEST_NAME, remove_simulation, save_simulation
from payouts.simulating import NotWorkable, try_changes
from payouts.simulation_data import about_simulation, difference_data, mark, simulation_data, trial_data
from prio.accounts.authentication import acting

Plain = dict[str, Any]
MOST_CHANGES = 200


class MarkedSerializer(serializers.Serializer[Plain]):
    """What every answer says: nothing of it is proposed, decided or paid."""

    is_simulation = serializers.BooleanField(help_text="Always true.")
    notice = serializers.CharField()


class BaseSerializer(serializers.Serializer[Plain]):
    """What a simulation is reckoned on."""

    kind = serializers.ChoiceField(choices=["run", "forecast"])
    sha256 = serializers.CharField()


class SavedSimulationSerializer(serializers.Serializer[Plain]):
    """A saved simulation. Amounts in whole kronor."""

    id = serializers.IntegerField()
    agreement = serializers.CharField()
    name = serializers.CharField()
    made_by = serializers.CharField()
    made_at = serializers.DateTimeField(help_text="With its offset from UTC.")
    base = BaseSerializer()
    base_is_made_up = serializers.BooleanField(help_text="The base rests on something made up.")
    changes = serializers.ListField(child=serializers.DictField())
    pots_total_sek = serializers.IntegerField()
    distributed_sek = serializers.IntegerField()
    undistributed_sek = serializers.IntegerField()
    result_sha256 = serializers.CharField()


class LimitSerializer(serializers.Serializer[Plain]):
    """A limit of a requirement's rule that can be changed."""

    requirement = serializers.CharField()
    criterion = serializers.CharField()
    limit = serializers.CharField()
    value = serializers.CharField(help_text="Today's, a decimal.")
    text = serializers.CharField()


class SimulationsSerializer(MarkedSerializer):
    """What is saved, and what may be changed."""

    agreement = serializers.CharField()
    base = BaseSerializer(allow_null=True)
    population_dates = serializers.ListField(child=serializers.DateField())
    limits = LimitSerializer(many=True)
    simulations = SavedSimulationSerializer(many=True)


class SimulationChangesSerializer(serializers.Serializer[Plain]):
    """Changes to try: objects with `what` (docs/api.md)."""

    changes = serializers.ListField(child=serializers.DictField(), max_length=MOST_CHANGES)


class NewSimulationSerializer(SimulationChangesSerializer):
    """Changes to save under a name."""

    name = serializers.CharField(max_length=LONGEST_NAME)


class RetriedSerializer(serializers.Serializer[Plain]):
    """How a requirement falls with another limit."""

    tried = serializers.IntegerField(help_text="Parties whose answers were tested again.")
    untried = serializers.IntegerField(help_text="Those without answers here: their outcome stands.")
    met = serializers.ListField(child=serializers.CharField())
    not_met = serializers.ListField(child=serializers.CharField())


class TrialSerializer(MarkedSerializer, DifferenceSerializer):
    """What changes would give."""

    agreement = serializers.CharField()
    base = BaseSerializer(allow_null=True)
    base_is_made_up = serializers.BooleanField()
    changes = serializers.ListField(child=serializers.DictField())
    words = serializers.ListField(child=serializers.CharField(), help_text="The changes in Swedish.")
    retried = serializers.DictField(child=RetriedSerializer(), help_text="By requirement.")
    result_sha256 = serializers.CharField()


class SimulationSerializer(TrialSerializer, SavedSimulationSerializer):
    """A saved simulation with what it gives."""


class PairSerializer(MarkedSerializer, DifferenceSerializer):
    """Two saved simulations beside each other."""

    same_base = serializers.BooleanField()


class SimulationList(APIView):
    """The simulations of an agreement."""

    @extend_schema(operation_id="simulations", responses=answers({200: SimulationsSerializer}))
    def get(self, request: Request, code: str) -> Response:
        """Answer with the own side's simulations, and with what may be changed."""
        bench = _bench(request, code)
        base = {"kind": bench.base.kind, "sha256": bench.base.sha256} if bench.base else None
        saved = [about_simulation(one) for one in saved_simulations(acting(request), code)]
        return Response(
            mark()
            | {
                "agreement": code,
                "base": base,
                "population_dates": sorted(bench.scope.days),
                "limits": [_limit(one) for one in bench.scope.limits.values()],
                "simulations": saved,
            }
        )

    @extend_schema(
        operation_id="save_simulation",
        request=NewSimulationSerializer,
        responses=answers({201: SimulationSerializer}, WRITES),
    )
    def post(self, request: Request, code: str) -> Response:
        """Save changes under a name; the same again is the one that is there."""
        _bench(request, code)
        said = body(request, NewSimulationSerializer)
        try:
            made = save_simulation(acting(request), code, said["name"], _changes(said["changes"]))
        except NotWorkable as refusal:
            raise _problems(refusal) from refusal
        page = simulation_page(acting(request), code, made.pk)
        if page is None:
            raise Http404
        return Response(simulation_data(page), status=status.HTTP_201_CREATED)


class SimulationTrial(APIView):
    """Trying changes without saving them."""

    @extend_schema(
        operation_id="try_simulation",
        request=SimulationChangesSerializer,
        responses=answers({200: TrialSerializer}, WRITES),
    )
    def post(self, request: Request, code: str) -> Response:
        """Answer with what the changes would give; nothing is kept."""
        bench = _bench(request, code)
        if bench.base is None:
            raise Http404
        changes = _changes(body(request, SimulationChangesSerializer)["changes"])
        try:
            trial = try_changes(bench.version, bench.base, changes, bench.scope)
        except NotWorkable as refusal:
            raise _problems(refusal) from refusal
        return Response(trial_data(bench, trial, trial_page(bench, trial)))


class SimulationDetail(APIView):
    """A saved simulation."""

    @extend_schema(operation_id="simulation", responses=answers({200: SimulationSerializer}))
    def get(self, request: Request, code: str, simulation_id: int) -> Response:
        """Answer with what it gives, beside what stood when it was made."""
        page = simulation_page(acting(request), code, simulation_id)
        if page is None:
            raise Http404
        return Response(simulation_data(page))

    @extend_schema(operation_id="remove_simulation", responses=answers({204: None}, WRITES))
    def delete(self, request: Request, code: str, simulation_id: int) -> Response:
        """Take it away."""
        found = simulation_for(acting(request), code, simulation_id)
        if found is None:
            raise Http404
        remove_simulation(acting(request), found.pk)
        return Response(status=status.HTTP_204_NO_CONTENT)


class SimulationPair(APIView):
    """Two saved simulations."""

    @extend_schema(operation_id="simulation_pair", responses=answers({200: PairSerializer}))
    def get(self, request: Request, code: str, simulation_id: int, other_id: int) -> Response:
        """Answer with both beside each other."""
        page = pair_page(acting(request), code, simulation_id, other_id)
        if page is None:
            raise Http404
        return Response(mark() | {"same_base": page.same_base} | difference_data(page.shown))


def _bench(request: Request, code: str) -> Workbench:
    bench = workbench(acting(request), code)
    if bench is None:
        raise Http404
    return bench


def _changes(plain: Sequence[object]) -> tuple[Change, ...]:
    """Read the changes. Raises ValidationError naming each that is none, by its place in the list."""
    found: list[Change] = []
    wrong: dict[str, list[str]] = {}
    for index, one in enumerate(plain):
        try:
            found.append(change_of(one))
        except ChangeFault as fault:
            wrong[".".join(filter(None, (f"changes.{index}", fault.place)))] = [fault.message]
    if wrong:
        raise ValidationError(wrong)
    return tuple(found)


def _problems(refusal: NotWorkable) -> ValidationError:
    return ValidationError({fault.place: [fault.message] for fault in refusal.faults})


def _limit(limit: Limit) -> Plain:
    return {
        "requirement": limit.requirement,
        "criterion": limit.criterion,
        "limit": limit.name,
        "value": limit.value,
        "text": limit.text,
    }
