"""Three versions side by side: a table of who changed what, and what the college's pack holds afterwards."""

from typing import Any

import pytest

from zhengai.framework.rules.comparing import Change, compare

BASE = {"code": "a", "name": "缺课率", "limit": "5%"}
Item = dict[str, Any] | None


def run(base: Item, own: Item, new: Item) -> Any:
    def held(item: Item) -> dict[str, list[dict[str, Any]]]:
        return {"points": [item]} if item else {}

    return compare(held(base), held(own), held(new))


A, C, R = Change.ADDED, Change.CHANGED, Change.REMOVED


@pytest.mark.parametrize(
    ("base", "own", "new", "version", "college", "conflict", "kept"),
    [
        # nobody changed anything; the version alone
        (BASE, None, BASE, None, None, False, None),
        (BASE, None, BASE | {"limit": "8%"}, C, None, False, None),
        (None, None, BASE, A, None, False, None),
        (BASE, None, None, R, None, False, None),
        # the college alone: kept
        (BASE, BASE | {"limit": "3%"}, BASE, None, C, False, BASE | {"limit": "3%"}),
        (None, BASE, None, None, A, False, BASE),
        # both, different keys: the college's key and the version's
        (
            BASE, BASE | {"limit": "3%"}, BASE | {"name": "旷课率"}, C, C, False,
            {"code": "a", "name": "旷课率", "limit": "3%"},
        ),
        # both, the same key: the college's stays, told as a conflict
        (BASE, BASE | {"limit": "3%"}, BASE | {"limit": "8%"}, C, C, True, BASE | {"limit": "3%"}),
        # both alike: the version took it up, the college's pack needs it no longer
        (BASE, BASE | {"limit": "3%"}, BASE | {"limit": "3%"}, C, C, False, None),
        # the college took a key away, the version changed another
        (BASE, {"code": "a", "name": "缺课率"}, BASE | {"name": "旷课率"}, C, C, False, {"code": "a", "name": "旷课率"}),
        # changed here, removed there: stays
        (BASE, BASE | {"limit": "3%"}, None, R, C, True, BASE | {"limit": "3%"}),
        # added by both, differently
        (None, BASE, BASE | {"limit": "8%"}, A, A, True, BASE),
        # a copy that says nothing else is no change of the college's
        (BASE, BASE, BASE | {"limit": "8%"}, C, None, False, None),
    ],
)  # fmt: skip
def test_who_changed_what(
    base: Item,
    own: Item,
    new: Item,
    version: Change | None,
    college: Change | None,
    conflict: bool,
    kept: Item,
) -> None:
    found = run(base, own, new)
    if version is None and college is None:
        assert found.differences == ()
    else:
        (difference,) = found.differences
        assert (difference.version, difference.college, difference.conflict) == (version, college, conflict)
    assert found.own == ({"points": [kept]} if kept else {})
    assert found.conflicts == conflict


def test_the_keys_of_a_conflict_show_all_three() -> None:
    found = run(BASE, BASE | {"limit": "3%"}, BASE | {"limit": "8%", "name": "旷课率"})
    keys = {each.key: each for each in found.differences[0].keys}
    assert (keys["limit"].base, keys["limit"].own, keys["limit"].new) == ("5%", "3%", "8%")
    assert keys["limit"].conflict
    assert (keys["name"].by_college, keys["name"].by_version, keys["name"].conflict) == (False, True, False)
