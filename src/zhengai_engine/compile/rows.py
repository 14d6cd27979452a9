"""Row expressions: what stands inside an aggregate, over the rows of one dataset and the rows they refer to.

Only references on the path of a field that is really used are joined, each once, and always by the target's key,
so a join can neither drop nor multiply rows.
"""

from sqlglot import exp

from zhengai_engine.compile import sql
from zhengai_engine.compile.inline import Inline
from zhengai_engine.model.expression import (
    Comparison,
    Expression,
    FieldRef,
    If,
    InList,
    IsNull,
    Literal,
    Logic,
    Not,
    Type,
)
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Dataset, FieldType

BASE = "t"
_PREFIX = "data_"


def source_table(dataset: str) -> str:
    """The name under which a dataset's rows are registered on the engine."""
    return f"{_PREFIX}{dataset}"


def dataset_of(table: str) -> str | None:
    """The dataset registered under this name; null for a table of another kind."""
    return table.removeprefix(_PREFIX) if table.startswith(_PREFIX) else None


class RowScope:
    """Collects the joins that the compiled expressions of one SELECT over `dataset` need."""

    def __init__(self, catalogue: Catalogue, dataset: str, base: str | None = None) -> None:
        """`base` names a relation to read in place of the dataset: one grouped from it by some of its fields."""
        self._catalogue = catalogue
        self._dataset = catalogue.dataset(dataset)
        self._base = base or source_table(dataset)
        self._joined: dict[tuple[str, ...], tuple[str, Dataset]] = {}

    def select(self, *columns: exp.Expr) -> exp.Select:
        """SELECT … FROM the dataset and what the columns refer to; call it after they are compiled."""
        base = sql.table(self._base, BASE)
        return self._with_joins(exp.select(*columns, copy=False).from_(base, copy=False))

    @property
    def alone(self) -> bool:
        """Whether nothing but the dataset's own rows is read."""
        return not self._joined

    def field(self, path: tuple[str, ...]) -> exp.Expr:
        """A column as stored."""
        alias, dataset = self._row(path[:-1])
        return sql.column(dataset.field(path[-1]).code, alias)

    def type_of(self, expression: Expression) -> Type:
        match expression:
            case Literal(type=kind):
                return kind
            case FieldRef(path=path):
                return self._field_type(path).type
            case If(then=then):
                return self.type_of(then)
            case Comparison() | Logic() | Not() | IsNull() | InList():
                return Type.BOOLEAN
            case _:
                return Type.NUMBER

    def compile(self, expression: Expression) -> exp.Expr:
        return Inline(self._leaf)(expression)

    def _leaf(self, expression: Expression, compared: bool) -> exp.Expr:
        if not isinstance(expression, FieldRef):
            raise TypeError(f"{type(expression).__name__} does not stand inside an aggregate")
        stored = self.field(expression.path)
        whole = self._field_type(expression.path) is FieldType.INTEGER
        return sql.cast(stored, "double") if whole and not compared else stored

    def _field_type(self, path: tuple[str, ...]) -> FieldType:
        dataset = self._dataset
        for step in path[:-1]:
            dataset = self._catalogue.dataset(str(dataset.field(step).references))
        return dataset.field(path[-1]).type

    def _row(self, steps: tuple[str, ...]) -> tuple[str, Dataset]:
        """Alias and dataset of the row that `steps` lead to, joined if it was not yet."""
        if not steps:
            return BASE, self._dataset
        if steps not in self._joined:
            _, dataset = self._row(steps[:-1])
            target = self._catalogue.dataset(str(dataset.field(steps[-1]).references))
            self._joined[steps] = ("_".join(steps), target)
        return self._joined[steps]

    def _with_joins(self, query: exp.Select) -> exp.Select:
        for steps, (known_as, target) in self._joined.items():
            origin, _ = self._row(steps[:-1])
            on = exp.EQ(this=sql.column(steps[-1], origin), expression=sql.column(target.key[0], known_as))
            query = query.join(
                sql.table(source_table(target.code), known_as), on=on, join_type="left", copy=False
            )
        return query
