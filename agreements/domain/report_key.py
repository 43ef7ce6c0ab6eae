"""How a report is named: by the codes in its address."""

from typing import NamedTuple


class ReportKey(NamedTuple):
    """One party's report on one requirement of an agreement: three codes, as in the page's address and in the API."""

    agreement: str
    requirement: str
    party: str
