"""Who a budget line goes to, as far as its recipient's text says it. Pure."""

import re

# SKL became SKR in November 2019; an agreement says it as it was. Money ”genom SKL” is accounted for by SKL.
_SKR = re.compile(r"\b(SKL|SKR)\b|\bSveriges Kommuner och (Landsting|Regioner)\b")


def is_of_skr(recipient: str) -> bool:
    """Say whether SKR accounts for the money: it is the recipient, or the money goes through it."""
    return bool(_SKR.search(recipient))
