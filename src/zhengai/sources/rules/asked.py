"""What each way of access has to be told: for the source, in secret, and for each dataset it feeds. Pages make their
forms from it, the actions take nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from zhengai.sources.rules import Access, SourceRefused


@dataclass(frozen=True)
class Asked:
    """One setting; `choices` are pairs of value and words."""

    code: str
    name: str
    kind: Literal["text", "number", "choice", "long"] = "text"
    choices: tuple[tuple[str, str], ...] = ()
    default: str = ""
    hint: str = ""
    needed: bool = False  # nothing can be asked without it


_DATABASES = (
    ("postgresql", "PostgreSQL、人大金仓"),
    ("mariadb", "MariaDB、MySQL"),
    ("oracle", "Oracle"),
    ("sqlserver", "SQL Server"),
    ("dm", "达梦"),
)
SETTINGS: Mapping[Access, Sequence[Asked]] = {
    Access.NONE: (),
    Access.FILES: (),
    Access.SQL: (
        Asked("database_kind", "数据库种类", "choice", _DATABASES, "postgresql"),
        Asked("host", "主机", hint="例如 10.1.2.3", needed=True),
        Asked("port", "端口", "number", hint="PostgreSQL 5432，MySQL 3306，Oracle 1521"),
        Asked("database", "数据库名", hint="Oracle 写服务名"),
        Asked("user", "用户名", hint="请信息中心开一个只有查询权限的账号"),
    ),
    Access.HTTP: (
        Asked(
            "auth",
            "登录方式",
            "choice",
            (("none", "不用登录"), ("bearer", "固定令牌"), ("token", "用编号和密钥换令牌")),
            "none",
        ),
        Asked("token_url", "换令牌的地址", hint="只在“用编号和密钥换令牌”时填"),
    ),
    Access.PUSH: (),
    Access.XAPI: (),
    Access.FORM: (),
}
SECRETS: Mapping[Access, Mapping[str, str]] = {
    Access.NONE: {},
    Access.FILES: {},
    Access.SQL: {"password": "密码"},
    Access.HTTP: {"token": "固定令牌", "client_id": "编号 client_id", "client_secret": "密钥 client_secret"},
    Access.PUSH: {"key": "签名密钥"},
    Access.XAPI: {"user": "用户名", "password": "密码"},
    Access.FORM: {},
}
FEED_SETTINGS: Mapping[Access, Sequence[Asked]] = {
    Access.NONE: (),
    Access.FILES: (),
    Access.SQL: (
        Asked("query", "查询", "long", hint="一条 SELECT；列名或别名写成字段的名称，就不用另外对应"),
        Asked("cursor", "增量列", hint="只取这一列比上次大的行，例如 更新时间；不填就每次全取"),
        Asked(
            "overlap", "往回多取", "number", default="60", hint="时间列按分钟，编号列按个数；晚写入的行不会漏"
        ),
    ),
    Access.HTTP: (
        Asked("url", "接口地址", hint="以 https:// 开头"),
        Asked("records", "记录在哪里", hint="回答里记录列表的位置，例如 data.list；最外层就是列表时不填"),
        Asked(
            "paging",
            "翻页",
            "choice",
            (
                ("none", "不翻页"),
                ("page", "页号"),
                ("offset", "从第几条起"),
                ("next", "回答里给下一页的标记"),
            ),
            "none",
        ),
        Asked("page_name", "翻页参数", hint="例如 page"),
        Asked("size_name", "每页行数的参数", hint="例如 size"),
        Asked("size", "每页行数", "number", default="100"),
        Asked("first", "第一页的页号", "number", default="1"),
        Asked("next", "下一页标记在哪里", hint="例如 data.next"),
        Asked("total", "总数在哪里", hint="例如 data.total；填了就核对取到的条数"),
        Asked("since", "增量参数", hint="例如 updated_since；与增量字段一起用"),
        Asked("cursor", "增量字段", hint="记录里表示更新时间或编号的字段"),
    ),
    Access.PUSH: (),
    Access.XAPI: (
        Asked(
            "verbs", "只要这些动词", hint="动词 id 的最后一段，例如 attended、completed，逗号隔开；不填就全要"
        ),
    ),
    Access.FORM: (),
}


def taken(asked: Sequence[Asked], given: Mapping[str, str]) -> dict[str, str]:
    """What was given for what is asked, defaults where nothing was. Raises SourceRefused."""
    found = {}
    for each in asked:
        text = str(given.get(each.code, "")).strip() or each.default
        if text and each.kind == "number" and not text.isdigit():
            raise SourceRefused(f"“{each.name}”要是一个整数，不是“{text}”")
        if text and each.kind == "choice" and text not in dict(each.choices):
            raise SourceRefused(f"“{each.name}”没有“{text}”这一项，请从列表里选")
        if text:
            found[each.code] = text
    return found
