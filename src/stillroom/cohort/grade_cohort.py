"""Grades a cohort: stored results are reused, the rest is graded, and each result is written at once."""

import warnings
from collections.abc import Mapping
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from stillroom.cohort.adjustments import Adjustments, read_adjustments
from stillroom.cohort.engine import Engine, engine_for
from stillroom.cohort.grader import rows_of, without_project
from stillroom.cohort.grading_config import PARTS, GradingConfig, key, parts
from stillroom.cohort.progress_bar import Shown, shown
from stillroom.cohort.shared_revisions import revisions
from stillroom.cohort.source import Source
from stillroom.cohort.sources import gather, passed_over, remarks, take
from stillroom.cohort.statistics import Tally
from stillroom.cohort.store import Change, Damaged, Provenance, Results, StoredResult
from stillroom.databases.runnable import need_to_run
from stillroom.errors import GraderFault, StillroomError
from stillroom.reports.base import SUMMARIES, About
from stillroom.results.counting import WORDS
from stillroom.results.record import Result
from stillroom.results.summary import Summary
from stillroom.sandbox.tiers import Tier
from stillroom.submission.handed_in import ANY, Wanted
from stillroom.submission.intake import Submission
from stillroom.util.text import clean

LONGEST_SILENCE = 10.0  # seconds without a result before somebody looks after the engine
FILES = {"summary.json": "json", "summary.csv": "csv", "summary.md": "markdown"}
"""The files of the summary in the folder of results, and the report that each of them is."""


@dataclass(frozen=True)
class Cohort:
    """What is to be graded, how, and where the results are kept."""

    place: Path
    """A folder of submissions, or a roster."""
    config: GradingConfig
    results: Path
    jobs: int
    scheduler: str | None = None
    plain: bool = False
    wanted: Wanted = ANY
    is_anonymous: bool = False
    """Whether no line that is shown may name a learner."""
    class_list: Path | None = None
    """A table of the learners, joined with a folder by their names."""


def grade_cohort(cohort: Cohort) -> Summary:
    """Grade what is not known yet, write the results and the summary, and return the summary.

    Raises StillroomError for what cannot be done; the results that are known by then are kept.
    """
    need_to_run(cohort.config.exercise)
    sources = gather(cohort.place, cohort.results, cohort.wanted, cohort.class_list)
    with Results(cohort.results) as results:
        _refuse_another(results.exercise(), results, cohort.config)
        tally = Tally.of(cohort.config.course, cohort.config.exercise)
        by_hand = read_adjustments(cohort.results)
        by_hand.rows = rows_of(cohort.config.exercise)
        by_hand.know(source.name for source in sources)
        loop = _Loop(cohort, results, tally, by_hand, shown(len(sources), cohort.plain))
        try:
            # The setting is the process's own: threads that change it and change it back disagree.
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                loop.over(sources)
        except KeyboardInterrupt as stopped:
            raise StillroomError(
                f"stopped by the keyboard; the results so far are in {cohort.results}; "
                "run the same command again to go on"
            ) from stopped
        beside = passed_over(cohort.place, cohort.results, sources)
        odd = remarks(sources, datetime.now(UTC))
        summary = tally.summary(sources, beside, by_hand.left(), odd)
        for name, report in FILES.items():
            results.write(name, SUMMARIES.find(report).render(summary, About()))
    return summary


def _refuse_another(exercise: str | None, results: Results, config: GradingConfig) -> None:
    """Raise StillroomError where *results* are those of another *exercise*."""
    if exercise not in (None, config.exercise.id):
        raise StillroomError(
            f"{results.folder}: holds results of {exercise}; name another folder for {config.exercise.id}"
        )


@dataclass(frozen=True)
class _UnderWay:
    source: Source
    submission: Submission
    parts: Mapping[str, str]
    """What the grading depends on."""

    @property
    def key(self) -> str:
        return key(self.parts) if self.parts else ""


