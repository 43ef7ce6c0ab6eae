"""Applications as data: registering an organisation, what is asked and granted, and the decision on all of them."""

from typing import Any

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.api.requests import WRITES, answers, body
from agreements.domain.report_key import ReportKey
from payouts.domain.applied import LARGEST
from payouts.models import Decision
from payouts.selectors.access import visible_decisions
from payouts.selectors.application_pages import GrantPage, applications_page, grant_page
from payouts.selectors.applications import Application
from payouts.services import (
    approve_grant,
    approve_grant_decision,
    prepare_grant_decision,
    propose_grant,
)
from payouts.services.grants import LONGEST_REASON
from prio.accounts.applicants import (
    LONGEST_CONTACT,
    LONGEST_NAME,
    LONGEST_PHONE,
    AlreadyRegistered,
    Registration,
    WrongFields,
    may_register,
    register_applicant,
    registered_already,
)
from prio.accounts.authentication import acting

Plain = dict[str, Any]
_API_NAMES = {"number": "organisation_number"}
LARGEST_REVISION = 2**31 - 1


class NewApplicantSerializer(serializers.Serializer[Plain]):
    """An organisation that registers itself."""

    name = serializers.CharField(max_length=LONGEST_NAME)
    organisation_number = serializers.CharField(max_length=20, help_text="Ten digits, 802001-1234.")
    contact_name = serializers.CharField(max_length=LONGEST_CONTACT)
    contact_email = serializers.CharField(max_length=254)
    contact_phone = serializers.CharField(
        max_length=LONGEST_PHONE, required=False, allow_blank=True, default=""
    )


class ApplicantSerializer(serializers.Serializer[Plain]):
    """A registered organisation."""

    party = serializers.CharField(help_text="The code that its reports are found by: a00012.")
    name = serializers.CharField()
    organisation_number = serializers.CharField()


class GrantSerializer(serializers.Serializer[Plain]):
    """What is proposed to be granted."""

    granted_sek = serializers.IntegerField()
    reason = serializers.CharField(allow_blank=True)
    proposed_by = serializers.CharField()
    approved_by = serializers.CharField(allow_null=True)
    revision = serializers.IntegerField(help_text="Sent back by who changes or approves it.")


class ApplicationSerializer(serializers.Serializer[Plain]):
    """One application."""

    requirement = serializers.CharField()
    party = serializers.CharField()
    name = serializers.CharField()
    organisation_number = serializers.CharField()
    asked_sek = serializers.IntegerField(allow_null=True)
    outcome = serializers.CharField(allow_null=True, help_text="Of the final verdict.")
    grant = GrantSerializer(allow_null=True)
    waits_for = serializers.CharField(allow_blank=True, help_text="What is left to do, in Swedish.")
    simulated = serializers.BooleanField()


class FrameSerializer(serializers.Serializer[Plain]):
    """The year's money of one grant, in kronor."""

    requirement = serializers.CharField()
    frame_sek = serializers.IntegerField()
    asked_sek = serializers.IntegerField()
    proposed_sek = serializers.IntegerField()
    approved_sek = serializers.IntegerField()
    left_sek = serializers.IntegerField()


class ApplicationsSerializer(serializers.Serializer[Plain]):
    """All applications. lacking: what is in the way of a decision, in Swedish."""

    agreement = serializers.CharField()
    frames = FrameSerializer(many=True)
    applications = ApplicationSerializer(many=True)
    lacking = serializers.ListField(child=serializers.CharField())


class GrantProposalSerializer(serializers.Serializer[Plain]):
    """An amount to propose."""

    granted_sek = serializers.IntegerField(min_value=0, max_value=LARGEST)
    reason = serializers.CharField(
        max_length=LONGEST_REASON,
        required=False,
        allow_blank=True,
        default="",
        help_text="Needed where less.",
    )
    revision = serializers.IntegerField(
        min_value=0, max_value=LARGEST_REVISION, default=0, help_text="The proposal that was read, 0: none."
    )


class GrantApprovalSerializer(serializers.Serializer[Plain]):
    """The proposal that is approved."""

    revision = serializers.IntegerField(min_value=1, max_value=LARGEST_REVISION)


class GrantDecisionSerializer(serializers.Serializer[Plain]):
    """A decision on applications."""

    id = serializers.IntegerField()
    reference = serializers.CharField()
    state = serializers.CharField()
    total_sek = serializers.IntegerField()
    simulated = serializers.BooleanField()


class ApplicantList(APIView):
    """The organisations that register themselves."""

    @extend_schema(
        operation_id="register_applicant",
        request=NewApplicantSerializer,
        responses=answers({200: ApplicantSerializer, 201: ApplicantSerializer}, WRITES),
    )
    def post(self, request: Request) -> Response:
        """Register an organisation, for who has no role, or only for applicants.

        201: it is registered now. 200: you had registered it already, with the same name. 409: the number is registered
        with another name, or by somebody else.
        """
        actor = acting(request)
        if not may_register(actor):
            raise Http404
        said = body(request, NewApplicantSerializer)
        number = said.pop("organisation_number")
        try:
            is_known = registered_already(actor, number)
            party = register_applicant(actor, Registration(number=number, **said))
        except AlreadyRegistered:
            raise
        except WrongFields as wrong:
            raise ValidationError(
                {_API_NAMES.get(field, field): [text] for field, text in wrong.problems.items()}
            ) from wrong
        organisation = party.organisation
        found = {
            "party": party.code,
            "name": organisation.name,
            "organisation_number": organisation.organisation_number,
        }
        return Response(found, status=status.HTTP_200_OK if is_known else status.HTTP_201_CREATED)


