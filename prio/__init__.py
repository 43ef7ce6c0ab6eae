"""Prio administers Sweden's performance-based grants, from agreement to payment."""

from prio.celery import app as celery_app

__all__ = ["celery_app"]
