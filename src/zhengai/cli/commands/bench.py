"""`zhengai bench`: measures this machine on a sample college of its own, beside the physical limit."""

import argparse
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings

from zhengai.cli import bench_report
from zhengai.cli import subject as named
from zhengai.cli.bench_all import everything
from zhengai.cli.effort import Effort, spent
from zhengai.cli.load import (
    Times,
    all_at_once,
    free_port,
    one_after_the_other,
    p95,
    served,
    sessions,
    tell,
)
from zhengai.cli.output import Refused, add_format, emit, say
from zhengai.cli.streaming import Lost, door, over_http, stream
from zhengai.cli.visits import visits
from zhengai.college.models import College
from zhengai.improvement.benchmarks import measure_incremental
from zhengai.indicators.benchmarks import (
    NothingToMeasure,
    measure_full,
    measure_scan,
    peak_mib,
)
from zhengai.indicators.yardsticks import (
    FACTORS,
    PEERS,
    Disagreement,
    PeerMissing,
    measure_conditions,
    measure_growth,
    measure_peer,
    measure_province,
    measure_yardstick,
)
from zhengai.quality.benchmarks import NoRules, measure_quality
from zhengai.reports.benchmarks import measure_reports

NAMES = [
    "scan", "full", "conditions", "yardstick", *PEERS, "growth", "province", "incremental", "events", "web", "reports", "quality",
]  # fmt: skip
HEADERS = {
    "name": "项目",
    "seconds": "秒",
    "rows": "行数",
    "peak_mib": "内存峰值(MiB)",
    "ratio_to_scan": "与一次手写扫描之比",
}
COMPARED = {"ratio_to_hand": "与手写语句之比"}
VISITED = {
    "median": "中位(秒)",
    "cpu_server": "处理器：网页(秒)",
    "cpu_database": "处理器：数据库(秒)",
    "cpu_client": "处理器：测量程序(秒)",
    "cpu_ms_each": "每页处理器(ms)",
    "load": "平均负载",
}
GROWN = {
    "name": "项目",
    "factor": "倍数",
    "rows": "行数",
    "values": "值的个数",
    "seconds": "秒",
    "peak_mib": "内存峰值(MiB)",
}
STREAMED = {
    "stored": "入库行数",
    "per_second": "每秒行数",
    "lag": "最长滞后(秒)",
    "median_lag": "中位滞后(秒)",
    "late": "发送最多晚了(秒)",
    "load": "平均负载",
}
MERGED = {
    "name": "项目",
    "rows": "行数",
    "values": "值的个数",
    "seconds": "秒",
    "peak_mib": "内存峰值(MiB)",
    "disk_mib": "湖的大小(MiB)",
}
BESIDE = {"ratio_to_peer": "与它之比"}
_POSTGRES = "postgresql://postgres@127.0.0.1:5432/postgres"
JUDGED = {"rules": "规则数", "failing": "不合的规则"}
REPEATED = {"p95": "95% 在此之内(秒)", "cpu_seconds": "处理器(秒)"}
_SET_UP = "ready"  # in the home of a sample college that the bench has made


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("bench", help="在本机上测速")
    parser.add_argument("name", nargs="?", choices=NAMES, help="只测一项；不写就依次全部测一遍")
    parser.add_argument(
        "--size", choices=["small", "medium", "full"], default="full", help="示例学校的规模，默认 full"
    )
    parser.add_argument(
        "--users", type=int, default=50, help="web：同时在线的人数，默认 50；1 表示只测一个人"
    )
    parser.add_argument(
        "--seconds", type=float, default=60.0, help="web：这些人一共点多久；events：送多久。默认 60 秒"
    )
    parser.add_argument("--rate", type=int, default=5_000, help="events：每秒送多少行，默认 5000")
    parser.add_argument("--message", type=int, default=1_000, help="events：每个消息多少行，默认 1000")
    parser.add_argument("--batches", type=int, default=20, help="incremental：来多少批，默认 20")
    parser.add_argument(
        "--corrections", action="store_true", help="incremental：每批更正上一周的旧行，而不是新增"
    )
    parser.add_argument(
        "--database",
        default="",
        help="示例学校建在这个数据库里(DATABASE_URL)，默认 SQLite；postgres：与哪个 PostgreSQL 相比，默认本机的",
    )
    parser.add_argument(
        "--factor", type=float, nargs="+", default=list(FACTORS), help="growth：几倍，默认 0.1 0.3 1 3"
    )
    parser.add_argument("--colleges", type=int, default=3, help="province：几所学校，默认 3")
    parser.add_argument(
        "--report", default="", metavar="FILE", help="测速报告写在哪里，默认 $ZHENGAI_HOME/bench/report.html"
    )
    parser.add_argument("--here", action="store_true", help="用当前安装的数据，不另建示例学校")
    add_format(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    if arguments.name is None and not arguments.here:
        return everything(arguments)
    try:
        return _part(arguments)
    except Refused as refusal:
        if arguments.here or arguments.name in ("yardstick", "growth", "province", *PEERS):
            _noted(arguments, [], str(refusal))
        raise


def _told(
    rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str], arguments: argparse.Namespace
) -> None:
    """What was measured, printed and kept."""
    emit(rows, columns, arguments.format)
    _noted(arguments, rows, "")


