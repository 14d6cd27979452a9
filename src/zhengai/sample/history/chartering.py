"""The charter of the sample college, and the regulations that carry out its articles; some articles and some regulations
are left without each other, as the page shows."""

from zhengai.regulations.charter import hang
from zhengai.regulations.models import Regulation
from zhengai.regulations.rules.machine import RegulationState
from zhengai.sample.history.people import OFFICE
from zhengai.sample.history.stage import Stage

CHARTER_TEXT = """第一条 学校依法办学，接受师生和社会监督。
第二条 学校对自己的办学质量负责，按年度诊断并公布结果。
第三条 教学工作以人才培养方案为依据，由教务处组织，二级学院实施。
第四条 教职工按岗位职责聘用、培养和考核。
第五条 学生参与质量保证，学校保障其成长和权益。
第六条 学校与企业共同培养人才，共同承担科研和社会服务。
第七条 经费、资产、信息和后勤为教学服务，公开收支，接受审计。
第八条 学术委员会依章程审议学术事务。
第九条 校友会和理事会支持学校发展。
"""
_CARRIED_OUT_BY = {
    "第二条": ("监督控制",),
    "第三条": ("课程教学",),
    "第四条": ("人事",),
    "第五条": ("学生事务",),
    "第六条": ("产学合作", "研究发展"),
    "第七条": ("财务", "信息服务"),
}


def hang_regulations(stage: Stage) -> None:
    held = Regulation.objects.filter(college=stage.college, active=True, is_charter=False)
    for article, topics in _CARRIED_OUT_BY.items():
        for regulation in held.filter(topic__in=topics, state=RegulationState.IN_FORCE):
            regulation.college = stage.college
            hang(regulation=regulation, article=article, by=OFFICE)
