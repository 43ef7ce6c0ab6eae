"""Signals of the agreements."""

from django.dispatch import Signal

# Sent on commit with agreement (its code) when something was handed in, taken back, declined, returned or decided, and
# when another version of the agreement is published.
reports_changed = Signal()
