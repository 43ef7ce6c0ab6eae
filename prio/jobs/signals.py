"""Signals of the jobs."""

from django.dispatch import Signal

# Sent with job_id when a job shall be put on the queue.
job_ordered = Signal()
