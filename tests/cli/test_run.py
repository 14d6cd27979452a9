"""Starting where something else already answers."""

import socket

import pytest

from zhengai.cli.__main__ import main


@pytest.mark.parametrize("command", ["run", "demo"])
def test_a_port_that_is_taken_is_refused_before_anything_else(
    db: None, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # as a web server does
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert main([command, "--port", str(port)]) == 2
    told = capsys.readouterr()
    assert f"端口 {port} 打不开" in told.err
    assert told.out == ""
