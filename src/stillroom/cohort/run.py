"""The loop over a cohort: known results are kept, the rest is graded, each is written when known."""

import warnings
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from stillroom.cohort import report as reports
from stillroom.cohort.pool import GradingConfig, key, without_project
from stillroom.cohort.progress_bar import Shown, shown
from stillroom.cohort.sources import NO_PROJECT, Source, gather, take
from stillroom.cohort.statistics import Summary, Tally, revisions
from stillroom.cohort.store import Damaged, Provenance, Results, StoredResult
from stillroom.errors import GraderFault, StillroomError
from stillroom.results.record import Result
from stillroom.sandbox.tiers import Tier
from stillroom.submission.intake import Submission
from stillroom.util.text import clean

LONGEST_SILENCE = 10.0  # seconds without a result before somebody looks after the engine


class Engine(Protocol):
    """Whatever grades submissions: the threads of this machine, or a cluster."""

    window: int
    """How many submissions may be under way."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def submit(self, submission: Submission) -> Future[Result]:
        """Hand a submission over."""

    def check(self) -> None:
        """Raise StillroomError where nobody is left to grade."""


@dataclass(frozen=True)
class Cohort:
    """What is to be graded, how, and where the results are kept."""

    place: Path
    """A folder of submissions, or a roster."""
    terms: GradingConfig
    results: Path
    jobs: int
    scheduler: str | None = None
    plain: bool = False


def run(cohort: Cohort) -> Summary:
    """Grade what is not known yet, write the results and the summary, and return the summary.

    Raises StillroomError for what cannot be done; the results that are known by then are kept.
    """
    sources = gather(cohort.place, cohort.results)
    with Results(cohort.results) as results:
        tally = Tally(cohort.terms.course, cohort.terms.exercise)
        loop = _Loop(cohort.terms, results, tally, shown(len(sources), cohort.plain))
        try:
            # The setting is the process's own: threads that change it and change it back disagree.
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                loop.over(sources, cohort)
        except KeyboardInterrupt as stopped:
            raise StillroomError(
                f"stopped by the keyboard; the results so far are in {cohort.results}; "
                "run the same command again to go on"
            ) from stopped
        summary = tally.summary(sources)
        results.write("summary.json", summary.to_json() + "\n")
        results.write("summary.csv", reports.render_csv(summary))
        results.write("summary.md", reports.render_markdown(summary))
    return summary


def _engine(cohort: Cohort) -> Engine:
    if cohort.scheduler is not None:
        from stillroom.cohort.dask import Cluster

        return Cluster(cohort.terms, cohort.scheduler)
    from stillroom.cohort.threads import Local

    return Local(cohort.terms, cohort.jobs)


@dataclass(frozen=True)
class _UnderWay:
    source: Source
    submission: Submission
    key: str


class _Loop:
    def __init__(
        self, terms: GradingConfig, results: Results, tally: Tally, progress: Shown
    ) -> None:
        self.terms, self.results, self.tally, self.progress = terms, results, tally, progress
        self.fingerprint = terms.fingerprint()
        self.waiting: dict[Future[Result], _UnderWay] = {}

    def over(self, sources: list[Source], cohort: Cohort) -> None:
        """Go through the submissions; no more of them are held than are under way."""
        with self.progress, _engine(cohort) as engine:
            for source in sources:
                self._begin(source, engine)
                while len(self.waiting) >= engine.window:
                    self._settle(engine)
            while self.waiting:
                self._settle(engine)

    def _begin(self, source: Source, engine: Engine) -> None:
        try:
            submission = take(source)
        except StillroomError as error:
            nothing = Submission(source.name, {}, {})
            result = Result.fault(source.name, self.terms.exercise, error)
            self._keep(_UnderWay(source, nothing, ""), result)
            return
        under_way = _UnderWay(source, submission, key(submission, self.fingerprint))
        if (kept := self._known(under_way)) is not None:
            self.tally.add(source, kept)
            self.progress.advance(graded=False)
        elif NO_PROJECT in submission.left_out:
            self._keep(under_way, without_project(submission, self.terms.exercise))
        else:
            self.waiting[engine.submit(submission)] = under_way

    def _known(self, one: _UnderWay) -> StoredResult | None:
        """The result of an earlier run, if it is one of the very same grading."""
        try:
            kept = self.results.load(one.source.name)
        except Damaged:
            path = self.results.path(one.source.name)
            self.progress.say(f"{clean(str(path), 300)}: damaged; this submission is graded again")
            return None
        if kept is None:
            return None
        if kept.exercise != self.terms.exercise.id:
            raise StillroomError(
                f"{self.results.folder}: holds results of {kept.exercise}; "
                f"name another folder for {self.terms.exercise.id}"
            )
        same = kept.cohort.key == one.key and kept.verdict != "error"
        return kept if same and self._strong_enough(kept) else None

    def _strong_enough(self, kept: StoredResult) -> bool:
        if kept.isolation.tier not in list(Tier):
            return True  # nothing was run
        return Tier(kept.isolation.tier).at_least(self.terms.require)

    def _settle(self, engine: Engine) -> None:
        """Wait for a grading to end, and keep what is known."""
        done, _ = wait(self.waiting, LONGEST_SILENCE, FIRST_COMPLETED)
        if not done:
            engine.check()
        for future in done:
            one = self.waiting.pop(future)
            self._keep(one, self._result(future, one))

    def _result(self, future: Future[Result], one: _UnderWay) -> Result:
        try:
            return future.result()
        except CancelledError as error:
            raise StillroomError(
                "the scheduler has gone; start it and run the same command again: it goes on where it stopped"
            ) from error
        except Exception as error:
            if isinstance(error, StillroomError) and not isinstance(error, GraderFault):
                raise
            return Result.fault(one.source.name, self.terms.exercise, error)

    def _keep(self, one: _UnderWay, result: Result) -> None:
        stamp = Provenance(
            key=one.key,
            digest=one.submission.digest,
            revisions=revisions(one.submission.revision_files),
        )
        kept = StoredResult.of(result, stamp)
        self.results.put(one.source.name, kept)
        self.tally.add(one.source, kept)
        self.progress.advance(graded=True)
