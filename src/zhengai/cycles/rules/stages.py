"""The stages a quality cycle can pass through; a template's nodes are named after them.

The union of the node lists found: 5 nodes (雅安、乌海), 10 nodes (襄阳), 16 steps (湖南中职).
"""

from enum import StrEnum


class Stage(StrEnum):
    GOAL = "goal"
    STANDARD = "standard"
    DESIGN = "design"
    ORGANISE = "organise"
    CARRY_OUT = "carry_out"
    MONITOR = "monitor"
    WARN = "warn"
    ADJUST = "adjust"
    DIAGNOSE = "diagnose"
    MOTIVATE = "motivate"
    LEARN = "learn"
    INNOVATE = "innovate"
    STORE = "store"
    IMPROVE = "improve"

    @property
    def chinese(self) -> str:
        return _CHINESE[self.value]


_CHINESE = {
    "goal": "目标",
    "standard": "标准",
    "design": "设计",
    "organise": "组织",
    "carry_out": "实施",
    "monitor": "监测",
    "warn": "预警",
    "adjust": "调整",
    "diagnose": "诊断",
    "motivate": "激励",
    "learn": "学习",
    "innovate": "创新",
    "store": "存储",
    "improve": "改进",
}


class Ring(StrEnum):
    STATIC = "static"
    DYNAMIC = "dynamic"

    @property
    def chinese(self) -> str:
        return {"static": "静态螺旋", "dynamic": "动态螺旋"}[self.value]
