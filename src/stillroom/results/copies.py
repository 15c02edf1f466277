"""What answers of a class have in common: the contract ``stillroom/copies/v1``. It holds no verdict."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_serializer

from stillroom.results.lines import Line

Kind = Literal["letters", "code", "names", "part"]
"""How alike: letter for letter, but for comments and layout, but for names and texts, or in part."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True)


class Passage(_Data):
    """Lines of a file of one submission, or of the course."""

    submission: Line
    """The name; of a file of the course, what it is there."""
    is_course: bool = False
    file: Line
    lines: tuple[tuple[int, int], ...]
    """The first and the last line of each passage."""


class Alike(_Data):
    """Files that are alike, and the evidence."""

    kind: Kind
    percent: int
    """How much of the smaller file is in the other one, of what the course has not given."""
    passages: tuple[Passage, ...]
    remarks: tuple[Line, ...] = ()
    """Comments, sentences and ids that both have, and that the course has not given."""


class Remark(_Data):
    """What was not compared, and why; in the record it is a text."""

    words: Line
    submission: Line = ""
    """The one that was not compared, where it is said of one."""

    @model_serializer
    def __str__(self) -> str:
        about = f"{self.submission}: not compared: " if self.submission else ""
        return f"{about}{self.words}"


class Copies(_Data):
    """All that is alike in a class."""

    schema_: Literal["stillroom/copies/v1"] = Field("stillroom/copies/v1", alias="schema")
    exercise: str
    submissions: int
    """How many were compared."""
    common: int
    """What more submissions than this have is taken for what everybody writes."""
    alike: tuple[Alike, ...]
    remarks: tuple[Remark, ...] = ()

    def to_json(self) -> str:
        """Return it as one line of JSON."""
        return self.model_dump_json(by_alias=True, ensure_ascii=False)
