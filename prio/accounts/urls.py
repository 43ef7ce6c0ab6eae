"""Where one signs in."""

from django.urls import path

from prio.accounts import views

urlpatterns = [
    path("logga-in/", views.SignIn.as_view(), name="sign_in"),
    path("logga-ut/", views.SignOut.as_view(), name="sign_out"),
    path("losenord/", views.NewPassword.as_view(), name="password_change"),
]
