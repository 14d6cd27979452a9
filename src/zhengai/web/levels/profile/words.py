"""How a profile speaks: the terms of officials, and everyday words where a student reads about themselves."""

from dataclasses import dataclass

from zhengai.college.models import Subject
from zhengai.web.shell.request import Request


@dataclass(frozen=True)
class Words:
    """`own`: it is the reader's own page and the only one there is."""

    own: bool
    area: str
    spiral: str
    indicators: str
    story: str
    goals: str
    diagnosis: str
    reports: str
    members: str


_OFFICIAL = Words(
    own=False,
    area="五层面",
    spiral="质量改进螺旋",
    indicators="指标",
    story="预警与改进",
    goals="目标",
    diagnosis="诊断",
    reports="报告",
    members="成员",
)
_EVERYDAY = Words(
    own=True,
    area="我的成长",
    spiral="我走到了哪一步",
    indicators="我的数据",
    story="提醒与改进",
    goals="我的目标",
    diagnosis="我的自我诊断",
    reports="我的报告",
    members="成员",
)


def words_for(request: Request, subject: Subject) -> Words:
    number = request.user.person_number
    is_own = subject.level == "student" and bool(number) and subject.code == number
    return _EVERYDAY if is_own else _OFFICIAL
