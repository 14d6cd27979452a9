"""Sections below a department, with their head and teachers, on the department's page (ORG-15)."""

from collections.abc import Callable
from pathlib import Path

from django.test import Client

from tests.web import datacentre
from tests.web.school import School
from zhengai.datacentre.actions import import_file
from zhengai.framework.actions import install

Browse = Callable[[str], Client]
ADDRESS = "/work/D01/?table=sections"
ROWS = {
    "sections": "科室编号,科室名称,科室类别,所属部门,科室负责人\nK1,护理教研室,教研室,D01,郑怡\nK2,软件教研室,教研室,D02,\n",
    "section_members": "科室编号,教师工号\nK1,T0004\nK2,T0009\n",
}


def test_a_department_shows_its_own_sections(school: School, signed_in: Browse, tmp_path: Path) -> None:
    assert "没有登记科室和教研室" in signed_in("wang").get(ADDRESS).content.decode()
    datacentre.fill(school.college, tmp_path)
    install(college=school.college, pack="registers", by="lin")
    for dataset, text in ROWS.items():
        path = tmp_path / f"{dataset}.csv"
        path.write_text(text, encoding="utf-8")
        report = import_file(college=school.college, dataset=dataset, path=path, by="he")
        assert (report.rejected, report.refused) == (0, False)
    (found,) = signed_in("wang").get(ADDRESS).context["sections"]
    assert (found.name, found.kind, found.head, found.teachers) == ("护理教研室", "教研室", "郑怡", ["王静"])
