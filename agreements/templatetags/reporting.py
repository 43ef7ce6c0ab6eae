"""Draws what the reporting pages share: the self-check as a tree, and why an answer stands as it does."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from agreements.domain.result import Result, Truth
from prio.swedish import tag_html

register = template.Library()

MANUAL = "manual"
_WORDS = {Truth.MET: "Uppfyllt", Truth.NOT_MET: "Inte uppfyllt", Truth.UNDECIDED: "Inte avgjort"}


@register.simple_tag
def check_tree(result: Result) -> SafeString:
    """Draw a self-check: each demand with its state, and the figures below it."""
    return format_html('<ul class="tree check">{}</ul>', _items(result.children or (result,)))


@register.filter
def check_word(result: Result) -> SafeString:
    """Write what a whole self-check came to, as a tag."""
    if result.truth is Truth.UNDECIDED and _waits_for_a_person(result):
        return tag_html("undecided", "Bedöms av en person")
    return tag_html(result.truth.value, _WORDS[result.truth])


def _items(results: tuple[Result, ...]) -> SafeString:
    return format_html_join("", "{}", ((_item(result),) for result in results))


def _item(result: Result) -> SafeString:
    below = format_html("<ul>{}</ul>", _items(result.children)) if result.children else ""
    figures = format_html('<span class="figures">{}</span>', result.reason) if result.reason else ""
    return format_html("<li>{} {}{}{}</li>", _state(result), result.text, figures, below)


def _state(result: Result) -> SafeString:
    if not result.asked:
        return tag_html("open", "Gäller inte er")
    if result.kind == MANUAL and result.truth is Truth.UNDECIDED:
        return tag_html("undecided", "Bedöms av en person")
    return tag_html(result.truth.value, _WORDS[result.truth])


def _waits_for_a_person(result: Result) -> bool:
    """Whether all that is open in it is for an assessor to judge."""
    open_ones = [leaf for leaf in result.leaves() if leaf.asked and leaf.truth is Truth.UNDECIDED]
    return bool(open_ones) and all(leaf.kind == MANUAL for leaf in open_ones)