class ApplicationList(APIView):
    """The applications of an agreement."""

    @extend_schema(operation_id="applications", responses=answers({200: ApplicationsSerializer}))
    def get(self, request: Request, code: str) -> Response:
        """Answer with the frame, the applications and what lacks, to who reads all."""
        page = applications_page(acting(request), code)
        if page is None:
            raise Http404
        return Response(
            {
                "agreement": code,
                "frames": [
                    {
                        "requirement": row.code,
                        "frame_sek": row.money.frame,
                        "asked_sek": row.money.asked,
                        "proposed_sek": row.money.proposed,
                        "approved_sek": row.money.approved,
                        "left_sek": row.money.left,
                    }
                    for row in page.frames
                ],
                "applications": [application_data(one) for one in page.applications],
                "lacking": list(page.lacking),
            }
        )


class ApplicationDetail(APIView):
    """One application with its amount."""

    @extend_schema(operation_id="application", responses=answers({200: ApplicationSerializer}))
    def get(self, request: Request, code: str, party: str, requirement: str) -> Response:
        """Answer with the application, to who reads all."""
        return Response(application_data(_page(request, code, party, requirement).application))

    @extend_schema(
        operation_id="propose_grant",
        request=GrantProposalSerializer,
        responses=answers({200: ApplicationSerializer}, WRITES),
    )
    def post(self, request: Request, code: str, party: str, requirement: str) -> Response:
        """Propose the kronor to grant; another person approves them."""
        key = _page(request, code, party, requirement).key
        said = body(request, GrantProposalSerializer)
        granted = said.pop("granted_sek")
        propose_grant(acting(request), key, granted=granted, **said)
        return self.get(request, code, party, requirement)


class GrantApproval(APIView):
    """The second pair of eyes on an amount."""

    @extend_schema(
        operation_id="approve_grant",
        request=GrantApprovalSerializer,
        responses=answers({200: ApplicationSerializer}, WRITES),
    )
    def post(self, request: Request, code: str, party: str, requirement: str) -> Response:
        """Approve the proposed kronor as another person than the one who proposed them."""
        page = _page(request, code, party, requirement)
        if page.application.grant is None:
            raise Http404
        approve_grant(acting(request), page.key, **body(request, GrantApprovalSerializer))
        return Response(application_data(_page(request, code, party, requirement).application))


class GrantDecisionList(APIView):
    """The decisions on applications."""

    @extend_schema(
        operation_id="prepare_grant_decision",
        request=None,
        responses=answers({201: GrantDecisionSerializer}, WRITES),
    )
    def post(self, request: Request, code: str) -> Response:
        """Prepare the decision; the same answers again are the same draft."""
        if applications_page(acting(request), code) is None:
            raise Http404
        made = prepare_grant_decision(code, acting(request))
        return Response(decision_data(made), status=status.HTTP_201_CREATED)


class GrantDecisionApproval(APIView):
    """The second lead assessor's approval."""

    @extend_schema(
        operation_id="approve_grant_decision",
        request=None,
        responses=answers({200: GrantDecisionSerializer}, WRITES),
    )
    def post(self, request: Request, code: str, decision_id: int) -> Response:
        """Approve the decision, and order its document."""
        actor = acting(request)
        found = visible_decisions(actor).filter(agreement__code=code, pk=decision_id)
        if not actor.reads_all or not found.filter(kind="grant").exists():
            raise Http404
        return Response(decision_data(approve_grant_decision(decision_id, actor)))


def _page(request: Request, code: str, party: str, requirement: str) -> GrantPage:
    page = grant_page(acting(request), ReportKey(code, requirement, party))
    if page is None:
        raise Http404
    return page


def application_data(one: Application) -> Plain:
    """Return an application as ApplicationSerializer describes it."""
    grant = one.grant
    return {
        "requirement": one.requirement,
        "party": one.party,
        "name": one.name,
        "organisation_number": one.organisation_number,
        "asked_sek": one.asked,
        "outcome": one.verdict.outcome if one.verdict else None,
        "grant": {
            "granted_sek": grant.granted,
            "reason": grant.reason,
            "proposed_by": str(grant.proposed_by),
            "approved_by": str(grant.approved_by) if grant.approved_by else None,
            "revision": grant.revision,
        }
        if grant
        else None,
        "waits_for": one.waits_for,
        "simulated": one.simulated,
    }


def decision_data(decision: Decision) -> Plain:
    """Return a decision as GrantDecisionSerializer describes it."""
    return {
        "id": decision.pk,
        "reference": decision.reference,
        "state": decision.state,
        "total_sek": decision.total,
        "simulated": decision.simulated,
    }


_AGREEMENT = "agreements/<slug:code>"
_ONE = f"{_AGREEMENT}/applications/<slug:party>/<slug:requirement>"
_DECISIONS = f"{_AGREEMENT}/grant-decisions"

urlpatterns = [
    path("applicants/", ApplicantList.as_view(), name="api_applicants"),
    path(f"{_AGREEMENT}/applications/", ApplicationList.as_view(), name="api_applications"),
    path(f"{_ONE}/", ApplicationDetail.as_view(), name="api_application"),
    path(f"{_ONE}/approve/", GrantApproval.as_view(), name="api_grant_approve"),
    path(f"{_DECISIONS}/", GrantDecisionList.as_view(), name="api_grant_decisions"),
    path(
        f"{_DECISIONS}/<int:decision_id>/approve/",
        GrantDecisionApproval.as_view(),
        name="api_grant_decision_approve",
    ),
]
