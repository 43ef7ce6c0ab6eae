"""The queue as data: the cases of a round, with the filters, the order and the paging of the page."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.api.requests import READS, UNKNOWN, answers
from assessment.domain.attention import ATTENTION
from assessment.domain.queue import (
    ALL,
    CLEAR,
    LONGEST_TEXT,
    MINE,
    NO_PROPOSAL,
    NOBODYS,
    OLD_WORDING,
    Filters,
)
from assessment.models import FindingState, Outcome, RoundKind, VerdictState
from assessment.selectors.queue import ROWS_ON_A_PAGE, QueuePage, QueueRow, queue_page
from prio import clock
from prio.accounts.authentication import acting
from prio.accounts.roles import Authority

Plain = dict[str, Any]
MOST_ROWS, MOST_PAGES, LARGEST_KEY = 100, 5000, 2**63 - 1
# What the page's codes are called here.
_WAITING = {
    "assessor": "bedomare",
    "me": "mig",
    "another_assessor": "annan",
    "organisation": "organisation",
    "lead": "ansvarig",
    "register": "register",
    "nobody": "klart",
}
_WAITS_FOR = {code: name for name, code in _WAITING.items()}
_SORTS = {"oldest": "", "party": "part", "requirement": "krav", "county": "lan"}
_STATES = sorted({*VerdictState.values, *FindingState.values})


class CaseQuerySerializer(serializers.Serializer[Plain]):
    """What the list is narrowed to."""

    round = serializers.ChoiceField(choices=RoundKind.choices, default=RoundKind.FINAL)
    requirement = serializers.SlugField(max_length=40, required=False)
    county = serializers.RegexField(r"^[0-9]{2}$", required=False, help_text="The county's two digits.")
    state = serializers.ChoiceField(
        choices=["all", *_STATES], required=False, help_text="Left out: what is in hand."
    )
    proposal = serializers.ChoiceField(choices=["none", *Outcome.values], required=False)
    attention = serializers.ChoiceField(
        choices=list(ATTENTION),
        required=False,
        help_text="Why a person has to look; late: also late_waiting.",
    )
    clear = serializers.BooleanField(
        default=False, help_text="Only what may be approved together with others."
    )
    assigned = serializers.ChoiceField(choices=["me", "nobody"], required=False)
    assigned_to = serializers.IntegerField(min_value=1, max_value=LARGEST_KEY, required=False)
    waiting = serializers.ChoiceField(choices=list(_WAITING), required=False)
    authority = serializers.ChoiceField(
        choices=["all", *Authority.values],
        required=False,
        help_text="Whose requirements; left out: those that you assess, all for who assesses none.",
    )
    old_wording = serializers.BooleanField(default=False)
    text = serializers.CharField(
        max_length=LONGEST_TEXT,
        required=False,
        help_text="A part of a party's name, or the beginning of its code.",
    )
    sort = serializers.ChoiceField(choices=list(_SORTS), default="oldest")
    page = serializers.IntegerField(min_value=1, max_value=MOST_PAGES, default=1)
    rows = serializers.IntegerField(min_value=1, max_value=MOST_ROWS, default=ROWS_ON_A_PAGE)


class CaseSerializer(serializers.Serializer[Plain]):
    """A case: a party's finding or verdict on a requirement."""

    requirement = serializers.CharField()
    party = serializers.CharField()
    party_name = serializers.CharField()
    county = serializers.CharField(help_text="Its name.")
    state = serializers.ChoiceField(choices=_STATES)
    proposed_outcome = serializers.ChoiceField(
        choices=Outcome.choices, allow_blank=True, help_text="Empty while a person has to judge."
    )
    outcome = serializers.ChoiceField(
        choices=Outcome.choices, allow_blank=True, help_text="Empty while it is proposed."
    )
    attention = serializers.ListField(child=serializers.ChoiceField(choices=list(ATTENTION)))
    arrived_at = serializers.DateTimeField(allow_null=True)
    assigned_to = serializers.IntegerField(allow_null=True)
    assigned_name = serializers.CharField(allow_blank=True)
    waiting = serializers.ChoiceField(choices=list(_WAITING))
    waiting_until = serializers.DateField(allow_null=True, help_text="The organisation's last day.")
    recused = serializers.BooleanField(help_text="You are recused from the party's cases.")
    revision = serializers.IntegerField()
    simulated = serializers.BooleanField()


class CasesSerializer(serializers.Serializer[Plain]):
    """A page of the queue."""

    count = serializers.IntegerField(help_text="How many cases the filters find, at most 5000.")
    more = serializers.BooleanField(help_text="There are more than are counted: narrow the list.")
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    cases = CaseSerializer(many=True)


class CaseList(APIView):
    """The cases of a round, for who reads every organisation's material."""

    @extend_schema(
        operation_id="cases",
        parameters=[CaseQuerySerializer],
        responses=answers({200: CasesSerializer}, (*READS, 422)),
    )
    def get(self, request: Request, code: str) -> Response:
        """Answer with a page of the queue."""
        asked = CaseQuerySerializer(data=request.query_params.dict())
        unknown = {name: [UNKNOWN] for name in request.query_params if name not in asked.fields}
        if not asked.is_valid() or unknown:
            raise ValidationError({**asked.errors, **unknown})
        said = asked.validated_data
        kind = RoundKind(said["round"])
        found = queue_page(acting(request), code, kind, _filters(said), said["page"], said["rows"])
        if found is None:
            raise Http404
        return Response(_data(found))


def _filters(said: Plain) -> Filters:
    """Return the page's filters for what was asked for here."""
    own_words = {"all": ALL, "none": NO_PROPOSAL, "me": MINE, "nobody": NOBODYS}

    def word(name: str) -> str:
        asked: str = said.get(name, "")
        return own_words.get(asked, asked)

    return Filters(
        requirement=said.get("requirement", ""),
        county=said.get("county", ""),
        state=word("state"),
        proposal=word("proposal"),
        attention=said.get("attention", ""),
        clear=CLEAR if said["clear"] else "",
        assigned=str(said["assigned_to"]) if "assigned_to" in said else word("assigned"),
        waiting=_WAITING.get(said.get("waiting", ""), ""),
        authority=word("authority"),
        wording=OLD_WORDING if said["old_wording"] else "",
        text=said.get("text", ""),
        sort=_SORTS[said["sort"]],
    )


def _data(found: QueuePage) -> Plain:
    return {
        "count": found.count,
        "more": found.is_more,
        "page": found.page,
        "pages": found.pages,
        "cases": [_case(row) for row in found.rows],
    }


def _case(row: QueueRow) -> Plain:
    arrived = row.arrived_at
    return {
        "requirement": row.requirement,
        "party": row.party,
        "party_name": row.party_name,
        "county": row.county,
        "state": row.state,
        "proposed_outcome": row.proposed,
        "outcome": row.outcome,
        "attention": list(row.attention),
        "arrived_at": arrived.astimezone(clock.STOCKHOLM).isoformat() if arrived else None,
        "assigned_to": row.assigned_to,
        "assigned_name": row.assigned_name,
        "waiting": _WAITS_FOR[row.waiting],
        "waiting_until": row.until.isoformat() if row.until else None,
        "recused": row.recused,
        "revision": row.revision,
        "simulated": row.simulated,
    }
