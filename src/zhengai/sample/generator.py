"""Writes the files of a sample college into a folder, in the order in which they are to be imported."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from zhengai.sample import conditions, mistakes, outcomes, registers, results
from zhengai.sample.attendance import Attendance, chunks
from zhengai.sample.building import build
from zhengai.sample.identity import CALENDAR, LAST_AUTUMN, LAST_SPRING, NOW, SIZES, weeks_with_data
from zhengai.sample.records.files import KEPT, REGISTERS, Register
from zhengai.sample.results import Row
from zhengai.sample.world import World
from zhengai.sample.writing import BadRow, Sheet, write_csv, write_lines, write_messy

ACADEMIC, PERSONNEL, STUDENT_AFFAIRS = "教务系统", "人事处台账", "学工系统"
CAREERS, ASSETS, FINANCE_OFFICE, RESEARCH_OFFICE = "招生就业处台账", "国资处台账", "财务系统", "科研系统"
LARGEST_WORKBOOK = 20_000  # rows; larger exports come as CSV
LARGEST_EXPORT = 1_000_000  # rows of one CSV
RECORDS = {each.dataset for each in REGISTERS}
OFFICES = {each.dataset for each in KEPT}
# headers of one system's export that are nobody's aliases
GRADE_COLUMNS = {
    "semester": "XNXQ",
    "student": "XH",
    "offering": "JXBH",
    "usual": "PSCJ",
    "final": "QMCJ",
    "total": "ZPCJ",
    "exam_status": "KSXZ",
}


class UnknownSize(ValueError):
    """The message is a Chinese sentence."""


@dataclass(frozen=True)
class SampleFile:
    """One file and what its import is to find. `mapping` is field code → header where names do not tell."""

    path: Path
    dataset: str
    source: str
    rows: int  # good rows
    sheet: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    repeated: int = 0  # rows pasted twice, counted once in `rows`
    bad: tuple[BadRow, ...] = ()


@dataclass(frozen=True)
class SampleFiles:
    """`files` in import order: what others refer to comes first."""

    folder: Path
    world: World
    files: tuple[SampleFile, ...]

    def of(self, dataset: str) -> list[SampleFile]:
        return [each for each in self.files if each.dataset == dataset]


def generate(size: str, folder: Path, datasets: Collection[str] = ()) -> SampleFiles:
    """The same size gives the same bytes, always. Files of the same names in the folder are overwritten.

    `datasets` are those the college has installed: registers of the packs `records` and `registers` are
    written where it can take them.
    """
    if size not in SIZES:
        raise UnknownSize(f"没有“{size}”这个规模，可用：{'、'.join(SIZES)}")
    files = _Files(folder, build(SIZES[size]))
    files.registers()
    files.teaching()
    files.conditions()
    files.outcomes()
    if set(datasets) >= RECORDS:
        files.records(REGISTERS)
    if set(datasets) >= OFFICES:
        files.records(KEPT)
    return SampleFiles(folder, files.world, tuple(files.written))


class _Files:
    """Writes one table after the other and remembers what it wrote."""

    def __init__(self, folder: Path, world: World) -> None:
        self.world = world
        self.written: list[SampleFile] = []
        self._folder = folder
        self._folder.mkdir(parents=True, exist_ok=True)

    def registers(self) -> None:
        world = self.world
        self._csv(
            "部门一览表.csv", "departments", PERSONNEL, registers.DEPARTMENTS, registers.departments(world)
        )
        self._csv("专业设置.csv", "programmes", ACADEMIC, registers.PROGRAMMES, registers.programmes(world))
        self._csv("课程库.csv", "courses", ACADEMIC, registers.COURSES, registers.courses(world))
        self._csv(
            "班级名册.csv",
            "classes",
            STUDENT_AFFAIRS,
            registers.CLASSES,
            registers.classes(world),
            excel=True,
        )
        self._messy(
            "教师基本信息(人事处).xlsx",
            "teachers",
            Sheet("教师基本信息一览表", "人事处", name="教师"),
            registers.TEACHERS,
            registers.teachers(world),
            mistakes.teachers(world),
        )
        self._messy(
            "学生学籍信息(学工处).xlsx",
            "students",
            Sheet("学生学籍信息", "学工处"),
            registers.STUDENTS,
            registers.students(world),
            mistakes.students(world),
        )

    def teaching(self) -> None:
        world = self.world
        for semester, _, _ in CALENDAR:
            rows = registers.offerings(world, semester)
            self._csv(f"{semester}教学任务.csv", "offerings", ACADEMIC, registers.OFFERINGS, rows)
        self._attendance()
        self._grades()
        for semester in (LAST_AUTUMN, LAST_SPRING):
            rows = results.evaluations(world, semester)
            self._csv(f"{semester}评教结果.csv", "evaluations", ACADEMIC, results.EVALUATIONS, rows)
        changes = registers.schedule_changes(world)
        self._csv("调停课记录.csv", "schedule_changes", ACADEMIC, registers.CHANGES, changes, excel=True)
        self._csv("教学事故记录.csv", "incidents", ACADEMIC, outcomes.INCIDENTS, outcomes.incidents(world))

    def conditions(self) -> None:
        world = self.world
        self._csv("实训室一览表.csv", "rooms", ASSETS, conditions.ROOMS, conditions.rooms(world))
        for semester, _, _ in CALENDAR:
            rows = conditions.room_usage(world, semester)
            self._csv(f"{semester}实训室使用.csv", "room_usage", ASSETS, conditions.ROOM_USAGE, rows)
        sheet = Sheet("基本办学条件统计表", "国资处", numbered=False, total=False)
        self._messy(
            "基本办学条件统计表.xlsx", "premises", sheet, conditions.PREMISES, conditions.premises(world)
        )
        self._csv("经费收支.csv", "finance", FINANCE_OFFICE, conditions.FINANCE, conditions.finance(world))
        self._csv(
            "校外实习基地.csv", "bases", ACADEMIC, conditions.BASES, conditions.bases(world), excel=True
        )

    def outcomes(self) -> None:
        world = self.world
        sheet = Sheet("招生录取与报到情况", "招生就业处")
        self._messy("招生录取报到.xlsx", "admissions", sheet, outcomes.ADMISSIONS, outcomes.admissions(world))
        for year in ("2024-2025", "2025-2026"):
            rows = outcomes.graduates(world, year)
            self._csv(f"{year}毕业生去向.csv", "graduates", CAREERS, outcomes.GRADUATES, rows)
        self._csv(
            "2025-2026证书.csv", "certificates", ACADEMIC, outcomes.CERTIFICATES, outcomes.certificates(world)
        )
        self._csv("科研成果.csv", "research", RESEARCH_OFFICE, outcomes.RESEARCH, outcomes.research(world))
        self._csv("教师培训.csv", "trainings", PERSONNEL, outcomes.TRAININGS, outcomes.trainings(world))

    def records(self, kept: Iterable[Register]) -> None:
        for each in kept:
            self._csv(each.name, each.dataset, each.source, each.header, each.rows(self.world))

    def _attendance(self) -> None:
        attendance = Attendance(self.world)
        for semester, _, _ in CALENDAR:
            current = attendance.registers(semester)
            for first, last in self._exports(semester):
                whole = (first, last) == (1, weeks_with_data(semester)) and semester != NOW
                part = "" if whole else f"(第{first}-{last}周)"
                path = self._folder / f"{semester}学生考勤{part}.csv"
                blocks = attendance.lines(semester, current, range(first, last + 1))
                rows = write_lines(path, attendance.header, blocks)
                self.written.append(SampleFile(path, "attendance", ACADEMIC, rows))

    def _exports(self, semester: str) -> list[tuple[int, int]]:
        """First and last week of each export: the running semester comes every four weeks, a finished one whole
        unless the file would be too large to handle."""
        weeks = weeks_with_data(semester)
        offerings = [o for o in self.world.offerings if o.semester == semester]
        rows = sum(len(o.students) * o.lessons * weeks for o in offerings)
        return chunks(weeks) if semester == NOW or rows > LARGEST_EXPORT else [(1, weeks)]

    def _grades(self) -> None:
        world = self.world
        places = sum(len(o.students) for o in world.offerings if o.semester == LAST_AUTUMN)
        rows = results.grades(world, LAST_AUTUMN)
        if places <= LARGEST_WORKBOOK:
            sheet = Sheet("课程成绩汇总", "教务处", name="成绩", numbered=False, total=False)
            name = f"{LAST_AUTUMN}成绩汇总.xlsx"
            self._messy(name, "grades", sheet, results.GRADES, rows, mistakes.grades(world))
        else:
            self._csv(f"{LAST_AUTUMN}成绩汇总.csv", "grades", ACADEMIC, results.GRADES, rows)
        self._csv(
            f"{LAST_SPRING}成绩导出.csv",
            "grades",
            "教务系统接口",
            tuple(GRADE_COLUMNS[code] for code in _GRADE_FIELDS),
            results.grades(world, LAST_SPRING),
            mapping=GRADE_COLUMNS,
        )

    def _csv(
        self,
        name: str,
        dataset: str,
        source: str,
        header: Sequence[str],
        rows: Iterable[Row],
        *,
        excel: bool = False,
        mapping: Mapping[str, str] | None = None,
    ) -> None:
        path = self._folder / name
        number = write_csv(path, header, rows, excel=excel)
        self.written.append(SampleFile(path, dataset, source, number, mapping=mapping or {}))

    def _messy(
        self,
        name: str,
        dataset: str,
        sheet: Sheet,
        header: Sequence[str],
        rows: Iterable[Row],
        bad: tuple[BadRow, ...] = (),
    ) -> None:
        path = self._folder / name
        good, repeated = write_messy(path, sheet, header, rows, bad)
        source = f"{sheet.office}台账"
        self.written.append(
            SampleFile(path, dataset, source, good, sheet=sheet.name, repeated=repeated, bad=bad)
        )


_GRADE_FIELDS = ("semester", "student", "offering", "usual", "final", "total", "exam_status")
