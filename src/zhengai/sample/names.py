"""Invented names: persons, programmes, courses, rooms, companies."""

from random import Random
from typing import NamedTuple

# code, name, programmes (the first ones are used by small colleges), topics of courses
DEPARTMENTS: tuple[tuple[str, str, str, str], ...] = (
    (
        "D01",
        "医学院",
        "护理 康复治疗技术 药学 医学检验技术 助产 口腔医学技术 中药学 医学影像技术 眼视光技术 健康管理 "
        "婴幼儿托育 老年保健与管理",
        "人体解剖 生理学 病理学 药理学 基础护理 健康评估 内科护理 外科护理 急救护理 康复评定 中医基础 营养与膳食 "
        "母婴护理 老年护理",
    ),
    (
        "D02",
        "信息工程学院",
        "软件技术 计算机网络技术 大数据技术 人工智能技术应用 物联网应用技术 云计算技术应用 信息安全技术应用 "
        "移动应用开发 数字媒体技术 现代通信技术 工业互联网技术 虚拟现实技术应用",
        "程序设计 网络基础 数据库 操作系统 数据结构 前端开发 网络安全 软件测试 数据分析 云平台运维 人工智能 "
        "物联网 移动开发 项目管理",
    ),
    (
        "D03",
        "机电工程学院",
        "机电一体化技术 新能源汽车技术 工业机器人技术 数控技术 电气自动化技术 模具设计与制造 汽车检测与维修技术 "
        "智能制造装备技术 机械设计与制造 无人机应用技术 智能控制技术 城市轨道交通机电技术",
        "机械制图 电工电子 液压气动 电气控制 数控加工 机械设计 传感器 汽车构造 电池管理 工业机器人 故障诊断 "
        "互换性与测量 焊接工艺 生产管理",
    ),
    (
        "D04",
        "财经商贸学院",
        "大数据与会计 电子商务 市场营销 现代物流管理 金融服务与管理 连锁经营与管理 国际经济与贸易 财富管理 "
        "税务大数据应用 网络营销与直播电商 跨境电子商务 旅游管理",
        "基础会计 经济学 财务管理 税法 审计 网店运营 市场调查 商务谈判 物流管理 直播营销 成本核算 商务数据 "
        "客户服务 金融基础",
    ),
    (
        "D05",
        "艺术设计学院",
        "视觉传达设计 环境艺术设计 数字媒体艺术设计 产品艺术设计 服装与服饰设计 动漫设计 室内艺术设计 "
        "广告艺术设计 工艺美术品设计 游戏艺术设计 摄影与摄像艺术 音乐表演",
        "素描 色彩 构成 字体设计 图形创意 版式设计 包装设计 摄影 品牌设计 插画 交互设计 材料与工艺 三维建模 设计史",
    ),
)


class Office(NamedTuple):
    """Offices own data and answer for college-wide limits. `number` and `head` are the head's."""

    code: str
    name: str
    number: str
    head: str


OFFICES: tuple[Office, ...] = (
    Office("D11", "教务处", "G0011", "韩青"),
    Office("D12", "人事处", "G0012", "罗毅"),
    Office("D13", "学工处", "G0013", "顾晴"),
    Office("D14", "招生就业处", "G0014", "程岚"),
    Office("D15", "科研处", "G0015", "沈毅"),
    Office("D16", "财务处", "G0016", "曹宁"),
    Office("D17", "国资处", "G0017", "傅诚"),
    Office("D18", "质管办", "G0018", "林敏"),
)
PUBLIC_DEPARTMENT = ("D06", "公共教学部")
# by semester of study: the first two of a semester are taught at every size
PUBLIC_COURSES: tuple[tuple[str, ...], ...] = (
    ("思想道德与法治", "大学英语(一)", "体育与健康(一)", "军事理论", "高等数学", "心理健康教育"),
    ("信息技术", "大学英语(二)", "体育与健康(二)", "国家安全教育", "应用数学", "劳动教育"),
    ("形势与政策(一)", "职业发展规划", "体育与健康(三)", "大学语文", "美育", "创新思维"),
    ("形势与政策(二)", "创新创业基础", "体育与健康(四)", "应用文写作", "演讲与口才", "统计基础"),
    ("形势与政策(三)", "就业指导", "职业素养", "行业英语", "质量管理常识", "绿色生产常识"),
)
COURSE_KINDS = ("基础", "技术", "应用", "实训", "案例", "综合项目")

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_GIVEN = (
    "明芳伟娜敏静强磊军洋勇艳杰涛超霞平刚桂英华玉兰春梅建国文辉力志鹏欣怡思远子涵雨桐晨曦佳琪浩然梓轩诗雅"
)
_PLACES = ["河谷省", "湖畔省", "山前省", "平原省", "海滨省", "高原省", "林区省", "江南省"]


class Persons:
    """Draws person names; the same one may come twice, as in a real college, but nobody is called like the cast."""

    def __init__(self, rng: Random, reserved: frozenset[str]) -> None:
        self._rng = rng
        self._reserved = reserved

    def draw(self) -> str:
        while (name := self._any()) in self._reserved:
            pass
        return name

    def _any(self) -> str:
        given = self._rng.choice(_GIVEN)
        if self._rng.random() < 0.6:
            given += self._rng.choice(_GIVEN)
        return self._rng.choice(_SURNAMES) + given


def place(rng: Random) -> str:
    return rng.choice(_PLACES)


def course_name(topics: list[str], number: int, prefix: str) -> str:
    """A distinct name for the `number`-th course of a group."""
    topic = topics[number % len(topics)]
    return f"{prefix}{topic}{COURSE_KINDS[number // len(topics) % len(COURSE_KINDS)]}"
