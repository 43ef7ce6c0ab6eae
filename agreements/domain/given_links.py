"""The web addresses in an answer."""

from collections.abc import Mapping

from agreements.domain.answers import is_link
from agreements.domain.questions import Question


def links_in(question: Question, value: object) -> tuple[str, ...]:
    """Return the web addresses that the answer to a link, or to a table of links, gives: each once, in order."""
    if question.type == "link":
        given = [value]
    elif question.type == "matrix" and isinstance(value, Mapping):
        rows = (value.get(row.key) for row in question.rows)
        given = [row.get("link") if isinstance(row, Mapping) else row for row in rows]
    else:
        given = []
    found = (one.strip() for one in given if isinstance(one, str) and is_link(one))
    return tuple(dict.fromkeys(found))
