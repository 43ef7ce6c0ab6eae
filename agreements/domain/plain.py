"""How parts of a definition become plain data: what is empty or unset is left out."""

from agreements.domain.questions import Plain


def texts(owner: object, names: tuple[str, ...]) -> Plain:
    """Return the wordings of `owner` with those names, without the empty ones."""
    return {name: value for name in names if (value := getattr(owner, name))}


def days(owner: object, names: tuple[str, ...]) -> Plain:
    """Return the dates of `owner` with those names as 2014-03-01, without the unknown ones."""
    return {name: value.isoformat() for name in names if (value := getattr(owner, name)) is not None}
