"""Counts the results of a cohort as they arrive, for its summary."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from statistics import mean, median

from stillroom.cohort.source import Source
from stillroom.cohort.store import StoredResult, file_name
from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.course.starts import MissingSolution
from stillroom.results.summary import (
    CommonFinding,
    Entry,
    NoVerdict,
    Regraded,
    SharedRevision,
    StuckRow,
    Summary,
)
from stillroom.submission.revisions import History
from stillroom.util.text import clean

MOST_REVISIONS = 50  # of one submission
LONGEST_REVISION = 60  # characters


def revisions(files: dict[str, bytes]) -> tuple[str, ...]:
    """Return the revision ids that a submission's revision *files* hold."""
    ids = (
        clean(file.revision, LONGEST_REVISION) for file in History.of_files(files) if file.revision
    )
    return tuple(dict.fromkeys(ids))[:MOST_REVISIONS]


def handed_out(course: Course) -> set[str]:
    """Return the revision ids that the course itself hands out: everybody may have them."""
    return {revision for exercise in course for revision in _given(exercise)}


def _given(exercise: Exercise) -> Iterator[str]:
    """Yield the revision ids of the files that *exercise* starts with, as far as they are here."""
    with suppress(MissingSolution):
        for path, content in exercise.start.files.items():
            if path.startswith("migrations/versions/") and path.endswith(".py"):
                yield from revisions({path: content})


class Tally:
    """Counts results; keeps only what the summary says."""

    def __init__(self, course: Course, exercise: Exercise) -> None:
        """Begin to count for *exercise*."""
        self.exercise = exercise
        self.entries: dict[str, Entry] = {}
        self._stuck_at: dict[str, int] = {}
        self._codes: Counter[str] = Counter()
        self._example_of_code: dict[str, tuple[str, str]] = {}
        self._no_verdict: list[NoVerdict] = []
        self._regraded: list[Regraded] = []
        self._holders: dict[str, list[str]] = defaultdict(list)
        self._digests: dict[str, str] = {}
        self._handed_out = handed_out(course)

    def add(self, source: Source, stored: StoredResult) -> None:
        """Count one result."""
        name = stored.submission
        codes = tuple(dict.fromkeys(finding.code for finding in stored.mistakes))
        status = stored.outcome
        row = next(
            (index for index, step in enumerate(stored.steps) if step.status == "failed"), None
        )
        if not stored.is_judged or stored.verdict != "failed":
            row = None
        if row is not None:
            self._stuck_at[name] = row  # its place: two rows of a lesson may have one number
        self.entries[name] = Entry(
            name=name, verdict=stored.verdict, points=stored.points, max_points=stored.max_points, stuck_at=None if row is None else stored.steps[row].step,
            findings=codes, result=f"results/{file_name(source.name)}", about=source.about,
            status=status, reason="" if stored.is_judged else stored.findings[0].message,
            handed_in=source.path.name if source.path else "", by_hand=tuple(stored.changes_by_hand),
            given=stored.is_given, excused=stored.is_excused,
        )  # fmt: skip
        if change := stored.cohort.changed:
            self._regraded.append(Regraded(submission=name, **change.model_dump()))
        if stored.verdict == "error":
            self._no_verdict.append(NoVerdict(submission=name, reason=stored.findings[0].message))
        if not stored.is_judged:
            return
        for finding in stored.mistakes:
            # The example does not depend on who was graded first.
            example = (name, finding.message)
            self._example_of_code[finding.code] = min(
                example, self._example_of_code.get(finding.code, example)
            )
        self._codes.update(codes)
        for revision in set(stored.cohort.revisions) - self._handed_out:
            self._holders[revision].append(name)
            self._digests[name] = stored.cohort.digest

    def summary(
        self,
        order: list[Source],
        left_out: Mapping[str, str] | None = None,
        remarks: Iterable[str] = (),
    ) -> Summary:
        """Return the summary of what was counted, in the *order* of the submissions.

        *left_out* names what lay beside them, with the reason; *remarks* are sentences for the
        teacher.
        """
        names = [clean(source.name) for source in order]
        entries = [self.entries[name] for name in names if name in self.entries]
        points = [entry.points for entry in entries if entry.is_judged]
        statuses = Counter(entry.status for entry in entries)
        beside = [
            Entry(
                name=name, verdict="error", points=0, max_points=self.exercise.points, stuck_at=None,
                findings=(), result="", status="left-out", reason=reason,
            )
            for name, reason in (left_out or {}).items()
        ]  # fmt: skip
        return Summary(
            schema="stillroom/summary/v1",
            exercise=self.exercise.id,
            title=self.exercise.title,
            submissions=len(entries),
            passed=statuses["passed"],
            failed=statuses["failed"],
            error=statuses["error"],
            max_points=self.exercise.definition.points,
            mean_points=round(mean(points), 2) if points else None,
            median_points=float(median(points)) if points else None,
            findings=tuple(self._common()),
            stuck=tuple(self._stuck(names)),
            shared=tuple(self._shared()),
            no_verdict=tuple(sorted(self._no_verdict, key=lambda entry: entry.submission)),
            results=(*entries, *beside),
            not_handed_in=statuses["not-handed-in"],
            left_out=len(beside),
            remarks=tuple(remarks),
            regraded=tuple(sorted(self._regraded, key=lambda entry: entry.submission)),
        )

    def _common(self) -> list[CommonFinding]:
        ranked = sorted(self._codes.items(), key=lambda item: (-item[1], item[0]))
        return [
            CommonFinding(code=code, submissions=count, example=name, message=message)
            for code, count in ranked
            for name, message in [self._example_of_code[code]]
        ]

    def _stuck(self, names: list[str]) -> list[StuckRow]:
        rows: dict[int, list[str]] = defaultdict(list)
        for name in names:
            if name in self._stuck_at:
                rows[self._stuck_at[name]].append(name)
        return [
            StuckRow(step=step.step, command=step.command, submissions=tuple(rows[index]))
            for index, step in enumerate(self.exercise.steps)
            if index in rows
        ]

    def _shared(self) -> list[SharedRevision]:
        """Group the ids by who holds them, so that a copied history is told once."""
        groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for revision, names in self._holders.items():
            if len(names) > 1:
                groups[tuple(sorted(names))].append(revision)
        return [
            SharedRevision(
                revisions=tuple(sorted(ids)), submissions=names, identical=self._identical(names)
            )
            for names, ids in sorted(groups.items())
        ]

    def _identical(self, names: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        same: dict[str, list[str]] = defaultdict(list)
        for name in names:
            same[self._digests[name]].append(name)
        return tuple(tuple(group) for group in same.values() if len(group) > 1)
