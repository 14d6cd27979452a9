"""The few words by which any scheme can be told: levels, systems, chains and the steps of the spiral."""

import re

# names of the five levels as schemes write them → the level's code (五横)
LEVELS = {
    "学校": "college",
    "学院": "college",
    "学院层面": "college",
    "学校层面": "college",
    "专业": "programme",
    "专业层面": "programme",
    "课程": "course",
    "课程层面": "course",
    "教师": "teacher",
    "师资": "teacher",
    "教师层面": "teacher",
    "师资层面": "teacher",
    "学生": "student",
    "学生层面": "student",
}
LEVEL_NAMES = {"college": "学校", "programme": "专业", "course": "课程", "teacher": "教师", "student": "学生"}
# beginnings of the names of systems → code (五纵; 平台 and 文化 stand beside them)
SYSTEMS = {
    "决策指挥": "decision",
    "质量生成": "generation",
    "资源建设": "resources",
    "支持服务": "support",
    "监督控制": "supervision",
    "监管控制": "supervision",
    "一平台": "platform",
    "平台": "platform",
    "文化": "culture",
}
SYSTEM_NAMES = {
    "decision": "决策指挥",
    "generation": "质量生成",
    "resources": "资源建设",
    "support": "支持服务",
    "supervision": "监督控制",
    "platform": "平台",
    "culture": "文化",
}
CHAIN = re.compile(r"(?:目标|标准|制度|执行|实施|保障|条件|信息|诊改|诊断|诊断指标|组织|行动)(?:链|机制)?")
# words of spiral nodes → the stage they are proven by; 设计 and 计划 are one node with two names
STEPS = {
    "目标": "goal",
    "标准": "standard",
    "设计": "design",
    "计划": "design",
    "组织": "organise",
    "实施": "carry_out",
    "运行": "carry_out",
    "执行": "carry_out",
    "监测": "monitor",
    "预警": "warn",
    "调整": "adjust",
    "纠偏": "adjust",
    "诊断": "diagnose",
    "激励": "motivate",
    "学习": "learn",
    "创新": "innovate",
    "存储": "store",
    "改进": "improve",
}
_DROPPED = re.compile(r"[\s\xa0　]+")
_BRACKETED = re.compile(r"[（(][^（()）]*[）)]")


def packed(text: str) -> str:
    """Without any space: what a narrow column tore apart is one word again."""
    return _DROPPED.sub("", text)


def head_key(text: str) -> str:
    """A column's head for comparison: no space, no bracket, no punctuation."""
    return re.sub(r"[:：*＊、。./／]", "", _BRACKETED.sub("", packed(text)))


def level_of(text: str) -> str | None:
    return LEVELS.get(packed(text))


def system_of(text: str) -> str | None:
    """`资源建设(条件保障)` begins with its system's name."""
    bare = head_key(text)
    if bare in SYSTEMS:
        return SYSTEMS[bare]
    return next((SYSTEMS[bare[:4]] for _ in (0,) if bare[:4] in SYSTEMS and bare.endswith("系统")), None)


def is_chain(text: str) -> bool:
    return bool(CHAIN.fullmatch(packed(text)))
