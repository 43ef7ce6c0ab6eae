"""Signing in and out, and changing the password."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse_lazy

from prio.accounts.demonstration import ACCOUNTS, PASSWORD
from prio.accounts.forms import NewPasswordForm, SignInForm
from prio.accounts.models import Installation


class SignIn(LoginView):
    """Sign in. A demonstration shows its accounts beside the form."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the demonstration accounts where the installation is a demonstration."""
        accounts = ACCOUNTS if Installation.objects.exists() else ()
        return super().get_context_data(accounts=accounts, password=PASSWORD, **kwargs)


class SignOut(LogoutView):
    """Sign out: by POST only."""

    http_method_names = ["post", "options"]


class NewPassword(PasswordChangeView):
    """Change one's own password; demonstration accounts are shared and keep theirs."""

    template_name = "accounts/password.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("home")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse a change for an account that many share."""
        if request.method == "POST" and getattr(request.user, "demonstration", False):
            return HttpResponseForbidden(_shared_account(request))
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Save it and say so."""
        answer = super().form_valid(form)
        messages.success(self.request, "Ert nya lösenord gäller från och med nu.")
        return answer


def _shared_account(request: HttpRequest) -> bytes:
    reason = "Demonstrationskonton delas av många och behåller sitt lösenord."
    return render(request, "403.html", {"exception": reason}).content
