"""Sentences about rounds and records, and the notices that carry them to people."""

from datetime import datetime

from django.utils import timezone

from zhengai.college.models import College
from zhengai.diagnosis import people
from zhengai.diagnosis.models import Finding, Record, Round
from zhengai.diagnosis.rules.machine import Conclusion
from zhengai.framework import queries as framework
from zhengai.notices.actions import notify
from zhengai.notices.models import NoticeKind
from zhengai_engine.model.level import COLLEGE

# of these levels there are few: each record is worth a notice of its own
_FEW = (COLLEGE, "department", "programme")


def level_name(college: College, level: str) -> str:
    names = {str(item["code"]): str(item["name"]) for item in framework.section(college, "levels")}
    return names.get(level, level)


def saved(finding: Finding, names: dict[str, str]) -> str:
    """吴桐 10:32 保存了诊断点 1.2：有问题，原因“…”."""
    who = names.get(finding.edited_by) or finding.edited_by
    when = f"{timezone.localtime(finding.edited_at):%m-%d %H:%M}"
    told = [Conclusion(finding.conclusion).chinese]
    told += [
        f"{word}“{text}”"
        for word, text in (
            ("意见", finding.opinion),
            ("原因", finding.cause),
            ("改进措施", finding.measure),
        )
        if text
    ]
    return f"{who} {when} 保存了诊断点 {finding.point}：{'，'.join(told)}"


def round_opened(round_: Round, at: datetime) -> None:
    notify(
        college=round_.college.code,
        persons=sorted(people.writers(round_.college, round_.level)),
        kind=NoticeKind.DIAGNOSIS,
        key=f"round:{round_.pk}:open",
        about=f"round:{round_.pk}",
        title=f"{round_.title}已经开启",
        text="数据已经填好，请补上只有您能说明的内容。",
        at=at,
        due=round_.due,
    )


def submitted(record: Record, at: datetime) -> None:
    """To those who confirm it. Of many small records they hear once a day."""
    round_, subject = record.round, record.subject
    each = subject.level in _FEW
    day = timezone.localtime(at).date().isoformat()
    notify(
        college=round_.college.code,
        persons=sorted(people.confirmers(round_.college, subject)),
        kind=NoticeKind.DIAGNOSIS,
        key=f"record:{record.pk}:submit:{record.revision}" if each else f"round:{round_.pk}:waiting:{day}",
        about=f"record:{record.pk}" if each else f"round:{round_.pk}",
        title=f"{subject.name}的{round_.title}等您确认" if each else f"{round_.title}有新提交的等您确认",
        at=at,
    )


def returned(record: Record, text: str, at: datetime) -> None:
    round_, subject = record.round, record.subject
    persons = people.numbers_of([record.submitted_by])
    persons |= people.writers(round_.college, subject.level, [subject.code])
    notify(
        college=round_.college.code,
        persons=sorted(persons),
        kind=NoticeKind.DIAGNOSIS,
        key=f"record:{record.pk}:return:{record.revision}",
        about=f"record:{record.pk}",
        title=f"{subject.name}的{round_.title}退回修改",
        text=text,
        at=at,
        due=round_.due,
    )
