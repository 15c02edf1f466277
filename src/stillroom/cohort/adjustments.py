"""``adjust.csv`` beside kept results: what somebody changes by hand, for the reports and never in the results.

A line names a learner (``*`` is everybody), what is meant (a row, a finding, or the whole), an action
and its value. What cannot be used is told in one sentence, and the rest is used.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from stillroom.cohort.adjusting import (
    ACTIONS,
    RANKS,
    AnyResult,
    CannotAdjust,
    adjust,
    is_rule,
    need_no_row,
)
from stillroom.cohort.learner_names import as_seen
from stillroom.cohort.table_file import read_table
from stillroom.errors import StillroomError
from stillroom.results.adjustment import Adjustment
from stillroom.results.counting import WITH_VERDICT
from stillroom.results.record import Result
from stillroom.results.step import Step
from stillroom.util.text import clean, counted, listed, meant, nearest

FILE = "adjust.csv"
NAME, EVERYBODY = "name", "*"
MOST_STRANGERS = 20
"""Lines for nobody that are told one by one: a file of a whole school may be used for one class."""
NEEDED = (NAME, "what", "action")
COLUMNS = (*NEEDED, "value", "comment", "by")


@dataclass
class Line:
    """A line of the file, and what became of it."""

    number: int
    name: str
    adjustment: Adjustment
    used: int = 0
    """How many results it was used for."""
    trouble: str = ""
    """Why it could not be used for a result."""


@dataclass
class Adjustments:
    """The lines of a file; results are adjusted one after the other."""

    lines: list[Line] = field(default_factory=list)
    troubles: dict[int, str] = field(default_factory=dict)
    """Why a line could not be read, by its number."""
    end: str = ""
    """Why the file could not be read to its end."""
    rule: Adjustment | None = None
    """What a day late costs."""
    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """The learners who are known, as a reader sees their names, by what is the same for all letters' cases."""
    rows: tuple[Step, ...] = ()
    """The rows of the exercise, for results that have none: the weights are the same for everybody."""

    def know(self, names: Iterable[str]) -> None:
        """Take the *names* of all learners, before any result: one that is written exactly is meant alone."""
        for name in names:
            self.names[_same(name)].add(as_seen(name))

    def apply(self, result: AnyResult) -> AnyResult:
        """Return *result* as it is after the lines that are meant for it.

        One that says already what was changed, because it was written after that, stays as it is.
        """
        self.know([result.submission])
        own = (result.submission, result.about.get("id"), result.about.get("email"))
        keys = {EVERYBODY, *(_same(text) for text in own if text)}
        meant_for_it = [
            line
            for key in keys
            for line in self._by_name.get(key, ())
            if (
                _reaches(line.adjustment, result) if key == EVERYBODY else self._means(line, result)
            )
        ]
        if result.adjustments:
            for line in meant_for_it:
                line.used += 1
            return result
        adjusted = result
        whole = result if result.steps else result.model_copy(update={"steps": self._untried()})
        usable: list[Adjustment] = []
        for line in sorted(
            meant_for_it, key=lambda each: (RANKS[each.adjustment.action], each.number)
        ):
            try:
                if not result.steps:
                    need_no_row(line.adjustment)
                adjusted = adjust(whole, [*usable, line.adjustment], self.rule)
            except CannotAdjust as error:
                who = "" if line.name == EVERYBODY else f"{result.submission}: "
                if result.steps or not line.trouble:  # without rows, none of them is there
                    line.trouble = f"{who}{error}"
            else:
                line.used += 1
                usable.append(line.adjustment)
        return adjusted if result.steps else adjusted.model_copy(update={"steps": ()})

    def _means(self, line: Line, result: Result) -> bool:
        """Tell whether *line*, by whose name *result* can be found, means this one and no other."""
        name = as_seen(line.name)
        alike = sorted(self.names.get(_same(line.name), ()))
        if name in alike:
            return name == as_seen(result.submission)
        if len(alike) > 1:
            line.trouble = f"more than one learner is called so: write {alike[0]!r} or {alike[1]!r}"
        return len(alike) < 2 and (not alike or alike[0] == as_seen(result.submission))

    def _untried(self) -> tuple[Step, ...]:
        blank = {"status": "blocked", "points": 0}
        return tuple(row.model_copy(update=blank) for row in self.rows)

    @cached_property
    def _by_name(self) -> dict[str, list[Line]]:
        found: dict[str, list[Line]] = defaultdict(list)
        for line in self.lines:
            found[_same(line.name)].append(line)
        return found

    def left(self) -> list[str]:
        """Return a sentence on each line that could not be used, in their order.

        It is known after all results were adjusted.
        """
        unused = [
            line for line in self.lines if line.trouble and line.name != EVERYBODY or not line.used
        ]
        strangers = [line for line in unused if not line.trouble and line.name != EVERYBODY]
        more = strangers[MOST_STRANGERS:]
        left = {line.number for line in more}
        known = sorted(name for names in self.names.values() for name in names)
        telling = {
            line.number: self._why(line, known) for line in unused if line.number not in left
        }
        told = sorted({**self.troubles, **telling}.items())
        return [
            *(f"{FILE}, line {number}: {why}" for number, why in told),
            *([f"{FILE}: {counted(len(more), 'more line')} for nobody here"] if more else []),
            *([self.end] if self.end else []),
        ]

    def _why(self, line: Line, known: Sequence[str]) -> str:
        """Return why *line* could not be used; *known* are the names of all learners."""
        if line.trouble or line.name == EVERYBODY:
            return line.trouble or "there is nobody here to use it for"
        near = nearest(line.name, known)
        hint = f"did you mean {near!r}?" if near else "write the name as the results have it"
        return f"nobody here is called {clean(line.name, 60)!r}: {hint}"


