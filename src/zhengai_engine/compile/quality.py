"""Quality rules of one dataset as SQL: all row checks in one pass, the others in a statement each.

Two counts a rule answer a row check: of the rows that meet the condition and of those that do not; a null is in
neither, which is just the language's "not judged".
"""

from collections.abc import Sequence
from datetime import date

from sqlglot import exp

from zhengai_engine.compile import sql
from zhengai_engine.compile.rows import BASE, RowScope, source_table
from zhengai_engine.compile.types import BATCH, PARTITION
from zhengai_engine.model.expression import Expression
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.judging import condition_of
from zhengai_engine.tables.quality import Drift, QualityRule, RowCheck, Unique

_STAR = exp.Star()


def row_statement(
    catalogue: Catalogue, dataset: str, checks: Sequence[tuple[QualityRule, RowCheck]], today: date
) -> exp.Select:
    """One row: for each rule in turn how many rows meet it and how many fail."""
    scope = RowScope(catalogue, dataset)
    columns = []
    for number, (rule, check) in enumerate(checks):
        condition = condition_of(check, catalogue, dataset, today)
        wanted = [scope.compile(rule.scope)] if rule.scope is not None else []
        columns += [
            sql.alias(_count_if([*wanted, scope.compile(condition)]), f"meets_{number}"),
            sql.alias(_count_if([*wanted, _not(scope.compile(condition))]), f"fails_{number}"),
        ]
    return scope.select(*columns)


def distinct_statement(
    catalogue: Catalogue, rule: QualityRule, check: Unique, partition: str | None
) -> exp.Select:
    """One row: how many rows of a partition (or of all) are judged, and how many different hashes they have. Where
    the two are equal no combination occurs twice."""
    judged = _judged_rows(catalogue, rule, check)
    if partition is not None:
        here = exp.EQ(this=sql.column(PARTITION, BASE), expression=sql.text(partition))
        judged = judged.where(here, copy=False)
    different = exp.Count(this=exp.Distinct(expressions=[sql.column("_hash")]))
    counts = (sql.alias(exp.Count(this=_STAR.copy()), "judged"), sql.alias(different, "different"))
    return exp.select(*counts).from_(_nested(judged, "j"))


def partitions_statement(dataset: str) -> exp.Select:
    return exp.select(sql.column(PARTITION)).distinct().from_(sql.table(source_table(dataset)))


def repeats_statement(catalogue: Catalogue, rule: QualityRule, check: Unique) -> exp.Select:
    """One row: how many rows hold a combination that others hold too. Only where hashes repeat are the values
    themselves compared."""
    judged = _judged_rows(catalogue, rule, check)
    more = exp.GT(this=exp.Count(this=_STAR.copy()), expression=exp.Literal.number(1))
    twice = exp.select(sql.column("_hash")).from_(_nested(judged.copy(), "h"))
    twice = twice.group_by(sql.column("_hash")).having(more.copy())
    fields = [sql.column(code) for code in check.fields]
    near = exp.select(*fields).from_(_nested(judged, "j"))
    near = near.where(exp.In(this=sql.column("_hash"), query=exp.Subquery(this=twice)))
    groups = exp.select(sql.alias(exp.Count(this=_STAR.copy()), "n")).from_(_nested(near, "s"))
    groups = groups.group_by(*(each.copy() for each in fields)).having(more)
    wrong = exp.Coalesce(this=exp.Sum(this=sql.column("n")), expressions=[exp.Literal.number(0)])
    return exp.select(sql.alias(wrong, "failing")).from_(_nested(groups, "w"))


def period_statement(catalogue: Catalogue, dataset: str, scopes: Sequence[Expression | None]) -> exp.Select:
    """Rows by the dataset's time fields: first the fields, then how many rows meet each of the scopes."""
    return _by_period(catalogue, dataset, scopes, None)


def drift_statement(catalogue: Catalogue, rule: QualityRule, check: Drift) -> exp.Select:
    """Time fields, class of the value, number of rows."""
    return _by_period(catalogue, rule.dataset, [rule.scope], check)


