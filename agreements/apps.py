from django.apps import AppConfig
from django.utils.module_loading import import_string


class AgreementsConfig(AppConfig):
    name = "agreements"
    verbose_name = "Överenskommelser"

    def ready(self) -> None:
        """Let reminders be asked whether they are still needed, and the diary know what is registered here."""
        import_string("agreements.diary_documents.register")()
        import_string("prio.mail.registry.register_check")(
            import_string("agreements.reminders.KIND"), import_string("agreements.reminders.still_needed")
        )
