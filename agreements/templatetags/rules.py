"""Draws a rule in plain words as a tree."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from agreements.domain.plain_words import Sentence

register = template.Library()


@register.simple_tag
def rule_tree(sentence: Sentence) -> SafeString:
    """Draw a rule: the demand, how it is tested below it, and the demands inside it indented."""
    return format_html('<ul class="tree">{}</ul>', _item(sentence))


def _item(sentence: Sentence) -> SafeString:
    how = format_html('<span class="figures">{}</span>', sentence.how) if sentence.how else ""
    when = format_html('<span class="figures">{}</span>', sentence.when) if sentence.when else ""
    below = (
        format_html("<ul>{}</ul>", format_html_join("", "{}", ((_item(child),) for child in sentence.below)))
        if sentence.below
        else ""
    )
    text = format_html("<strong>{}</strong>", sentence.text) if sentence.below else sentence.text
    return format_html("<li>{}{}{}{}</li>", text, how, when, below)
