from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "prio.parties"
    label = "parties"
    verbose_name = "Parter"
