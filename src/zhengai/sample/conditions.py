"""Premises, money, training rooms and bases of a college that is in good order."""

from collections.abc import Iterator

from zhengai.sample import cast, slips
from zhengai.sample.building import stream
from zhengai.sample.identity import NOW, weeks_with_data
from zhengai.sample.registers import counted
from zhengai.sample.results import Row
from zhengai.sample.world import World

PREMISES = (
    "学年",
    "教学行政用房面积",
    "实践场所面积",
    "宿舍面积",
    "占地面积",
    "图书册数",
    "当年新增图书",
    "教学科研仪器设备值",
    "当年新增设备值",
    "教学用计算机台数",
    "多媒体教室座位数",
    "实践工位数",
    "出口带宽",
)
FINANCE = (
    "年份",
    "财政拨款",
    "生均拨款到款",
    "学费收入",
    "总收入",
    "教学日常运行支出",
    "设备采购支出",
    "教师培训经费",
    "总支出",
)
ROOMS = ("实训室编号", "实训室名称", "所属部门", "面向专业", "工位数", "面积", "设备值")
ROOM_USAGE = ("学期", "周次", "实训室编号", "实际使用学时", "可用学时")
BASES = ("基地编号", "基地名称", "面向专业", "接纳人数", "接收实习生数", "录用人数", "规模以上企业")
AVAILABLE_HOURS = 40


def premises(world: World) -> Iterator[Row]:
    """Per student of today: 17 m², 8.5 m² dormitory, 62 m² ground, 95 books, 9,800 yuan of equipment …"""
    converted, full_time = counted(world)
    for year, growth in (("2024-2025", 0.96), ("2025-2026", 0.98), ("2026-2027", 1.0)):
        yield (
            year,
            round(full_time * 17 * growth, 1),
            round(full_time * 6.5 * growth, 1),
            round(full_time * 8.5 * growth, 1),
            round(full_time * 62.0, 1),
            round(converted * 95 * growth),
            round(converted * 3.6),
            round(converted * 9800 * growth, 2),
            round(converted * 9800 * growth * 0.11, 2),
            round(full_time * 0.21 * growth),
            round(full_time * 0.4 * growth),
            round(full_time * 0.72 * growth),
            10000,
        )


def finance(world: World) -> Iterator[Row]:
    students = world.size.students
    for year, growth in ((2024, 0.97), (2025, 1.0)):
        funds, tuition = 13200 * students * growth, 5200 * students * growth
        income = (funds + tuition) * 1.18
        yield (
            year,
            round(funds * 1.1, 2),
            round(funds, 2),
            round(tuition, 2),
            round(income, 2),
            round((funds + tuition) * 0.19, 2),
            round((funds + tuition) * 0.07, 2),
            round((funds + tuition) * 0.016, 2),
            round(income * 0.97, 2),
        )


def rooms(world: World) -> Iterator[Row]:
    _, full_time = counted(world)
    each_has = round(full_time * 0.72 / len(world.programmes))
    for programme in world.programmes:
        yield (
            f"R{programme.code[1:]}",
            f"{programme.name}实训室",
            programme.department.code,
            programme.code,
            each_has,
            each_has * 4.5,
            each_has * 12000,
        )


def room_usage(world: World, semester: str) -> Iterator[Row]:
    """The running semester's feed breaks after some weeks: no row says so, rows are simply missing."""
    last = cast.FEED_STOPS_AFTER_WEEK if semester == NOW else weeks_with_data(semester)
    return room_usage_weeks(world, semester, range(1, last + 1))


def room_usage_weeks(world: World, semester: str, weeks: range, part: str = "") -> Iterator[Row]:
    """`part` keeps the chances of weeks that are written later apart from those written first."""
    rng = stream(world.size, f"room usage {semester}{part}")
    for week in weeks:
        for programme in world.programmes:
            yield semester, week, f"R{programme.code[1:]}", rng.randint(28, 32), AVAILABLE_HOURS


def bases(world: World) -> Iterator[Row]:
    rng = stream(world.size, "bases")
    number = 0
    for programme in world.programmes:
        for _ in range(rng.randint(2, 4)):
            number += 1
            capacity = rng.randint(10, 40)
            received = rng.randint(5, capacity)
            large = rng.choice("是否")
            yield (
                f"B{number:03d}",
                f"示例企业{number:03d}",
                programme.code,
                capacity,
                slips.received(number, capacity, received),
                received // 3,
                large,
            )
