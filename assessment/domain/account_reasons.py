"""Why a demand was not met, as it may be told to everybody: in the words of the demand, without figures of persons.

The reason of a leaf that counts has the party's own figures in it; outside the case a small number must not be read
there (docs/adr/0009-small-numbers.md), so such a leaf is told by its wording.
"""

from collections.abc import Iterator, Mapping

from agreements.domain.result import Result, Truth

# Leaves whose reasons say days, parts, lists and answers of yes or no, and never how many persons.
_WITHOUT_PERSONS = frozenset(
    {"yes", "document", "link", "period", "covers", "matrix_complete", "listed", "manual"}
)
_INNER = frozenset({"all", "any", "at_least_n"})


def reasons_of(plain: Mapping[str, object] | None) -> tuple[str, ...]:
    """Return the demands that were not met, each as a sentence; nothing where the verdict keeps no reasons.

    Demands that nobody decided are told only where nothing else kept the rule from being met.

    plain: the verdict's reasons, as `Result.to_plain` wrote them.
    """
    if not plain:
        return ()
    try:
        result = Result.from_plain(plain)
    except ValueError:
        return ()  # reasons of another make say nothing here, and stop nobody from reading the account
    failed = list(_failed(result))
    decisive = [leaf for leaf in failed if leaf.truth is Truth.NOT_MET] or failed
    return tuple(dict.fromkeys(_sentence(leaf) for leaf in decisive))


def _failed(node: Result) -> Iterator[Result]:
    """The leaves that are not met or not decided; what is below a node that is met had no say."""
    if node.is_met or not node.asked:
        return
    if node.kind not in _INNER:
        yield node
        return
    for child in node.children:
        yield from _failed(child)


def _sentence(leaf: Result) -> str:
    if leaf.kind in _WITHOUT_PERSONS and leaf.reason:
        return f"{leaf.text} {leaf.reason}" if leaf.text else leaf.reason
    return leaf.text or leaf.key
