from django.apps import AppConfig
from django.utils.module_loading import import_string


class AgreementsConfig(AppConfig):
    name = "agreements"
    verbose_name = "Överenskommelser"

    def ready(self) -> None:
        """Let reminders be checked, the diary know what is registered, and the API use plain words."""
        import_string("agreements.diary_documents.register")()
        import_string("agreements.api.plain_words.use_plain_words")()
        import_string("prio.mail.registry.register_check")(
            import_string("agreements.reminders.KIND"), import_string("agreements.reminders.still_needed")
        )
