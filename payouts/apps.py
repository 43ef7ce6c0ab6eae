from django.apps import AppConfig
from django.utils.module_loading import import_string


class PayoutsConfig(AppConfig):
    name = "payouts"
    verbose_name = "Utbetalning"

    def ready(self) -> None:
        """Let forecasts follow what is handed in, the diary know this room's things, and reminders be asked about."""
        import_string("payouts.diary.register")()
        for kind, check in (("USE_KIND", "use_still_needed"), ("CLAIM_KIND", "claim_still_needed")):
            import_string("prio.mail.registry.register_check")(
                import_string(f"payouts.reminders.{kind}"), import_string(f"payouts.reminders.{check}")
            )
        import_string("payouts.tasks.follow_reports")
