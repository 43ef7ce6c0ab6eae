from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "prio.mail"
    label = "mail"
    verbose_name = "Utskick"
