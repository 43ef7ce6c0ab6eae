from django.apps import AppConfig
from django.utils.module_loading import import_string


class AgreementsConfig(AppConfig):
    name = "agreements"
    verbose_name = "Överenskommelser"

    def ready(self) -> None:
        """Let reminders be asked, just before they are sent, whether they are still needed."""
        import_string("prio.mail.registry.register_check")(
            import_string("agreements.reminders.KIND"), import_string("agreements.reminders.still_needed")
        )
