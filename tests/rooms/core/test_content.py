"""Built once for one content, and anew for another."""

from zhengai.core.content import ContentCache


def test_the_same_content_is_built_once() -> None:
    cache: ContentCache[object] = ContentCache()
    first = cache.get(lambda: "a", object)
    assert cache.get(lambda: "a", object) is first
    assert cache.get(lambda: "b", object) is not first
    assert cache.get(lambda: "a", object) is first


def test_what_was_not_asked_for_longest_is_forgotten() -> None:
    cache: ContentCache[object] = ContentCache(size=2)
    kept = {key: cache.get(lambda: key, object) for key in "ab"}  # noqa: B023
    cache.get(lambda: "a", object)
    cache.get(lambda: "c", object)
    assert cache.get(lambda: "a", object) is kept["a"]
    assert cache.get(lambda: "b", object) is not kept["b"]


def test_content_that_changes_while_it_is_read_is_not_kept() -> None:
    cache: ContentCache[str] = ContentCache()
    fingerprints = iter(["old", "new"])
    assert cache.get(lambda: next(fingerprints), lambda: "half old, half new") == "half old, half new"
    assert cache.get(lambda: "old", lambda: "old") == "old"
    assert cache.get(lambda: "new", lambda: "new") == "new"
