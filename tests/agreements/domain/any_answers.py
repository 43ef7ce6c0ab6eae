"""Answers for tests: to any question, any that can be used, written as a form writes them."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from agreements.domain.questions import SEXES, Question

# What people type: letters, marks, spaces of many kinds, dashes, digits and what nobody should paste.
TYPED = st.text(
    alphabet=st.one_of(
        st.sampled_from("0123456789 \u00a0\u202f\u2009,.-−–%:/@jaeni\n\r\t\x00\ud800\u200bÅå…²٣"),
        st.characters(),
    ),
    max_size=24,
)
WORDS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)
TEXTS = st.lists(WORDS, min_size=1, max_size=3).map("\n".join)
DECIMALS = st.tuples(st.integers(0, 10**11), st.text("0123456789", min_size=1, max_size=9)).map(
    lambda parts: f"{parts[0]}.{parts[1]}"
)
COUNTS = st.integers(0, 10**12)
LINKS = st.builds(
    lambda scheme, host, path: f"{scheme}://{host}.se{path}",
    st.sampled_from(["http", "https", "HTTPS"]),
    st.text("abcåäö-0123456789", min_size=1, max_size=9),
    st.one_of(st.just(""), WORDS.map(lambda word: f"/{word}")),
)


def days() -> st.SearchStrategy[str]:
    """A day, a month or a year, as it is stored."""
    whole = st.dates(date(1900, 1, 1), date(2200, 12, 31)).map(str)
    return st.tuples(whole, st.sampled_from([4, 7, 10])).map(lambda found: found[0][: found[1]])


def periods() -> st.SearchStrategy[dict[str, str]]:
    """Two days in order, written equally long."""
    pair = st.tuples(
        st.dates(date(1900, 1, 1), date(2200, 12, 31)), st.dates(date(1900, 1, 1), date(2200, 12, 31))
    )
    return st.tuples(pair.map(sorted), st.sampled_from([4, 7, 10])).map(
        lambda found: {"from": str(found[0][0])[: found[1]], "to": str(found[0][1])[: found[1]]}
    )


def answers_to(question: Question) -> st.SearchStrategy[Any]:
    """Return usable answers as a form stores them."""
    simple: dict[str, st.SearchStrategy[Any]] = {
        "yes_no": st.booleans(),
        "count": COUNTS,
        "number": st.one_of(
            st.integers(-(10**12), 10**12), DECIMALS, DECIMALS.map(lambda found: f"-{found}")
        ),
        "percent": st.one_of(
            st.integers(0, 100),
            st.from_regex(r"[1-9]?[0-9]\.[0-9]{1,9}", fullmatch=True, alphabet="0123456789."),
        ),
        "text": TEXTS,
        "date": days(),
        "period": periods(),
        "choice": st.sampled_from([option.key for option in question.options] or [""]),
        "link": LINKS,
    }
    return simple[question.type] if question.type in simple and not question.split_by else _composed(question)


def _composed(question: Question) -> st.SearchStrategy[Any]:
    match question.type:
        case "count":
            names = [part.key for part in question.split_by] or list(SEXES)
            return st.fixed_dictionaries(dict.fromkeys(names, COUNTS))
        case "contact":
            others = {"email": st.just("namn@kommun.se"), "phone": st.just("08-123 45 67")}
            return st.fixed_dictionaries({"name": WORDS}, optional=others)
        case "document":
            return st.fixed_dictionaries({"name": WORDS, "file": WORDS, "sections": _some(question.sections)})
        case "consultations":
            others = {"date": days(), "how": WORDS, "summary": TEXTS, "file": WORDS}
            entry = st.fixed_dictionaries({"organisation": WORDS}, optional=others)
            return st.lists(entry, min_size=1, max_size=4)
        case "units":
            fields = {field.key: answers_to(field) for field in question.fields}
            return st.lists(st.fixed_dictionaries({"name": WORDS}, optional=fields), min_size=1, max_size=4)
        case "monthly_series":
            return _at_least_one(dict.fromkeys(question.months, COUNTS))
        case _:
            row = st.fixed_dictionaries({"link": LINKS}, optional={"label": WORDS})
            return _at_least_one({one.key: row for one in question.rows})


def _some(texts: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return (
        st.sets(st.sampled_from(texts)).map(lambda chosen: [text for text in texts if text in chosen])
        if texts
        else st.just([])
    )


def _at_least_one(optional: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries({}, optional=optional).filter(bool)
