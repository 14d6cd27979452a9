"""Reads DATABASE_URL into Django's form: SQLite beside the other state by default, PostgreSQL in production."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def database_from(url: str, home: Path) -> dict[str, Any]:
    """`postgresql://user:password@host:port/name`, `sqlite:////path/file.sqlite3`, or "" for the default."""
    parts = urlsplit(url)
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            # each thread of the server keeps its connection; one that the database closed meanwhile is opened anew
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            # pages ask short questions with long conditions: compiling them takes longer than answering them; and what
            # they ask for lies in memory or on a disk without arms, where an index is never far
            "OPTIONS": {"options": "-c jit=off -c random_page_cost=1.1"},
        }
    if parts.scheme not in ("", "sqlite"):
        raise ImproperlyConfigured(
            f"DATABASE_URL 只支持 postgresql:// 和 sqlite://，给出的是 {parts.scheme}://"
        )
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": parts.path[1:] if url else str(home / "zhengai.sqlite3"),
        # WAL lets pages read while an import writes; IMMEDIATE avoids dead ends between two writers
        "OPTIONS": {
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        },
    }
