"""What a formula speaks of and no dataset holds: the tables and fields that somebody has to begin to collect (INF-24).

A formula that names what does not exist yet cannot be typed. Its words still say much: what is summed is a number, what
is compared with a text is a text, and may hold that one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from zhengai_engine.formulas import nodes
from zhengai_engine.formulas.aggregates import NAMES
from zhengai_engine.formulas.syntax import read_syntax
from zhengai_engine.formulas.vocabulary import Vocabulary
from zhengai_engine.formulas.words import FUNCTIONS
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Dataset, Field, FieldType

_WHOLE = frozenset({"count", "share", "exists"})  # they count rows: the first argument is the dataset alone
_OF_ANY_TYPE = frozenset({"count_distinct", "latest", "max", "min"})


@dataclass(frozen=True)
class WantedField:
    """`type` null: the formula does not say. `choices` are the texts it is compared with, `references` the code of the
    dataset that the formula goes on to from here, "" for none."""

    name: str
    type: FieldType | None = None
    choices: tuple[str, ...] = ()
    references: str = ""


@dataclass(frozen=True)
class WantedTable:
    """`dataset` is the code of the dataset that lacks the fields; "" where the formula's name is that of none."""

    name: str
    dataset: str
    fields: tuple[WantedField, ...]


def wanted(text: str, vocabulary: Vocabulary) -> list[WantedTable]:
    """In the order in which the formula names them; empty where nothing is missing. Raises FormulaError for what is no
    formula at all."""
    gatherer = _Gatherer(vocabulary.catalogue)
    gatherer.outside(read_syntax(text, vocabulary))
    return [each for each in gatherer.tables() if each.fields or not each.dataset]


class _Gatherer:
    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._found: dict[str, dict[str, WantedField]] = {}

    def tables(self) -> Iterator[WantedTable]:
        for name, fields in self._found.items():
            known = self._catalogue.find(name)
            yield WantedTable(name, known.code if known else "", tuple(fields.values()))

    def outside(self, node: nodes.Syntax) -> None:
        if isinstance(node, nodes.Call) and FUNCTIONS.get(node.function.text.casefold()) in NAMES:
            self._aggregate(FUNCTIONS[node.function.text.casefold()], node)
            return
        for part in nodes.parts(node):
            self.outside(part)

    def _aggregate(self, function: str, node: nodes.Call) -> None:
        arguments = list(node.arguments)
        if function == "quantile" and len(arguments) > 1:
            arguments.pop(1)
        if not arguments:
            return
        operand, *conditions = arguments
        table = self._counted(operand) if function in _WHOLE else self._of_operand(operand)
        if not table:
            return
        self._found.setdefault(table, {})
        rows = _Rows(self, table, self._catalogue.find(table))
        if function not in _WHOLE:
            rows.read(operand, None if function in _OF_ANY_TYPE else FieldType.NUMBER)
        for each in conditions:
            rows.read(each, FieldType.BOOLEAN)

    def _counted(self, node: nodes.Syntax) -> str:
        return self._called(node.words[0].text) if isinstance(node, nodes.Name) else ""

    def _of_operand(self, node: nodes.Syntax) -> str:
        """The dataset in front of a dotted name, one that exists before one that does not."""
        dotted = [each.words[0].text for each in _names(node) if len(each.words) > 1]
        known = [each for each in dotted if self._catalogue.find(each)]
        return self._called((known or dotted)[0]) if dotted else ""

    def _called(self, name: str) -> str:
        known = self._catalogue.find(name)
        return known.name if known else name

    def field(
        self, table: str, words: Sequence[nodes.Word], type_: FieldType | None, texts: Sequence[str]
    ) -> None:
        """Follows a dotted name from the table's rows and notes the first step that is not there."""
        place = self._catalogue.find(table)
        while words:
            step = _step(self._catalogue, place, words[0].text) if place else None
            if step is None:
                if place is None or not _is_a_value(place, words[0].text):  # a text without its quotes
                    self._note(place.name if place else table, words, type_, texts)
                return
            place = self._catalogue.datasets.get(step.references or "")
            if place is None:
                return
            words = words[1:]

    def _note(
        self, table: str, words: Sequence[nodes.Word], type_: FieldType | None, texts: Sequence[str]
    ) -> None:
        first, *further = words
        target = self._catalogue.find(first.text) if further else None
        held = self._found.setdefault(table, {})
        before = held.get(first.text, WantedField(first.text))
        found = FieldType.TEXT if further else type_
        held[first.text] = replace(
            before,
            type=before.type or found,
            choices=tuple(dict.fromkeys((*before.choices, *([] if further else texts)))),
            references=before.references or (target.code if target else ""),
        )
        if target is not None:
            self.field(target.name, further, type_, texts)


