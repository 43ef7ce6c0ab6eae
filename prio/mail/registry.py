"""Who is asked, just before a message leaves, whether it is still needed: each app names its own when it starts."""

from collections.abc import Callable, Mapping
from typing import Any

StillNeeded = Callable[[Mapping[str, Any]], bool]
_checks: dict[str, StillNeeded] = {}


def register_check(kind: str, still_needed: StillNeeded) -> None:
    """Let messages of `kind` be sent only while `still_needed(facts)` says so; otherwise they are withdrawn."""
    _checks[kind] = still_needed


def is_needed(kind: str, facts: Mapping[str, Any]) -> bool:
    """Ask whether a message of `kind` with these facts is still needed; a kind that nobody asks about always is."""
    check = _checks.get(kind)
    return check is None or check(facts)
