from django.apps import AppConfig
from django.utils.module_loading import import_string


class AssessmentConfig(AppConfig):
    name = "assessment"
    verbose_name = "Bedömning"

    def ready(self) -> None:
        """Let the diary know what is registered here."""
        import_string("assessment.diary.register")()
