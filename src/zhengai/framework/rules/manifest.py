"""pack.yaml: what a pack says of itself."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from zhengai.framework.rules.problem import Problem, nearest

FILE = "pack.yaml"
IN_MANIFEST = ("levels", "systems")  # sections that are written there, not in folders
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Version = Annotated[str, StringConstraints(pattern=r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$")]


class Named(BaseModel):
    """A level or a system: an English code and the Chinese name people see."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Code
    name: Words
    meaning: str = ""


class Manifest(BaseModel):
    """`requires` are packs that must be installed first. `words` gives a college's own words for terms of the
    pages (key: GLOSSARY term). `levels` and `systems` are read like sections."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Code
    name: Words
    version: Version
    description: Words
    english: str = ""
    publisher: str = ""
    licence: str = ""
    requires: tuple[Code, ...] = ()
    levels: tuple[Named, ...] = ()
    systems: tuple[Named, ...] = ()
    words: dict[str, Words] = Field(default_factory=dict)


_SENTENCES = {
    "missing": "缺少必填的“{key}”",
    "string_type": "“{key}”应是文字，数字和是/否请加引号",
    "list_type": "“{key}”应是一个列表，每项前写短横线",
    "tuple_type": "“{key}”应是一个列表，每项前写短横线",
    "dict_type": "“{key}”应是“键: 值”的写法",
    "model_type": "“{key}”应是“键: 值”的写法",
    "string_too_short": "“{key}”不能为空",
    "string_too_long": "“{key}”太长",
}
_PATTERNS = {
    "version": "“version”应写成 1.0.0 的样子(三个数字，用点隔开)",
}


def read_manifest(content: object, code: str) -> tuple[Manifest | None, list[Problem]]:
    """Checks pack.yaml; `code` is the folder's name, which the pack's code must equal."""
    if not isinstance(content, dict):
        return None, [Problem(FILE, 1, "应以“code: …”“name: …”这样的键值开头")]
    try:
        manifest = Manifest.model_validate(content)
    except ValidationError as error:
        return None, [
            Problem(FILE, _line(content, e["loc"]), _sentence(e["type"], e["loc"])) for e in error.errors()
        ]
    problems = []
    if manifest.code != code:
        problems.append(Problem(FILE, 1, f"code 是 {manifest.code}，应与文件夹名 {code} 相同"))
    for section in IN_MANIFEST:
        codes = [each.code for each in getattr(manifest, section)]
        problems += [
            Problem(FILE, _line(content, (section, i)), f"{section} 里 {each} 写了两次")
            for i, each in enumerate(codes)
            if each in codes[:i]
        ]
    return manifest, problems


def _sentence(kind: str, location: tuple[int | str, ...]) -> str:
    names = [str(part) for part in location if isinstance(part, str)]
    key = ".".join(names)
    last = names[-1] if names else ""
    if kind == "extra_forbidden":
        known = [*(Named.model_fields if len(names) > 1 else Manifest.model_fields)]
        return f"没有“{key}”这个键{nearest(last, known)}"
    if kind == "string_pattern_mismatch":
        return _PATTERNS.get(last, f"“{key}”只能用小写字母开头的字母、数字、- 和 _")
    return _SENTENCES.get(kind, "“{key}”的写法不对").format(key=key)


def _line(content: object, location: tuple[int | str, ...]) -> int:
    """The line of the innermost mapping on the way to `location`."""
    line = 1
    for part in location:
        line = getattr(content, "line", line)
        try:
            content = content[part]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            break
    return getattr(content, "line", line)
