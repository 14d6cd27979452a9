from collections.abc import Callable
from datetime import date

import pytest
from django.template.loader import render_to_string
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.web.school import NOW, School, week
from zhengai.college.actions import set_calendar
from zhengai.college.queries import calendar_of, only_college, semesters_beside
from zhengai.framework.actions import set_own_item
from zhengai.framework.queries import fingerprint, marks_of_packs
from zhengai.notices.models import Notice

Browse = Callable[[str], Client]


def test_the_theme_is_kept_in_the_browser(signed_in: Browse) -> None:
    client = signed_in("lin")
    assert 'data-bs-theme="' not in client.get("/alerts/").content.decode()
    assert client.post("/theme/", {"theme": "dark", "back": "/alerts/"}).headers["Location"] == "/alerts/"
    assert 'data-bs-theme="dark"' in client.get("/alerts/").content.decode()
    client.post("/theme/", {"theme": ""})
    assert 'data-bs-theme="' not in client.get("/alerts/").content.decode()


def test_the_theme_leads_back_to_this_product_only(signed_in: Browse) -> None:
    response = signed_in("lin").post("/theme/", {"theme": "dark", "back": "https://example.com/"})
    assert response.headers["Location"] == "/"


def test_a_made_up_theme_is_not_written_into_the_page(signed_in: Browse) -> None:
    client = signed_in("lin")
    client.cookies["theme"] = '"><script>'
    assert "<script>" not in client.get("/").content.decode().split("<head>")[0]


def test_pages_may_load_nothing_from_elsewhere(signed_in: Browse) -> None:
    page = signed_in("lin").get("/components/")
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    text = page.content.decode()
    assert "//cdn" not in text
    assert 'src="http' not in text


def test_a_fragment_after_the_session_ended_opens_the_sign_in_page_whole(client: Client, db: None) -> None:
    response = client.get("/alerts/", headers={"HX-Request": "true"})
    assert response.status_code == 204
    assert response.headers["HX-Redirect"].startswith("/sign-in/")


def test_an_address_that_does_not_exist(signed_in: Browse) -> None:
    response = signed_in("lin").get("/no/such/page/")
    assert response.status_code == 404
    text = response.content.decode()
    assert "回到工作台" in text
    assert 'id="menu"' in text  # which the page tells them to use
    assert 'id="menu"' not in Client().get("/no/such/page/", follow=True).content.decode()


def test_an_expired_form_says_what_was_kept(school: School) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(school.users["lin"])
    response = client.post("/theme/")
    assert response.status_code == 403
    assert "刚才的内容没有提交" in response.content.decode()


def test_the_page_of_an_error_needs_nothing() -> None:
    text = render_to_string("500.html")
    assert "已经保存的内容不受影响" in text
    assert "{" not in text.split("</style>")[1]


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/alerts/",
        "/alerts/{alert}/",
        "/indicators/",
        "/indicators/absence_rate/?level=course",
        f"/indicators/absence_rate/value/?subject=course:C001&period={week(12)}",
        "/components/",
    ],
)
@pytest.mark.parametrize("username", ["lin", "zhou", "zheng"])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    school: School,
    signed_in: Browse,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    address: str,
    username: str,
) -> None:
    client = signed_in(username)
    with django_assert_max_num_queries(25):  # the first time, when nothing is kept yet
        assert client.get(address.format(alert=school.alert.pk)).status_code == 200


CENTRES = "四个中心"
LEVELS = ["学校", "部门", "专业", "课程", "班级", "教师", "学生"]
ORGANISATION = [
    "组织机构", "部门归属", "职责与岗位", "模块责任", "质量责任链", "质保队伍", "会议与督办", "专项督查",
    "支持保障机制", "学习与宣传", "质量文化", "建议与好点子", "全员参与", "使用情况", "机制引擎", "建设进程",
]  # fmt: skip
ALL = {
    "工作台": ["工作台"],
    "驾驶舱": ["驾驶舱"],
    "体系": ["五纵五横", *ORGANISATION],
    "五层面": [*LEVELS, CENTRES],
    "监测预警": ["监测预警"],
    "诊断改进": ["诊断", "改进", "质量依存", "例外"],
    "双链": [
        "目标链",
        "规划",
        "目标",
        "任务",
        "标准库",
        "质控点",
        "人才培养方案",
        "教学文件",
        "课堂即时评价",
        "课堂上回答",
        "制度",
        "管控与内控",
        "工作流程",
        "方针与文件",
    ],
    "指标与数据": [
        "诊断指标链",
        "指标",
        "数据中心",
        "台账",
        "数据源",
        "采集日历",
        "运行记录",
        "导入数据",
        "数据质量",
        "可疑数据",
        "数据覆盖",
        "对照清单",
        "数据字典",
        "代码表",
        "新代码",
        "国家数据报送",
        "数据血缘",
        "佐证文件",
    ],
    "报告": ["报告", "统计发布"],
    "管理": ["方案", "方案导入"],
}


# what stands beside the data centre is for those who look after it
DATA = [
    "数据中心",
    "台账",
    "数据源",
    "采集日历",
    "运行记录",
    "数据质量",
    "可疑数据",
    "数据覆盖",
    "对照清单",
    "数据字典",
    "代码表",
    "新代码",
    "国家数据报送",
    "数据血缘",
]


SCHEME = ["方案", "方案导入"]
# of the whole college: for the office, its leaders and the departments
WIDE = ["驾驶舱", "五纵五横", "全员参与", "使用情况", "机制引擎", "管控与内控", "目标链"]
# one side of a lesson each: who asks, and who answers
LESSONS = {"课堂即时评价", "课堂上回答"}


