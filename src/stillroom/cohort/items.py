"""What a class tells of its exercise: of each row and of each finding how many, and for how long."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import mean, median

from stillroom.cohort.teaching import teach
from stillroom.results.catalogue import section_of
from stillroom.results.counting import WITH_VERDICT
from stillroom.results.record import Result
from stillroom.results.step import Status, Step
from stillroom.results.summary import CommonFinding, Entry, GroupCount, RowCount, StuckRow
from stillroom.submission.intake import Attempts
from stillroom.util.text import as_people_sort

GROUP = "group"
"""The column of a roster that names a learner's group."""
MOST_POINTS = 1000
"""Points of an exercise whose distribution is told."""
LessonPart = Callable[[str], str]


class Items:
    """Counts rows and findings of the submissions that have a verdict."""

    def __init__(self, lesson_part: LessonPart) -> None:
        """*lesson_part* gives the title of the part of the lesson that explains a finding."""
        self._lesson_part = lesson_part
        self._rows: dict[int, Step] = {}
        """By their place: two rows of a lesson may have one number."""
        self._statuses: dict[int, Counter[Status]] = defaultdict(Counter)
        self._stuck_at: dict[str, int] = {}
        self._codes: Counter[str] = Counter()
        self._first: Counter[str] = Counter()
        self._examples: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        """Whose finding of a code has which message."""
        self._hours_of_row: dict[int, list[float]] = defaultdict(list)
        self._hours_of_code: dict[str, list[float]] = defaultdict(list)
        self._hints_of_row: dict[int, Counter[int]] = defaultdict(Counter)
        self._hints_of_code: dict[str, Counter[int]] = defaultdict(Counter)
        self._judged = self._passed = 0

    def add(self, result: Result, attempts: Attempts | None, hints: Sequence[int] = ()) -> None:
        """Count one result.

        *attempts* is what the history of its files tells, *hints* which hints the learner has seen.
        """
        hours = [attempts.hours] if attempts is not None and attempts.number > 1 else []
        if result.counts_as not in WITH_VERDICT:
            return
        self._judged += 1
        self._passed += result.counts_as == "passed"
        is_stuck = result.counts_as == "failed"
        for index, step in enumerate(result.steps):
            self._rows.setdefault(index, step)
            self._statuses[index][step.status] += 1
            if is_stuck and step.status == "failed" and result.submission not in self._stuck_at:
                self._stuck_at[result.submission] = index
                self._hours_of_row[index] += hours
                self._hints_of_row[index].update(set(hints))
        for finding in result.mistakes:
            self._examples[finding.code][finding.message].append(result.submission)
        codes = list(dict.fromkeys(finding.code for finding in result.mistakes))
        self._codes.update(codes)
        self._first.update(codes[:1])
        for code in codes:
            self._hours_of_code[code] += hours
            self._hints_of_code[code].update(set(hints))

    def rows(self) -> tuple[RowCount, ...]:
        """Return what became of each row."""
        return tuple(
            RowCount(
                step=row.step, command=row.command, expected=row.expected, max_points=row.max_points,
                passed=self._statuses[index]["passed"], failed=self._statuses[index]["failed"],
                blocked=self._statuses[index]["blocked"], hours=_middle(self._hours_of_row[index]),
                hints=_in_order(self._hints_of_row[index]),
            )
            for index, row in sorted(self._rows.items())
        )  # fmt: skip

    def stuck(self, names: Sequence[str]) -> tuple[StuckRow, ...]:
        """Return each row at which somebody is stuck, with those of *names*, in their order."""
        stuck: Mapping[int, list[str]] = defaultdict(list)
        for name in names:
            if name in self._stuck_at:
                stuck[self._stuck_at[name]].append(name)
        return tuple(
            StuckRow(step=row.step, command=row.command, submissions=tuple(stuck[index]))
            for index, row in sorted(self._rows.items())
            if index in stuck
        )

    def findings(self) -> tuple[CommonFinding, ...]:
        """Return the findings, the commonest first."""
        ranked = sorted(self._codes.items(), key=lambda item: (-item[1], item[0]))
        return tuple(
            CommonFinding(
                code=code, submissions=count, example=name, message=message, section=section_of(code),
                lesson=self._lesson_part(code), hours=_middle(self._hours_of_code[code]),
                hints=_in_order(self._hints_of_code[code]),
            )
            for code, count in ranked
            for name, message in [_example(self._examples[code])]
        )  # fmt: skip

    def teach(self) -> tuple[str, ...]:
        """Return what to teach again, in at most three sentences."""
        return teach(self._judged, self._passed, self.rows(), self._first, self.findings())


def _example(holders: Mapping[str, Sequence[str]]) -> tuple[str, str]:
    """Return whose finding is the example, and its message: the one that most have, whoever they are."""
    message = min(holders, key=lambda text: (-len(holders[text]), text))
    return min(holders[message]), message


def _middle(hours: Sequence[float]) -> float | None:
    return round(median(hours), 1) if hours else None


def _in_order(seen: Counter[int]) -> tuple[int, ...]:
    """How many have seen each hint, from the first one to the last one that anybody has."""
    return tuple(seen[hint] for hint in range(1, max(seen, default=0) + 1))


def groups(entries: Iterable[Entry]) -> tuple[GroupCount, ...]:
    """Return the groups that the roster names, as people sort."""
    members: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.has_points and (name := entry.about.get(GROUP)):
            members[name].append(entry)
    return tuple(
        GroupCount(
            name=name, submissions=len(group), passed=sum(entry.counts_as == "passed" for entry in group),
            mean_points=round(mean(entry.points for entry in group), 2),
        )
        for name, group in sorted(members.items(), key=lambda item: as_people_sort(item[0]))
    )  # fmt: skip


def distribution(points: Iterable[int], most: int) -> tuple[int, ...]:
    """Return how many have no point, one point, and so on, up to *most*; who has more has that.

    Nothing where there are more points than anybody would look at one by one.
    """
    if most > MOST_POINTS:
        return ()
    counts = Counter(min(max(number, 0), most) for number in points)
    return tuple(counts[number] for number in range(most + 1))
