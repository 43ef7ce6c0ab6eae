"""Draws the self-check: the tree of a rule with what each demand comes to, and its figures."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from agreements.domain.result import Result, Truth
from prio.swedish import tag_html

register = template.Library()

_WORDS = {Truth.MET: "Uppfyllt", Truth.NOT_MET: "Inte uppfyllt", Truth.UNDECIDED: "Inte avgjort"}
NOT_YOURS, NOT_ASKED = "Gäller inte er", "Frågas inte"
_BY_A_PERSON = frozenset({"manual"})
_FROM_A_REGISTER = frozenset({"listed"})


@register.simple_tag
def self_check(result: Result) -> SafeString:
    """Draw what a rule comes to: every demand with a tag in shape, word and colour, and the figures below it."""
    return format_html('<ul class="tree check">{}</ul>', _item(result))


@register.simple_tag
def criteria_tree(result: Result) -> SafeString:
    """Draw the same for those who assess."""
    return format_html('<ul class="tree check">{}</ul>', _item(result, concerns_not=NOT_ASKED))


@register.simple_tag
def verdict_tag(result: Result) -> SafeString:
    """Draw what the whole comes to as a tag."""
    return _tag(result)


def _tag(result: Result, concerns_not: str = NOT_YOURS) -> SafeString:
    if not result.asked:
        return tag_html("undecided", concerns_not)
    if result.truth is not Truth.UNDECIDED:
        return tag_html(result.truth.value, _WORDS[result.truth])
    return tag_html("undecided", _undecided(result))


def _undecided(result: Result) -> str:
    """What an open demand waits for: a person, a register, or an answer."""
    if result.kind in _BY_A_PERSON or _waits_only_for_a_person(result):
        return "Bedöms av en person"
    if result.kind in _FROM_A_REGISTER or "inte inläst" in result.reason:
        return "Läses ur register"
    if "inte besvarad" in result.reason:
        return "Inte besvarat"
    return _WORDS[Truth.UNDECIDED]


def _waits_only_for_a_person(result: Result) -> bool:
    waiting = [leaf.kind for leaf in result.leaves() if leaf.asked and leaf.truth is Truth.UNDECIDED]
    return bool(waiting) and _BY_A_PERSON.issuperset(waiting)


def _item(result: Result, concerns_not: str = NOT_YOURS) -> SafeString:
    text, reason = (result.text, result.reason) if result.text else (result.reason, "")
    body = format_html("<strong>{}</strong>", text) if result.children else format_html("{}", text)
    figures = format_html('<span class="figures">{}</span>', reason) if reason else ""
    below = (
        format_html(
            "<ul>{}</ul>",
            format_html_join("", "{}", ((_item(child, concerns_not),) for child in result.children)),
        )
        if result.children
        else ""
    )
    return format_html("<li>{} {}{}{}</li>", _tag(result, concerns_not), body, figures, below)
