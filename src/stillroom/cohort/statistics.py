"""Counts the results of a cohort as they arrive, for its summary."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from statistics import mean, median

from stillroom.cohort.items import Items, LessonPart, distribution, groups
from stillroom.cohort.shared_revisions import SharedRevisions, begun_with, handed_out
from stillroom.cohort.source import Source
from stillroom.cohort.store import StoredResult, file_name
from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.course.lesson import Lesson
from stillroom.course.lesson_files import read_lesson
from stillroom.errors import StillroomError
from stillroom.results.record import Assignment, Result
from stillroom.results.summary import Entry, NoVerdict, Regraded, Summary
from stillroom.util.text import as_people_sort, clean, listed


class Tally:
    """Counts results; keeps only what the summary says."""

    def __init__(
        self,
        exercise: Assignment,
        handed_out: AbstractSet[str] = frozenset(),
        lesson_part: LessonPart = lambda _code: "",
        begun: AbstractSet[str] = frozenset(),
    ) -> None:
        """Begin to count for *exercise*.

        *handed_out* are the revision ids that everybody may have, *begun* those that everybody has;
        *lesson_part* gives the title of the part of the lesson that explains a finding.
        """
        self.exercise = exercise
        self.entries: dict[str, Entry] = {}
        self.items = Items(lesson_part)
        self._no_verdict: list[NoVerdict] = []
        self._regraded: list[Regraded] = []
        self._for_everybody: dict[str, None] = {}
        self._on_branches: list[str] = []
        self._too_late: list[str] = []
        self._shared = SharedRevisions(handed_out, begun)

    @classmethod
    def of(cls, course: Course, exercise: Exercise) -> "Tally":
        """Begin to count for *exercise* of *course*."""

        @cache
        def lesson() -> Lesson:
            try:
                return read_lesson(course)
            except StillroomError:  # no grade depends on what there is to read
                return Lesson()

        def lesson_part(code: str) -> str:
            part = lesson().explaining(code, exercise.id)
            return part.title if part else ""

        return cls(exercise, handed_out(course), lesson_part, begun_with(exercise))

    def add(self, source: Source, result: Result) -> None:
        """Count one result; one that was kept tells more."""
        name = result.submission
        failed = next((step for step in result.steps if step.status == "failed"), None)
        is_stuck = result.counts_as == "failed"
        self.entries[name] = Entry(
            name=name, verdict=result.verdict, points=result.points, max_points=result.max_points,
            stuck_at=failed.step if failed and is_stuck else None,
            findings=tuple(dict.fromkeys(finding.code for finding in result.mistakes)),
            result=f"results/{file_name(source.name)}", about=source.about,
            status=result.outcome,
            reason=result.reason,
            handed_in=source.path.name if source.path else "", by_hand=tuple(result.changes_by_hand),
            given=result.is_given, excused=result.is_excused, untried=tuple(result.untried),
        )  # fmt: skip
        kept = result.cohort if isinstance(result, StoredResult) else None
        if kept and (change := kept.changed):
            self._regraded.append(Regraded(submission=name, **change.model_dump()))
        self._for_everybody |= dict.fromkeys(result.said_to_all)
        if any(finding.code == "work-on-another-branch" for finding in result.findings):
            self._on_branches.append(name)
        is_late = any(finding.code == "handed-in-too-late" for finding in result.findings)
        if is_late and result.counts_as == "not-handed-in":
            self._too_late.append(name)
        if result.counts_as == "error":
            self._no_verdict.append(NoVerdict(submission=name, reason=result.findings[0].message))
        if not result.has_points:
            return
        self.items.add(result, kept.attempts if kept else None, (kept and kept.hints) or ())
        if kept:
            self._shared.add(name, kept)

    def summary(
        self,
        order: list[Source],
        left_out: Mapping[str, str] | None = None,
        remarks: Iterable[str] = (),
        of_the_roster: Sequence[str] = (),
    ) -> Summary:
        """Return the summary of what was counted, in the *order* of the submissions.

        *left_out* names what lay beside them, with the reason; *remarks* are sentences for the
        teacher, and *of_the_roster* those about the roster and the names of what was handed in.
        """
        names = [clean(source.name) for source in order]
        entries = [self.entries[name] for name in names if name in self.entries]
        points = [entry.points for entry in entries if entry.has_points]
        most = max(
            (entry.max_points for entry in entries if entry.has_points),
            default=self.exercise.points,
        )
        counts = Counter(entry.counts_as for entry in entries)
        beside = [self._left_out(name, reason) for name, reason in (left_out or {}).items()]
        return Summary(
            schema="stillroom/summary/v1",
            exercise=self.exercise.id,
            title=self.exercise.title,
            submissions=len(entries),
            passed=counts["passed"],
            failed=counts["failed"],
            error=counts["error"],
            max_points=most,
            mean_points=round(mean(points), 2) if points else None,
            median_points=float(median(points)) if points else None,
            findings=self.items.findings(),
            stuck=self.items.stuck(names),
            shared=tuple(self._shared.shared()),
            no_verdict=tuple(sorted(self._no_verdict, key=_by_name)),
            results=(*entries, *beside),
            not_handed_in=counts["not-handed-in"],
            excused=counts["excused"],
            given=counts["by-hand"],
            left_out=len(beside),
            rows=self.items.rows(),
            groups=groups(entries),
            distribution=distribution(points, most),
            teach=self.items.teach(),
            for_everybody=tuple(self._for_everybody),
            remarks=(
                *self._deadlines_to_move(),
                *self._branches_to_name(),
                *_untried(entries),
                *of_the_roster,
                *remarks,
            ),
            of_the_roster=tuple(of_the_roster),
            regraded=tuple(sorted(self._regraded, key=_by_name)),
            identical=self._shared.identical(),
        )

    def _left_out(self, name: str, reason: str) -> Entry:
        return Entry(
            name=name, verdict="error", points=0, max_points=self.exercise.points, stuck_at=None,
            findings=(), result="", status="left-out", reason=reason,
        )  # fmt: skip

    def _deadlines_to_move(self) -> Iterator[str]:
        if self._too_late:
            yield (
                f"{listed(sorted(self._too_late, key=as_people_sort))}: everything was handed in after the deadline, and was not "
                "graded. To grade it, move the deadline in the roster; the action late of adjust.csv "
                "takes points off."
            )

    def _branches_to_name(self) -> Iterator[str]:
        if self._on_branches:
            names = listed(sorted(self._on_branches, key=as_people_sort))
            yield (
                f"{names}: the branch of the exercise has commits that were not graded. To grade "
                "them, name the branch with --branch, or in the column branch of a roster."
            )


def _untried(entries: Iterable[Entry]) -> Iterator[str]:
    names = [each.name for each in entries if each.counts_as == "failed" and each.untried]
    if names:
        yield (
            f"{listed(names)}: the step that failed is excused, and the steps behind it were not "
            "tried. Excuse these in adjust.csv, too, or give points."
        )


def _by_name(about: NoVerdict | Regraded) -> list[tuple[int, str]]:
    return as_people_sort(about.submission)
