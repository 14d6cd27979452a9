"""What is wrong with a formula or a scheme, said so that a quality officer can put it right."""

from collections.abc import Iterable
from difflib import SequenceMatcher


class FormulaError(ValueError):
    """One Chinese sentence with the place. `start`/`end` are character offsets into `text`, end exclusive;
    `suggestions` are the nearest names that would be right there, best first."""

    def __init__(
        self, problem: str, text: str, start: int, end: int, suggestions: Iterable[str] = ()
    ) -> None:
        self.problem = problem
        self.text = text
        self.start = max(0, min(start, len(text)))
        self.end = max(self.start, min(end, len(text)))
        self.suggestions = tuple(suggestions)
        super().__init__(self._sentence())

    def _sentence(self) -> str:
        place = f"第 {self.start + 1} 个字" if self.start < len(self.text) else "公式末尾"
        hint = f"。是不是{'或'.join(f'“{each}”' for each in self.suggestions)}？" if self.suggestions else ""
        return f"{place}：{self.problem}{hint}"

    def pointer(self) -> str:
        """The line of the formula with a line of carets below; Chinese characters take two columns."""
        first = self.text.rfind("\n", 0, self.start) + 1
        last = self.text.find("\n", first)
        line = self.text[first : last if last >= 0 else len(self.text)]
        marked = line[self.start - first : self.end - first]
        carets = "^" * max(1, _columns(marked))
        return f"{line}\n{' ' * _columns(line[: self.start - first])}{carets}"


class SchemeError(ValueError):
    """Everything that is wrong with a whole set of definitions; one sentence a problem, each with its code."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


def nearest(name: str, known: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """The known names most like `name`, best first.

    Chinese names are short, so one shared character of two is already near; a name that contains the other
    counts as near however long it is.
    """
    wanted = name.casefold()
    scored: list[tuple[float, int, str]] = []
    for each in dict.fromkeys(known):
        other = each.casefold()
        likeness = SequenceMatcher(None, wanted, other).ratio()
        if wanted and other and (wanted in other or other in wanted):
            likeness = max(likeness, 0.6)
        if likeness >= 0.5:
            scored.append((-likeness, len(scored), each))
    return tuple(each for _, _, each in sorted(scored)[:count])


def _columns(text: str) -> int:
    return sum(2 if ord(character) > 0x2E7F or character in "“”‘’×÷≥≤≠" else 1 for character in text)
