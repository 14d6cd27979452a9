"""What offices keep row by row: special funds, projects, enterprises, services, aid, safety. A few rows each, as in a
college that began with it this year."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from zhengai.sample.building import stream
from zhengai.sample.identity import AS_OF
from zhengai.sample.records.days import YEARS, some_day
from zhengai.sample.results import Row
from zhengai.sample.world import World

FUNDS = ("经费编号", "年度", "经费名称", "用途", "使用部门", "资金来源", "预算数", "到位数")
USES = ("支出编号", "支出日期", "经费编号", "支出内容", "支出类别", "支出金额", "凭证号")
AUDITS = ("审计编号", "审计日期", "经费编号", "审计方式", "审计结论", "发现问题数", "已整改数")
PROJECTS = (
    "项目编号", "立项日期", "项目名称", "项目类别", "级别", "承担部门", "负责人", "计划完成日期", "进展", "验收日期",
    "项目经费", "主要成果",
)  # fmt: skip
CHECKS = ("检查编号", "检查日期", "项目编号", "检查类别", "完成进度", "检查结论", "问题与要求")
ENTERPRISES = (
    "企业编号", "企业名称", "企业类别", "规模以上企业", "对接部门", "协议编号", "签订日期", "有效期至", "协议状态",
)  # fmt: skip
EXCHANGES = ("互派编号", "开始日期", "企业编号", "互派方向", "人员姓名", "承担的工作")
CASES = ("案例编号", "日期", "案例名称", "企业编号", "做法", "成效")
LINKS = (
    "学年", "专业", "衔接院校", "对口专业", "衔接形式", "培养方案已衔接", "课程标准已衔接", "考核办法已衔接",
    "衔接培养学生数", "升入人数",
)  # fmt: skip
ITEMS = ("事项编号", "事项名称", "负责部门", "服务内容与标准", "承诺时限")
REVIEWS = ("评价编号", "办结日期", "事项编号", "评价人", "办结用时", "满意度", "意见")
AID = ("发放编号", "应发日期", "资助种类", "人数", "应发金额", "实发金额", "实发日期")
LIVING = ("服务编号", "日期", "服务类别", "承诺时限", "处理用时", "满意")
PLEDGES = ("学年", "部门", "人员类别", "应签人数", "已签人数")
SAFETY = ("记录编号", "日期", "部门", "工作类别", "内容", "参加人数", "发现隐患数", "已整改数")

AWARENESS = ("学年", "部门", "人群", "题目", "主题", "发放人数", "回收人数", "认同人数")

_PURPOSES = ("专业建设", "课程建设", "学生全面发展", "教师发展")
_KINDS = ("专业建设", "课程建设", "师资建设", "实训条件", "教学改革", "学生发展")
_SPENT = ("设备购置", "资料与软件", "培训与差旅", "劳务与咨询", "材料")
# office, service, promised hours
_SERVICES = (
    ("D11", "成绩证明", 8), ("D11", "调停课审批", 24), ("D12", "职称材料受理", 72), ("D13", "在读证明", 4),
    ("D13", "困难认定受理", 72), ("D16", "差旅报销", 120), ("D17", "设备报修", 48), ("D18", "数据查询", 24),
)  # fmt: skip
_SAFETY = ("安全知识讲座", "应急演练", "隐患排查", "隐患排查", "食品卫生检查", "周边环境治理")

_QUESTIONS = (
    ("质量理念", "我知道学校的质量方针"),
    ("质量理念", "学校的质量目标与我的工作和学习有关"),
    ("质量意识", "我会主动看自己的数据，找差距"),
    ("质量意识", "发现问题时，我知道向谁提、会得到答复"),
)

_FEWEST = 5  # of whom a survey tells something and nobody alone


def _this_year(rng: Random) -> date:
    """A day of the running calendar year before the sample's day."""
    first = date(AS_OF.year, 1, 5)
    return first + timedelta(days=rng.randrange((AS_OF - first).days))


def funds(world: World) -> Iterator[Row]:
    for number, department in enumerate(world.departments):
        purpose = _PURPOSES[number % 4]
        for year in (AS_OF.year - 1, AS_OF.year):
            budget = 100_000 + 20_000 * number
            name = f"{department.name}{purpose}专项"
            origin = ("省级财政", "学校自筹")[number % 2]
            yield f"ZX{year}{number + 1:02d}", year, name, purpose, department.code, origin, budget, budget


