"""The life of a diagnosis record, and what a finding can conclude."""

from enum import StrEnum


class RoundKind(StrEnum):
    SELF = "self"
    ASSESSMENT = "assessment"

    @property
    def chinese(self) -> str:
        return {"self": "自主诊断", "assessment": "考核性诊断"}[self.value]


class RecordState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    CONFIRMED = "confirmed"

    @property
    def chinese(self) -> str:
        names = {"draft": "待填写", "submitted": "已提交", "returned": "退回修改", "confirmed": "已确认"}
        return names[self.value]


class Conclusion(StrEnum):
    """Of one point. `NONE`: nobody has said anything yet."""

    NONE = ""
    FINE = "fine"
    PROBLEM = "problem"
    NOT_APPLICABLE = "not_applicable"

    @property
    def chinese(self) -> str:
        return {"": "未填写", "fine": "无问题", "problem": "有问题", "not_applicable": "不适用"}[self.value]
