"""A student sees what is hers, and of everybody else nothing: no page, no search, no file."""

import json
import re
from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.served import Served
from tests.browser.steps import overflow
from tests.web.test_access import PAGES

pytestmark = pytest.mark.browser

# open to her, with what is hers in them
HERS = {
    "home", "sign-in", "components", "tour", "tour-file", "my-account", "search", "notices", "alerts", "goals",
    "improvements", "reports", "report-verify", "report-new", "diagnosis", "indicators", "indicator", "subjects",
    "exemptions", "workflows", "workflow", "plans", "plan-new", "tasks", "table", "policies", "measures", "measure", "entries",
    "regulations", "regulation", "charter", "dependences", "task-book", "evidence", "suggestions", "suggestion-new",
    "publications", "lesson-code", "lesson-answer",
}  # fmt: skip
# what leads to somebody or something else
OTHERS = {
    "alert": ["/alerts/{alert}/"],
    "goal": ["/goals/{goal}/"],
    "goal-new": ["/goals/new/"],
    "teaching": ["/teaching/"],
    "teaching-files": ["/teaching/course/{course}/"],
    "teaching-import": ["/teaching/import/"],
    "training-schemes": ["/training/"],
    "lessons": ["/lessons/"],
    "lesson": ["/lessons/1/"],
    "training-scheme": ["/training/1/"],
    "training-courses": ["/training/1/courses/"],
    "improvement": ["/improvements/{improvement}/"],
    "improvement-new": ["/improvements/new/?subject=student:{mate}"],
    "improvement-plan": ["/improvements/{improvement}/plan/"],
    "dependence": ["/dependences/{dependence}/"],
    "dependence-new": ["/dependences/new/?source=improvement:{improvement}"],
    "suggestion": ["/suggestions/{suggestion}/"],
    "participation": ["/participation/"],
    "engine": ["/engine/"],
    "mechanisms": ["/mechanisms/"],
    "mechanism": ["/mechanisms/safety/"],
    "engine-use": ["/engine/use/?result=alert:1"],
    "engine-import": ["/engine/import/"],
    "result-use": ["/engine/1/"],
    "evidence-file": ["/evidence/{file}/"],
    "evidence-box": ["/evidence/task/{task}/box/"],
    "evidence-record": ["/evidence/task/{task}/"],
    "exemption": ["/exemptions/{exemption}/"],
    "standards": ["/standards/"],
    "standard": ["/standards/course_absence/"],
    "round": ["/diagnosis/rounds/{round}/"],
    "record": ["/diagnosis/records/{record}/"],
    "report": ["/reports/{report}/"],
    "publication": ["/publications/1/"],
    "publication-new": ["/publications/new/"],
    "report-word": ["/reports/{report}/word/"],
    "report-recompute": ["/reports/{report}/recompute/"],
    "report-batch-zip": ["/reports/batch/1/"],
    "cockpit": ["/cockpit/"],
    "cockpit-states": ["/cockpit/states/?level=student"],
    "cockpit-subjects": ["/cockpit/subjects/?level=student&which=started"],
    "cockpit-goals": ["/cockpit/goals/?level=student"],
    "wall": ["/cockpit/wall/"],
    "matrix": ["/matrix/"],
    "centres": ["/centres/"],
    "centre": ["/centres/student/"],
    "architecture": ["/centres/architecture/"],
    "modules": ["/modules/"],
    "usage": ["/usage/"],
    "module": ["/modules/student/"],
    "matrix-cell": ["/matrix/student/supervision/"],
    "data": ["/data/"],
    "survey-import": ["/data/surveys/"],
    "dataset": ["/data/attendance/"],
    "dataset-template": ["/data/attendance/template/"],
    "batch": ["/data/batches/{batch}/"],
    "batch-rejected": ["/data/batches/{batch}/rejected/"],
    "registers": ["/registers/"],
    "register-changes": ["/registers/changes/"],
    "register-change": ["/registers/bases/changes/1/"],
    "register": ["/registers/bases/"],
    "register-row": ["/registers/bases/row/?key=JD001"],
    "register-tables": ["/registers/bases/tables/"],
    "register-table": ["/registers/bases/tables/1/"],
    "register-new": ["/registers/bases/new/"],
    "register-correct": ["/registers/bases/correct/?key=JD001"],
    "register-withdraw": ["/registers/bases/withdraw/?key=JD001"],
    "sources": ["/data/sources/"],
    "checklists": ["/data/checklists/"],
    "operation": ["/data/operation/"],
    "source-calendar": ["/data/sources/calendar/"],
    "source": ["/data/sources/{source}/"],
    "source-new": ["/data/sources/new/"],
    "source-edit": ["/data/sources/{source}/edit/"],
    "source-feed": ["/data/sources/{source}/feed/?dataset=attendance"],
    "quality": ["/quality/"],
    "quality-trend": ["/quality/trend/"],
    "coverage": ["/quality/coverage/"],
    "data-dictionary": ["/quality/dictionary/"],
    "code-tables": ["/codes/"],
    "code-words": ["/codes/words/"],
    "code-word": ["/codes/words/1/"],
    "code-table": ["/codes/GBT-2261.1/"],
    "submissions": ["/submissions/"],
    "submission-settings": ["/submissions/settings/"],
    "returns": ["/submissions/returns/benchmarks/"],
    "returns-import": ["/submissions/returns/reports/import/"],
    "national-table": ["/submissions/tables/GZ-6.1/"],
    "submission": ["/submissions/records/1/"],
    "submission-file": ["/submissions/records/1/file/"],
    "lineage": ["/lineage/"],
    "lineage-of": ["/lineage/dataset/attendance/"],
    "suspects": ["/quality/suspects/"],
    "suspects-of": ["/quality/owners/学工处/"],
    "suspect": ["/quality/suspects/{suspect}/"],
    "quality-rule": ["/quality/rules/students.age/"],
    "data-import": ["/data/import/"],
    "data-import-upload": ["/data/import/somebody/"],
    "job": ["/jobs/1/"],
    "audit": ["/audit/"],
    "accounts": ["/accounts/"],
    "account": ["/accounts/1/"],
    "post-roles": ["/accounts/posts/"],
    "account-new": ["/accounts/new/"],
    "accounts-open": ["/accounts/open/"],
    "handout": ["/accounts/handouts/1/"],
    "proposals": ["/indicators/proposals/"],
    "proposal": ["/indicators/proposals/{proposal}/"],
    "indicator-new": ["/indicators/new/"],
    "indicator-edit": ["/indicators/absence_rate/edit/"],
    "indicator-value": ["/indicators/absence_rate/value/?subject={whom}"],
    "profile": ["/levels/{of}/"],
    "profile-loop": ["/levels/{of}/loop/"],
    "profile-holdings": ["/levels/{of}/holdings/"],
    "profile-run": ["/levels/{of}/runs/absence_rate/?kind=week"],
    "spiral": ["/levels/{of}/spiral/"],
    "subject-standards": ["/levels/{of}/standards/"],
    "abilities": ["/levels/programme/P0202/abilities/"],
    "goal-chain": ["/chain/"],
    "execution": ["/chain/execution/"],
    "plan": ["/plans/{plan}/"],
    "plan-write": ["/plans/{plan}/write/"],
    "plan-capacity": ["/plans/{plan}/capacity/"],
    "plan-breakdown": ["/plans/{plan}/breakdown/"],
    "plan-swot": ["/plans/{plan}/swot/"],
    "plan-goal": ["/plans/goals/{plan_goal}/"],
    "plan-goal-new": ["/plans/{plan}/goals/new/"],
    "task": ["/tasks/{task}/"],
    "task-change": ["/tasks/{task}/change/"],
    "task-new": ["/tasks/new/"],
    "tasks-leftover": ["/tasks/leftover/"],
    "system-task": ["/tasks/system/"],
    "table-import": ["/tasks/tables/table-6/import/"],
    "library": ["/library/"],
    "library-new": ["/library/new/"],
    "library-standard": ["/library/{library}/"],
    "library-propose": ["/library/{library}/propose/"],
    "entry": ["/measures/M-4/entry/?subject=college:SAMPLE0001&period=2026-2027"],
    "controls": ["/controls/"],
    "campaign": ["/regulations/campaigns/{campaign}/"],
    "campaign-new": ["/regulations/campaigns/new/"],
    "regulation-new": ["/regulations/new/"],
    "workflow-run": ["/workflows/runs/{run}/"],
    "bodies": ["/organisation/"],
    "body": ["/organisation/bodies/{body}/"],
    "body-new": ["/organisation/new/"],
    "body-edit": ["/organisation/bodies/{body}/edit/"],
    "charge": ["/organisation/charge/"],
    "meetings": ["/organisation/meetings/"],
    "meeting": ["/organisation/meetings/{meeting}/"],
    "meeting-new": ["/organisation/bodies/{body}/meetings/new/"],
    "meeting-edit": ["/organisation/meetings/{meeting}/edit/"],
    "follow-ups": ["/organisation/follow-ups/"],
    "follow-up": ["/organisation/follow-ups/{follow_up}/"],
    "inspections": ["/organisation/inspections/"],
    "inspection": ["/organisation/inspections/{inspection}/"],
    "inspection-new": ["/organisation/inspections/new/"],
    "staff": ["/organisation/staff/"],
    "staff-edit": ["/organisation/staff/{staff}/"],
    "staff-new": ["/organisation/staff/new/"],
    "activities": ["/organisation/activities/"],
    "activity": ["/organisation/activities/{activity}/"],
    "culture": ["/culture/"],
    "awareness": ["/culture/awareness/"],
    "activity-new": ["/organisation/activities/new/"],
    "placements": ["/organisation/placements/"],
    "placement": ["/organisation/placements/D11/"],
    "organisation-form": ["/organisation/forms/schedule/"],
    "work-package": ["/organisation/package/generation/"],
    "schedule": ["/schedule/"],
    "schedule-item": ["/schedule/{item}/"],
    "work": ["/work/"],
    "post-campaigns": ["/work/campaigns/all/"],
    "post-campaign": ["/work/campaigns/1/"],
    "work-department": ["/work/{worked}/"],
    "duty-new": ["/work/{worked}/duties/new/"],
    "duty-edit": ["/work/{worked}/duties/{duty}/"],
    "work-new": ["/work/{worked}/duties/{duty}/work/"],
    "work-edit": ["/work/{worked}/works/{work}/"],
    "scheme": ["/scheme/"],
    "scheme-export": ["/scheme/export/"],
    "scheme-section": ["/scheme/sections/chains/"],
    "scheme-item": ["/scheme/sections/chains/goal/"],
    "pack": ["/scheme/packs/foundation/"],
    "intake": ["/intake/"],
    "intake-draft": ["/intake/1/"],
    "intake-install": ["/intake/1/install/"],
}
_WORKBOOKS = [
    "/alerts/?state=all&format=xlsx",
    "/goals/?state=all&format=xlsx",
    "/improvements/?view=table&format=xlsx",
    "/indicators/absence_rate/?level=student&format=xlsx",
    "/levels/student/?format=xlsx",
]
_FIND = """
import json
import django
django.setup()
from zhengai.accounts.models import User
from zhengai.alerts.models import Alert
from zhengai.college.models import Subject
from zhengai.cycles.models import Exemption
from zhengai.datacentre.models import Batch
from zhengai.diagnosis.models import Record, Round
from zhengai.evidence.models import Attachment
from zhengai.framework.models import (
    Activity, BodyMember, DepartmentDuty, FollowUp, Inspection, Meeting, QualityStaff, ScheduleItem, Suggestion, Work
)
from zhengai.goals.models import Goal, PlanGoal, Task
from zhengai.indicators.models import Proposal
from zhengai.quality.models import Suspect
from zhengai.regulations.models import Campaign, WorkflowRun
from zhengai.sources.models import Source
from zhengai.standards.models import Standard
from zhengai.improvement.models import Dependence, Improvement
from zhengai.reports.models import Report
li = User.objects.get(username="li").person_number
mate = Subject.objects.filter(level="student", code__startswith=li[:-2]).exclude(code=li).first()
record = Record.objects.get(round__level="student", subject=mate)
goal = PlanGoal.objects.filter(plan__subject__level="student").exclude(plan__subject__code=li).first()
work = Work.objects.select_related("duty__department").first()
def first(model):  # a sample without one is refused all the same
    return model.objects.values_list("pk", flat=True).first() or 1
print(json.dumps({
    "activity": first(Activity), "file": first(Attachment), "source": first(Source),
    "suspect": first(Suspect), "suggestion": first(Suggestion),
    "proposal": first(Proposal),
    "plan": goal.plan_id, "plan_goal": goal.pk, "task": Task.objects.first().pk,
    "library": Standard.objects.first().pk, "campaign": Campaign.objects.first().pk,
    "run": WorkflowRun.objects.first().pk, "body": BodyMember.objects.first().body,
    "meeting": Meeting.objects.first().pk, "follow_up": FollowUp.objects.first().pk,
    "inspection": Inspection.objects.first().pk, "staff": QualityStaff.objects.first().pk,
    "item": ScheduleItem.objects.first().pk, "worked": work.duty.department.code, "duty": work.duty.pk, "work": work.pk,
    "li": li, "mate": mate.code, "name": mate.name, "class": li[:-2], "alert": Alert.objects.first().pk,
    "goal": Goal.objects.first().pk, "improvement": Improvement.objects.first().pk, "dependence": Dependence.objects.first().pk,
    "exemption": Exemption.objects.first().pk, "round": Round.objects.get(level="programme").pk, "record": record.pk,
    "report": Report.objects.first().code, "batch": Batch.objects.first().code,
    "teacher": Subject.objects.filter(level="teacher").first().code,
    "course": Subject.objects.filter(level="course").first().code,
}))
"""


