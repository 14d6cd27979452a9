"""What the parts of a form are called: in the words of the trade, and in everyday words for students."""

from dataclasses import dataclass

from zhengai.diagnosis.rules.machine import Conclusion


@dataclass(frozen=True)
class Words:
    what: str  # 诊断
    points: str  # 个诊断点
    opinion: str
    cause: str
    measure: str
    summary: str
    hint: str
    conclusions: dict[Conclusion, str]

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(each.value, word) for each, word in self.conclusions.items()]


_ASKED = (Conclusion.FINE, Conclusion.PROBLEM, Conclusion.NOT_APPLICABLE)
OFFICIAL = Words(
    "诊断",
    "个诊断点",
    "意见",
    "原因",
    "改进措施",
    "总体意见",
    "这一轮总的判断，可以不写",
    {each: each.chinese for each in _ASKED},
)
EVERYDAY = Words(
    "自测",
    "个问题",
    "我想说",
    "为什么会这样",
    "我打算怎么做",
    "还有什么想说的",
    "可以不写",
    dict(zip(_ASKED, ("挺好", "想改进", "不适用"), strict=True)),
)


def words_of(level: str) -> Words:
    return EVERYDAY if level == "student" else OFFICIAL
