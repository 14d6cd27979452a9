"""A Spark standalone cluster on this machine: one master and two workers on 127.0.0.1, from pip's pyspark.

    python -m tools.spark_cluster [--port 7077] [--workers 2] [--memory 1g]

Runs until it is interrupted; its address is printed when the workers have joined. Needs Java 17 and
requirements-spark.txt (`./zhengai install spark`).
"""

import argparse
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.request import urlopen

HOST = "127.0.0.1"
_PATIENCE = 120  # seconds until the workers must have joined
_DEPLOY = "org.apache.spark.deploy"


class NoCluster(RuntimeError):
    """It cannot be started here; the message is a Chinese sentence."""


def missing() -> str | None:
    """What this machine lacks to run a cluster; null when it lacks nothing."""
    if importlib.util.find_spec("pyspark") is None:
        return "没有安装 pyspark，请先运行 ./zhengai install spark"
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        return "没有 Java，请先安装 Java 17(Debian：apt-get install default-jre-headless)"
    return None


@contextmanager
def cluster(*, port: int = 0, workers: int = 2, memory: str = "1g") -> Iterator[str]:
    """Its address, once all workers have joined; leaving ends all its processes. Port 0: a free one."""
    if lacking := missing():
        raise NoCluster(lacking)
    port, web = port or _free_port(), _free_port()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="zhengai-spark-")))
        master = f"spark://{HOST}:{port}"
        _start(
            stack, folder, "master", f"{_DEPLOY}.master.Master", "--port", str(port), "--webui-port", str(web)
        )
        _wait(web, folder, 0)
        for number in range(1, workers + 1):
            place = (
                "--webui-port",
                "0",
                "--cores",
                "1",
                "--memory",
                memory,
                "--work-dir",
                str(folder / "work"),
            )
            _start(stack, folder, f"worker-{number}", f"{_DEPLOY}.worker.Worker", *place, master)
        _wait(web, folder, workers)
        yield master


def _start(stack: ExitStack, folder: Path, name: str, role: str, *arguments: str) -> None:
    spec = importlib.util.find_spec("pyspark")
    assert spec is not None
    assert spec.origin is not None
    home = Path(spec.origin).parent
    log = stack.enter_context((folder / f"{name}.log").open("w"))
    environment = {
        **os.environ,
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": HOST,
        "SPARK_DAEMON_MEMORY": "256m",
    }
    process = subprocess.Popen(
        [str(home / "bin" / "spark-class"), role, "--host", HOST, *arguments],
        stdout=log,
        stderr=subprocess.STDOUT,
        env=environment,
        cwd=folder,
    )
    stack.callback(_end, process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait(web: int, folder: Path, workers: int) -> None:
    """Until the master's own status page counts them."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        if _joined(web) >= workers:
            return
        time.sleep(0.2)
    logs = "\n".join(each.read_text()[-1500:] for each in sorted(folder.glob("*.log")))
    raise NoCluster(f"{_PATIENCE} 秒内 Spark 集群没有起来：\n{logs}")


def _joined(web: int) -> int:
    """How many workers are alive; -1 while the master does not answer."""
    try:
        with urlopen(f"http://{HOST}:{web}/json/", timeout=5) as answer:
            return int(json.load(answer)["aliveworkers"])
    except (OSError, ValueError):
        return -1


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])


def main() -> int:
    parser = argparse.ArgumentParser(description="在本机上启动一个 Spark 独立集群：一个主节点，两个工作节点")
    parser.add_argument("--port", type=int, default=7077)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--memory", default="1g", help="每个工作节点的内存，默认 1g")
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that its processes end with it
    try:
        with cluster(port=chosen.port, workers=chosen.workers, memory=chosen.memory) as master:
            print(f"{master} 已启动，按 Ctrl+C 停止", flush=True)
            while True:
                time.sleep(3600)
    except KeyboardInterrupt:
        return 0
    except NoCluster as problem:
        print(problem, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
