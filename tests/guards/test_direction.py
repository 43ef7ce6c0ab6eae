"""Foreign keys go the way that imports go: payouts, assessment, agreements, prio."""

from django.apps import apps
from django.db.models import Field, Model

RANK = {"prio": 0, "agreements": 1, "assessment": 2, "payouts": 3}
ROOTS_OF_OTHERS = {"django", "axes"}


def rank(model: type[Model]) -> int:
    module = model.__module__
    if module.startswith("prio.desk"):
        return max(RANK.values()) + 1
    root = module.split(".", maxsplit=1)[0]
    return -1 if root in ROOTS_OF_OTHERS else RANK[root]


def test_foreign_keys_go_one_way() -> None:
    against = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, Field)
        and isinstance(field.related_model, type)
        and rank(field.related_model) > rank(model)
    ]
    assert against == []


def test_every_room_has_models_to_check() -> None:
    assert {rank(model) for model in apps.get_models()} >= set(RANK.values())
