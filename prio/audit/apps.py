from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "prio.audit"
    label = "audit"
    verbose_name = "Logg"
