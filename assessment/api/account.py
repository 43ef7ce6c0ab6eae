"""The account of a year as data: what the page shows, to the same persons, with the same numbers hidden."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.api.requests import answers
from assessment.account_file import areas_of
from assessment.domain.account import OUTCOMES, Demand, Gate, Missed, Tally
from assessment.domain.account_figures import (
    COUNTRY,
    QuestionFigures,
    RequirementFigures,
    change_since,
    county_row,
)
from assessment.selectors.account import Account, account
from prio.accounts.authentication import acting
from prio.suppression import Figure, Hidden

Plain = dict[str, Any]
_HIDDEN = (
    "small: 0 to 10 persons. gives_away: another one could be worked out from it. Null where it is shown."
)


class TallySerializer(serializers.Serializer[Plain]):
    """How many parties got each outcome. Counts of parties are never hidden."""

    parties = serializers.IntegerField(help_text="How many it concerns.")
    counts_as_met = serializers.IntegerField(help_text="Met, with a remark or without.")
    outcomes = serializers.DictField(
        child=serializers.IntegerField(), help_text=f"By outcome: {', '.join(OUTCOMES)}."
    )


class AreaTallySerializer(TallySerializer):
    """The same of one county."""

    county = serializers.CharField()


class GateSerializer(TallySerializer):
    """Every grundkrav together, for one kind of party: not the same as each of them."""

    party_kind = serializers.CharField(help_text="municipality or region")
    requirements = serializers.ListField(child=serializers.CharField())
    met_some = serializers.IntegerField(help_text="Met one but not every one.")
    inhabitants = serializers.IntegerField(help_text="Of the kommuner that met every one.")
    all_inhabitants = serializers.IntegerField()
    counties = AreaTallySerializer(many=True)


class MissedSerializer(serializers.Serializer[Plain]):
    """Parties that did not meet a demand, for the same reasons."""

    outcome = serializers.CharField()
    reasons = serializers.ListField(child=serializers.CharField(), help_text="In Swedish, without figures.")
    parties = serializers.ListField(child=serializers.CharField(), help_text="Their codes.")


class BeforeSerializer(TallySerializer):
    """The same demand in the agreement before."""

    agreement = serializers.CharField()
    requirement = serializers.CharField()


class DemandSerializer(TallySerializer):
    """A requirement for one kind of party."""

    requirement = serializers.CharField()
    name = serializers.CharField()
    party_kind = serializers.CharField()
    is_grundkrav = serializers.BooleanField()
    simulated = serializers.BooleanField()
    counties = AreaTallySerializer(many=True)
    missed = MissedSerializer(many=True)
    before = BeforeSerializer(allow_null=True)


class FigureSerializer(serializers.Serializer[Plain]):
    """A count of persons in an area: the country (00), a county, or a party of the county that is asked for."""

    area = serializers.CharField()
    party = serializers.CharField(allow_blank=True)
    part = serializers.CharField(allow_blank=True, help_text="women or men, say; empty for all.")
    value = serializers.IntegerField(allow_null=True)
    hidden = serializers.ChoiceField(
        choices=[(one.value, one.text) for one in Hidden], allow_null=True, help_text=_HIDDEN
    )


class QuestionFiguresSerializer(serializers.Serializer[Plain]):
    """The figures of one question."""

    requirement = serializers.CharField()
    party_kind = serializers.CharField()
    question = serializers.CharField()
    text = serializers.CharField(help_text="The question, in Swedish.")
    unit = serializers.CharField(allow_blank=True)
    answered = serializers.IntegerField(help_text="How many parties gave a number.")
    change = serializers.IntegerField(
        allow_null=True, help_text="Since the year before; null where a year is hidden or there is none."
    )
    simulated = serializers.BooleanField()
    figures = FigureSerializer(many=True)


class AccountSerializer(serializers.Serializer[Plain]):
    """The account of an agreement, of the country or of one county."""

    agreement = serializers.CharField()
    version = serializers.IntegerField()
    county = serializers.CharField(allow_null=True)
    preliminary = serializers.BooleanField(help_text="Something of it may still change.")
    open_verdicts = serializers.IntegerField()
    as_of = serializers.DateField()
    simulated = serializers.BooleanField(help_text="Something of it is made up.")
    every_grundkrav = GateSerializer(many=True)
    requirements = DemandSerializer(many=True)
    figures = QuestionFiguresSerializer(many=True)


class AccountDetail(APIView):
    """The account of the whole country."""

    @extend_schema(operation_id="account", responses=answers({200: AccountSerializer}))
    def get(self, request: Request, code: str) -> Response:
        """Answer with the account: to who reads all at any time, to everybody once the final round is closed."""
        return Response(account_data(_found(request, code)))


class CountyAccountDetail(APIView):
    """The account of one county, with its parties."""

    @extend_schema(operation_id="county_account", responses=answers({200: AccountSerializer}))
    def get(self, request: Request, code: str, county: str) -> Response:
        """Answer with the account of the county, given by its code."""
        return Response(account_data(_found(request, code, county)))


def _found(request: Request, code: str, county: str | None = None) -> Account:
    found = account(acting(request), code, county)
    if found is None:
        raise Http404
    return found


def account_data(found: Account) -> Plain:
    """Return the account as AccountSerializer describes it."""
    return {
        "agreement": found.definition.code,
        "version": found.version,
        "county": found.county.code if found.county else None,
        "preliminary": found.preliminary,
        "open_verdicts": found.open,
        "as_of": found.as_of.isoformat(),
        "simulated": found.simulated,
        "every_grundkrav": [_gate(gate) for gate in found.gates],
        "requirements": [_demand(demand) for demand in found.demands],
        "figures": [
            _question(found, figures, question) for figures in found.figures for question in figures.questions
        ],
    }


def _tally(tally: Tally) -> Plain:
    return {
        "parties": tally.total,
        "counts_as_met": tally.met,
        "outcomes": {outcome: tally.number(outcome) for outcome in OUTCOMES},
    }


def _counties(tallies: Iterable[tuple[str, Tally]]) -> list[Plain]:
    return [{"county": county, **_tally(tally)} for county, tally in tallies]


def _gate(gate: Gate) -> Plain:
    return {
        "party_kind": gate.kind,
        "requirements": list(gate.codes),
        **_tally(gate.tally),
        "met_some": gate.some,
        "inhabitants": gate.inhabitants,
        "all_inhabitants": gate.everybody,
        "counties": _counties(gate.counties.items()),
    }


def _demand(demand: Demand) -> Plain:
    before = demand.before
    return {
        "requirement": demand.code,
        "name": demand.name,
        "party_kind": demand.kind,
        "is_grundkrav": demand.is_grundkrav,
        "simulated": demand.simulated,
        **_tally(demand.tally),
        "counties": _counties(demand.counties.items()),
        "missed": [_missed(one) for one in demand.missed],
        "before": {
            "agreement": before.agreement,
            "requirement": before.requirement,
            **_tally(before.tally),
        }
        if before
        else None,
    }


def _missed(missed: Missed) -> Plain:
    return {
        "outcome": missed.outcome,
        "reasons": list(missed.why),
        "parties": [party.code for party in missed.parties],
    }


def _question(found: Account, figures: RequirementFigures, question: QuestionFigures) -> Plain:
    row = county_row(found.county.code) if found.county else COUNTRY
    before = found.figures_before.get((figures.requirement.code, figures.kind))
    then = before.question(question.question.key, question.question.unit) if before else None
    return {
        "requirement": figures.requirement.code,
        "party_kind": figures.kind,
        "question": question.question.key,
        "text": question.question.label,
        "unit": question.question.unit,
        "answered": question.answered.get(row, 0),
        "change": change_since(question.figure(row), then.figure(row) if then else None),
        "simulated": figures.simulated or found.agreement.simulated,
        "figures": list(_figures(found, figures.kind, question)),
    }


def _figures(found: Account, kind: str, question: QuestionFigures) -> Iterator[Plain]:
    for row, (area, party) in areas_of(found, kind).items():
        for part in ("", *(key for key, _ in question.parts)):
            if figure := question.figure(row, part):
                yield {"area": area, "party": party, "part": part, **_shown(figure)}


def _shown(figure: Figure) -> Plain:
    return {"value": figure.value, "hidden": figure.hidden.value if figure.hidden else None}


urlpatterns = [
    path("agreements/<slug:code>/account/", AccountDetail.as_view(), name="api_account"),
    path(
        "agreements/<slug:code>/account/<slug:county>/",
        CountyAccountDetail.as_view(),
        name="api_county_account",
    ),
]
