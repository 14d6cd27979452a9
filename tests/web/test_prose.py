import pytest

from zhengai.web.components.prose import prose


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("同“生师比”,但聘请校外教师", "同“生师比”，但聘请校外教师"),
        ("为50%,高于严重值4,000元", "为50%，高于严重值4,000元"),
        ("青禾职业技术学院(示例)", "青禾职业技术学院（示例）"),
        ("国资处负责人(G0017):请核对", "国资处负责人（G0017）：请核对"),
        ("8:30 a,b (x)", "8:30 a,b (x)"),
    ],
)
def test_chinese_is_printed_with_full_width_marks(typed: str, printed: str) -> None:
    assert prose(typed) == printed