def uses(world: World) -> Iterator[Row]:
    rng = stream(world.size, "fund uses")
    number = 0
    for place, _ in enumerate(world.departments):
        for kind in _SPENT[: 3 + place % 3]:
            number += 1
            amount = 15_000 + 500 * rng.randrange(20)
            fund = f"ZX{AS_OF.year}{place + 1:02d}"
            yield f"ZC{number:04d}", _this_year(rng), fund, f"{kind}一批", kind, amount, f"PZ{number:05d}"


def audits(world: World) -> Iterator[Row]:
    rng = stream(world.size, "fund audits")
    for place, _ in enumerate(world.departments):
        found = 1 + place % 3
        conclusion = "通过" if found == 1 else "整改后通过"
        fund = f"ZX{AS_OF.year}{place + 1:02d}"
        yield f"SJ{place + 1:03d}", _this_year(rng), fund, "内部审计", conclusion, found, found - place % 2


def projects(world: World) -> Iterator[Row]:
    rng = stream(world.size, "projects of all levels")
    for number in range(1, 2 * len(world.departments) + 3):
        home = world.departments[number % len(world.departments)]
        kind, level = _KINDS[number % 6], ("校级", "省级", "市级", "校级", "国家级")[number % 5]
        day = date(AS_OF.year, 9, 10 + number) if number % 4 == 1 else some_day(rng)
        done = number % 3 == 0
        concluded = min(day + timedelta(days=200), AS_OF) if done else None
        yield (
            f"JS{number:03d}", day, f"{home.name}{kind}项目", kind, level, home.code, home.head or None,
            day + timedelta(days=365), "已验收" if done else "建设中", concluded, 30_000 + 5_000 * number,
            "建设任务书所列成果" if done else None,
        )  # fmt: skip


def checks(world: World) -> Iterator[Row]:
    number = 0
    for code, day, *_ in projects(world):
        assert isinstance(day, date)
        for quarter in (90, 180):
            at = day + timedelta(days=quarter)
            if at <= AS_OF:
                number += 1
                slow = number % 7 == 0
                remark = "进度落后于任务书，下季度补上" if slow else None
                progress = quarter // 4 - (15 if slow else 0)
                yield f"JC{number:04d}", at, code, "季度检查", progress, "滞后" if slow else "正常", remark


def enterprises(world: World) -> Iterator[Row]:
    kinds = ("民营企业", "国有企业", "事业单位")
    for number in range(1, 2 * len(world.departments) + 1):
        home = world.departments[number % len(world.departments)]
        signed = date(2023, 1 + number % 12, 10)
        until = signed.replace(year=2026 if number % 5 == 0 else 2028)
        state = "有效" if until > AS_OF else "到期"
        yield (
            f"QY{number:03d}", f"示例企业{number:03d}", kinds[number % 3], "是" if number % 3 == 1 else "否", home.code,
            f"XY{number:03d}", signed, until, state,
        )  # fmt: skip


def exchanges(world: World) -> Iterator[Row]:
    rng = stream(world.size, "staff exchanges")
    for number, firm in enumerate(enterprises(world), start=1):
        to_firm = number % 2 == 0
        work = "企业技术岗位实践" if to_firm else "实训课程任教"
        direction = "教师到企业" if to_firm else "企业人员到校"
        yield f"HP{number:03d}", some_day(rng), firm[0], direction, f"示例人员{number:03d}", work


def cases(world: World) -> Iterator[Row]:
    rng = stream(world.size, "cooperation cases")
    for number, firm in enumerate(enterprises(world), start=1):
        practice, effect = "企业出项目，学校组班，双导师带教", "学生在企业考核中全部合格"
        yield f"AL{number:03d}", some_day(rng), f"与{firm[1]}共建课程", firm[0], practice, effect


def links(world: World) -> Iterator[Row]:
    for year in YEARS:
        for number, each in enumerate(world.programmes):
            agreed = "是" if number % 4 else "否"
            yield (
                year, each.code, f"示例院校{number % 3 + 1}", each.name, "三二分段", "是", agreed, agreed, 40,
                30 + number % 8,
            )  # fmt: skip


