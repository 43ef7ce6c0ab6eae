"""The Celery application: background work goes through here, with Redis in production and in memory by default."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prio.settings.base")

app = Celery("prio")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
