from django.apps import AppConfig
from django.utils.module_loading import import_string


class MailConfig(AppConfig):
    name = "prio.mail"
    label = "mail"
    verbose_name = "Utskick"

    def ready(self) -> None:
        """Connect the queue."""
        import_string("prio.mail.tasks.order_sending")
