"""Figures that stand beside amounts: kronor per inhabitant."""

from prio.money import number

NOTHING = "–"


def per_inhabitant(amount: int, inhabitants: int) -> str:
    """Write `amount` kronor per inhabitant with two decimals, rounded half up: `11,37`; a dash where nobody lives."""
    if not inhabitants:
        return NOTHING
    whole, hundredths = divmod(hundredths_per_inhabitant(amount, inhabitants), 100)
    return f"{number(whole)},{hundredths:02}"


def hundredths_per_inhabitant(amount: int, inhabitants: int) -> int:
    """Return `amount` kronor per inhabitant in hundredths of a krona, rounded half up. `inhabitants` is at least 1."""
    return (200 * amount + inhabitants) // (2 * inhabitants)
