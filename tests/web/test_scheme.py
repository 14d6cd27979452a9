"""管理 › 方案: packs, the running scheme, an upgrade told beforehand, and one item changed on a page."""

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings

from tests.web.school import School
from zhengai.framework.actions import set_own_item
from zhengai.framework.models import InstalledPack
from zhengai.framework.queries import section

Browse = Callable[[str], Client]
MANIFEST = (
    "code: ours\nname: 我校方案\nversion: {0}\ndescription: 试\nrequires: [foundation]\nwords: {{{1}}}\n"
)
CHAINS = "- {{code: goal, name: {0}}}\n- {{code: ours, name: 特色链}}\n"


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[Callable[..., None]]:
    """ours(version, name of the first chain, words) writes the school's own pack."""

    def write(version: str, name: str, words: str = "") -> None:
        (tmp_path / "ours" / "chains").mkdir(parents=True, exist_ok=True)
        (tmp_path / "ours" / "pack.yaml").write_text(MANIFEST.format(version, words), encoding="utf-8")
        (tmp_path / "ours" / "chains" / "a.yaml").write_text(CHAINS.format(name), encoding="utf-8")

    with override_settings(PACK_DIRS=[*settings.PACK_DIRS, tmp_path]):
        yield write


def chain(school: School) -> str:
    return next(each["name"] for each in section(school.college, "chains") if each["code"] == "goal")


def test_packs_and_sections_with_their_counts(
    school: School, signed_in: Browse, ours: Callable[..., None]
) -> None:
    ours("1.0.0", "目标链")
    page = signed_in("lin").get("/scheme/")
    packs = {each.code: each for each in page.context["packs"]}
    assert packs["ours"].word == "未安装"
    assert packs["foundation"].held
    counts = {each.code: each.number for each in page.context["sections"]}
    assert counts["systems"] == 7
    assert counts["matrix"] == 27


def test_an_upgrade_is_told_before_and_keeps_what_the_college_changed(
    school: School, signed_in: Browse, ours: Callable[..., None]
) -> None:
    lin = signed_in("lin")
    ours("1.0.0", "目标链")
    assert "还没有安装" in lin.get("/scheme/packs/ours/").content.decode()
    lin.post("/scheme/packs/ours/install/")
    assert chain(school) == "目标链"
    set_own_item(
        college=school.college, section="chains", item={"code": "goal", "name": "本校目标链"}, by="lin"
    )
    ours("1.1.0", "目标体系", "quality_office: 质量管理办公室, matrix: 五纵五横一平台")
    page = lin.get("/scheme/packs/ours/")
    (row,) = page.context["rows"]
    assert row["difference"].conflict
    assert [(key["base"], key["own"], key["new"]) for key in row["keys"]] == [
        ("目标链", "本校目标链", "目标体系")
    ]
    text = lin.post("/scheme/packs/ours/install/", follow=True).content.decode()
    assert "本校的改动都保留了" in text
    assert chain(school) == "本校目标链"
    # the pack's words stand on the pages from now on
    assert "质量管理办公室" in text
    assert "<h1>五纵五横一平台</h1>" in lin.get("/matrix/").content.decode()


def test_a_faulty_pack_says_where_and_is_not_installed(
    school: School, signed_in: Browse, ours: Callable[..., None], tmp_path: Path
) -> None:
    ours("1.0.0", "目标链", "qualty_office: 质管处")
    (tmp_path / "ours" / "chains" / "b.yaml").write_text("- {code: x, nmae: 错}\n", encoding="utf-8")
    lin = signed_in("lin")
    text = lin.get("/scheme/packs/ours/").content.decode()
    assert "没有“nmae”这个键。是不是 name？" in text
    assert "没有“qualty_office”这个用语。是不是 quality_office？" in text
    lin.post("/scheme/packs/ours/install/")
    assert not InstalledPack.objects.filter(code="ours").exists()
    assert lin.get("/scheme/packs/none/").status_code == 404


def test_one_item_is_changed_checked_and_restored(school: School, signed_in: Browse) -> None:
    lin = signed_in("lin")
    address = "/scheme/sections/chains/goal/"
    text = lin.post(f"{address}save/", {"text": "code: goal\nnaem: 目标链\n"}).content.decode()
    assert "没有“naem”这个键。是不是 name？" in text
    assert "naem: 目标链" in text
    assert "code 要保持为 goal" in lin.post(f"{address}save/", {"text": "code: other\n"}).content.decode()
    lin.post(f"{address}save/", {"text": "code: goal\nname: 目标链\n"})
    assert chain(school) == "目标链"
    cell = "code: platform-college\nsystem: platfrom\nlevel: college\n"
    groups = "groups:\n- {name: 平台, chain: 信息, elements: [平台]}\n"
    told = lin.post("/scheme/sections/matrix/platform-college/save/", {"text": cell + groups})
    assert "没有“platfrom”这个系统。是不是 platform？" in told.content.decode()
    lin.post(f"{address}restore/")
    assert chain(school) == "目标"


def test_the_running_scheme_as_a_file(school: School, signed_in: Browse) -> None:
    answer = signed_in("lin").get("/scheme/export/")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        names = archive.namelist()
    assert any(name.endswith("/pack.yaml") for name in names)
    assert any(name.endswith("/reports/templates/self-diagnosis.docx") for name in names)


def test_a_section_is_searched_and_exported(school: School, signed_in: Browse) -> None:
    page = signed_in("lin").get("/scheme/sections/chains/?q=目标")
    assert [row.code for row in page.context["listing"]] == ["goal"]
    assert (
        signed_in("lin").get("/scheme/sections/chains/?format=xlsx").headers["Content-Type"].endswith("sheet")
    )
    assert signed_in("lin").get("/scheme/sections/nothing/").status_code == 404
