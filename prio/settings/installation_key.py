"""The secret key of an installation that was given none: made once, kept beside its database."""

import os
import secrets
from pathlib import Path


def installation_key(folder: Path) -> str:
    """Return the key kept in `folder`, making it at the first start.

    Two processes that start at once agree: the key is written aside and linked into place, and the first link wins.
    """
    path = folder / "secret_key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f".secret_key.{os.getpid()}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()
