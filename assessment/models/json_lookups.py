"""A question that JSON lists are asked, on both databases."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import JSONField
from django.db.models.fields.json import DataContains
from django.db.models.sql.compiler import SQLCompiler


@JSONField.register_lookup
class Names(DataContains):
    """`attention__names=["late"]`: the list holds the text. PostgreSQL has an operator for it, SQLite a function."""

    lookup_name = "names"

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        """Ask for it where there is no operator. The list has one text."""
        left, left_parameters = self.process_lhs(compiler, connection)
        right, right_parameters = self.process_rhs(compiler, connection)
        asked = "EXISTS (SELECT 1 FROM json_each(%s) WHERE value = json_extract(%s, '$[0]'))"
        return asked % (left, right), (*left_parameters, *right_parameters)