def _reaches(adjustment: Adjustment, result: Result) -> bool:
    """Tell whether what is changed for everybody is changed for *result*.

    Nobody gets points for what was not handed in or could not be graded, or loses some, unless by name.
    """
    return adjustment.action in ("weight", "comment") or result.outcome in WITH_VERDICT


def read_adjustments(folder: Path) -> Adjustments:
    """Return what the file in *folder* says; nothing where there is none."""
    found = Adjustments()
    path = folder / FILE
    if not path.exists():
        return found
    try:
        columns, rows = read_table(path, COLUMNS, called=FILE)
        if lacking := [name for name in NEEDED if name not in columns]:
            columns_ = listed([clean(column, 40) for column in columns[:8] if column])
            found.troubles[1] = (
                f"the column {lacking[0]!r} is missing; it needs {listed(NEEDED)}; "
                f"found: {columns_}; nothing of it is used"
            )
            return found
        for number, cells in rows:
            if len(cells) > len(columns):
                found.troubles[number] = (
                    f"{counted(len(cells), 'cell')}, and line 1 names "
                    f"{len(columns)}; put quotes around a cell that holds the delimiter"
                )
                continue
            texts = dict(zip(columns, map(str.strip, cells), strict=False))
            _take(found, number, dict.fromkeys(NEEDED, "") | texts)
    except StillroomError as error:
        found.end = f"{error}; what stands below is not used"
    return found


def _take(found: Adjustments, number: int, cells: dict[str, str]) -> None:
    name, action = cells[NAME], cells["action"].lower() or "comment"
    try:
        if action not in ACTIONS:
            raise CannotAdjust(f"{clean(action, 40)!r} is no action: {meant(action, ACTIONS)}")
        if not name:
            raise CannotAdjust("the name is missing; * is everybody")
        is_for_all = name == EVERYBODY
        said = cells | {"action": action, "for_everybody": is_for_all}
        adjustment = Adjustment.model_validate(said)
        ACTIONS[action].check(adjustment, is_for_all)
    except CannotAdjust as error:
        found.troubles[number] = str(error)
        return
    if name == EVERYBODY and is_rule(adjustment):
        found.rule = adjustment
    else:
        found.lines.append(Line(number, name, adjustment))


def _same(name: str) -> str:
    """Return what is equal for names that are the same without regard to capital letters."""
    return as_seen(name).casefold()
