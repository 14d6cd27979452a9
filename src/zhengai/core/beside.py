"""Rows read with the row they belong to: one question of a page instead of two."""

from typing import Any

from django.db.models import JSONField, Subquery


class Beside(Subquery):
    """An annotation: all rows of a query of `values`, as a list of dictionaries. Dates come as ISO text."""

    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, tuple[Any, ...]]:
        pairs = ", ".join(f"'{name}', \"{name}\"" for name in self.query.values_select)
        return self._as(f"json_group_array(json_object({pairs}))", compiler, connection, context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, tuple[Any, ...]]:
        rows = "coalesce(jsonb_agg(to_jsonb(beside)), '[]'::jsonb)"
        return self._as(rows, compiler, connection, context)

    def _as(
        self, rows: str, compiler: Any, connection: Any, context: dict[str, Any]
    ) -> tuple[str, tuple[Any, ...]]:
        template = f"(SELECT {rows} FROM (%(subquery)s) AS beside)"  # noqa: S608
        sql, parameters = self.as_sql(compiler, connection, template=template, **context)
        return sql, tuple(parameters)
