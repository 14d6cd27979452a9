"""Which file holds which register, in the order in which they are imported."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from zhengai.sample.records import courses, offices, programmes, running, shaping, staff, students
from zhengai.sample.results import Row
from zhengai.sample.world import World

ACADEMIC, PERSONNEL, STUDENT_AFFAIRS = "教务系统", "人事处台账", "学工系统"
CAREERS, RESEARCH_OFFICE, PLATFORM = "招生就业处台账", "科研系统", "课程平台"


@dataclass(frozen=True)
class Register:
    name: str
    dataset: str
    source: str
    header: Sequence[str]
    rows: Callable[[World], Iterable[Row]]


REGISTERS: tuple[Register, ...] = (
    # by hand: the system that sends research sends other columns, and a source has one form for a dataset
    Register("科研成果补充.csv", "research", "科研处台账", staff.RESEARCH, staff.research),
    Register("教师培训课时.csv", "trainings", PERSONNEL, staff.TRAININGS, staff.trainings),
    Register("毕业生补充信息.csv", "graduates", CAREERS, programmes.GRADUATES, programmes.graduates),
    Register("教研教改项目.csv", "teaching_projects", ACADEMIC, staff.PROJECTS, staff.projects),
    Register("科研机构.csv", "research_bodies", RESEARCH_OFFICE, staff.BODIES, staff.bodies),
    Register("技能大师工作室.csv", "master_studios", ACADEMIC, staff.STUDIOS, staff.studios),
    Register("教师获奖.csv", "awards", PERSONNEL, staff.AWARDS, staff.awards),
    Register("教师成长记录.csv", "growth", PERSONNEL, staff.GROWTH, staff.growth),
    Register("教师发展测评.csv", "teacher_reviews", PERSONNEL, staff.REVIEWS, staff.reviews),
    Register("教师工作量.csv", "workloads", PERSONNEL, staff.WORKLOADS, staff.workloads),
    Register("人事变动.csv", "staff_changes", PERSONNEL, staff.CHANGES, staff.changes),
    Register("学生管理队伍.csv", "student_staff", STUDENT_AFFAIRS, staff.STUDENT_STAFF, staff.student_staff),
    Register("专业建设项目.csv", "programme_projects", ACADEMIC, programmes.PROJECTS, programmes.projects),
    Register("校企合作.csv", "cooperations", ACADEMIC, programmes.COOPERATIONS, programmes.cooperations),
    Register(
        "专业调研.csv", "investigations", ACADEMIC, programmes.INVESTIGATIONS, programmes.investigations
    ),
    Register("教学计划调整.csv", "plan_changes", ACADEMIC, programmes.CHANGES, programmes.changes),
    Register("专业书刊.csv", "programme_books", "图书馆", programmes.BOOKS, programmes.books),
    Register("毕业设计成绩.csv", "theses", ACADEMIC, programmes.THESES, programmes.theses),
    Register("顶岗实习.csv", "internships", ACADEMIC, programmes.INTERNSHIPS, programmes.internships),
    Register("社会培训.csv", "public_trainings", RESEARCH_OFFICE, programmes.TRAININGS, programmes.trainings),
    Register(
        "国际合作项目.csv", "international", "国际交流处", programmes.INTERNATIONAL, programmes.international
    ),
    Register("毕业生跟踪调查.csv", "graduate_surveys", CAREERS, programmes.SURVEYS, programmes.surveys),
    Register("用人单位调查.csv", "employer_surveys", CAREERS, programmes.EMPLOYERS, programmes.employers),
    Register("课程建设.csv", "course_features", ACADEMIC, courses.FEATURES, courses.features),
    Register("教学资源.csv", "resources", PLATFORM, courses.RESOURCES, courses.resources),
    Register("教学文件.csv", "teaching_files", ACADEMIC, courses.FILES, courses.files),
    Register("教学检查.csv", "teaching_checks", ACADEMIC, courses.CHECKS, courses.checks),
    Register("巡课记录.csv", "patrols", ACADEMIC, courses.PATROLS, courses.patrols),
    Register("课程平台使用.csv", "platform_usage", PLATFORM, courses.PLATFORM, courses.platform),
    Register("教师评学.csv", "class_reviews", ACADEMIC, courses.REVIEWS, courses.reviews),
    Register("课程满意度调查.csv", "course_surveys", ACADEMIC, courses.SURVEYS, courses.surveys),
    Register("学生获奖.csv", "student_awards", STUDENT_AFFAIRS, students.AWARDS, students.awards),
    Register(
        "学生双创项目.csv", "innovation_projects", STUDENT_AFFAIRS, students.PROJECTS, students.projects
    ),
    Register("奖助学.csv", "scholarships", STUDENT_AFFAIRS, students.AID, students.aid),
    Register("违纪处分.csv", "discipline", STUDENT_AFFAIRS, students.DISCIPLINE, students.discipline),
    Register("征兵.csv", "recruitment", STUDENT_AFFAIRS, students.RECRUITMENT, students.recruitment),
    Register("学生活动.csv", "activities", STUDENT_AFFAIRS, students.ACTIVITIES, students.activities),
    Register("学生社团.csv", "clubs", "团委", students.CLUBS, students.clubs),
    Register("志愿者.csv", "volunteers", "团委", students.VOLUNTEERS, students.volunteers),
    Register("体质健康测试.csv", "fitness", STUDENT_AFFAIRS, students.FITNESS, students.fitness),
    Register("转专业.csv", "transfers", ACADEMIC, students.TRANSFERS, students.transfers),
    Register("公共选修课学分.csv", "elective_credits", ACADEMIC, students.CREDITS, students.credits),
    Register("投诉记录.csv", "complaints", "质管办台账", students.COMPLAINTS, students.complaints),
    Register("心理咨询人数.csv", "counselling", STUDENT_AFFAIRS, students.COUNSELLING, students.counselling),
    Register("食堂卫生检查.csv", "canteen_checks", "后勤处台账", students.CANTEEN, students.canteen),
    Register("图书馆进馆.csv", "library_visits", "图书馆门禁", students.LIBRARY, students.library),
)

FINANCE, QUALITY, LOGISTICS = "财务处台账", "质管办台账", "后勤处台账"
# of the pack `registers`, what others refer to first
KEPT: tuple[Register, ...] = (
    Register("专项经费.csv", "special_funds", FINANCE, offices.FUNDS, offices.funds),
    Register("专项经费使用.csv", "fund_uses", FINANCE, offices.USES, offices.uses),
    Register("专项经费审计.csv", "fund_audits", FINANCE, offices.AUDITS, offices.audits),
    Register("建设项目.csv", "projects", ACADEMIC, offices.PROJECTS, offices.projects),
    Register("项目检查.csv", "project_checks", ACADEMIC, offices.CHECKS, offices.checks),
    Register("合作企业.csv", "enterprises", ACADEMIC, offices.ENTERPRISES, offices.enterprises),
    Register("校企互派.csv", "staff_exchanges", ACADEMIC, offices.EXCHANGES, offices.exchanges),
    Register("校企合作案例.csv", "cooperation_cases", ACADEMIC, offices.CASES, offices.cases),
    Register("订单班与学徒班.csv", "ordered_classes", ACADEMIC, shaping.ORDERED, shaping.ordered),
    Register("校企合编教材.csv", "shared_textbooks", ACADEMIC, shaping.TEXTBOOKS, shaping.textbooks),
    Register("中高职衔接.csv", "articulations", ACADEMIC, offices.LINKS, offices.links),
    Register("服务事项.csv", "service_items", QUALITY, offices.ITEMS, offices.items),
    Register("服务评价.csv", "service_reviews", QUALITY, offices.REVIEWS, offices.reviews),
    Register("资助发放.csv", "aid_payments", STUDENT_AFFAIRS, offices.AID, offices.aid),
    Register("生活服务.csv", "living_services", LOGISTICS, offices.LIVING, offices.living),
    Register("安全责任书.csv", "safety_pledges", STUDENT_AFFAIRS, offices.PLEDGES, offices.pledges),
    Register("质量意识调查.csv", "awareness_surveys", QUALITY, offices.AWARENESS, offices.awareness),
    Register("科室与教研室.csv", "sections", PERSONNEL, shaping.SECTIONS, shaping.sections),
    Register("教研室成员.csv", "section_members", PERSONNEL, shaping.MEMBERS, shaping.members),
    Register("专业设置变动.csv", "programme_settings", ACADEMIC, shaping.SETTINGS, shaping.settings),
    Register("社会服务.csv", "social_services", ACADEMIC, shaping.SERVICES, shaping.services),
    Register("毕业生评价.csv", "graduate_appraisals", CAREERS, shaping.APPRAISALS, shaping.appraisals),
    Register("专业荣誉.csv", "programme_honours", ACADEMIC, shaping.HONOURS, shaping.honours),
    Register("安全工作记录.csv", "safety_work", STUDENT_AFFAIRS, offices.SAFETY, offices.safety),
    Register("平台改进请求.csv", "platform_requests", QUALITY, running.REQUESTS, running.requests),
    Register("平台检查.csv", "platform_checks", QUALITY, running.CHECKS, running.checks),
    Register("数据中心人员.csv", "data_centre_staff", QUALITY, running.STAFF, running.staff),
    Register("数据中心经费.csv", "data_centre_funds", QUALITY, running.FUNDS, running.funds),
    Register("数据中心规程.csv", "data_centre_procedures", QUALITY, running.PROCEDURES, running.procedures),
    Register("数据分析报告.csv", "data_reports", QUALITY, running.REPORTS, running.reports),
    Register("调研记录.csv", "research_records", QUALITY, running.RESEARCH, running.research),
)
