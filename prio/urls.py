"""Every address of the site. All but the open ones ask for sign-in (LoginRequiredMiddleware)."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import IsAuthenticated

from agreements.api.no_such_address import NoSuchAddress

urlpatterns = [
    path("", include("prio.accounts.urls")),
    path("", include("prio.desk.urls")),
    path("", include("payouts.urls")),  # before the reports, whose addresses end in any requirement's code
    path("", include("assessment.urls")),
    path("", include("agreements.urls")),
    path("", include("prio.jobs.urls")),
    path("", include("prio.mail.urls")),
    path("api/", include("agreements.api.urls")),
    path("api/", include("assessment.api")),
    path("api/", include("payouts.api")),
    path("api/schema/", SpectacularAPIView.as_view(permission_classes=[IsAuthenticated]), name="api_schema"),
    re_path(r"^api/(?:.*/)?$", NoSuchAddress.as_view(), name="api_no_such_address"),
]
