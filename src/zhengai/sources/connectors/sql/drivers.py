"""How each database is opened for reading only. What is not tested here needs its driver installed beside the product
(docs/how-to/connect-a-source.md)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from zhengai.sources.connectors.sql.troubles import meaning
from zhengai.sources.rules import SourceRefused, SourceTrouble

TEXT, NUMBER, DATE, BOOLEAN = "文字", "数值", "日期", "是否"
_CONNECT, _ANSWER = 10, 300  # seconds


@dataclass(frozen=True)
class Driver:
    """`begin` makes a session that cannot write and gives a cursor that streams; `kind` names a column's kind from
    its entry in the cursor's description ("" where the driver does not say)."""

    name: str
    module: str
    port: int
    connect: Callable[[Any, Mapping[str, Any], str], Any]
    begin: Callable[[Any], Any]
    kind: Callable[[Any, Sequence[Any]], str]
    mark: str = "%s"  # of a parameter
    day: str = "{column}"


def _postgres(module: Any, where: Mapping[str, Any], password: str) -> Any:
    connection = module.connect(
        host=where["host"],
        port=int(where["port"]),
        dbname=where["database"],
        user=where["user"],
        password=password,
        connect_timeout=_CONNECT,
        options=f"-c statement_timeout={_ANSWER * 1000} -c default_transaction_read_only=on",
        application_name="zhengai",
    )
    connection.read_only = True
    return connection


def _postgres_kind(module: Any, column: Sequence[Any]) -> str:
    known = module.adapters.types.get(column[1])
    name = known.name if known else ""
    if name in ("int2", "int4", "int8", "numeric", "float4", "float8", "money", "oid"):
        return NUMBER
    if name in ("date", "timestamp", "timestamptz"):
        return DATE
    return (
        BOOLEAN if name == "bool" else TEXT if name in ("text", "varchar", "bpchar", "name", "uuid") else ""
    )


def _mysql(module: Any, where: Mapping[str, Any], password: str) -> Any:
    return module.connect(
        host=where["host"],
        port=int(where["port"]),
        database=where["database"],
        user=where["user"],
        password=password,
        charset="utf8mb4",
        connect_timeout=_CONNECT,
        read_timeout=_ANSWER,
        init_command="SET SESSION TRANSACTION READ ONLY",
        autocommit=False,
    )


def _mysql_begin(connection: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute("START TRANSACTION READ ONLY")
    return connection.cursor(import_module("pymysql.cursors").SSCursor)


def _mysql_kind(module: Any, column: Sequence[Any]) -> str:
    codes = import_module("pymysql.constants").FIELD_TYPE
    numbers = (
        "TINY",
        "SHORT",
        "LONG",
        "LONGLONG",
        "INT24",
        "FLOAT",
        "DOUBLE",
        "DECIMAL",
        "NEWDECIMAL",
        "YEAR",
    )
    if column[1] in {getattr(codes, name) for name in numbers}:
        return NUMBER
    if column[1] in (codes.DATE, codes.NEWDATE, codes.DATETIME, codes.TIMESTAMP):
        return DATE
    return TEXT if column[1] in (codes.VARCHAR, codes.VAR_STRING, codes.STRING, codes.BLOB) else ""


def _plain(connection: Any) -> Any:
    return connection.cursor()


def _read_only(connection: Any) -> Any:
    cursor = connection.cursor()
    cursor.execute("SET TRANSACTION READ ONLY")
    return cursor


def _unknown(module: Any, column: Sequence[Any]) -> str:
    return ""


DRIVERS: Mapping[str, Driver] = {
    "postgresql": Driver(
        "PostgreSQL、人大金仓", "psycopg", 5432, _postgres, lambda c: c.cursor("zhengai"), _postgres_kind
    ),
    "mariadb": Driver("MariaDB、MySQL", "pymysql", 3306, _mysql, _mysql_begin, _mysql_kind),
    "oracle": Driver(
        "Oracle",
        "oracledb",
        1521,
        lambda module, where, password: module.connect(
            user=where["user"], password=password, dsn=f"{where['host']}:{where['port']}/{where['database']}"
        ),
        _read_only,
        _unknown,
        mark=":1",
    ),
    "sqlserver": Driver(
        "SQL Server",
        "pymssql",
        1433,
        lambda module, where, password: module.connect(
            server=where["host"],
            port=str(where["port"]),
            user=where["user"],
            password=password,
            database=where["database"],
            login_timeout=_CONNECT,
            read_only=True,
        ),
        _plain,
        _unknown,
    ),
    "dm": Driver(
        "达梦",
        "dmPython",
        5236,
        lambda module, where, password: module.connect(
            user=where["user"], password=password, server=where["host"], port=int(where["port"])
        ),
        _read_only,
        _unknown,
        mark="?",
    ),
}


def driver_of(where: Mapping[str, Any]) -> tuple[Driver, Any]:
    """The driver and its module. Raises SourceRefused when it is not known, not installed, or not told where to go."""
    driver = DRIVERS.get(str(where.get("database_kind", "")))
    if driver is None:
        known = "、".join(each.name for each in DRIVERS.values())
        raise SourceRefused(f"还没有选数据库种类：请在数据源页面上选一种({known})")
    for key, name in (("host", "主机"), ("port", "端口"), ("database", "数据库名"), ("user", "用户名")):
        if not where.get(key):
            raise SourceRefused(f"还没有填{name}：请在数据源页面的“接入”里补上")
    try:
        return driver, import_module(driver.module)
    except ImportError as problem:
        raise SourceRefused(
            f"没有安装 {driver.name} 的驱动：请系统管理员在运行环境里 pip install {driver.module}，再试一次"
        ) from problem


def opened(driver: Driver, module: Any, where: Mapping[str, Any], password: str) -> Any:
    """Raises SourceTrouble: the server may be down for an hour."""
    try:
        return driver.connect(module, where, password)
    except (module.Error, OSError) as problem:
        place, words = f"{where['host']}:{where['port']}", said(problem, password)
        why = meaning(words)
        told = f"{why}(原文：{words})" if why else words
        raise SourceTrouble(f"连不上 {driver.name} 数据库 {place}：{told}") from problem


def said(problem: Exception, password: str) -> str:
    """What the driver says, on one line, without the password should it repeat it."""
    words = problem.args[-1] if problem.args and isinstance(problem.args[-1], str) else problem
    text = " ".join(str(words).split())[:300]
    return text.replace(password, "●●●") if password else text
