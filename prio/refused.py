"""How a service says no."""


class Refused(Exception):
    """The domain says no. The message is plain Swedish for the person who asked, and nothing was changed.

    Args:
        message: what was refused and why, in one sentence or two.
        details: the single things that are in the way, one line each.
    """

    def __init__(self, message: str, details: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.details = details

    def __str__(self) -> str:
        return " ".join([self.message, *self.details])


class NotPermitted(Refused):
    """The domain says no to who asks, not to what is asked: somebody with another role might. The API answers 403."""