class _Rows:
    """Inside an aggregate over one table."""

    def __init__(self, gatherer: _Gatherer, table: str, known: Dataset | None) -> None:
        self._gatherer, self._table = gatherer, table
        self._names = {table, *((known.name, known.code, *known.aliases) if known else ())}

    def read(self, node: nodes.Syntax, expected: FieldType | None, texts: Sequence[str] = ()) -> None:
        """`expected`: what the place asks for, null where it takes anything; `texts`: what it is compared with."""
        match node:
            case nodes.Name(words=words):
                own = len(words) > 1 and words[0].text in self._names
                self._gatherer.field(self._table, words[1:] if own else words, expected, texts)
            case nodes.Compared(operands=operands):
                self._alike(operands)
            case nodes.Membership(operand=operand, choices=choices):
                self._alike((operand, *choices))
            case nodes.Junction() | nodes.Negation():
                self._all(nodes.parts(node), FieldType.BOOLEAN)
            case nodes.NullTest(operand=operand):
                self.read(operand, None)
            case nodes.Operation() | nodes.Minus():
                self._all(nodes.parts(node), FieldType.NUMBER)
            case nodes.Call(arguments=arguments):
                self._call(node, arguments, expected)
            case _:
                return

    def _all(self, parts: Sequence[nodes.Syntax], expected: FieldType | None) -> None:
        for each in parts:
            self.read(each, expected)

    def _alike(self, operands: Sequence[nodes.Syntax]) -> None:
        """What is compared is of one type: a literal says which."""
        types = [each for each in map(_literal_type, operands) if each is not None]
        texts = [each.value.strip() for each in operands if isinstance(each, nodes.Text)]
        for each in operands:
            self.read(each, types[0] if types else None, texts)

    def _call(self, node: nodes.Call, arguments: Sequence[nodes.Syntax], expected: FieldType | None) -> None:
        function = FUNCTIONS.get(node.function.text.casefold())
        if function == "if" and arguments:
            self.read(arguments[0], FieldType.BOOLEAN)
            self._all(arguments[1:], expected)
        elif function in ("round", "clip"):
            self._all(arguments[:1], FieldType.NUMBER)


def _literal_type(node: nodes.Syntax) -> FieldType | None:
    match node:
        case nodes.Text():
            return FieldType.TEXT
        case nodes.Number() | nodes.Minus() | nodes.Operation():
            return FieldType.NUMBER
        case nodes.Truth():
            return FieldType.BOOLEAN
        case nodes.Call(function=function) if FUNCTIONS.get(function.text.casefold()) == "date":
            return FieldType.DATE
        case _:
            return None


def _names(node: nodes.Syntax) -> Iterator[nodes.Name]:
    if isinstance(node, nodes.Name):
        yield node
    for part in nodes.parts(node):
        yield from _names(part)


def _step(catalogue: Catalogue, dataset: Dataset, name: str) -> Field | None:
    """As the formula language takes it: a field, or the dataset that one single field refers to."""
    if found := dataset.find(name):
        return found
    target = catalogue.find(name)
    leading = [each for each in dataset.fields if target and each.references == target.code]
    return leading[0] if len(leading) == 1 else None


def _is_a_value(dataset: Dataset, word: str) -> bool:
    return any(word in (each.value, *each.aliases) for field in dataset.fields for each in field.choices)
