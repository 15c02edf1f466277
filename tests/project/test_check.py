"""What the check of a project says comes next: the first finding says whether to mend or to begin."""

from collections.abc import Callable
from pathlib import Path

import pytest

from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.project import check as module
from stillroom.project import check_on_save
from stillroom.project.advice import NextStep
from stillroom.project.begun import waiting
from stillroom.project.hint import hint
from stillroom.project.progress import FILE, Progress
from stillroom.project.progress_file import load_progress, save_progress
from stillroom.results.finding import Finding
from stillroom.results.record import Result
from stillroom.sandbox.runner import Runner
from stillroom.submission.intake import Submission
from tests.support import records


@pytest.fixture
def graded(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let every check come to a verdict, and grade nothing."""

    def come_to(verdict: str) -> None:
        def grade(
            _submission: object, _course: object, exercise: Exercise, _runner: object
        ) -> Result:
            return records.result(verdict).model_copy(update={"exercise": exercise.id})

        for place in (module, check_on_save):
            monkeypatch.setattr(place, "grade", grade)

    monkeypatch.setattr(module, "take_in", lambda *_: Submission("one", {}, {}))
    return come_to


def after(tmp_path: Path, current: str, *passed: str) -> None:
    """Let the learner be at *current*, with those that have *passed*."""
    save_progress(Progress(current=current, begun=[current], passed=list(passed)), tmp_path)


def test_going_on_is_to_begin_the_next_exercise(
    course: Course, tmp_path: Path, graded: Callable[[str], None]
) -> None:
    """What has passed stays the current one until then, and is told to have passed when checked again."""
    graded("passed")
    result, upcoming = module.check(tmp_path, course, None, Runner())
    assert (result.verdict, upcoming.steps) == ("passed", (NextStep("explain"), NextStep("next")))
    progress, _ = load_progress(tmp_path)
    first = course.ids[0]
    assert (progress.current, progress.passed, progress.begun) == (first, [first], [first])
    assert waiting(progress, course) == course.exercises[1]
    graded("failed")
    result, upcoming = module.check(tmp_path, course, None, Runner())
    assert "has passed before" in upcoming.spelled()
    assert upcoming.steps == (NextStep("check"), NextStep("next"))
    assert load_progress(tmp_path)[0].passed == [first]


@pytest.mark.parametrize("verdict", ["passed", "failed"])
@pytest.mark.parametrize(
    ("name", "step"),
    [("03", NextStep("next")), ("04", NextStep("start", "04-reapply"))],
)
def test_what_was_not_begun_does_not_pass(
    name: str,
    step: NextStep,
    verdict: str,
    course: Course,
    tmp_path: Path,
    graded: Callable[[str], None],
) -> None:
    """Whatever the project is, that is said alone, and nothing is written down."""
    after(tmp_path, "02-add-email", "01-add-users", "02-add-email")
    before = load_progress(tmp_path)
    graded(verdict)
    result, upcoming = module.check(tmp_path, course, name, Runner())
    assert (result.verdict, result.points) == ("failed", 0)
    assert [finding.code for finding in result.findings] == ["exercise-not-begun"]
    assert {step.status for step in result.steps} == {"blocked"}
    assert upcoming.steps[-1] == step
    assert load_progress(tmp_path) == before


@pytest.mark.parametrize("name", ["12-adopt-database", "04-reapply"])
def test_what_was_not_begun_is_not_judged(
    name: str, course: Course, tmp_path: Path, graded: Callable[[str], None]
) -> None:
    """Findings on files that are of another exercise say nothing; the way back to the own one is named."""
    after(tmp_path, "02-add-email", "01-add-users")
    graded("failed")
    result, upcoming = module.check(tmp_path, course, name, Runner())
    assert [finding.code for finding in result.findings] == ["exercise-not-begun"]
    assert upcoming.steps == (NextStep("check"), NextStep("start", name))
    assert "You are at 02-add-email" in upcoming.spelled()


def test_a_passed_exercise_that_came_before_is_told_so(
    course: Course, tmp_path: Path, graded: Callable[[str], None]
) -> None:
    """What came later is no part of it, and nothing of it is to be destroyed."""
    after(tmp_path, "02-add-email", "01-add-users")
    graded("failed")
    result, upcoming = module.check(tmp_path, course, "01", Runner())
    (finding,) = result.findings
    assert (result.verdict, finding.code) == ("failed", "exercise-passed-before")
    assert "what came later is no part of this exercise" in finding.hint
    assert upcoming.steps == (NextStep("check"),)


def test_a_verdict_that_cannot_be_remembered_is_said_all_the_same(
    course: Course, tmp_path: Path, graded: Callable[[str], None]
) -> None:
    """As in a project that may not be written to: nothing is lost by a check."""
    graded("passed")
    (tmp_path / f"{FILE}.lock").mkdir()
    result, upcoming = module.check(tmp_path, course, None, Runner())
    assert result.verdict == "passed"
    assert "Not remembered: " in upcoming.spelled()
    assert "hint 1 of 3" in hint(tmp_path, course, "01")


def test_an_exercise_that_is_gone_is_told_and_the_first_that_is_left_comes_next(
    course: Course,
    tmp_path: Path,
    graded: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By a check, and by what checks on saving."""
    after(tmp_path, "77-gone", "77-gone", "01-add-users")
    graded("passed")
    _, upcoming = module.check(tmp_path, course, None, Runner())
    assert upcoming.spelled().startswith(
        "You were at 77-gone, which is no exercise of this course."
    )
    assert upcoming.steps[-1] == NextStep("next")
    progress, _ = load_progress(tmp_path)
    assert waiting(progress, course) == course.exercises[1]
    submission, first = Submission("one", {}, {}), course.exercises[0]
    monkeypatch.setattr(check_on_save, "grade", lambda *_: records.result("failed"))
    seen = check_on_save.check(tmp_path, submission, course, first, Runner())
    assert seen.trouble == "You were at 77-gone, which is no exercise of this course."


def test_the_first_check_names_the_task(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing has been done, nobody has read it yet."""
    finding = Finding(code="nothing-done", message="It is so.", hint="Do this.")
    result = records.result().model_copy(update={"findings": (finding,)})
    monkeypatch.setattr(module, "take_in", lambda *_: Submission("one", {}, {}))
    monkeypatch.setattr(module, "grade", lambda *_: result)
    _, upcoming = module.check(tmp_path, course, course.ids[0], Runner())
    assert upcoming.steps[:2] == (NextStep("task"), NextStep("check"))


def test_without_a_revision_nothing_is_graded_to_know_where_to_begin(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A project that was just made is at the first exercise: nobody waits for twelve gradings."""
    tried: list[Exercise] = []

    def grade(_submission: object, _course: object, exercise: Exercise, _runner: object) -> Result:
        tried.append(exercise)
        return records.result()

    monkeypatch.setattr(module, "grade", grade)
    fresh = Submission("one", {"app/models.py": b""}, {})
    assert module.current(Progress(), course, fresh, Runner()) is course.exercises[0]
    assert tried == []
    begun = Submission("one", {"migrations/versions/1.py": b""}, {})
    module.current(Progress(), course, begun, Runner())
    assert tried


def test_behind_the_last_one_it_is_said_what_is_left(
    course: Course, tmp_path: Path, graded: Callable[[str], None]
) -> None:
    """The course is done only when every exercise has passed."""
    graded("passed")
    last = course.ids[-1]
    after(tmp_path, last)
    _, upcoming = module.check(tmp_path, course, None, Runner())
    assert upcoming.steps == (NextStep("start", course.ids[0]),)
    after(tmp_path, last, *course.ids)
    _, upcoming = module.check(tmp_path, course, None, Runner())
    assert "the course is done" in upcoming.spelled()
    assert "copier update --data course=false" in upcoming.spelled()


def test_what_was_begun_or_handed_out_passes(
    course: Course, tmp_path: Path, graded: Callable[[str], None]
) -> None:
    """By a command, or as a branch of a published course; and where nothing is known at all."""
    graded("passed")
    third = course.ids[2]
    for progress in (Progress(current=third, begun=[third]), Progress(only=third), Progress()):
        save_progress(progress, tmp_path)
        result, _ = module.check(tmp_path, course, third, Runner())
        assert result.verdict == "passed"
        assert third in load_progress(tmp_path)[0].passed


def test_the_watch_asks_for_a_beginning_too(
    course: Course, tmp_path: Path, graded: Callable[[str], None]
) -> None:
    graded("passed")
    save_progress(Progress(current=course.ids[2], passed=list(course.ids[:2])), tmp_path)
    checked = check_on_save.check(tmp_path, Submission("one", {}, {}), course, None, Runner())
    assert checked.result is not None
    assert [finding.code for finding in checked.result.findings] == ["exercise-not-begun"]
    assert not checked.newly_passed
    assert load_progress(tmp_path)[0].passed == course.ids[:2]


@pytest.mark.parametrize(
    ("code", "steps"),
    [("frozen-revision-edited", ["check", "hint", "reset"]), ("table-missing", ["check", "hint"])],
)
def test_where_what_was_given_is_changed_the_way_back_is_told(
    code: str, steps: list[str], course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside mending it by hand, the exercise can be begun again."""
    found = Finding(code=code, message="m", hint="h")
    failed = records.result("failed").model_copy(update={"findings": (found,)})
    monkeypatch.setattr(module, "grade", lambda *_: failed)
    monkeypatch.setattr(module, "take_in", lambda *_: Submission("one", {}, {}))
    _, upcoming = module.check(tmp_path, course, course.ids[0], Runner())
    assert [step.command for step in upcoming.steps] == steps


@pytest.mark.parametrize("what", ["files", "exercise"])
def test_a_verdict_on_what_was_there_is_none_on_what_is_there(
    what: str, course: Course, tmp_path: Path, graded: Callable[[str], None]
) -> None:
    """Another exercise was begun while the check was under way: nothing is written down."""
    after(tmp_path, "02-add-email", "01-add-users")
    progress, _ = load_progress(tmp_path)
    submission = Submission("one", {"app/models.py": b"#"} if what == "files" else {}, {})
    if what == "exercise":
        after(tmp_path, "03-downgrade", "01-add-users")
    kept = module.remember(
        tmp_path, course.find("02"), submission, progress, records.result("passed")
    )
    assert kept.passed == ["01-add-users"]
    assert load_progress(tmp_path)[0] == kept


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("revision-missing", "Do what the first finding says, then run: "),
        ("column-missing", "Mend the first finding, then run: "),
        ("downgrade-column-missing", "Mend the first finding, then run: "),
    ],
)
def test_nothing_is_mended_where_nothing_is_there_yet(
    code: str, words: str, course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files that are right so far are not called broken."""
    finding = Finding(code=code, message="It is so.", hint="Do this.")
    result = records.result().model_copy(update={"findings": (finding,)})
    monkeypatch.setattr(module, "take_in", lambda *_: Submission("one", {}, {}))
    monkeypatch.setattr(module, "grade", lambda *_: result)
    _, upcoming = module.check(tmp_path, course, course.ids[0], Runner())
    assert upcoming.spelled().startswith(words)


def test_a_hint_begins_with_what_was_found_first(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says so, and the others follow; where nothing is found any more, they come in their order."""
    exercise = course.exercises[0]
    code = "model-column-type"
    (number,) = (
        n for n, shown in enumerate(exercise.definition.hints, 1) if shown.fits(code, None)
    )

    def comes_to(verdict: str, *codes: str) -> None:
        findings = tuple(Finding(code=code, message="m", hint="h") for code in codes)
        changes = {"findings": findings, "exercise": exercise.id}
        came = records.result(verdict).model_copy(update=changes)

        def grade(*_: object) -> Result:
            return came

        monkeypatch.setattr(module, "grade", grade)
        module.check(tmp_path, course, exercise.id, Runner())

    monkeypatch.setattr(module, "take_in", lambda *_: Submission("one", {}, {}))
    comes_to("failed", code)
    total = 4  # of the whole task there are three
    first = hint(tmp_path, course, exercise.id)
    assert first.startswith(
        f"{exercise.id}, hint 1 of {total}, about the first finding of your last check ({code}): "
    )
    assert exercise.definition.hints[number - 1].text in first
    second = hint(tmp_path, course, exercise.id)
    assert second.startswith(
        f"{exercise.id}, hint 2 of {total}: {exercise.definition.hints[0].text}"
    )
    assert load_progress(tmp_path)[0].hints == {exercise.id: [number, 1]}
    comes_to("passed")
    assert load_progress(tmp_path)[0].stuck is None
    last = [hint(tmp_path, course, exercise.id) for _ in range(2)][-1]
    assert last.endswith("This was the last hint.")
    comes_to("failed", code)  # what fits is shown again, though it was seen
    assert exercise.definition.hints[number - 1].text in hint(tmp_path, course, exercise.id)


def test_a_row_that_fails_is_remembered_beside_the_finding(
    course: Course, tmp_path: Path, graded: Callable[[str], None]
) -> None:
    """What stands in the file is what the hints go by; a file of before has nothing of it."""
    graded("failed")
    result, _ = module.check(tmp_path, course, course.ids[0], Runner())
    stuck = load_progress(tmp_path)[0].stuck
    assert stuck is not None
    failed = next(step.step for step in result.steps if step.status == "failed")
    assert (stuck.exercise, stuck.code, stuck.step) == (
        course.ids[0],
        result.mistakes[0].code,
        failed,
    )


def test_the_hint_knows_what_was_found_since_the_last_check(course: Course, tmp_path: Path) -> None:
    """As in a session that checks each save, and writes nothing for it."""
    code = "model-column-type"
    finding = Finding(code=code, message="m", hint="h")
    found = records.result().model_copy(update={"findings": (finding,), "exercise": course.ids[0]})
    assert f"({code}): " in hint(tmp_path, course, course.ids[0], found)


def test_a_hint_that_is_noted_twice_was_seen_once(course: Course, tmp_path: Path) -> None:
    """The file belongs to the learner; what no hint has as its number is left out."""
    name = course.ids[0]
    save_progress(Progress(current=name, begun=[name], hints={name: [99, 2, 2]}), tmp_path)
    assert f"{name}, hint 2 of 3: " in hint(tmp_path, course, None)
    assert load_progress(tmp_path)[0].hints == {name: [2, 1]}
