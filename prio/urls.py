"""Every address of the site. All but the open ones ask for sign-in (LoginRequiredMiddleware)."""

from django.urls import include, path

urlpatterns = [
    path("", include("prio.accounts.urls")),
    path("", include("prio.desk.urls")),
    path("", include("agreements.urls")),
    path("", include("prio.jobs.urls")),
    path("", include("payouts.urls")),
]
