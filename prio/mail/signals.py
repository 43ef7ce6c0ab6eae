"""Signals of the messages."""

from django.dispatch import Signal

# Sent on commit with the keys of messages that were written and shall be sent.
messages_written = Signal()
