"""The ten steps: what happens, who does it, on which page, and whether the data say that it is done."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse

from zhengai.accounts.queries import names_of
from zhengai.sample.identity import NOW
from zhengai.sample.journey import PROGRAMME, YEAR, Journey
from zhengai.web.components.abouts import address_of
from zhengai.web.components.values import value_address_of


@dataclass(frozen=True)
class Way:
    """A link of a step; the first is the page where it happens."""

    words: str
    address: str


@dataclass(frozen=True)
class Step:
    """`who` is the username that can do it; `here` says that this person is signed in. `part`: what of a step with
    several parts is still to be done."""

    title: str
    text: str
    who: str
    ways: tuple[Way, ...]
    done: bool
    part: str = ""
    moves_day: bool = False
    number: int = 0
    name: str = ""
    here: bool = False
    current: bool = False


def steps_of(gone: Journey, username: str) -> list[Step]:
    """The first that is not done is the current one."""
    written = list(_written(gone))
    names = names_of(step.who for step in written)
    current = next((place for place, step in enumerate(written) if not step.done), None)
    return [
        replace(
            step,
            number=place + 1,
            name=names.get(step.who, step.who),
            here=step.who == username,
            current=place == current,
        )
        for place, step in enumerate(written)
    ]


def _written(gone: Journey) -> Iterator[Step]:
    yield from _warned(gone)
    yield from _acted(gone)
    yield from _diagnosed(gone)
    yield from _reported(gone)


def _warned(gone: Journey) -> Iterator[Step]:
    alert = address_of(f"alert:{gone.alert.pk}") if gone.alert else reverse("alerts")
    yield Step(
        "驾驶舱里哪里红了",
        "平台每来一批数据就计算、比对。有一门课的缺课率连续几周上升，越过了界限：驾驶舱的课程一列能看到这条严重预警。",
        "chen",
        (Way("打开驾驶舱", reverse("cockpit")),),
        gone.alert is not None,
    )
    yield Step(
        "预警找到课程负责人",
        "同一条预警已经送到课程负责人的工作台。打开它，看走势、界限和期限，点“签收”。",
        "zheng",
        (Way("打开这条预警", alert), Way("工作台", reverse("home"))),
        gone.taken_up,
    )
    yield Step(
        "点开数字，一直看到明细行",
        "缺课率的分子、分母、公式和每一行考勤都能打开。看看缺课集中在哪几次课，把明细导出来带走。",
        "zheng",
        (Way("打开这个数字", _figure(gone)),),
        gone.looked_behind,
    )
    yield Step(
        "回复原因和措施",
        "回到预警，写明为什么会这样、准备怎么做。预警不能点掉，要等新的数据证明情况好转。",
        "zheng",
        (Way("回复预警", alert),),
        gone.answered,
    )


def _figure(gone: Journey) -> str:
    if gone.alert is None:
        return reverse("indicators")
    return value_address_of(gone.alert.indicator, "course", gone.course, f"{NOW}-W12") + "&part=numerator"


def _acted(gone: Journey) -> Iterator[Step]:
    found = gone.improvement
    new = reverse("improvement-new")
    if gone.alert is not None:
        new += "?" + urlencode({"source": f"alert:{gone.alert.pk}"})
    yield Step(
        "立一项改进，把措施做完",
        "在预警里点“立一项改进”，基线和目标已经填好。提出之后开始实施，做完了记为完成；有没有效果，只由数据说。",
        "zheng",
        (Way("打开这项改进", address_of(f"improvement:{found.pk}")) if found else Way("立一项改进", new),),
        gone.carried_out,
        part="改进已经提出，还要开始实施并完成措施。" if found and not gone.carried_out else "",
    )
    yield Step(
        "新数据来了，预警自己关闭",
        "下载后来几周的文件，把演示日期推进到那一天，由数据管理员在导入向导里导入。平台接着计算、判断、核实："
        "预警由数据关闭，改进得到成效。",
        "he",
        (
            Way("打开导入向导", reverse("data-import") + "?dataset=attendance"),
            Way("看这条预警", _alert(gone)),
        ),
        gone.closed,
        part=_waiting(gone),
        moves_day=True,
    )


def _alert(gone: Journey) -> str:
    return address_of(f"alert:{gone.alert.pk}") if gone.alert else reverse("alerts")


def _waiting(gone: Journey) -> str:
    if gone.closed or not gone.carried_out:
        return ""
    if gone.imported:
        return "考勤已经导入，平台正在计算；稍等片刻，再刷新这一页。"
    return "日期已经推进，等考勤文件导入。" if gone.has_moved_on else "先推进演示日期，再导入文件。"


def _diagnosed(gone: Journey) -> Iterator[Step]:
    record = address_of(f"record:{gone.record.pk}") if gone.record else reverse("diagnosis")
    yield Step(
        "专业自我诊断，打开就已经填好",
        "专业负责人打开本专业的诊断记录：数据、目标、标准、同类水平都在左边，只有人才能说的话留给他写。",
        "wu",
        (Way("打开诊断记录", record),),
        gone.opened,
    )
    yield Step(
        "写出原因、改进和下一周期的目标",
        "毕业去向落实率没有达到标准：写原因和措施，提交诊断；再把问题转为改进，以这次诊断为依据提出下一学年的目标。",
        "wu",
        tuple(_conclusions(gone, record)),
        gone.concluded,
        part=_lacking(gone),
    )


def _conclusions(gone: Journey, record: str) -> Iterator[Way]:
    yield Way("填写诊断", record)
    yield Way("看改进", reverse("improvements"))
    if gone.record is not None:
        asked = {
            "subject": f"programme:{PROGRAMME}",
            "indicator": "employment_rate",
            "period": NOW[:9],
            "ground": f"record:{gone.record.pk}",
        }
        yield Way("提出目标", reverse("goal-new") + "?" + urlencode(asked))


def _lacking(gone: Journey) -> str:
    if gone.concluded or not gone.opened or gone.record is None:
        return ""
    wanted = {
        "提交诊断": gone.record.submitted_at is None,
        "把问题转为改进": gone.planned is None,
        "提出下一学年的目标": gone.goal is None,
    }
    return "还要" + "、".join(words for words, lacks in wanted.items() if lacks) + "。"


def _reported(gone: Journey) -> Iterator[Step]:
    report = address_of(f"report:{gone.report.code}") if gone.report else ""
    asked = urlencode({"subject": f"programme:{PROGRAMME}", "period": YEAR})
    yield Step(
        "生成 Word 报告",
        "报告由已经有的数据、诊断和改进写成，生成时数字就冻结；下载 Word，正文里每个数字都带着自己的出处。",
        "wu",
        (Way("打开报告", report) if report else Way("生成报告", f"{reverse('report-new')}?{asked}"),),
        gone.report is not None,
    )
    yield Step(
        "复算：数字经得起查",
        "不相信的人把报告上传，平台从原始数据把每个数字重算一遍，逐一说明相等还是不等。命令行里用 zhengai verify。",
        "sun",
        _checks(gone),
        gone.recomputed,
    )


def _checks(gone: Journey) -> tuple[Way, ...]:
    upload = Way("上传报告复算", reverse("report-verify"))
    if gone.report is None:
        return (upload,)
    return (Way("复算这份报告", reverse("report-recompute", args=[gone.report.code])), upload)
