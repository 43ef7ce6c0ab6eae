"""The page where an organisation registers itself to apply for money."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from prio.accounts.applicants import Registration, WrongFields, may_register, register_applicant
from prio.accounts.requests import ActorRequest
from prio.refused import Refused

REFUSED = 422
FIELDS = (
    ("name", "Organisationens namn", "Som det står i stadgar eller registreringsbevis.", "organization"),
    ("number", "Organisationsnummer", "Tio siffror, till exempel 802001-1234.", "off"),
    ("contact_name", "Kontaktperson", "Den som vi kan fråga om ansökan.", "name"),
    ("contact_email", "Kontaktpersonens e-post", "", "email"),
    ("contact_phone", "Kontaktpersonens telefon", "Behöver inte anges.", "tel"),
)


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: ActorRequest) -> HttpResponse:
    """Show the form to who has no role, or only for applicants; by POST register the organisation."""
    if not may_register(request.actor):
        raise Http404
    if request.method != "POST":
        return _show(request)
    typed = Registration(**{name: request.POST.get(name, "") for name, *_ in FIELDS})
    try:
        party = register_applicant(request.actor, typed)
    except Refused as refusal:
        return _show(request, refusal)
    messages.success(request, f"{party.organisation.name} är registrerad. Nu kan ni söka.")
    return redirect("home")


def _show(request: ActorRequest, refusal: Refused | None = None) -> HttpResponse:
    problems = refusal.problems if isinstance(refusal, WrongFields) else {}
    fields = [
        {
            "name": name,
            "label": label,
            "hint": hint,
            "autocomplete": autocomplete,
            "value": request.POST.get(name, ""),
            "error": problems.get(name, ""),
            "required": name != "contact_phone",
        }
        for name, label, hint, autocomplete in FIELDS
    ]
    context = {
        "fields": fields,
        "refusal": None if problems else refusal,
        "wrong": [field for field in fields if field["error"]],
    }
    return render(request, "accounts/register_applicant.html", context, status=REFUSED if refusal else None)
