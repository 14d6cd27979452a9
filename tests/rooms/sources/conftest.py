"""A college with members in its data centre, sources of every kind, and databases of our own on this machine."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pymysql
import pytest

from tests.rooms.datacentre.conftest import college, members, take, write  # noqa: F401
from zhengai.college.models import College
from zhengai.datacentre import queries as datacentre
from zhengai.sources.actions import keep_feed, keep_source, switch_source
from zhengai.sources.connectors.files import dropped
from zhengai.sources.models import Feed, Source

MARIADB = {"host": "127.0.0.1", "port": 3306, "user": "root", "password": ""}
PASSWORD = "Geheim-37"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dropped, "STILL", 0.05)


def postgres_url() -> str:
    return os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")


@pytest.fixture(scope="session")
def postgres() -> Iterator[dict[str, str]]:
    """A database and a person of our own who may read and write, so that read-only is our doing."""
    name = f"zhengai_source_{os.getpid()}"
    try:
        admin = psycopg.connect(postgres_url(), autocommit=True, connect_timeout=3)
    except psycopg.Error as problem:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"没有 PostgreSQL：{problem}")
    with closing(admin):
        admin.execute(f"DROP DATABASE IF EXISTS {name}")
        admin.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        info = admin.info
        admin.execute(f"DROP ROLE IF EXISTS {name}")
        admin.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'")
        admin.execute(f"ALTER DATABASE {name} OWNER TO {name}")
        yield {
            "database_kind": "postgresql", "host": info.host, "port": str(info.port), "database": name, "user": name,
        }  # fmt: skip
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        admin.execute(f"DROP ROLE {name}")


@pytest.fixture(scope="session")
def mariadb() -> Iterator[dict[str, str]]:
    name = f"zhengai_source_{os.getpid()}"
    try:
        admin = pymysql.connect(**MARIADB, connect_timeout=3, autocommit=True)
    except pymysql.Error as problem:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"没有 MariaDB：{problem}")
    with closing(admin), admin.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        cursor.execute(f"CREATE USER IF NOT EXISTS '{name[:30]}'@'127.0.0.1' IDENTIFIED BY '{PASSWORD}'")
        cursor.execute(f"GRANT ALL ON {name}.* TO '{name[:30]}'@'127.0.0.1'")
        yield {
            "database_kind": "mariadb", "host": "127.0.0.1", "port": "3306", "database": name, "user": name[:30],
        }  # fmt: skip
        cursor.execute(f"DROP DATABASE {name}")
        cursor.execute(f"DROP USER '{name[:30]}'@'127.0.0.1'")


class Database:
    """The source system's own side: it writes, we read."""

    def __init__(self, where: dict[str, str]) -> None:
        self.where = where

    def run(self, *statements: str) -> None:
        where = self.where
        if where["database_kind"] == "postgresql":
            with psycopg.connect(
                host=where["host"], port=where["port"], dbname=where["database"], user=where["user"],
                password=PASSWORD, autocommit=True,
            ) as connection:  # fmt: skip
                for each in statements:
                    connection.execute(each)
            return
        with (
            closing(
                pymysql.connect(
                    host=where["host"], port=int(where["port"]), database=where["database"], user=where["user"],
                    password=PASSWORD, autocommit=True, charset="utf8mb4",
                )
            ) as connection,
            connection.cursor() as cursor,
        ):  # fmt: skip
            for each in statements:
                cursor.execute(each)


@pytest.fixture(params=["postgresql", "mariadb"])
def database(request: pytest.FixtureRequest) -> Database:
    """Either; every test finds it empty."""
    found = Database(request.getfixturevalue("postgres" if request.param == "postgresql" else "mariadb"))
    found.run("DROP TABLE IF EXISTS dept")
    return found


@pytest.fixture
def sql_source(college: College, database: Database) -> Source:  # noqa: F811
    return keep_source(
        college=college, code="hr", name="人事管理系统", access="sql", frequency="day", settings=database.where,
        secret={"password": PASSWORD}, by="he",
    )  # fmt: skip


@pytest.fixture
def drop_source(college: College) -> Source:  # noqa: F811
    made = keep_source(
        college=college, code="academic", name="教务管理系统", access="files", frequency="day", by="he"
    )
    keep_feed(source=made, dataset="departments", by="he")
    switch_source(source=made, enabled=True, by="he")
    return made


def stored(college: College, dataset: str, *fields: str) -> list[tuple[Any, ...]]:  # noqa: F811
    """The rows of a dataset, by key; empty when it never came."""
    lake = datacentre.lake(college)
    if lake.latest(dataset) is None:
        return []
    return sorted(datacentre.first_rows(college, dataset, fields, 100_000))


def feed_of(source: Source) -> Feed:
    return source.feeds.select_related("source__college").get()


Drop = Callable[..., Path]
