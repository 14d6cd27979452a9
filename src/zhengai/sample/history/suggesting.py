"""What people of the sample suggest and what becomes of it, how the culture of quality is kept alive, and the files that
prove it."""

from datetime import date

from zhengai.evidence.actions import attach
from zhengai.evidence.models import Attachment
from zhengai.evidence.rules import About
from zhengai.framework.actions.following import record_activity
from zhengai.framework.actions.suggestion import move_suggestion, suggest
from zhengai.framework.models import Activity, Meeting, Suggestion
from zhengai.framework.rules.following import ActivityKind, CultureLayer
from zhengai.framework.rules.suggestion import SuggestionMove
from zhengai.sample.history.people import OFFICE, TEACHING_OFFICE, Person
from zhengai.sample.history.stage import Stage

_TEACHING, _PROPERTY = "D11", "D17"
CASE = "缺课预警七天办结：一门课怎样降下来"
_CULTURE = (
    (
        ActivityKind.CULTURE,
        CultureLayer.SPIRIT,
        "“人人都是质量主人”主题班会",
        "全校班级",
        date(2026, 4, 15),
        560,
    ),
    (ActivityKind.CULTURE, CultureLayer.SYSTEM, "制度知识竞赛", "教职工和学生代表", date(2026, 5, 20), 86),
    (ActivityKind.CULTURE, CultureLayer.CONDUCT, "优质课堂观摩周", "全校教师", date(2026, 6, 3), 40),
    (ActivityKind.CULTURE, CultureLayer.MATERIAL, "实训室质量标识更新", "各实训室", date(2026, 9, 22), None),
    (ActivityKind.CASE, CultureLayer.CONDUCT, CASE, "全校教师", date(2026, 7, 10), 45),
)
_STORY = """缺课预警七天办结：一门课怎样降下来

预警发出的当天，课程负责人看到是哪几个班、哪几节课。
三天内与班主任逐个谈话，把上机课调到上午。
此后的数据回到界限之内，预警随之关闭；做法写进了课程的改进记录。
"""


def live_quality(stage: Stage) -> None:
    _suggest(stage)
    _keep_culture(stage)
    _prove(stage)


def _suggest(stage: Stage) -> None:
    if Suggestion.objects.filter(college=stage.college).exists():
        return
    student, teacher, adviser = (stage.people.cast(each) for each in ("li", "wang", "zhao"))
    teaching, property_office = stage.subjects("department", [_TEACHING, _PROPERTY])

    good = _made(stage, "缺课提醒提前到当天", "现在到周末才看到，当天提醒还来得及找学生谈。", adviser)
    move_suggestion(suggestion=good, move=SuggestionMove.ASSIGN, department=teaching, by=OFFICE)
    move_suggestion(
        suggestion=good, move=SuggestionMove.ADOPT, text="已改为每天下午五点提醒班主任。", by=TEACHING_OFFICE
    )
    move_suggestion(suggestion=good, move=SuggestionMove.HONOUR, by=OFFICE)

    adopted = _made(stage, "评教题目请写得短一些", "有的题目一句话问两件事，不知道该给几分。", student)
    move_suggestion(
        suggestion=adopted, move=SuggestionMove.ADOPT, text="下学期的评教每题只问一件事。", by=OFFICE
    )
    declined = _made(stage, "取消期中教学检查", "检查占用上课时间。", None)
    move_suggestion(
        suggestion=declined, move=SuggestionMove.DECLINE, by=OFFICE,
        text="期中检查是学期一半时唯一的全面了解，不取消；已把听课安排错开，不占用上课时间。",
    )  # fmt: skip
    in_hand = _made(stage, "实训室晚上开放", "技能大赛训练需要晚上用实训室。", teacher)
    move_suggestion(suggestion=in_hand, move=SuggestionMove.ASSIGN, department=property_office, by=OFFICE)
    _made(stage, "在图书馆增加自习座位", "考试前两周座位不够。", None)


def _made(stage: Stage, title: str, text: str, person: Person | None) -> Suggestion:
    """Of nobody who is told where `person` is null."""
    return suggest(
        college=stage.college, title=title, text=text, anonymous=person is None,
        author_name=person.name if person else "", author_number=person.number if person else "",
        by=person.username if person else "",
    )  # fmt: skip


def _keep_culture(stage: Stage) -> None:
    if Activity.objects.filter(college=stage.college, topic=CASE).exists():
        return
    for kind, layer, topic, audience, day, people in _CULTURE:
        record_activity(
            college=stage.college, kind=kind, layer=layer, topic=topic, audience=audience, day=day, people=people,
            department="质管办", by=OFFICE,
        )  # fmt: skip


def _prove(stage: Stage) -> None:
    college = stage.college
    if Attachment.objects.filter(college=college.code).exists():
        return
    case = Activity.objects.get(college=college, topic=CASE)
    about = About("activity", str(case.pk), case.topic)
    attach(college=college.code, about=about, name="特色案例.txt", chunks=[_STORY.encode()], by=OFFICE)
    for meeting in Meeting.objects.filter(college=college):
        attach(
            college=college.code, about=About("meeting", str(meeting.pk), meeting.title), name="会议纪要.txt",
            chunks=[f"{meeting.title}\n{meeting.day:%F} {meeting.place}\n\n{meeting.minutes}\n".encode()],
            description="会后由质管办整理", by=OFFICE,
        )  # fmt: skip
