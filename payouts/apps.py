from django.apps import AppConfig
from django.utils.module_loading import import_string


class PayoutsConfig(AppConfig):
    name = "payouts"
    verbose_name = "Utbetalning"

    def ready(self) -> None:
        """Let forecasts follow what is handed in, and the diary know decisions."""
        import_string("payouts.diary.register")()
        import_string("payouts.tasks.follow_reports")
