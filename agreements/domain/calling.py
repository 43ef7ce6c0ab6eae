"""What reporting is called to who reports, and applying to who applies. Pure."""

from typing import NamedTuple


class Calling(NamedTuple):
    """The words. one, many: what is handed in; counted: both, for `counted`; its: the one, definite.

    time: what opens and closes; do: the page where it is done.
    """

    one: str
    many: str
    its: str
    time: str
    do: str

    @property
    def counted(self) -> str:
        """Singular and plural, as `counted` takes them."""
        return f"{self.one},{self.many}"


REPORTING = Calling("rapport", "rapporter", "rapporten", "Rapporteringen", "Rapportera")
APPLYING = Calling("ansökan", "ansökningar", "ansökan", "Ansökan", "Ansök")


def calling(is_applied_for: bool) -> Calling:
    """Return the words of an agreement or requirement whose money is applied for, or of another."""
    return APPLYING if is_applied_for else REPORTING
