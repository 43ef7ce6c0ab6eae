"""Whether the queue that jobs are sent through can be reached."""

from celery import current_app
from django.conf import settings

SECONDS_TO_ANSWER = 1


def queue_answers() -> bool:
    """Say whether the broker answers within a second. A queue inside this process always does."""
    if settings.CELERY_BROKER_URL.startswith("memory://"):
        return True
    waits = {"socket_connect_timeout": SECONDS_TO_ANSWER, "socket_timeout": SECONDS_TO_ANSWER}
    with current_app.connection_for_write(transport_options=waits) as connection:
        try:
            # A connection to Redis is opened by the first thing that is asked of it.
            connection.ensure_connection(max_retries=0, timeout=SECONDS_TO_ANSWER)
            return connection.default_channel is not None
        except Exception:  # each broker has errors of its own, and all of them say the same
            return False
