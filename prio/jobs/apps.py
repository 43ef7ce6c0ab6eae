from celery import current_app
from django.apps import AppConfig
from django.utils.module_loading import import_string


class JobsConfig(AppConfig):
    name = "prio.jobs"
    label = "jobs"
    verbose_name = "Bakgrundsarbeten"

    def ready(self) -> None:
        """Connect the queue, and work in this process where no other does."""
        import_string("prio.jobs.tasks.send_job")
        import_string("prio.jobs.embedded.start_if_needed")(current_app)
