"""Every kind of record that keeps evidence: who attaches sends a file, those who see the record get it, others do not."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.rooms.evidence.bytes import PNG
from tests.web.access import cases, diagnosis, following, improvement, organisation, regulations, schedule
from tests.web.school import School
from tests.web.test_evidence import file
from zhengai.diagnosis.models import Finding
from zhengai.evidence.models import Attachment
from zhengai.framework.actions.following import move_inspection
from zhengai.framework.models import Inspection
from zhengai.framework.rules.following import InspectionMove
from zhengai.regulations.models import RegulationChange
from zhengai.web.components.evidence import KEEPERS

Browse = Callable[[str], Client]


def _finding(school: School) -> tuple[int, str]:
    record = diagnosis.prepare(school)["record"]
    return 0, f"/diagnosis/records/{record}/"


def _change(school: School) -> tuple[int, str]:
    regulation = regulations.prepare(school)["regulation"]
    return RegulationChange.objects.get().pk, f"/regulations/{regulation}/"


def _of(
    prepare: Callable[[School], dict[str, object]], word: str, address: str
) -> Callable[[School], tuple[int, str]]:
    def made(school: School) -> tuple[int, str]:
        key = int(str(prepare(school)[word]))
        return key, address.format(key)

    return made


# kind, how it is made, who attaches, who sees, who does not
RECORDS: list[tuple[str, Callable[[School], tuple[int, str]], str, str, str]] = [
    ("meeting", _of(following.prepare, "meeting", "/organisation/meetings/{}/"), "han", "wang", "li"),
    ("follow_up", _of(following.prepare, "follow_up", "/organisation/follow-ups/{}/"), "wang", "zhou", "li"),
    ("inspection", _of(following.prepare, "inspection", "/organisation/inspections/{}/"), "zhou", "wang", "li"),
    ("activity", _of(cases.prepare, "activity", "/organisation/activities/{}/"), "zhou", "wang", "li"),
    ("schedule", _of(schedule.prepare, "item", "/schedule/{}/"), "wang", "zhou", "li"),
    ("fulfilment", _of(organisation.prepare, "fulfilment", "/organisation/bodies/top/"), "han", "wang", "li"),
    ("improvement", _of(improvement.prepare, "improvement", "/improvements/{}/"), "zheng", "wu", "wang"),
    ("regulation_change", _change, "lin", "chen", "wang"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "make", "sender", "reader", "stranger"), RECORDS, ids=[r[0] for r in RECORDS]
)
def test_files_of_a_kind_of_record(
    school: School, signed_in: Browse, kind: str, make: Any, sender: str, reader: str, stranger: str
) -> None:
    key, address = make(school)
    assert "佐证文件" in signed_in(sender).get(address).content.decode()
    assert "上传佐证文件" in signed_in(sender).get(f"/evidence/{kind}/{key}/box/").content.decode()
    page = signed_in(sender).post(f"/evidence/{kind}/{key}/attach/", {"file": file()}, follow=True)
    assert "已上传“照片.png”" in page.content.decode()
    found = Attachment.objects.get()
    assert found.title
    assert signed_in(reader).get(f"/evidence/{found.pk}/").status_code == 200
    assert "佐证文件" in signed_in(reader).get(address).content.decode()
    assert "照片.png" in signed_in(reader).get(f"/evidence/{kind}/{key}/box/").content.decode()
    assert signed_in(stranger).get(f"/evidence/{found.pk}/").status_code == 404
    assert signed_in(stranger).get("/evidence/").context["listing"].count == 0
    assert signed_in(reader).get("/evidence/").context["listing"].count == 1


def test_every_kind_is_tried() -> None:
    """A kind that joins later brings its own test."""
    assert {"task", "entry", "finding", *(each[0] for each in RECORDS)} <= set(KEEPERS)


def test_files_of_a_judgement(school: School, signed_in: Browse) -> None:
    _, address = _finding(school)
    wu = signed_in("wu")
    assert "保存结论以后" in wu.get(address).content.decode()
    point = wu.get(address).context["sections"][0].points[0].row.code
    wu.post(f"{address}point/", {"point": point, "conclusion": "fine", "opinion": "达标", "act": "save"})
    finding = Finding.objects.get(point=point)
    assert "上传佐证文件" in wu.get(address).content.decode()
    wu.post(f"/evidence/finding/{finding.pk}/attach/", {"file": file()})
    found = Attachment.objects.get()
    assert "佐证文件 1 份" in wu.get(address).content.decode()
    # of what is still being written: for those who write there
    assert signed_in("zhou").get(f"/evidence/{found.pk}/").status_code == 200
    assert signed_in("sun").get(f"/evidence/{found.pk}/").status_code == 404
    assert signed_in("qian").get(f"/evidence/{found.pk}/").status_code == 404


def test_what_was_checked_stands_still(school: School, signed_in: Browse) -> None:
    key = following.prepare(school)["inspection"]
    zhou = signed_in("zhou")
    zhou.post(f"/evidence/inspection/{key}/attach/", {"file": file()})
    inspection = Inspection.objects.get()
    move_inspection(inspection=inspection, move=InspectionMove.ANSWER, text="补齐了", by="zhou")
    move_inspection(inspection=inspection, move=InspectionMove.CLOSE, text="看过", by="lin")
    found = Attachment.objects.get()
    assert zhou.post(f"/evidence/{found.pk}/detach/", {"reason": "x"}).status_code == 403
    assert (
        zhou.post(f"/evidence/inspection/{key}/attach/", {"file": file("b.png", PNG + b"1")}).status_code
        == 403
    )