def failing_statement(catalogue: Catalogue, rule: QualityRule, check: RowCheck, today: date) -> exp.Select:
    """All fields and the batch of the rows that fail."""
    scope = RowScope(catalogue, rule.dataset)
    condition = _not(scope.compile(condition_of(check, catalogue, rule.dataset, today)))
    wanted = [scope.compile(rule.scope)] if rule.scope is not None else []
    columns = [*(each.code for each in catalogue.dataset(rule.dataset).fields), BATCH]
    found = scope.select(*[sql.alias(sql.column(code, BASE), code) for code in columns])
    return found.where(*wanted, condition, copy=False)


def repeated_statement(catalogue: Catalogue, rule: QualityRule, check: Unique) -> exp.Select:
    """All fields and the batch of the rows whose combination others hold too."""
    columns = [*(each.code for each in catalogue.dataset(rule.dataset).fields), BATCH]
    rows = _judged_rows(catalogue, rule, check, columns)
    window = exp.Window(
        this=exp.Count(this=_STAR.copy()), partition_by=[sql.column(code) for code in check.fields]
    )
    counted = exp.select(*[sql.column(code) for code in columns], sql.alias(window, "_n"))
    counted = counted.from_(_nested(rows, "r"))
    found = exp.select(*[sql.column(code) for code in columns]).from_(_nested(counted, "u"))
    return found.where(exp.GT(this=sql.column("_n"), expression=exp.Literal.number(1)))


def _judged_rows(
    catalogue: Catalogue, rule: QualityRule, check: Unique, columns: Sequence[str] | None = None
) -> exp.Select:
    scope = RowScope(catalogue, rule.dataset)
    wanted = [scope.compile(rule.scope)] if rule.scope is not None else []
    there = [sql.not_null(sql.column(code, BASE)) for code in check.fields]
    names = columns if columns is not None else check.fields
    selected = [sql.alias(sql.column(code, BASE), code) for code in names]
    mixed = exp.Anonymous(this="hash", expressions=[sql.column(code, BASE) for code in check.fields])
    return scope.select(*selected, sql.alias(mixed, "_hash")).where(*wanted, *there, copy=False)


def _by_period(
    catalogue: Catalogue, dataset: str, scopes: Sequence[Expression | None], drift: Drift | None
) -> exp.Select:
    time = catalogue.dataset(dataset).time
    assert time is not None, f"{dataset} has no time"
    scope = RowScope(catalogue, dataset)
    groups: list[exp.Expr] = [sql.column(code, BASE) for code in time.fields]
    if drift is not None:
        groups.append(_class_of(sql.column(drift.field, BASE), drift))
    counts = [_count_if([] if each is None else [scope.compile(each)]) for each in scopes]
    named = [sql.alias(each.copy(), f"g{number}") for number, each in enumerate(groups)]
    named += [sql.alias(each, f"n{number}") for number, each in enumerate(counts)]
    return scope.select(*named).group_by(*groups, copy=False)


def _class_of(value: exp.Expr, drift: Drift) -> exp.Expr:
    """The number of edges at or below the value, or the value itself."""
    if not drift.edges:
        return sql.cast(value, "text")
    branches = [
        (exp.GTE(this=value.copy(), expression=sql.plain_number(edge)), sql.text(str(number)))
        for number, edge in reversed(list(enumerate(drift.edges, start=1)))
    ]
    return sql.case((sql.is_null(value), sql.no_text()), *branches, default=sql.text("0"))


def _count_if(conditions: Sequence[exp.Expr]) -> exp.Expr:
    counted = exp.Count(this=_STAR.copy())
    if not conditions:
        return counted
    return exp.Filter(this=counted, expression=exp.Where(this=sql.all_of(conditions)))


def _not(condition: exp.Expr) -> exp.Expr:
    return exp.Not(this=exp.paren(condition, copy=False))


def _nested(query: exp.Select, name: str) -> exp.Subquery:
    return exp.Subquery(this=query, alias=exp.TableAlias(this=exp.to_identifier(name, quoted=True)))
