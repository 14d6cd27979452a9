"""Whether a query only reads. The session is read-only anyway: this is for a clear sentence before anything is asked."""

import re

from zhengai.sources.rules import SourceRefused

# what is quoted or a comment says nothing about what the statement does
_ASIDE = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`|--[^\n]*|/\*.*?\*/", re.DOTALL)
# not `replace`: a query often calls the function of that name, and a statement of it does not begin with SELECT
_WRITING = frozenset(
    (
        *("insert", "update", "delete", "merge", "truncate", "drop", "alter", "create", "grant", "revoke"),
        *(
            "call",
            "exec",
            "execute",
            "do",
            "copy",
            "load",
            "set",
            "lock",
            "rename",
            "vacuum",
            "into",
            "outfile",
        ),
        *("dumpfile", "handler"),
    )
)


def read_only(text: str) -> str:
    """The query without a closing semicolon. Raises SourceRefused when it is not one reading statement."""
    query = text.strip().rstrip(";").strip()
    if not query:
        raise SourceRefused("还没有写查询：请在数据源页面上写一条 SELECT 查询")
    if re.search(r"/\*[!+]", query):
        raise SourceRefused("查询里不能有 /*! */ 这样会被执行的注释，请去掉")
    plain = _ASIDE.sub(" ", query)
    if ";" in plain:
        raise SourceRefused("查询里只能有一条语句，请去掉分号和后面的内容")
    words = re.findall(r"[a-z_]+", plain.lower())
    if not words or words[0] not in ("select", "with"):
        raise SourceRefused(f"查询要以 SELECT 或 WITH 开头，现在是“{query.split()[0][:20]}”")
    if found := next((word for word in words if word in _WRITING), None):
        raise SourceRefused(
            f"查询里有“{found.upper()}”：数据源只读不写，请改成只有 SELECT 的查询(列名正好叫这个词时，请加引号)"
        )
    if re.search(r"\bfor\s+(update|share)\b", plain, re.IGNORECASE):
        raise SourceRefused("查询里有 FOR UPDATE 一类的加锁，请去掉")
    return query
