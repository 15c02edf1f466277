"""What a cohort keeps, grades again, and sums up; a stand-in takes the place of the grader."""

import csv
import json
import os
import shutil
import unicodedata
import weakref
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Self

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stillroom.authoring import projects
from stillroom.cohort import (
    grade_cohort,
    grading_config,
    progress_bar,
    shared_revisions,
    statistics,
)
from stillroom.cohort.grader import Grader
from stillroom.cohort.grading_config import GradingConfig
from stillroom.cohort.source import Source
from stillroom.cohort.store import Provenance, StoredResult
from stillroom.course.course import Course
from stillroom.errors import StillroomError
from stillroom.grading import grade as grading
from stillroom.reports.base import About
from stillroom.reports.summaries import csv as summary_csv
from stillroom.reports.summaries import markdown, terminal
from stillroom.results import catalogue
from stillroom.results.finding import Finding
from stillroom.results.record import Result
from stillroom.results.summary import Summary
from stillroom.sandbox.runner import Stopped
from stillroom.sandbox.tiers import Tier
from stillroom.submission.intake import Submission
from stillroom.util.text import duration
from tests.support.paths import ROOT
from tests.support.results import left_behind

MODELS, REVISION = "app/models.py", "migrations/versions/0002_add_email_column.py"


# What is kept, with a stand-in for the grader


class StandIn:
    """An engine that grades at once, counts, and says what it is told to."""

    window = 3

    def __init__(self, config: GradingConfig, says: Callable[[Submission], Result]) -> None:
        """Begin; *says* is the grader."""
        self.config, self.says = config, says
        self.graded: list[str] = []
        self.alive: list[weakref.ref[Submission]] = []
        self.most_alive = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    def check(self) -> None:
        """All is well."""

    def submit(self, submission: Submission) -> Future[Result]:
        """Grade now."""
        self.graded.append(submission.name)
        self.alive.append(weakref.ref(submission))
        self.most_alive = max(self.most_alive, sum(engine() is not None for engine in self.alive))
        future: Future[Result] = Future()
        try:
            future.set_result(self.says(submission))
        except Exception as error:  # noqa: BLE001 - as an executor does
            future.set_exception(error)
        return future


Grade = Callable[..., tuple[list[str], Summary]]


@pytest.fixture
def small(started: projects.Files, tmp_path: Path) -> Path:
    """Three submissions, each with a revision of its own."""
    for name in ("anna", "ben", "chen"):
        files = started | {REVISION: f'revision = "{name}"\n'.encode()}
        projects.write_all(files, tmp_path / "batch" / name)
    return tmp_path / "batch"


