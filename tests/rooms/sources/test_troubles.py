"""What drivers say when they do not get in, and what a person reads."""

import pytest

from zhengai.sources.connectors.sql.troubles import meaning


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ('connection to server at "10.0.0.8", port 5432 failed: Connection refused', "这个端口上没有数据库服务"),
        ("Can't connect to MySQL server on '10.0.0.8' (timed out)", "没有应答"),
        ("Access denied for user 'jw'@'10.0.0.9' (using password: YES)", "用户名或密码不对"),
        ('FATAL: password authentication failed for user "jw"', "用户名或密码不对"),
        ("ORA-01017: invalid username/password; logon denied", "用户名或密码不对"),
        ('FATAL: database "jwxt" does not exist', "没有这个数据库"),
        ("Unknown database 'jwxt'", "没有这个数据库"),
        ("could not translate host name \"jw.example\" to address: Name or service not known", "找不到这台主机"),
        ('FATAL: sorry, too many clients already', "连接数已满"),
        ("网络通信异常", ""),
    ],
)  # fmt: skip
def test_a_sentence_for_what_a_driver_says(words: str, said: str) -> None:
    assert said in meaning(words)
    assert bool(meaning(words)) == bool(said)
