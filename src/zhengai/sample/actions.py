"""Sets up the sample college through the same doors a real one uses: pack, import, run, judging, accounts."""

from collections.abc import Callable
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction

from zhengai.accounts.actions import create_user, grant_role
from zhengai.accounts.models import User
from zhengai.alerts.actions import judge
from zhengai.college.actions import create_college, set_calendar
from zhengai.college.models import College
from zhengai.college.queries import calendar_of, today
from zhengai.core.actions import record
from zhengai.datacentre.actions import import_file
from zhengai.datacentre.queries import catalogue
from zhengai.datacentre.rules import BatchState
from zhengai.improvement.actions import verify
from zhengai.indicators.actions import default_periods, evaluate
from zhengai.sample.accounts import PASSWORD, Account, accounts, office_heads
from zhengai.sample.collecting import collect
from zhengai.sample.doubting import doubt
from zhengai.sample.feeding import is_left, leave, register_others
from zhengai.sample.generator import SampleFile, SampleFiles, generate
from zhengai.sample.history import FIRST_DAY, relive, relive_today
from zhengai.sample.identity import CALENDAR, COLLEGE_CATEGORY, COLLEGE_CODE, COLLEGE_NAME
from zhengai.sample.queries import SET_UP
from zhengai.scheme.actions import put_into_use
from zhengai_engine.model.period import Period, PeriodKind

PACK = "xiangyang"
BY = "sample"


class ImportRefused(RuntimeError):
    """A file of the sample was not taken: the sample and the product disagree; the message names the file."""


def set_up(*, size: str, folder: Path, say: Callable[[str], None], pack: str = PACK) -> College:
    """Lives by any pack that rests on the foundation, whose datasets the spreadsheets are.

    Every step can be repeated: a set-up that was interrupted is simply run again."""
    college = _college()
    say("正在安装方案包……")
    put_into_use(college=college, pack=pack, by=BY)
    say("正在写出示例学校的电子表格……")
    files = generate(size, folder, catalogue(college).datasets)
    _accounts(
        college, (*accounts(files.world), *office_heads())
    )  # first: what is imported finds its people's names
    _import(college, files, say)
    college = relive(college=college, world=files.world, say=say)
    say("正在计算指标……")
    run = evaluate(college=college, by=BY, periods=periods_to_date(college))
    say("正在判断预警……")
    judge(run=run, by=BY)
    verify(run=run, by=BY)
    relive_today(college=college, world=files.world)
    collect(college=college)
    say("正在采集数据源……")
    for file in files.files:
        if is_left(file):
            leave(college=college, file=file, by=BY)
    register_others(college=college, by=BY)
    say("正在判定数据质量……")
    doubt(college=college)
    record(action=SET_UP, by=BY, subject=college.code, details={"size": size, "pack": pack, "run": run.pk})
    return college


def _college() -> College:
    found = College.objects.filter(code=COLLEGE_CODE).first()
    college = found or create_college(
        code=COLLEGE_CODE,
        name=COLLEGE_NAME,
        category=COLLEGE_CATEGORY,
        by=BY,
        as_of=FIRST_DAY,
        is_sample=True,
    )
    set_calendar(college=college, semesters=CALENDAR, by=BY)
    return college


def _import(college: College, files: SampleFiles, say: Callable[[str], None]) -> None:
    for number, each in enumerate(files.files, start=1):
        say(f"正在导入 {number}/{len(files.files)}：{each.path.name}")
        _import_one(college, each)


def _import_one(college: College, file: SampleFile) -> None:
    report = import_file(
        college=college,
        dataset=file.dataset,
        path=file.path,
        by=BY,
        sheet=file.sheet,
        mapping=file.mapping or None,
        source=file.source,
    )
    if report.state is not BatchState.COMMITTED:
        raise ImportRefused(f"示例文件 {file.path.name} 没有被接受：{report.message}")


def periods_to_date(college: College) -> list[Period]:
    """All semesters and the years around them, and the weeks of the running semester up to today: what a college
    that had used the product from the start would have computed."""
    calendar, day = calendar_of(college), today(college)
    known = [p for p in calendar.all() if p.start <= day]
    weeks = [p for p in known if p.kind is PeriodKind.WEEK]
    running = calendar.containing(day, PeriodKind.SEMESTER)
    wanted = [p for p in known if p.kind is not PeriodKind.WEEK]
    wanted += [p for p in weeks if running and p.code.startswith(running.code)]
    wanted += [p for p in default_periods(college) if p not in wanted]
    earliest = min((p for p in wanted if p.kind is PeriodKind.ACADEMIC_YEAR), key=lambda p: p.start)
    before = calendar.previous(earliest)
    return [*wanted, before] if before else wanted


def _accounts(college: College, listed: tuple[Account, ...]) -> None:
    existing = set(User.objects.values_list("username", flat=True))
    encoded = make_password(PASSWORD)
    for each in listed:
        if each.username not in existing:
            _account(college, each, encoded)


@transaction.atomic
def _account(college: College, each: Account, encoded: str) -> None:
    """The person and the role together: an interrupted set-up leaves nobody without a role."""
    user = create_user(
        username=each.username,
        display_name=each.display_name,
        password=each.password,
        person_number=each.person_number,
        encoded=encoded,
        by=BY,
    )
    if each.role:
        grant_role(
            user=user,
            role=each.role,
            college=college.code,
            level=each.level,
            subject=each.subject,
            valid_from=CALENDAR[0][1],
            by=BY,
        )