def _noted(arguments: argparse.Namespace, rows: Sequence[Mapping[str, Any]], problem: str) -> None:
    bench_report.extend(report_of(arguments), arguments.name or "full", rows, problem=problem)


def report_of(arguments: argparse.Namespace) -> Path:
    return Path(arguments.report or Path(settings.ZHENGAI_HOME) / "bench" / "report.html").absolute()


def _part(arguments: argparse.Namespace) -> int:
    if arguments.name in ("yardstick", "growth", "province", *PEERS):
        return _on_made_rows(arguments)
    if not arguments.here:
        return _on_a_sample(arguments)
    college = named.college()
    say("正在测量……")
    if arguments.name == "web":
        _told([asdict(r) for r in _web(college, arguments)], HEADERS | VISITED, arguments)
        return 0
    if arguments.name == "incremental":
        _refuse_real_data()
        measure = partial(
            measure_incremental, college, batches=arguments.batches, corrections=arguments.corrections
        )
        return _compared(measure, arguments, REPEATED)
    if arguments.name == "events":
        _refuse_real_data()
        return _streamed(college, arguments)
    if arguments.name == "conditions":
        return _compared(lambda: measure_conditions(college), arguments)
    try:
        if arguments.name == "reports":
            _told([asdict(measure_reports(college))], HEADERS, arguments)
            return 0
        if arguments.name == "quality":
            _told([asdict(measure_quality(college))], HEADERS | JUDGED, arguments)
            return 0
        limit = measure_scan(college)
    except (NothingToMeasure, NoRules) as problem:
        raise Refused(str(problem)) from problem
    results = [limit] if arguments.name == "scan" else [limit, measure_full(college, limit)]
    _told([asdict(r) for r in results], HEADERS, arguments)
    return 0


def _refuse_real_data() -> None:
    if not (Path(settings.ZHENGAI_HOME) / _SET_UP).exists():
        raise Refused("这一项会写入考勤，只在测速自建的示例学校上测：请去掉 --here")


def _on_made_rows(arguments: argparse.Namespace) -> int:
    """What makes its own rows and asks nothing of a college."""
    say("正在测量……")
    if arguments.name == "growth":
        return _growing(arguments)
    if arguments.name == "province":
        return _college_by_college(arguments)
    if arguments.name == "yardstick":
        return _compared(measure_yardstick, arguments)
    address = settings.SPARK_MASTER if arguments.name == "spark" else arguments.database or _POSTGRES
    return _compared(lambda: measure_peer(arguments.name, address), arguments, BESIDE)


def _growing(arguments: argparse.Namespace) -> int:
    found = []
    for each in measure_growth(arguments.factor):
        say(f"{each.factor:g} 倍：{each.rows:,} 行，{each.seconds:.1f} 秒")
        found.append({"name": "growth", **asdict(each)})
    _told(found, GROWN, arguments)
    return 0


def _college_by_college(arguments: argparse.Namespace) -> int:
    if arguments.colleges < 1:
        raise Refused("--colleges 至少是 1")
    found = []
    for each in measure_province(arguments.colleges):
        say(f"{each.name}：{each.rows:,} 行，{each.seconds:.1f} 秒")
        found.append(asdict(each))
    _told(found, MERGED, arguments)
    return 0


