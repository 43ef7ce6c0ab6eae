"""What the registers that figures are read from are called in Swedish."""

_NAMES = {
    "vantetider": "Väntetider i vården",
    "kvalitetsregister": "kvalitetsregistren",
    "skl-inventering": "SKL:s inmatning för inventeringen",
    "skl-genombrott": "SKL:s genombrottsprogram",
    "skl-utvecklingsarbete": "SKL:s utvecklingsarbete",
}


def register_name(code: str) -> str:
    """Return the name of a register; one that has none here is called by its code.

    Args:
        code: as a definition gives it in `source`, for example `vantetider`.
    """
    return _NAMES.get(code, code)
