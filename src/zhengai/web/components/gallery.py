"""Every part of the house on one page, to look at and to copy from."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render

from zhengai.web.components.charts import LineChart, Mark
from zhengai.web.components.eights import sample_turns
from zhengai.web.components.figures import Measure, figure
from zhengai.web.components.listings import listing_of
from zhengai.web.components.periods import period_switch
from zhengai.web.components.terms import TERMS
from zhengai.web.shell.marks import for_everyone
from zhengai.web.shell.request import Request
from zhengai_engine.model.indicator import IndicatorKind
from zhengai_engine.model.period import Calendar, Semester
from zhengai_engine.scoring import State

_RATE = Measure(IndicatorKind.RATIO)
_RUN = [0.021, 0.019, 0.024, 0.022, 0.031, None, 0.038, 0.047, 0.052]
_CALENDAR = Calendar([Semester("2026-2027-1", date(2026, 8, 31), len(_RUN))])
_PROGRAMMES = ("护理", "助产", "药学", "康复治疗技术", "医学检验技术", "口腔医学技术")
_SUBJECTS = [f"{name}24{number:02d}班" for name in _PROGRAMMES for number in range(1, 11)]


@for_everyone
def gallery(request: Request) -> HttpResponse:
    weeks = [f"第{n}周" for n in range(1, len(_RUN) + 1)]
    context = {
        "figures": [
            ("比率", figure(0.0423, _RATE, href="#figures")),
            ("计数", figure(14036, Measure(IndicatorKind.COUNT, "人"), href="#figures")),
            ("数值", figure(17.62, Measure(IndicatorKind.NUMBER, "人/师"))),
            ("金额", figure(61_234_567.0, Measure(IndicatorKind.MONEY))),
            ("是否", figure(1.0, Measure(IndicatorKind.YES_NO))),
            ("没有值", figure(None, _RATE, reason="no_denominator", href="#figures")),
        ],
        "headline": figure(0.0423, _RATE, href="#figures"),
        "terms": list(TERMS),
        "states": [state.value for state in State],
        "run": _RUN,
        "chart": LineChart(
            name="gallery",
            title="缺课率",
            sentence="护理的缺课率：第1周 2.1%，第9周 5.2%，已连续三周上升。",
            measure=_RATE,
            labels=weeks,
            values=_RUN,
            marks=[
                Mark("目标", "met", 0.02),
                Mark("预警", "warning", 0.04),
                Mark("发出预警", "warning", at="第8周"),
            ],
        ),
        "switch": period_switch(_CALENDAR, [p.code for p in _CALENDAR.all()], "2026-2027-1"),
        "listing": listing_of(request, _SUBJECTS, {"name": str}, "name"),
        "rate": figure(0.0423, _RATE, href="#tables"),
        "turns": sample_turns(_CALENDAR.period("2026-2027-1")),
    }
    return render(request, "components/gallery.html", context)
