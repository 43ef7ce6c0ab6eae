"""The addresses of the messages."""

from django.urls import path

from prio.mail import views

urlpatterns = [
    path("meddelanden/", views.inbox, name="inbox"),
    path("meddelanden/lasta/", views.messages_read, name="messages_read"),
    path("meddelanden/ej-framme/", views.undelivered, name="undelivered"),
    path("meddelanden/<int:message_id>/", views.message, name="message"),
    path("meddelanden/<int:message_id>/last/", views.message_read, name="message_read"),
]
