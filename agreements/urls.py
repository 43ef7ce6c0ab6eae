"""The addresses of the agreements."""

from django.urls import path

from agreements.views import agreements, calendar

urlpatterns = [
    path("overenskommelser/", agreements.agreement_list, name="agreements"),
    path("overenskommelser/<slug:code>/", agreements.agreement_page, name="agreement"),
    path("kalender/", calendar.calendar, name="calendar"),
    path("kalender/<str:key>.ics", calendar.calendar_feed, name="calendar_feed"),
]
