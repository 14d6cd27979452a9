"""Inside an aggregate: names are fields of the dataset's rows, or of rows they refer to."""

from zhengai_engine.formulas.errors import nearest
from zhengai_engine.formulas.nodes import Call, Name, Reference, Word
from zhengai_engine.formulas.operators import Operators
from zhengai_engine.formulas.vocabulary import Vocabulary
from zhengai_engine.formulas.words import FUNCTION_NAMES
from zhengai_engine.formulas.world import Typed
from zhengai_engine.model.expression import FieldRef
from zhengai_engine.tables.dataset import Dataset, Field


class Rows(Operators):
    """The rows of one dataset. With `qualified`, a dotted name begins with the dataset (成绩.总评); without, with
    a field (总评, 学生.性别), though the dataset's own name in front is understood too."""

    def __init__(self, text: str, vocabulary: Vocabulary, dataset: Dataset, *, qualified: bool) -> None:
        super().__init__(text, vocabulary)
        self.dataset = dataset
        self.qualified = qualified

    def name(self, node: Name) -> Typed:
        path, field = self._resolve(self._without_dataset(node.words))
        return Typed(FieldRef(path), field.type.type, node, field)

    def reference(self, node: Reference) -> Typed:
        problem = f"聚合函数的括号里只能用字段，不能用指标“[{node.name}]”，请把它移到括号外面"
        raise self.error(node, problem)

    def call(self, function: str, node: Call) -> Typed:
        chinese = FUNCTION_NAMES[function][0]
        problem = f"聚合函数里不能再用“{chinese}”，请把它定义成单独的指标，再用方括号引用"
        raise self.error(node, problem)

    def _without_dataset(self, words: tuple[Word, ...]) -> tuple[Word, ...]:
        first = words[0].text
        if len(words) < 2 or first not in (self.dataset.name, self.dataset.code, *self.dataset.aliases):
            return words
        known_field = self._step(self.dataset, first) is not None
        return words if known_field and not self.qualified else words[1:]

    def _resolve(self, words: tuple[Word, ...]) -> tuple[tuple[str, ...], Field]:
        current, path = self.dataset, []
        for word in words[:-1]:
            field = self._step(current, word.text)
            if field is None:
                raise self._unknown(word, current)
            if field.references is None:
                problem = f"字段“{field.name}”不引用别的数据集，后面不能再接“.”"
                raise self.error(word, problem)
            path.append(field.code)
            current = self.vocabulary.catalogue.dataset(field.references)
        last = current.find(words[-1].text)
        if last is None:
            raise self._unknown(words[-1], current)
        if last.sealed:
            raise self.error(words[-1], f"字段“{last.name}”是敏感个人信息，加密存放，不能用在公式和条件里")
        return (*path, last.code), last

    def _step(self, dataset: Dataset, name: str) -> Field | None:
        """A field on the way to another dataset; it may also be called by that dataset's name when no other
        field leads there: 学生.性别 where the field itself is called 学号."""
        if found := dataset.find(name):
            return found
        target = self.vocabulary.catalogue.find(name)
        if target is None:
            return None
        leading = [each for each in dataset.fields if each.references == target.code]
        return leading[0] if len(leading) == 1 else None

    def _unknown(self, word: Word, dataset: Dataset) -> Exception:
        written = word.text
        for field in dataset.fields:
            if any(written in (choice.value, *choice.aliases) for choice in field.choices):
                problem = f"“{written}”是字段“{field.name}”的取值，文本要放在引号里"
                return self.error(word, problem, (f'{field.name} = "{written}"',))
        known = [name for field in dataset.fields for name in field.names]
        other = self.vocabulary.catalogue.find(written)
        if other is not None:
            problem = f"“{dataset.name}”的行不能通过“{written}”找到数据集“{other.name}”"
            return self.error(word, problem, nearest(written, known))
        return self.error(word, f"数据集“{dataset.name}”没有字段“{written}”", nearest(written, known))