@pytest.fixture
def graded(small: Path, course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Grade:
    """Run the cohort with a stand-in; return who was graded, and the summary."""

    def go(
        says: Callable[[Submission], Result] | None = None,
        config: GradingConfig | None = None,
        place: Path = small,
        is_anonymous: bool = False,
    ) -> tuple[list[str], Summary]:
        config = config or GradingConfig(course, course.find("02"), 20.0, Tier.filter)
        engine = StandIn(config, says or (lambda submission: record(submission, config)))
        monkeypatch.setattr(grade_cohort, "engine_for", lambda *_: engine)
        summed = grade_cohort.grade_cohort(
            grade_cohort.Cohort(place, config, tmp_path / "results", 1, is_anonymous=is_anonymous)
        )
        go.engine = engine  # type: ignore[attr-defined]
        return engine.graded, summed

    return go


def record(submission: Submission, config: GradingConfig, **changes: Any) -> Result:  # noqa: ANN401 - any member
    """Return the record of a submission that has passed, with *changes*."""
    about = {
        "schema": "stillroom/result/v1", "submission": submission.name, "exercise": config.exercise.id, "verdict": "passed",
        "points": 10, "max_points": 10, "sandbox": "full", "isolation": {"tier": "full"}, "seconds": 0.1,
    }  # fmt: skip
    return Result.model_validate(about | changes)


def test_nothing_is_graded_twice(graded: Grade, small: Path) -> None:
    """Only what has changed is graded again."""
    assert graded()[0] == ["anna", "ben", "chen"]
    assert graded()[0] == []
    (small / "ben" / "app" / "models.py").write_text("# new\n")
    assert graded()[0] == ["ben"]
    (small / "anna" / "migrations" / "env.py").write_text("# new\n")
    assert graded()[0] == ["anna"]
    (small / "chen" / "app" / "link.py").symlink_to("models.py")
    assert graded()[0] == ["chen"]
    assert graded()[0] == []


def test_what_decides_a_result_is_part_of_its_key(
    graded: Grade, course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The exercise, the states of earlier ones, the time limit, the grader, a stronger isolation."""
    everybody = ["anna", "ben", "chen"]
    shutil.copytree(course.root, tmp_path / "course")

    def config(seconds: float = 20.0, require: Tier = Tier.filter) -> GradingConfig:
        ours = Course(tmp_path / "course")
        return GradingConfig(ours, ours.find("02"), seconds, require)

    assert graded(config=config())[0] == everybody
    assert graded(config=config())[0] == []
    assert graded(config=config(seconds=21.0))[0] == everybody
    assert graded(config=config())[0] == everybody
    for name in ("02-add-email/exercise.toml", "02-add-email/schema.py", "01-add-users/schema.py"):
        with (tmp_path / "course" / name).open("a") as file:
            file.write("\n# changed\n")
        assert graded(config=config())[0] == everybody, name
    assert graded(config=config())[0] == []
    (tmp_path / "course" / "03-downgrade" / "README.md").write_text("changed")
    assert graded(config=config())[0] == []
    monkeypatch.setattr(grading_config, "grader_fingerprint", lambda: "another")
    assert graded(config=config())[0] == everybody
    weak = config()
    graded(
        lambda submission: record(submission, weak, isolation={"tier": "process"}),
        config(seconds=22.0),
    )
    assert graded(config=config(seconds=22.0))[0] == everybody
    assert graded(config=config(seconds=22.0, require=Tier.full))[0] == []


HARMS: dict[str, Callable[[str], str]] = {
    "emptied": lambda text: "",
    "cut": lambda text: text[: len(text) // 2],
    "points": lambda text: text.replace('"points": 10', '"points": 9', 1),
    "verdict": lambda text: text.replace('"passed"', '"failed"', 1),
    "deep": lambda text: "[" * 100_000,
    "null": lambda text: "null",
    "shape": lambda text: '{"cohort": []}',
    "bytes": lambda text: "\udcff",
}


@pytest.mark.parametrize("harm", HARMS)
def test_a_damaged_result_is_graded_again(
    graded: Grade, tmp_path: Path, capsys: pytest.CaptureFixture[str], harm: str
) -> None:
    """It is told in one line, and neither trusted nor fatal."""
    graded()
    path = tmp_path / "results" / "results" / "ben.json"
    whole = path.read_text("utf-8")
    path.write_bytes(HARMS[harm](whole).encode("utf-8", "surrogateescape"))
    capsys.readouterr()
    assert graded()[0] == ["ben"]
    told = [line for line in capsys.readouterr().err.splitlines() if "damaged" in line]
    assert told == [f"{path}: damaged; this submission is graded again"]
    path.write_bytes(b"")
    graded(is_anonymous=True)
    told = [line for line in capsys.readouterr().err.splitlines() if "damaged" in line]
    assert told == ["a result: damaged; this submission is graded again"]
    assert path.read_text("utf-8") == whole
    assert graded()[0] == []


def test_a_result_with_a_code_of_another_version_is_graded_again(
    graded: Grade, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is whole, but holds a finding that this grader cannot give."""
    config = GradingConfig(course, course.find("02"), 20.0, Tier.filter)
    lost = {"code": "rows-lost", "message": "Rows are gone.", "hint": "Keep them."}
    graded(lambda submission: record(submission, config, verdict="failed", findings=[lost]))
    assert graded()[0] == []
    monkeypatch.setattr(catalogue, "NAMES", catalogue.NAMES - {"rows-lost"})
    assert graded()[0] == ["anna", "ben", "chen"]


def test_a_submission_without_a_verdict_is_tried_again(graded: Grade, course: Course) -> None:
    """Whatever goes wrong with one costs only itself, and not for good."""

    def says(submission: Submission) -> Result:
        if submission.name == "ben":
            raise MemoryError("no memory left")
        return record(submission, GradingConfig(course, course.find("02"), 20.0, Tier.filter))

    names, summed = graded(says)
    assert names == ["anna", "ben", "chen"]
    assert (summed.passed, summed.error) == (2, 1)
    assert summed.mean_points == 10
    assert "no memory left" in summed.no_verdict[0].reason
    assert summed.findings == ()
    assert graded()[0] == ["ben"]


def test_what_no_submission_can_be_graded_with_ends_the_run(
    graded: Grade, course: Course, tmp_path: Path
) -> None:
    """What is known by then is kept."""

    def says(submission: Submission) -> Result:
        if submission.name == "chen":
            raise StillroomError("no isolation to be had")
        return record(submission, GradingConfig(course, course.find("02"), 20.0, Tier.filter))

    with pytest.raises(StillroomError, match="no isolation to be had"):
        graded(says)
    known = {path.name for path in (tmp_path / "results" / "results").iterdir()}
    assert known <= {"anna.json", "ben.json"}
    assert graded()[0] == [name for name in ("anna", "ben", "chen") if f"{name}.json" not in known]


def test_a_line_of_the_roster_that_cannot_be_used_is_told_as_that(
    graded: Grade, tmp_path: Path
) -> None:
    """Nothing has to be handed in again: the line is to be mended, and the rest is graded."""
    roster = tmp_path / "roster.csv"
    roster.write_text("name,submission,before\nAnn,batch/anna,soon\nBen,batch/ben,\n")
    names, summary = graded(place=roster)
    ann, ben = summary.results
    assert (ann.status, ann.findings) == ("error", ("roster-line-unusable",))
    assert ann.reason == (
        "The roster cannot be used here: line 2 of the roster: before: 'soon' is no date such as "
        "2026-11-27 18:00."
    )
    assert (names, ben.status) == (["Ben"], "passed")


@pytest.mark.parametrize("are_others", [False, True])
def test_results_of_another_exercise_are_not_written_over(
    graded: Grade, course: Course, small: Path, are_others: bool
) -> None:
    """A folder of results is for one exercise, also where others hand in than before."""
    graded()
    if are_others:
        for name in ("anna", "ben", "chen"):
            (small / name).rename(small / f"{name}-too")
    with pytest.raises(StillroomError, match=r"holds results of 02-add-email; name another folder"):
        graded(config=GradingConfig(course, course.find("03"), 20.0, Tier.filter))
    assert len(graded()[0]) == (3 if are_others else 0)


def test_a_failed_write_leaves_the_old_file(
    graded: Grade, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is the old result or the new one, and no temporary file."""
    graded()
    path = tmp_path / "results" / "results" / "ben.json"
    before = path.read_bytes()
    (small / "ben" / "app" / "models.py").write_text("# new\n")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(StillroomError, match="cannot be written: No space left on device"):
            graded()
    assert path.read_bytes() == before
    assert left_behind(tmp_path / "results") == []
    assert graded()[0] == ["ben"]


def test_no_more_submissions_are_held_than_are_under_way(
    graded: Grade, small: Path, started: projects.Files
) -> None:
    """What is done is let go, however many there are."""
    for at in range(40):
        projects.write_all(started, small / f"learner-{at}")
    names, _ = graded()
    assert len(names) == 43
    assert graded.engine.most_alive <= StandIn.window + 1  # type: ignore[attr-defined]


def test_a_submission_that_cannot_be_read_costs_only_itself(graded: Grade, small: Path) -> None:
    """There is no verdict on it, and the reason is told."""
    shutil.rmtree(small / "ben")
    (small / "ben").symlink_to(small / "anna")
    (small / "dora" / "HEAD").parent.mkdir()
    for name in ("objects", "refs"):
        (small / "dora" / name).mkdir()
    (small / "dora" / "HEAD").write_text("garbage")
    names, summed = graded()
    assert names == ["anna", "ben", "chen"]
    assert [row.submission for row in summed.no_verdict] == ["dora"]
    assert "leads to no commit" in summed.no_verdict[0].reason


# The crew


def test_a_crew_keeps_what_goes_wrong_to_one_submission(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault is a record; a stopped crew starts nothing more."""

    def broken(*_: object, **__: object) -> Result:
        raise RecursionError("too deep")

    monkeypatch.setattr(grading, "Workspace", broken)
    crew = Grader(GradingConfig(course, course.find("02"), 20.0, Tier.process))
    submission = Submission("anna", {}, {})
    assert crew.grade(submission).verdict == "error"
    assert "too deep" in crew.grade(submission).findings[0].message
    crew.stop()
    with pytest.raises(Stopped):
        crew.grade(submission)


def test_a_stopped_runner_starts_no_process(course: Course, solved: projects.Files) -> None:
    """The second try of a command that was cut off is none."""
    crew = Grader(GradingConfig(course, course.find("02"), 20.0, Tier.process))
    with crew.runners.lend() as runner:
        crew.stop()
        with pytest.raises(Stopped), runner.open({}) as project:
            project.run({}, "plan")
    assert runner.server is None


# The summary


def kept(name: str, revisions: tuple[str, ...], digest: str) -> StoredResult:
    """Return a result with the revision ids of its submission."""
    course = Course(ROOT / "exercises")
    result = record(
        Submission(name, {}, {}), GradingConfig(course, course.find("02"), 20.0, Tier.filter)
    )
    return StoredResult.of(result, Provenance(key="", digest=digest, revisions=revisions))


def test_shared_revision_ids_are_told(course: Course) -> None:
    """Ids that the course hands out are nobody's own; copies of one file are named as such."""
    tally = statistics.Tally.of(course, course.find("02"))
    handed_out = shared_revisions.handed_out(course)
    assert handed_out
    ours = next(iter(handed_out))
    for name, ids, digest in (
        ("anna", (ours, "a1", "b2"), "same"),
        ("ben", (ours, "a1", "b2"), "same"),
        ("chen", (ours, "a1"), "other"),
        ("dora", (ours, "c3"), "third"),
        ("emil", (ours,), "start"),
        ("fatima", (ours,), "start"),
    ):
        tally.add(Source(name, Path()), kept(name, ids, digest))
    names = ("anna", "ben", "chen", "dora", "emil", "fatima")
    shared = tally.summary([Source(name, Path()) for name in names]).shared
    assert [(group.revisions, group.submissions, group.identical) for group in shared] == [
        (("b2",), ("anna", "ben"), (("anna", "ben"),)),
        (("a1",), ("anna", "ben", "chen"), (("anna", "ben"),)),
    ]


def test_who_has_worked_on_another_branch_is_a_remark(course: Course) -> None:
    """For the whole class, since one option is enough to grade them all."""
    tally = statistics.Tally.of(course, course.find("02"))
    advice = Finding(code="work-on-another-branch", message="x", hint="x", advice=True)
    for name in ("ben", "anna", "chen"):
        result = kept(name, (), name)
        findings = (*result.findings, *([] if name == "chen" else [advice]))
        tally.add(Source(name, Path()), result.model_copy(update={"findings": findings}))
    (remark,) = tally.summary([Source("anna", Path())]).remarks
    assert remark.startswith("anna and ben: the branch of the exercise has commits that were not")


def test_the_same_files_are_told_whatever_their_ids(course: Course) -> None:
    """Also where the course has all ids; whoever has only the start has what everybody was given."""
    exercise = course.find("02")
    tally = statistics.Tally.of(course, exercise)
    begun = shared_revisions.begun_with(exercise)
    own = next(iter(shared_revisions.handed_out(course) - begun))
    start = tuple(sorted(begun))
    submissions = {
        "anna": ((*start, own), "same"), "ben": ((*start, own), "same"), "chen": ((*start, own), "other"),
        "dora": (start, "start"), "emil": (start, "start"), "fay": ((), "nothing"), "gil": ((), "nothing"),
        "hao": ((*start, "a1"), "shared"), "ida": ((*start, "a1"), "shared"),
    }  # fmt: skip
    for name, (ids, digest) in submissions.items():
        tally.add(Source(name, Path()), kept(name, ids, digest))
    summary = tally.summary([Source(name, Path()) for name in submissions])
    assert summary.identical == (("anna", "ben"), ("hao", "ida"))
    assert [group.submissions for group in summary.shared] == [("hao", "ida")]
    text = terminal.render(summary, About())
    assert "Submissions whose files are all the same" in text


def test_shared_ids_are_found_in_real_files(graded: Grade, small: Path) -> None:
    """They are read from the files, whoever was graded in an earlier run."""
    graded()
    shutil.copy(small / "anna" / REVISION, small / "ben" / REVISION)
    names, summed = graded()
    assert names == ["ben"]
    assert [(group.revisions, group.submissions) for group in summed.shared] == [
        (("anna",), ("anna", "ben"))
    ]
    assert summed.shared[0].identical == (("anna", "ben"),)
    text = terminal.render(summed, About())
    assert "Revision ids that several submissions share" in text


HOSTILE = st.text(
    st.sampled_from("=+-@|`*_[]<>&\"';,\n\r\t\0\x1b\u202e\u2028\ud800#:ab 1＝") | st.characters()
)


def is_harmless(line: str) -> bool:
    """Tell whether nothing in *line* steers a terminal or ends a line."""
    return not {unicodedata.category(letter) for letter in line} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@settings(deadline=None)
@given(name=HOSTILE, message=HOSTILE, column=HOSTILE, cell=HOSTILE)
@example(name="=1+1", message="| x |\n# y", column="\x1b[31m", cell="[bold]x[/bold]")
def test_text_of_others_is_harmless_in_every_face(
    course: Course, name: str, message: str, column: str, cell: str
) -> None:
    """One line stays one line, cells are text, markup is shown."""
    config = GradingConfig(course, course.find("02"), 20.0, Tier.filter)
    finding = {"code": "timeout", "message": message, "hint": message}
    submission = Submission(name or "x", {}, {})
    result = record(submission, config, verdict="failed", findings=[finding])
    source = Source(submission.name, Path(), {column: cell})
    tally = statistics.Tally(config.exercise)  # the texts of the course are no text of others
    tally.add(
        source, StoredResult.of(result, Provenance(key="", digest="", revisions=(name or "x",)))
    )
    summed = tally.summary([source])
    rows = list(
        csv.reader(summary_csv.render(summed, About()).removeprefix("\ufeff").split("\r\n")[:-1])
    )
    assert len(rows) == 2
    assert all(len(row) == 12 for row in rows)
    for value in (*rows[0][11:], *rows[1]):
        assert not value.lstrip().startswith(("=", "+", "-", "@", "＝"))
        assert is_harmless(value)
    for text in (terminal.render(summed, About(plain=True)), terminal.render(summed, About())):
        assert all(map(is_harmless, text.splitlines()))
        text.encode()
    document = markdown.render(summed, About())
    assert "<" not in document
    assert all(map(is_harmless, document.split("\n")))
    assert json.loads(summed.to_json())["submissions"] == 1


def test_lines_of_progress(capsys: pytest.CaptureFixture[str]) -> None:
    """A line for every tenth, of a small class the last one alone; and what was known before."""
    small = progress_bar.Lines(progress_bar.SMALL)
    for _ in range(progress_bar.SMALL):
        small.advance(graded=False)
    assert capsys.readouterr().err == "50 of 50 (50 known from an earlier run)\n"
    lines = progress_bar.Lines(80)
    for at in range(80):
        lines.advance(graded=at >= 20)
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 10
    assert told[0] == "8 of 80 (8 known from an earlier run)"
    assert told[-1] == "80 of 80 (20 known from an earlier run)"


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.4, "0 s"), (59, "59 s"), (61, "2 min"), (3601, "1 h 1 min")]
)
def test_durations_in_words(seconds: float, words: str) -> None:
    """Long ones are told in minutes and hours."""
    assert duration(seconds) == words
