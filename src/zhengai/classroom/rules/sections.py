"""Sections of the classroom room."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from zhengai.classroom.rules import Theme
from zhengai.framework.rules.typed import ItemCode

Words = Annotated[str, StringConstraints(min_length=1, max_length=60)]


class InstantChoiceItem(BaseModel):
    """What can be tapped, and what it is worth out of a hundred."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Words
    score: float = Field(ge=0, le=100)


class InstantQuestionItem(BaseModel):
    """One question that fits on a phone."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: ItemCode
    text: Words
    choices: tuple[InstantChoiceItem, ...] = Field(min_length=2, max_length=6)


class InstantFormItem(BaseModel):
    """即时评价表: one to three short questions that a class answers in a lesson, about learning or about teaching."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: ItemCode
    name: Words
    theme: Theme
    questions: tuple[InstantQuestionItem, ...] = Field(min_length=1, max_length=3)
    source: str = ""

    @model_validator(mode="after")
    def _asks_each_once(self) -> Self:
        if len({each.code for each in self.questions}) < len(self.questions):
            raise ValueError("两道题用了同一个 code")
        return self


SECTIONS: dict[str, type[BaseModel]] = {"instant_forms": InstantFormItem}