def without(*entries: str, lessons: str = "") -> dict[str, list[str]]:
    gone = {*entries, *(LESSONS - {lessons})}
    kept = {group: [each for each in held if each not in gone] for group, held in ALL.items()}
    return {group: held for group, held in kept.items() if held}


@pytest.mark.parametrize(
    ("username", "expected"),
    [
        ("lin", without("导入数据")),
        ("he", without(*SCHEME, *WIDE)),
        ("chen", without(*SCHEME, *DATA, "导入数据")),
        ("zhou", without(*SCHEME, *DATA, "导入数据", "学校")),
        (
            "zheng",
            without(
                *SCHEME,
                *DATA,
                "导入数据",
                *WIDE,
                *(set(LEVELS) - {"课程"}),
            ),
        ),
        (
            "wang",
            without(
                *SCHEME,
                *DATA,
                *WIDE,
                *(set(LEVELS) - {"课程", "班级", "教师"}),
                lessons="课堂即时评价",
            ),
        ),
        (
            "li",
            without(
                *SCHEME,
                *(each for each in ORGANISATION if each != "建议与好点子"),
                *DATA,
                "导入数据",
                *WIDE,
                "例外",
                "标准库",
                "质控点",
                "人才培养方案",
                "教学文件",
                *LEVELS,
                lessons="课堂上回答",
            )
            | {"五层面": ["我的成长"]},
        ),
        ("aud", {"工作台": ["工作台"], "管理": ["审计"]}),
        ("sys", {"工作台": ["工作台"], "管理": ["账户"]}),
        ("xu", {"工作台": ["工作台"]}),
    ],
)
def test_the_menu_shows_what_may_be_opened(
    signed_in: Browse, username: str, expected: dict[str, list[str]]
) -> None:
    client = signed_in(username)
    menu = client.get("/").context["menu"]
    assert {group.title: [item.title for item in group.items] for group in menu} == expected
    for group in menu:
        for item in group.items:
            assert client.get(item.address, follow=True).status_code == 200, item.title


def test_the_menu_keeps_the_order_of_the_loop(signed_in: Browse) -> None:
    assert [group.title for group in signed_in("lin").get("/").context["menu"]] == list(ALL)


@pytest.mark.parametrize(
    ("address", "group", "item"),
    [
        ("/", "工作台", "工作台"),
        ("/alerts/", "监测预警", "监测预警"),
        ("/levels/course/", "五层面", "课程"),
        ("/indicators/absence_rate/", "指标与数据", "指标"),
        ("/cockpit/states/", "驾驶舱", "驾驶舱"),
    ],
)
def test_the_group_of_a_page_is_lit(signed_in: Browse, address: str, group: str, item: str) -> None:
    menu = signed_in("lin").get(address).context["menu"]
    assert [(g.title, i.title) for g in menu if g.current for i in g.items if i.current] == [(group, item)]


def test_a_group_is_a_button_with_a_list_and_a_single_entry_a_link(signed_in: Browse) -> None:
    page = signed_in("lin").get("/")
    text = page.content.decode()
    groups = [group.title for group in page.context["menu"] if not group.single]
    assert groups == ["体系", "五层面", "诊断改进", "双链", "指标与数据", "报告", "管理"]
    assert text.count('class="z-menu-group"') == len(groups)
    assert 'data-bs-toggle="dropdown" aria-expanded="false">双链</button>' in text
    assert "审计" not in text.split("<main")[0]


def test_unread_messages_are_counted(school: School, signed_in: Browse) -> None:
    header = signed_in("zheng").get("/alerts/").content.decode().split("<main")[0]
    assert 'aria-label="消息"' in header
    for number in range(3):
        Notice.objects.create(
            college=school.college.code, person_number="T0003", kind="alert", key=f"k{number}",
            about="", title="新预警", at=NOW, read_at=NOW if number == 2 else None,
        )  # fmt: skip
    header = signed_in("zheng").get("/alerts/").content.decode().split("<main")[0]
    assert 'aria-label="消息，2 条未读"' in header
    assert 'aria-label="消息"' in signed_in("lin").get("/alerts/").content.decode()


def test_a_fragment_has_no_frame_and_asks_for_none(signed_in: Browse) -> None:
    response = signed_in("lin").get("/alerts/", headers={"HX-Request": "true"})
    assert response.context["menu"] == []
    assert "z-header" not in response.content.decode()


def test_one_page_asks_for_the_scheme_once(
    signed_in: Browse, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in("lin")
    client.get("/alerts/")
    with django_assert_max_num_queries(20) as asked:
        client.get("/alerts/")
    assert sum("framework_installedpack" in each["sql"] for each in asked.captured_queries) == 1


def test_the_own_scheme_is_read_anew_after_a_change(school: School) -> None:
    college = only_college(**marks_of_packs())
    before = fingerprint(college)
    assert before == fingerprint(school.college)
    item = {"code": "decision-college", "system": "decision", "level": "college", "groups": []}
    set_own_item(college=college, section="matrix", item=item, by="lin")
    assert fingerprint(college) != before
    assert fingerprint(college) == fingerprint(school.college)


def test_the_calendar_is_read_with_the_college_and_anew_after_a_change(
    school: School, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        college = only_college(**semesters_beside(), **marks_of_packs())
        kept = calendar_of(college)
    assert kept.semesters == calendar_of(school.college).semesters
    set_calendar(college=college, semesters=[("2031-2032-1", date(2031, 9, 1), 18)], by="lin")
    assert calendar_of(college).find("2031-2032-1-W18") is not None
    assert calendar_of(college).semesters == calendar_of(school.college).semesters
