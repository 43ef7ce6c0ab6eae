"""Where one signs in, and where keys for systems are made."""

from django.urls import path

from prio.accounts import applicant_views, token_views, views

urlpatterns = [
    path("logga-in/", views.SignIn.as_view(), name="sign_in"),
    path("logga-ut/", views.SignOut.as_view(), name="sign_out"),
    path("losenord/", views.NewPassword.as_view(), name="password_change"),
    path("registrera-organisation/", applicant_views.register, name="register_applicant"),
    path("api-nycklar/", token_views.api_keys, name="api_keys"),
]