def _compared(
    measure: Callable[[], Sequence[Any]],
    arguments: argparse.Namespace,
    columns: dict[str, str] = COMPARED,
) -> int:
    """Exit 1 when the values are not those of the other side."""
    try:
        found = measure()
    except (NothingToMeasure, PeerMissing) as problem:
        raise Refused(str(problem)) from problem
    except Disagreement as problem:
        say(str(problem))
        _noted(arguments, [], str(problem))
        return 1
    _told([asdict(each) for each in found], HEADERS | columns, arguments)
    return 0


def _streamed(college: College, arguments: argparse.Namespace) -> int:
    """Exit 1 when rows were lost."""
    address, port = door(college), free_port()
    try:
        with served(port):
            found = stream(
                college,
                over_http(port, address),
                rate=arguments.rate,
                seconds=int(arguments.seconds),
                size=arguments.message,
            )
    except LookupError as problem:
        raise Refused(f"无从测速：{problem}") from problem
    except Lost as problem:
        say(str(problem))
        _noted(arguments, [], str(problem))
        return 1
    _told([asdict(found)], HEADERS | STREAMED, arguments)
    return 0


@dataclass(frozen=True)
class Served:
    """`seconds` are the p95 of an answer, `rows` the answers; memory is this process's. Of the processor, seconds by who
    spent them, and milliseconds for one answer; null where the machine does not tell."""

    name: str
    seconds: float
    rows: int
    peak_mib: float
    median: float
    cpu_server: float | None
    cpu_database: float | None
    cpu_client: float
    cpu_ms_each: float | None
    load: float


def _served(name: str, times: Times, effort: Effort) -> Served:
    spenders = (effort.server, effort.database, effort.client)
    return Served(
        name,
        p95(times.all),
        len(times.all),
        peak_mib(),
        statistics.median(times.all or [0.0]),
        *spenders,
        cpu_ms_each=effort.each(times.opened),
        load=effort.load,
    )


def _web(college: College, arguments: argparse.Namespace) -> list[Served]:
    pages, port = visits(college, sessions(college)), free_port()
    found, failed = list[Served](), set[str]()

    def told(name: str, title: str, visit: Callable[[], Times]) -> None:
        with spent(server) as effort:
            times = visit()
        tell(title, times, effort)
        found.append(_served(name, times, effort))
        failed.update(times.failed)

    with served(port) as server:
        told("web-1", "一个人", lambda: one_after_the_other(port, pages))
        if (users := arguments.users) > 1:
            together = partial(all_at_once, port, pages, users, arguments.seconds)
            told(f"web-{users}", f"{users} 人同时在线", together)
    if failed:
        raise Refused(f"有 {len(failed)} 个页面没有打开，见上面的说明")
    return found


def _on_a_sample(arguments: argparse.Namespace) -> int:
    """A home of its own, set up once and kept: a bench never touches a college's data."""
    kept = f"bench-{arguments.size}" + ("-database" if arguments.database else "")
    home = Path(settings.ZHENGAI_HOME) / kept
    environment = {**os.environ, "ZHENGAI_HOME": str(home), "DATABASE_URL": arguments.database}
    program = [sys.executable, "-m", "zhengai.cli"]
    if not (home / _SET_UP).exists():
        say(f"正在建立测速用的示例学校({arguments.size})，只在第一次需要……")
        setup = subprocess.run(
            [*program, "demo", "--size", arguments.size, "--no-serve"],
            env=environment,
            stdout=sys.stderr,
            check=False,
        )
        if setup.returncode:
            raise Refused("示例学校没有建成，见上面的说明")
        (home / _SET_UP).touch()
    rest = ["bench", "--here", "--format", arguments.format, "--report", str(report_of(arguments))]
    rest += [arguments.name] if arguments.name else []
    if arguments.name == "web":
        rest += ["--users", str(arguments.users), "--seconds", str(arguments.seconds)]
    if arguments.name == "events":
        rest += ["--seconds", str(arguments.seconds), "--rate", str(arguments.rate)]
        rest += ["--message", str(arguments.message)]
    if arguments.name == "incremental":
        rest += ["--batches", str(arguments.batches)]
        rest += ["--corrections"] if arguments.corrections else []
    return subprocess.run([*program, *rest], env=environment, check=False).returncode
