"""A finding: one named mistake, or one piece of advice."""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_serializer

from stillroom.results.catalogue import known_code
from stillroom.results.lines import Code, Line


class SourceLine(BaseModel):
    """A line of a learner's file, with its number."""

    model_config = ConfigDict(frozen=True)

    number: int
    text: Code


class Finding(BaseModel):
    """One named mistake, or one piece of advice: what is wrong, where, what to do next."""

    model_config = ConfigDict(frozen=True)

    code: Annotated[str, AfterValidator(known_code)]
    headline: Line = Field(alias="message")
    """What is wrong, in a sentence. Where the record is written, its member ``message`` is the whole."""
    hint: Line
    file: Line | None = None
    line: int | None = None
    advice: bool = False
    """Advice costs no points and may stand in a passed result."""
    excerpt: tuple[SourceLine, ...] = ()
    """The lines of the file around the one that is named, where it was graded."""
    excused: bool = False
    """Whether somebody has excused it: it costs nothing any more."""
    statement: Line = Field(default="", exclude=True)
    """The SQL that went wrong, where there is one."""

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy with other members; raises TypeError for one that no finding has.

        Such as ``message``, which is made of others: it would be lost without a word.
        """
        unknown = set(update or ()) - set(type(self).model_fields)
        if unknown:
            raise TypeError(f"a finding has no member {', '.join(sorted(unknown))}")
        return super().model_copy(update=update, deep=deep)

    @property
    def message(self) -> str:
        """What is wrong, with the statement that went wrong."""
        sent = f" The statement was: {self.statement}" if self.statement else ""
        return f"{self.headline}{sent}"

    @field_serializer("headline")
    def _as_message(self, _: str) -> str:
        return self.message

    @property
    def place(self) -> str:
        """The file and the line, such as ``app/models.py:3``, as far as they are known."""
        line = f":{self.line}" if self.line else ""
        return f"{self.file}{line}" if self.file else ""
