"""One row of the table of an exercise, as it was graded."""

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from stillroom.results.lines import Line

Status = Literal["passed", "failed", "blocked"]


class Look(BaseModel):
    """What was looked at beside the schema at a row: the values of a table, or a probe."""

    model_config = ConfigDict(frozen=True)

    what: Line
    expected: Line
    found: Line
    status: Literal["passed", "failed"]

    @property
    def seen(self) -> str:
        """What was found, for a table."""
        return self.found


class Step(BaseModel):
    """One row of the exercise's table, with the state that was really found."""

    model_config = ConfigDict(frozen=True)

    step: int
    command: Line
    effect: Line
    expected: Line
    found: Line
    status: Status
    note: Line = ""
    points: int = 0
    max_points: int = 0
    values: tuple[Look, ...] = ()
    """What was found of values and probes, in the order in which it was looked at."""

    @property
    def seen(self) -> str:
        """What was found, for a table: with what is wrong, where that are the words that were expected."""
        is_alike = self.status == "failed" and self.found == self.expected and self.note
        return f"{self.found}, but {self.note}" if is_alike else self.found


def row_names(steps: Sequence[Step]) -> list[str]:
    """Return what each of *steps* is called: by its number, and ``4.2`` is the second of its number."""
    count = Counter(step.step for step in steps)
    seen: Counter[int] = Counter()
    names = []
    for step in steps:
        seen[step.step] += 1
        place = f".{seen[step.step]}" if count[step.step] > 1 else ""
        names.append(f"{step.step}{place}")
    return names
