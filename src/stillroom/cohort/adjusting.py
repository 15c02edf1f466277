"""What each action of ``adjust.csv`` does to a result; the result itself stays as it is."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from stillroom.results.adjustment import Adjustment
from stillroom.results.catalogue import FAULTS, NAMES, NOT_HANDED_IN, section_of
from stillroom.results.counting import WITH_VERDICT
from stillroom.results.finding import Finding
from stillroom.results.record import Graded, Result
from stillroom.results.step import Step, row_names
from stillroom.util.text import clean, counted, listed, meant

AnyResult = TypeVar("AnyResult", bound=Result)

ROW = re.compile(r"(?P<number>\d{1,6})(\.(?P<place>\d{1,6}))?")
POINTS = re.compile(r"(?P<sign>[+-]?)(?P<points>\d{1,6})")
LATE = re.compile(r"(?P<amount>\d{1,6})\s*(?P<unit>%|points?|days?)?")
RULE = re.compile(
    r"(?P<amount>\d{1,6})\s*(?P<unit>%|points?)?\s+per\s+day(\s*,\s*at most\s+(?P<most>\d{1,6})\s*(?P<most_unit>%|points?)?)?"
)


class CannotAdjust(Exception):
    """An adjustment that cannot be made; the text says why."""


@dataclass
class _Changed:
    """A result while it is being changed."""

    steps: list[Step]
    findings: list[Finding]
    right: set[int]
    """The places of the rows that count as passed."""
    points: int
    max_points: int
    rule: Adjustment | None

    def row(self, what: str) -> int:
        """Return the place of the row that *what* names."""
        named = ROW.fullmatch(what)
        if named is None:
            raise CannotAdjust(f"{what!r} is no row")
        places = [
            index for index, step in enumerate(self.steps) if step.step == int(named["number"])
        ]
        if not places:
            raise CannotAdjust(f"no row is called {what}: {self._known_rows()}")
        if named["place"] is None and len(places) > 1:
            raise CannotAdjust(
                f"{counted(len(places), 'row')} have the number {what}: write {what}.1 or {what}.2"
            )
        place = int(named["place"] or 1)
        if not 1 <= place <= len(places):
            raise CannotAdjust(f"no row is called {what}: {self._known_rows()}")
        return places[place - 1]

    def _known_rows(self) -> str:
        names = row_names(self.steps)
        return f"known are {listed(names)}" if names else "it has no rows"

    def give(self, place: int, points: int, most: int | None = None) -> None:
        """Let the row at *place* have so many points, of so many as it can give."""
        step = self.steps[place]
        most = step.max_points if most is None else most
        self.steps[place] = step.model_copy(update={"points": points, "max_points": most})

    def count(self) -> None:
        """Count the points of the rows as a grading does: only what is all right has all of them."""
        points = sum(step.points for step in self.steps)
        self.max_points = sum(step.max_points for step in self.steps)
        is_right = len(self.right) == len(self.steps)
        self.points = points if is_right else max(0, min(points, self.max_points - 1))


def adjust(
    result: AnyResult, adjustments: Iterable[Adjustment], rule: Adjustment | None = None
) -> AnyResult:
    """Return *result* with *adjustments*, and with what the grader gave; raises CannotAdjust.

    *rule* says what a day late costs. Weights come first, then what is excused, then points, then
    what is late.
    """
    ordered = sorted(adjustments, key=lambda each: RANKS[each.action])
    if not ordered:
        return result
    right = {index for index, step in enumerate(result.steps) if step.status == "passed"}
    changed = _Changed(
        list(result.steps), list(result.findings), right, result.points, result.max_points, rule
    )
    done: list[Adjustment] = []
    for adjustment in ordered:
        is_given = result.has_points or any(each.action == "points" for each in done)
        before = f"{changed.points} of {changed.max_points}" if is_given else "no points"
        said = ACTIONS[adjustment.action].do(changed, adjustment)
        after = f"{changed.points} of {changed.max_points} points"
        effect = said or ("" if after.startswith(f"{before} ") else f"{before} → {after}")
        done.append(adjustment.model_copy(update={"effect": effect}))
    is_right = bool(changed.steps) and len(changed.right) == len(changed.steps)
    adjusted = result.model_copy(
        update={
            "verdict": "passed" if is_right and result.verdict == "failed" else result.verdict,
            "points": changed.points,
            "max_points": changed.max_points,
            "steps": tuple(changed.steps),
            "findings": tuple(changed.findings),
            "adjustments": tuple(done),
            "graded": Graded(
                verdict=result.verdict, points=result.points, max_points=result.max_points
            ),
        }
    )
    return _settled(adjusted)


def _settled(result: AnyResult) -> AnyResult:
    """Return *result*; where somebody has decided on what nobody could grade, nothing is asked for again."""
    if result.outcome in WITH_VERDICT or not (result.is_given or result.is_excused):
        return result
    why = "this exercise does not count" if result.is_excused else "the points were given by hand"
    said = {"hint": f"Nothing has to be handed in: {why}."}
    findings = tuple(finding.model_copy(update=said) for finding in result.findings)
    return result.model_copy(update={"findings": findings})


# ------------------------------------------------------------------------------ the actions


def _weigh(changed: _Changed, adjustment: Adjustment) -> str:
    place = changed.row(adjustment.what)
    most, before = int(adjustment.value), changed.steps[place].max_points
    changed.give(place, most if place in changed.right else 0, most)
    changed.count()
    return f"step {adjustment.what} gives {counted(most, 'point')}, not {before}"


def _excuse(changed: _Changed, adjustment: Adjustment) -> str:
    what = adjustment.what
    if not what:
        return "excused from the exercise"
    if ROW.fullmatch(what):
        _pass(changed, [changed.row(what)])
        return ""
    if not any(finding.code == what for finding in changed.findings):
        raise CannotAdjust(f"there is no finding {what}")
    if what in NOT_HANDED_IN or section_of(what) == FAULTS:
        raise CannotAdjust(
            f"with {what} nothing was graded, so nothing can pass: give points, or leave what empty to "
            "excuse the learner from the exercise"
        )
    changed.findings = [
        finding.model_copy(update={"excused": True}) if finding.code == what else finding
        for finding in changed.findings
    ]
    if all(finding.excused or finding.advice for finding in changed.findings):
        _pass(changed, [i for i, step in enumerate(changed.steps) if step.status == "failed"])
    return ""


def _pass(changed: _Changed, places: list[int]) -> None:
    for place in places:
        changed.right.add(place)
        changed.give(place, changed.steps[place].max_points)
        if changed.steps[place].status != "passed":
            excused = {"status": "passed", "note": "excused by hand"}
            changed.steps[place] = changed.steps[place].model_copy(update=excused)
    changed.count()


def _give(changed: _Changed, adjustment: Adjustment) -> str:
    given = POINTS.fullmatch(adjustment.value)
    if given is None:
        raise CannotAdjust(f"{adjustment.value!r} is no number of points")
    sign, number = given["sign"], int(given["points"])
    place = changed.row(adjustment.what) if adjustment.what else None
    now, most = changed.points, changed.max_points
    if place is not None:
        now, most = changed.steps[place].points, changed.steps[place].max_points
    wanted = {"": number, "+": now + number, "-": now - number}[sign]
    if not sign and wanted > most:
        raise CannotAdjust(f"{wanted} are more than the {counted(most, 'point')} that can be had")
    points = min(most, max(0, wanted))
    if place is not None:
        changed.give(place, points)
        points = min(changed.max_points, max(0, changed.points + points - now))
    changed.points = points
    return ""


def _take_off(changed: _Changed, adjustment: Adjustment) -> str:
    late = LATE.fullmatch(adjustment.value)
    if late is None:
        raise CannotAdjust(f"{adjustment.value!r} is no time and no penalty")
    if not (late["unit"] or "").startswith("day"):
        _lower(changed, _amount(late["amount"], late["unit"], changed.max_points))
        return ""
    rule = RULE.fullmatch(changed.rule.value) if changed.rule else None
    if rule is None or changed.rule is None:
        raise CannotAdjust(
            "days cost nothing without a rule; add a line for *, late, such as: 10 % per day, at most 50 %"
        )
    per_day = _amount(rule["amount"], rule["unit"], changed.max_points)
    off = int(late["amount"]) * per_day
    if rule["most"]:
        off = min(off, _amount(rule["most"], rule["most_unit"], changed.max_points))
    before, most = changed.points, changed.max_points
    _lower(changed, off)
    return f"{before} of {most} → {changed.points} of {most} points, at {changed.rule.value}"


def _amount(number: str, unit: str | None, most: int) -> float:
    return int(number) / 100 * most if unit == "%" else int(number)


def _lower(changed: _Changed, by: float) -> None:
    """Take points off; what is left is rounded to whole points, and half a point is rounded up."""
    changed.points = max(0, int(changed.points - by + 0.5))


def _say(changed: _Changed, adjustment: Adjustment) -> str:
    return ""


# ------------------------------------------------------------------------------ what is written


def _is_weight(adjustment: Adjustment, is_for_all: bool) -> None:
    if not is_for_all:
        raise CannotAdjust("a weight is the same for everybody; its name is *")
    if not ROW.fullmatch(adjustment.what):
        raise CannotAdjust(f"{adjustment.what!r} is no row; a weight belongs to one, such as 3")
    if not re.fullmatch(r"\d{1,6}", adjustment.value):
        raise CannotAdjust(f"{adjustment.value!r} is no whole number of points")


def _is_excuse(adjustment: Adjustment, is_for_all: bool) -> None:
    what = adjustment.what
    if what and not ROW.fullmatch(what) and what not in NAMES:
        raise CannotAdjust(
            f"{clean(what, 40)!r} is neither a row nor a finding: {meant(what, NAMES)}"
        )


def _is_points(adjustment: Adjustment, is_for_all: bool) -> None:
    if adjustment.what and not ROW.fullmatch(adjustment.what):
        raise CannotAdjust(
            f"{clean(adjustment.what, 40)!r} is no row; points go to a row or to the whole"
        )
    if not POINTS.fullmatch(adjustment.value):
        raise CannotAdjust(
            f"{clean(adjustment.value, 40)!r} is no number of points such as 7, +2 or -1"
        )


def _is_late(adjustment: Adjustment, is_for_all: bool) -> None:
    if adjustment.what:
        raise CannotAdjust("what is late is the whole; leave the column what empty")
    if not (LATE.fullmatch(adjustment.value) or (is_for_all and RULE.fullmatch(adjustment.value))):
        usual = "10 % per day, at most 50 %" if is_for_all else "20 %, 2 points or 3 days"
        raise CannotAdjust(f"{clean(adjustment.value, 40)!r} is not understood; write {usual}")


def _is_comment(adjustment: Adjustment, is_for_all: bool) -> None:
    if not adjustment.comment:
        raise CannotAdjust("it says nothing: action and comment are empty")


def is_rule(adjustment: Adjustment) -> bool:
    """Tell whether *adjustment* says what a day late costs."""
    return adjustment.action == "late" and RULE.fullmatch(adjustment.value) is not None


def need_no_row(adjustment: Adjustment) -> None:
    """Raise CannotAdjust where *adjustment* is about a row of this result alone, which has none."""
    if adjustment.action != "weight" and ROW.fullmatch(adjustment.what):
        raise CannotAdjust(f"no row is called {adjustment.what}: it has no rows")


@dataclass(frozen=True)
class Action:
    """An action: whether a line of it is written as it should be, and what it does."""

    check: Callable[[Adjustment, bool], None]
    """Raises CannotAdjust; the second argument says whether it is for everybody."""
    do: Callable[[_Changed, Adjustment], str]
    """Changes the result and says what came of it, where that is not seen in the points."""


ACTIONS = {
    "weight": Action(_is_weight, _weigh),
    "excuse": Action(_is_excuse, _excuse),
    "points": Action(_is_points, _give),
    "late": Action(_is_late, _take_off),
    "comment": Action(_is_comment, _say),
}
"""The actions, in the order in which they are carried out."""
RANKS = {name: rank for rank, name in enumerate(ACTIONS)}
