"""Everything that is in the database, to see that nothing changed."""

from django.apps import apps

OWN = ("parties", "accounts", "audit", "jobs", "agreements", "assessment", "payouts")
Content = dict[str, tuple[tuple[object, ...], ...]]


def content(*without: str) -> Content:
    """Every row of every table of ours, by label (`payouts.Decision`); leave out the labels that may change."""
    models = (model for label in OWN for model in apps.get_app_config(label).get_models())
    return {
        model._meta.label: tuple(sorted(model._default_manager.order_by().values_list(), key=repr))
        for model in models
        if model._meta.label not in without
    }


def changed(before: Content, after: Content) -> dict[str, int]:
    """The tables that differ, with how many rows more they have now."""
    return {label: len(rows) - len(before[label]) for label, rows in after.items() if rows != before[label]}
