"""The addresses of home, of the counties and of the open pages."""

from django.urls import path

from prio.desk import views

urlpatterns = [
    path("", views.home, name="home"),
    path("om/", views.about, name="about"),
    path("halsa/", views.health, name="health"),
    path("overenskommelser/<slug:code>/lan/", views.counties, name="counties"),
    path("overenskommelser/<slug:code>/lan/<slug:county>/", views.county_board, name="county_board"),
]
