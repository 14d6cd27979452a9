"""A dataset (数据集): fields, key, time, and the references through which its rows reach every level."""

from dataclasses import dataclass, field
from enum import StrEnum

from zhengai_engine.model.expression import Type
from zhengai_engine.model.period import PeriodKind


class InvalidDataset(ValueError):
    """A declaration that cannot be built; the message is a Chinese sentence naming dataset and field."""


class FieldType(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"

    @property
    def type(self) -> Type:
        """The type a formula sees: whole numbers and decimals are both numbers."""
        return Type.NUMBER if self in (FieldType.INTEGER, FieldType.NUMBER) else Type(self.value)


class Privacy(StrEnum):
    """Personal-data class of a field (个人信息保护法 §28 for SENSITIVE); see also Field.sealed."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


@dataclass(frozen=True)
class Field:
    """`aliases` are further column headers and formula names; `codes` the allowed values with the words that
    also mean them (`(("absent", ("缺勤", "旷课")),…)` — the first word is the one shown and stored)."""

    code: str
    name: str
    type: FieldType
    unit: str = ""
    required: bool = False
    aliases: tuple[str, ...] = ()
    choices: tuple["Choice", ...] = ()
    references: str | None = None  # code of the dataset whose key this value is
    minimum: float | None = None
    maximum: float | None = None
    privacy: Privacy = Privacy.INTERNAL
    default: str | int | float | bool | None = None  # for a new row without the column or with an empty cell
    code_table: str = ""  # the table of an information standard whose codes are read too
    meaning: str = ""

    @property
    def sealed(self) -> bool:
        """Sensitive text of one's own (身份证号, 手机号, 银行卡号) is stored encrypted and never computed with. Sensitive
        amounts and kinds (月薪, 帮扶类别) are what indicators are made of: they stay readable for the engine."""
        return (
            self.privacy is Privacy.SENSITIVE
            and self.type is FieldType.TEXT
            and not self.choices
            and self.references is None
        )

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, self.code, *self.aliases)


@dataclass(frozen=True)
class Choice:
    """A code-list entry: stored as `value` (Chinese, as people write it); `aliases` are read as the same."""

    value: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class TimeRule:
    """To which period a row belongs. `kind` is the grain, `fields` the field codes that hold it:
    day (date) · week (semester code, week number) · semester (code) · month (code) · academic_year (code) ·
    calendar_year (number or code). A dataset without a time rule is a present state: it counts in every period.
    A period looks only at what it needs: a row whose week number is lost still counts in its semester."""

    kind: PeriodKind
    fields: tuple[str, ...]

    def __post_init__(self) -> None:
        wanted = 2 if self.kind is PeriodKind.WEEK else 1
        if len(self.fields) != wanted:
            raise InvalidDataset(
                f"以{self.kind.chinese}为粒度的时间规则需要 {wanted} 个字段，给出了 {len(self.fields)} 个"
            )


@dataclass(frozen=True)
class Register:
    """A dataset that its owner keeps row by row, as a page (台账). `theme` groups it with others; `number` is the key
    field that counts on from row to row; a `reviewed` one takes a person's row in when a second person agrees."""

    theme: str
    number: str = ""
    reviewed: bool = False


@dataclass(frozen=True)
class Dataset:
    """`level` is set when the rows *are* the subjects of a level (students are the student level's members).
    `paths` overrides how rows reach a level where the shortest chain of references is not what is meant."""

    code: str
    name: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    time: TimeRule | None = None
    level: str | None = None
    label: str | None = None  # field shown as the subject's name
    responsible: str | None = None  # field with the number of the person who answers for the subject
    paths: tuple[tuple[str, tuple[str, ...]], ...] = ()
    owner: str = ""
    senders: tuple[
        str, ...
    ] = ()  # roles that may send rows of what they reach, beside those that may send all
    frequency: PeriodKind | None = None  # how often new rows are due
    national_table: str = ""
    aliases: tuple[str, ...] = ()
    meaning: str = ""
    register: Register | None = None
    _by_code: dict[str, Field] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for each in self.fields:
            if each.code in self._by_code:
                raise InvalidDataset(f"数据集 {self.code}({self.name})有两个字段都叫 {each.code}")
            self._by_code[each.code] = each
        named = [code for code in (self.label, self.responsible) if code]
        used = (*self.key, *(self.time.fields if self.time else ()), *named)
        for code in used:
            if code not in self._by_code:
                raise InvalidDataset(
                    f"数据集 {self.code}({self.name})的主键、时间、名称或责任人用到了没有的字段 {code}"
                )
        if not self.key:
            raise InvalidDataset(f"数据集 {self.code}({self.name})没有主键")
        for each in self.fields:
            if each.default is not None and (
                each.references or self.key == (each.code,) or (self.time and each.code in self.time.fields)
            ):
                raise InvalidDataset(
                    f"数据集 {self.code}({self.name})的字段 {each.code} 是引用、时间或唯一的主键，不能有默认值"
                )
        self._check_sealed(named)
        if self.level and len(self.key) != 1:
            raise InvalidDataset(f"数据集 {self.code}({self.name})是层面的成员表，主键只能有一个字段")
        if self.register:
            self._check_register(self.register)

    def _check_sealed(self, named: list[str]) -> None:
        """What is stored encrypted can be no name, no period and no subject: those are compared and shown."""
        used = {*named, *(self.time.fields if self.time else ()), *(self.key if self.level else ())}
        for code in sorted(used):
            if self.field(code).sealed:
                raise InvalidDataset(
                    f"数据集 {self.code}({self.name})的字段 {code} 是敏感个人信息，加密存放，"
                    "不能作时间、名称、责任人或成员表的主键"
                )

    def _check_register(self, register: Register) -> None:
        """Rows of a register are listed and named by their key."""
        where = f"数据集 {self.code}({self.name})"
        secret = [
            code
            for code in self.key
            if self.field(code).privacy is Privacy.SENSITIVE and not self.field(code).sealed
        ]
        if secret:
            names = "、".join(self.field(code).name for code in secret)
            raise InvalidDataset(f"{where}的主键{names}是敏感个人信息，不能作逐行列出的台账 row_by_row")
        if register.number and (
            register.number not in self.key
            or self.field(register.number).type is not FieldType.TEXT
            or self.field(register.number).sealed
        ):
            raise InvalidDataset(f"{where}的台账 row_by_row 的编号 number 应是主键里的一个文字字段")

    def field(self, code: str) -> Field:
        return self._by_code[code]

    def has(self, code: str) -> bool:
        return code in self._by_code

    def find(self, name: str) -> Field | None:
        """The field a formula or a column header calls `name`."""
        return next((each for each in self.fields if name in each.names), None)
