"""The public page that says whether a document is genuine and in force. What is asked is not kept."""

import hashlib
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from rest_framework.throttling import SimpleRateThrottle

from payouts.selectors.verification import Verified, hash_of, verify
from prio.accounts.client_address import client_address

LARGEST = 5 * 1024 * 1024  # bytes: a decision with its annex is a tenth of that
REFUSED, TOO_MANY = 422, 429


class VerificationThrottle(SimpleRateThrottle):
    """So many questions a minute from each address.

    Counted in the cache of each process: with several web processes the limit is as many times higher.
    """

    scope = "verification"
    rate = "30/min"

    def get_cache_key(self, request: HttpRequest, view: object) -> str:
        """Return whose questions are counted together."""
        return f"verification-{client_address(request)}"


class VerificationForm(forms.Form):
    """A number with or without a hash, or a file."""

    nummer = forms.CharField(
        label="Nummer",
        max_length=80,
        required=False,
        help_text="Står på dokumentet, till exempel PRIO-2014/1 eller PRIO-2014/1-2380.",
    )
    kontrollsumma = forms.CharField(
        label="Kontrollsumma (SHA-256)",
        max_length=200,
        required=False,
        help_text="64 siffror och bokstäver. Behövs inte om du väljer filen.",
    )
    fil = forms.FileField(
        label="Filen",
        required=False,
        help_text="En PDF på högst 5 MB. Den jämförs och sparas inte.",
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}),
    )

    def clean_kontrollsumma(self) -> str:
        """Return the hash in the form that it is stored in."""
        text: str = self.cleaned_data["kontrollsumma"]
        if text and hash_of(text) is None:
            raise forms.ValidationError("En kontrollsumma har 64 tecken: siffror och bokstäverna a till f.")
        return hash_of(text) or ""

    def clean_fil(self) -> UploadedFile | None:
        """Return the file, if it is not too large."""
        file: UploadedFile | None = self.cleaned_data["fil"]
        if file is not None and (file.size or 0) > LARGEST:
            raise forms.ValidationError("Filen är större än 5 MB. Inget av våra dokument är så stort.")
        return file

    def clean(self) -> dict[str, Any]:
        """Ask for something to look for."""
        found: dict[str, Any] = super().clean() or {}
        if not self.errors and not (found["nummer"] or found["kontrollsumma"] or found["fil"]):
            raise forms.ValidationError("Skriv dokumentets nummer, eller välj filen.")
        return found


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verification(request: HttpRequest) -> HttpResponse:
    """Ask for a document, and say what is known of it."""
    if request.method != "POST":
        return _show(request, VerificationForm())
    if not VerificationThrottle().allow_request(request, None):  # type: ignore[arg-type]  # a plain request
        form = VerificationForm(request.POST)
        form.full_clean()
        form.add_error(None, "Det kom många frågor från er adress. Vänta en minut och fråga igen.")
        return _show(request, form, status=TOO_MANY)
    form = VerificationForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, form, status=REFUSED)
    sha256 = _sha256(form.cleaned_data["fil"]) or form.cleaned_data["kontrollsumma"]
    return _show(request, form, verify(form.cleaned_data["nummer"], sha256), sha256)


def _sha256(file: UploadedFile | None) -> str:
    """Return the hash of the file's bytes, which are looked at once and forgotten."""
    if file is None:
        return ""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _show(
    request: HttpRequest,
    form: VerificationForm,
    found: Verified | None = None,
    sha256: str = "",
    status: int | None = None,
) -> HttpResponse:
    context = {"form": form, "found": found, "sha256": sha256, "site": settings.SITE_URL}
    return render(request, "payouts/verification.html", context, status=status)