@pytest.fixture
def known(looked_at: Served) -> dict[str, str]:
    done = looked_at.program.python("-c", _FIND)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_every_page_is_either_hers_or_refused() -> None:
    assert HERS | OTHERS.keys() == PAGES.keys()


def test_she_sees_her_own(looked_at: Served, known: dict[str, str]) -> None:
    page = looked_at.page("li", 360)
    page.click(f"main a[href='/levels/student/{known['li']}/']")
    expect(page.locator("h1")).to_contain_text("李晓")
    assert overflow(page) == 0
    page.goto("/diagnosis/")
    expect(page.locator("a.dx-row")).to_have_count(1)
    page.click("a.dx-row")
    expect(page.locator("article.dx-point").first).to_be_attached()
    page.click("nav[aria-label='位置'] a[href*='/rounds/']")
    expect(page.locator("#list tbody tr")).to_have_count(1)
    expect(page.locator("main")).not_to_contain_text(known["name"])
    assert overflow(page) == 0


def test_nothing_of_others_opens(looked_at: Served, known: dict[str, str]) -> None:
    page = looked_at.page("li")
    whose = [("student", known["mate"]), ("class", known["class"]), ("teacher", known["teacher"])]
    whose += [
        ("course", known["course"]),
        ("programme", "P0202"),
        ("department", "D02"),
        ("college", "SAMPLE0001"),
    ]
    wrong = []
    for address in [each for listed in OTHERS.values() for each in listed]:
        for level, code in whose if "{of}" in address or "{whom}" in address else whose[:1]:
            asked = address.format(**known, of=f"{level}/{code}", whom=f"{level}:{code}")
            answer = page.request.get(asked)
            said = re.sub(r"<[^>]+>|\s", "", answer.text().partition("<main")[2])
            if answer.status not in (403, 404) or "。" not in said or known["name"] in said:
                wrong.append((asked, answer.status, said[:80]))
    assert wrong == []


def test_search_finds_nobody_else(looked_at: Served, known: dict[str, str]) -> None:
    page = looked_at.page("li")
    for text in (known["name"], known["mate"], known["class"], "王静"):
        page.goto(f"/search/?q={text}")
        found = {link.get_attribute("href") for link in page.locator("main a[href*='/levels/']").all()}
        assert found <= {f"/levels/student/{known['li']}/"}, text


def test_her_files_hold_only_her(looked_at: Served, known: dict[str, str]) -> None:
    page = looked_at.page("li")
    for address in _WORKBOOKS:
        cells = _cells(page, address)
        codes = {code for cell in cells for code in re.findall(r"\b20\d{10}\b|\bT0\d{3}\b", cell)}
        assert codes <= {known["li"]}, (address, codes)
        assert not [cell for cell in cells if known["name"] in cell], address


def _cells(page: Page, address: str) -> list[str]:
    answer = page.request.get(address)
    assert answer.status == 200, address
    assert "spreadsheet" in answer.headers["content-type"], address
    rows = load_workbook(BytesIO(answer.body())).active.values
    return [str(cell) for row in rows for cell in row if cell is not None]
