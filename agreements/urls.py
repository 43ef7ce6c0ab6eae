"""The addresses of the agreements."""

from django.urls import path

from agreements.views import agreements

urlpatterns = [
    path("overenskommelser/", agreements.agreement_list, name="agreements"),
    path("overenskommelser/<slug:code>/", agreements.agreement_page, name="agreement"),
]