def items(world: World) -> Iterator[Row]:
    for number, (office, name, hours) in enumerate(_SERVICES, start=1):
        yield f"FW{number:03d}", name, office, f"材料齐全的，{hours} 小时内办结", hours
    for number, each in enumerate(world.departments, start=len(_SERVICES) + 1):
        yield f"FW{number:03d}", f"{each.name}学生事务", each.code, "当天答复，两天内办结", 48


def reviews(world: World) -> Iterator[Row]:
    rng = stream(world.size, "service reviews")
    services = list(items(world))
    for number in range(1, 12 * len(services) + 1):
        item = services[number % len(services)]
        promised = int(str(item[4]))
        late = rng.random() < 0.12
        hours = round(promised * (1.4 if late else rng.uniform(0.2, 0.95)), 1)
        score = rng.randint(55, 80) if late else rng.randint(78, 100)
        group = ("学生", "学生", "教师")[number % 3]
        words = "等得有点久" if late else None
        yield f"PJ{number:04d}", some_day(rng), item[0], group, hours, score, words


def aid(world: World) -> Iterator[Row]:
    people = max(20, len(world.students()) // 5)
    number = 0
    for due in (date(2025, 11, 15), date(2026, 4, 15), date(2026, 11, 10)):
        for kind, each in (("国家助学金", 1650), ("校级奖学金", 800), ("困难补助", 500)):
            number += 1
            late = kind == "困难补助" and due.year == 2026
            paid = due + timedelta(days=9) if late else due - timedelta(days=2)
            whole = people * each
            yield f"FF{number:03d}", due, kind, people, whole, whole, min(paid, AS_OF)


def living(world: World) -> Iterator[Row]:
    rng = stream(world.size, "living services")
    kinds = (("宿舍报修", 48), ("食堂", 24), ("医疗", 2), ("水电", 12))
    for number in range(1, 61):
        kind, promised = kinds[number % 4]
        slow = rng.random() < 0.1
        hours = round(promised * (1.5 if slow else rng.uniform(0.1, 0.9)), 1)
        satisfied = "否" if slow else "是"
        yield f"SH{number:04d}", some_day(rng), kind, promised, hours, satisfied


def pledges(world: World) -> Iterator[Row]:
    for year in YEARS:
        for number, each in enumerate(world.departments):
            for kind, people in (("班主任", 6 + number), ("任课教师", 20 + number)):
                yield year, each.code, kind, people, people - (number % 3 if year == YEARS[-1] else 0)


def safety(world: World) -> Iterator[Row]:
    rng = stream(world.size, "safety work")
    number = 0
    for place, each in enumerate(world.departments):
        for kind in _SAFETY:
            number += 1
            found = 2 + place % 3 if kind == "隐患排查" else 0
            rectified = max(found - number % 2, 0)
            people = rng.randint(30, 160) if "讲座" in kind or "演练" in kind else None
            yield (
                f"AQ{number:04d}",
                some_day(rng),
                each.code,
                kind,
                f"{each.name}{kind}",
                people,
                found,
                rectified,
            )


def awareness(world: World) -> Iterator[Row]:
    """Asked before the quality system began and once a year since: all teachers and half of the students, sixty of a
    department at most. Agreement rises, among students later."""
    rng = stream(world.size, "awareness surveys")
    years = (f"{int(YEARS[0][:4]) - 1}-{YEARS[0][:4]}", *YEARS)
    teachers = Counter(each.department.code for each in world.teachers)
    students = Counter(each.programme.department.code for each, _ in world.students())
    for turn, year in enumerate(years):
        for each in world.departments:
            asked_of = {"教师": teachers[each.code], "学生": min(students[each.code] // 2, 60)}
            for group, base in (("教师", 0.62), ("学生", 0.54)):
                if (asked := asked_of[group]) < _FEWEST:
                    continue
                for place, (topic, question) in enumerate(_QUESTIONS):
                    answered = asked - rng.randint(0, asked // 8)
                    share = base + 0.08 * turn - 0.03 * place + rng.uniform(-0.03, 0.03)
                    yield year, each.code, group, question, topic, asked, answered, round(answered * share)
