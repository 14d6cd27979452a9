"""Why a database does not let anybody in, in words that say what to do; drivers say it in English and differently."""

from collections.abc import Sequence

# what the drivers of PostgreSQL, MariaDB, Oracle, SQL Server and 达梦 write, and what it means; the first that fits
_MEANINGS: Sequence[tuple[tuple[str, ...], str]] = (
    (
        (
            "password authentication failed",
            "access denied",
            "ora-01017",
            "login failed",
            "no password supplied",
        ),
        "用户名或密码不对，或者这个账户不许从这里登录",
    ),
    (
        ("does not exist", "unknown database", "ora-12514", "ora-12505", "cannot open database"),
        "服务器上没有这个数据库(或用户)，请核对名称",
    ),
    (("too many connections", "too many clients"), "对方的连接数已满，稍后会自动再试"),
    (("refused",), "这个端口上没有数据库服务，请核对端口，或请对方启动服务"),
    (
        ("could not translate", "name or service not known", "getaddrinfo", "name resolution", "nodename"),
        "找不到这台主机，请核对主机名，或改用 IP 地址",
    ),
    (("timed out", "timeout expired", "timeout"), "没有应答，可能被防火墙拦住，请核对地址或请对方放行"),
    (("no route", "unreachable"), "到不了这台主机，请核对地址和网络"),
)


def meaning(words: str) -> str:
    """One sentence without a stop for what a driver said; "" where nobody has met these words yet."""
    lowered = words.lower()
    return next((said for signs, said in _MEANINGS if any(sign in lowered for sign in signs)), "")
