"""How field types are stored: one name per type that every engine's dialect knows."""

from sqlglot import exp

from zhengai_engine.tables.dataset import Dataset, FieldType

BATCH = "_batch"  # which import brought the row
PARTITION = "_period"  # the directory a row lies in, see partitions.py

SQL_TYPES = {
    FieldType.TEXT: exp.DataType.Type.TEXT,
    FieldType.INTEGER: exp.DataType.Type.BIGINT,
    FieldType.NUMBER: exp.DataType.Type.DOUBLE,
    FieldType.DATE: exp.DataType.Type.DATE,
    FieldType.BOOLEAN: exp.DataType.Type.BOOLEAN,
}


def data_type(kind: FieldType) -> exp.DataType:
    return exp.DataType(this=SQL_TYPES[kind])


def sql_types(dataset: Dataset) -> dict[str, str]:
    """Column → DuckDB type name of every stored column but the partition, in stored order."""
    columns = {each.code: data_type(each.type).sql("duckdb") for each in dataset.fields}
    return {name: "VARCHAR" if kind == "TEXT" else kind for name, kind in columns.items()} | {
        BATCH: "VARCHAR"
    }


def spark_types(dataset: Dataset) -> dict[str, str]:
    """The same columns with Spark's names of their types."""
    return {each.code: data_type(each.type).sql("spark") for each in dataset.fields} | {BATCH: "STRING"}