class _Loop:
    def __init__(
        self,
        cohort: Cohort,
        results: Results,
        tally: Tally,
        by_hand: Adjustments,
        progress: Shown,
    ) -> None:
        self.cohort, self.config = cohort, cohort.config
        self.results, self.tally, self.progress = results, tally, progress
        self.by_hand = by_hand
        self.fingerprints = self.config.fingerprints()
        self.waiting: dict[Future[Result], _UnderWay] = {}

    def over(self, sources: list[Source]) -> None:
        """Go through the submissions; no more of them are held than are under way."""
        jobs, scheduler = self.cohort.jobs, self.cohort.scheduler
        with self.progress, engine_for(self.config, jobs, scheduler) as engine:
            for source in sources:
                self._begin(source, engine)
                while len(self.waiting) >= engine.window:
                    self._settle(engine)
            while self.waiting:
                self._settle(engine)

    def _begin(self, source: Source, engine: Engine) -> None:
        if source.trouble:
            result = Result.unusable(source.name, self.config.exercise, source.trouble)
            self._keep(_UnderWay(source, Submission(source.name, {}, {}), {}), result)
            return
        try:
            submission = take(source)
        except StillroomError as error:
            nothing = Submission(source.name, {}, {})
            result = Result.unreadable(source.name, self.config.exercise, error)
            self._keep(_UnderWay(source, nothing, {}), result)
            return
        under_way = _UnderWay(source, submission, parts(submission, self.fingerprints))
        if (stored := self._known(under_way)) is not None:
            self._count(source, self._renewed(under_way, stored))
            self.progress.advance(graded=False)
        elif submission.missing is not None:
            self._keep(under_way, without_project(submission, self.config.exercise))
        else:
            self.waiting[engine.submit(submission)] = under_way

    def _known(self, grading: _UnderWay) -> StoredResult | None:
        """Return the result of an earlier run, if it is one of the very same grading."""
        try:
            stored = self.results.load(grading.source.name)
        except Damaged:
            path = clean(str(self.results.path(grading.source.name)), 300)
            what = "a result" if self.cohort.is_anonymous else path
            self.progress.say(f"{what}: damaged; this submission is graded again")
            return None
        if stored is None:
            return None
        _refuse_another(stored.exercise, self.results, self.config)
        is_same = stored.cohort.key == grading.key and stored.verdict != "error"
        return stored if is_same and self._strong_enough(stored) else None

    def _renewed(self, grading: _UnderWay, stored: StoredResult) -> StoredResult:
        """Return *stored* with what a history tells now: a commit may have come that changes no file."""
        submission = grading.submission
        told = {"attempts": submission.attempts, "hints": self._hints(submission)}
        renewed = stored.model_copy(
            update={"origin": submission.origin, "cohort": stored.cohort.model_copy(update=told)}
        )
        if renewed != stored:
            self.results.put(grading.source.name, renewed)
        return renewed

    def _hints(self, submission: Submission) -> list[int] | None:
        seen = submission.hints
        return None if seen is None else list(seen.get(self.config.exercise.id, ()))

    def _strong_enough(self, stored: StoredResult) -> bool:
        if stored.isolation.tier not in list(Tier):
            return True  # nothing was run
        return Tier(stored.isolation.tier).at_least(self.config.require)

    def _settle(self, engine: Engine) -> None:
        """Wait for a grading to end, and keep its result."""
        ended, _ = wait(self.waiting, LONGEST_SILENCE, FIRST_COMPLETED)
        if not ended:
            engine.check()
        for future in ended:
            grading = self.waiting.pop(future)
            self._keep(grading, self._result(future, grading))

    def _result(self, future: Future[Result], grading: _UnderWay) -> Result:
        """Return the result of *future*; one that failed is a fault of this submission alone."""
        try:
            return future.result()
        except CancelledError as error:
            raise StillroomError(
                "the scheduler has gone; start it and run the same command again: it goes on where it stopped"
            ) from error
        except Exception as error:
            if isinstance(error, StillroomError) and not isinstance(error, GraderFault):
                raise
            return Result.fault(grading.source.name, self.config.exercise, error)

    def _keep(self, grading: _UnderWay, result: Result) -> None:
        """Write *result* to its file and count it."""
        provenance = Provenance(
            key=grading.key,
            digest=grading.submission.digest,
            revisions=revisions(grading.submission.revision_files),
            parts=dict(grading.parts),
            changed=self._changed(grading, result),
            attempts=grading.submission.attempts,
            hints=self._hints(grading.submission),
        )
        stored = StoredResult.of(result, provenance)
        self.results.put(grading.source.name, stored)
        self._count(grading.source, stored)
        self.progress.advance(graded=True)

    def _changed(self, grading: _UnderWay, result: Result) -> Change | None:
        """Return how *result* differs from the one that it replaces; None where it does not."""
        try:
            old = self.results.load(grading.source.name)
        except Damaged:
            return None
        if old is None or old.verdict == "error" or _said(old) == _said(result):
            return None
        known = old.cohort.parts or {**grading.parts, "grader": ""}
        because = [PARTS[part] for part in PARTS if known.get(part) != grading.parts.get(part)]
        return Change(before=_said(old), after=_said(result), because=tuple(because))

    def _count(self, source: Source, stored: StoredResult) -> None:
        """Count a result as it is after what was changed by hand; its file stays as it is."""
        known = stored.model_copy(update={"about": source.about})
        self.tally.add(source, self.by_hand.apply(known))


def _said(result: Result) -> str:
    """Return what a result says, as far as a change of it would matter to somebody."""
    codes = ", ".join(dict.fromkeys(finding.code for finding in result.mistakes))
    return f"{WORDS[result.outcome]}, {result.points} of {result.max_points}" + (
        f": {codes}" if codes else ""
    )
