"""The set-up of the sample college, through the doors a real college uses."""

from collections.abc import Collection
from pathlib import Path

import pytest
from django.db.models import Count

from zhengai.accounts.models import Grant, User
from zhengai.alerts.queries import open_alerts
from zhengai.college.actions import create_college
from zhengai.college.models import College
from zhengai.cycles.models import Exemption, Proof
from zhengai.datacentre.models import Batch
from zhengai.datacentre.queries import data_versions
from zhengai.diagnosis.models import Finding, Record, Round
from zhengai.evidence.models import Attachment
from zhengai.framework.actions import install
from zhengai.framework.models import Activity, Suggestion
from zhengai.goals.models import AnnualTarget, Goal, Plan, PlanGoal, SystemTask, Task, TaskBeat, TaskMonth
from zhengai.goals.queries import check
from zhengai.improvement.models import Improvement, ImprovementEvent
from zhengai.indicators.queries import newest_run
from zhengai.notices.models import Notice
from zhengai.reports.models import Report
from zhengai.sample import actions
from zhengai.sample.accounts import accounts
from zhengai.sample.generator import SampleFile, SampleFiles, generate
from zhengai.sample.history.planning import PLANTED
from zhengai.sample.identity import AS_OF
from zhengai.sample.queries import size_set_up
from zhengai.sample.truths import Expected, truths

pytestmark = pytest.mark.django_db


LIVED = (
    Goal,
    Plan,
    PlanGoal,
    AnnualTarget,
    Task,
    TaskMonth,
    TaskBeat,
    SystemTask,
    Round,
    Record,
    Finding,
    Improvement,
    ImprovementEvent,
    Exemption,
    Report,
    Proof,
    Notice,
    Suggestion,
    Activity,
    Attachment,
    User,
)


def counted() -> dict[str, int]:
    """What people did, and what it told: nothing of it happens twice."""
    return {model.__name__: model.objects.count() for model in LIVED}


@pytest.mark.slow
def test_an_interrupted_set_up_is_run_again_to_its_end(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    written: list[SampleFiles] = []

    def noted(size: str, folder: Path, datasets: Collection[str]) -> SampleFiles:
        written.append(generate(size, folder, datasets))
        return written[-1]

    with monkeypatch.context() as broken:
        broken.setattr(actions, "generate", noted)
        broken.setattr(actions, "evaluate", lambda **_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            actions.set_up(size="small", folder=home / "sample", say=said.append)
    (sample,) = written
    assert size_set_up() is None
    versions = data_versions(College.objects.get())

    college = actions.set_up(size="small", folder=home / "sample", say=said.append)

    assert size_set_up() == "small"
    assert data_versions(college) == versions
    assert set(versions) == {file.dataset for file in sample.files}
    assert said.count("正在判断预警……") == 1
    committed = Batch.objects.filter(state="committed").exclude(source__startswith="source:")
    assert committed.count() == len(sample.files)
    run = newest_run(college)
    assert run is not None
    assert College.objects.get().as_of == AS_OF
    expected = [each for each in truths(sample.world) if each.expected is not Expected.NOTHING]
    assert open_alerts(college).count() == len(expected)
    listed = accounts(sample.world)
    holders = dict(Grant.objects.values_list("user__username").annotate(Count("id")))
    assert holders.items() >= {each.username: 1 for each in listed if each.role}.items()
    assert set(holders.values()) == {1}
    assert list(User.objects.filter(grants=None).values_list("username", flat=True)) == ["xu"]

    # the chain check finds the gaps that were planted and no other
    assert [(each.gap, each.title, each.level) for each in check(college, 2026)] == list(PLANTED)

    before = counted()
    again = actions.set_up(size="small", folder=home / "sample", say=said.append)
    assert again.as_of == AS_OF
    assert counted() == before


def test_a_file_that_is_not_taken_stops_the_set_up_by_name(home: Path, tmp_path: Path) -> None:
    college = create_college(code="S1", name="青禾(示例)", category="综合", by="he")
    install(college=college, pack="foundation", by="he")
    path = tmp_path / "部门一览表.csv"
    path.write_text("部门编号,部门名称,部门类别\nD1,信息工程学院,不是类别\n", encoding="utf-8")
    file = SampleFile(path=path, dataset="departments", source="office", rows=1)
    with pytest.raises(actions.ImportRefused, match=r"示例文件 部门一览表\.csv 没有被接受：.*超过一半"):
        actions._import_one(college, file)
