"""What shapes programmes from outside: classes ordered by enterprises, textbooks made with them, which programmes enrol,
what they do for others, what graduates say of them, and honours."""

from collections.abc import Iterator

from zhengai.sample.building import stream
from zhengai.sample.records import offices
from zhengai.sample.records.days import YEARS, some_day
from zhengai.sample.results import Row
from zhengai.sample.world import World

ORDERED = ("学年", "班级名称", "班级类别", "专业", "企业编号", "学生数", "企业接收人数")
TEXTBOOKS = ("教材编号", "完成日期", "教材名称", "企业编号", "教材形式")
SETTINGS = ("学年", "专业", "变动", "招生面向", "招生类型", "理由")
SERVICES = ("服务编号", "日期", "专业", "服务类型", "服务内容", "服务人次")
APPRAISALS = ("学年", "专业", "评价类别", "评价项", "回答人数", "认为重要人数", "认为满足人数")
SECTIONS = ("科室编号", "科室名称", "科室类别", "所属部门", "科室负责人")
MEMBERS = ("科室编号", "教师工号")
HONOURS = ("荣誉编号", "日期", "专业", "荣誉名称", "级别")

_SERVED = ("技能培训", "技能鉴定", "技术服务", "公益服务")
_ITEMS = (("核心知识", "专业基础知识"), ("基本工作能力", "沟通与协作"), ("核心课程", "专业核心课"))
_GRADES = ("省级", "市级", "校级", "国家级")


def _enterprises(world: World) -> list[object]:
    return [row[0] for row in offices.enterprises(world)]


def ordered(world: World) -> Iterator[Row]:
    partners = _enterprises(world)
    for year in YEARS:
        for number, each in enumerate(world.programmes):
            kind = "学徒班" if number % 3 == 2 else "订单班"
            partner = partners[number % len(partners)]
            placed = 18 + number % 6 if year == YEARS[0] else None
            yield year, f"{each.name}{kind}", kind, each.code, partner, 30 - number % 5, placed


def textbooks(world: World) -> Iterator[Row]:
    rng = stream(world.size, "textbooks with enterprises")
    forms = ("活页讲义", "校本教材", "正式出版")
    for number, partner in enumerate(_enterprises(world), start=1):
        yield f"JC{number:03d}", some_day(rng), f"岗位实务读本{number}", partner, forms[number % 3]


def settings(world: World) -> Iterator[Row]:
    last = len(world.programmes) - 1
    for year in YEARS:
        for number, each in enumerate(world.programmes):
            change = "停招" if number == last and year == YEARS[-1] else "新增" if number == 1 else "开设"
            reason = None if change == "开设" else "按专业调研的结论"
            yield year, each.code, change, "高中毕业生", "统一招生", reason


def services(world: World) -> Iterator[Row]:
    rng = stream(world.size, "social services")
    number = 0
    for each in world.programmes:
        for kind in _SERVED:
            number += 1
            yield (
                f"SF{number:04d}",
                some_day(rng),
                each.code,
                kind,
                f"{each.name}{kind}",
                rng.randint(15, 120),
            )


def appraisals(world: World) -> Iterator[Row]:
    rng = stream(world.size, "graduate appraisals")
    for year in YEARS:
        for each in world.programmes:
            for kind, item in _ITEMS:
                answered = rng.randint(24, 40)
                important = round(answered * rng.uniform(0.8, 0.97))
                met = round(answered * rng.uniform(0.6, 0.9))
                yield year, each.code, kind, item, answered, important, met


def honours(world: World) -> Iterator[Row]:
    rng = stream(world.size, "programme honours")
    for number, each in enumerate(world.programmes, start=1):
        yield f"RY{number:03d}", some_day(rng), each.code, f"{each.name}教学成果", _GRADES[number % 4]


def sections(world: World) -> Iterator[Row]:
    """One for each programme, headed by one of its teachers."""
    for each in world.programmes:
        own = world.teachers_of(each)
        head = own[0].name if own else None
        yield f"JY{each.code}", f"{each.name}教研室", "教研室", each.department.code, head


def members(world: World) -> Iterator[Row]:
    for each in world.programmes:
        for teacher in world.teachers_of(each):
            yield f"JY{each.code}", teacher.code
