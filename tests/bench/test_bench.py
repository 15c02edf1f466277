"""The benchmarks: what counts as caught, refused and not run, and the page that is written of it."""

import json
import re
import sys
import threading
from collections import Counter
from dataclasses import replace
from pathlib import Path
from urllib.request import build_opener

import pytest

from bench import document, first_findings, page, samples, score, screens, speed, table, truth
from bench.cohort import attacks, measure, school
from bench.score import Outcome, Score
from bench.tools import MODELS, TOOLS, Answer, Check, Command, Judge, Stillroom, Tool, references
from stillroom.authoring.samples import Sample
from stillroom.course.course import Course
from stillroom.errors import StillroomError
from stillroom.results.finding import Finding
from tests.support import commands
from tests.support.paths import ROOT

ALEMBIC = TOOLS[0]
WRONG, RIGHT, BROKEN = (
    "02-add-email/only-the-model",
    "02-add-email/batch",
    "02-add-email/syntax-error-in-models",
)
PROBE = Tool("probe", "probe", MODELS, (), (), (Command(("-c", "raise SystemExit(7)"), (1,)),), {})


@pytest.fixture(scope="module")
def pyproject(root: Path) -> bytes:
    """The configuration of a project that the template makes."""
    return truth.starter_pyproject(root)


def sample(root: Path, course: Course, name: str) -> Sample:
    """Return one sample of the corpus by its name."""
    (found,) = samples.read(root, course, name)
    return found


def check(tool: Tool, pyproject: bytes) -> Check:
    """Return a check by *tool* in the environment of the tests, which has Alembic."""
    return Check(tool, sys.executable, pyproject, {})


def scored(root: Path, course: Course, answers: list[tuple[str, Answer]]) -> Score:
    """Return the score of a tool that gave *answers*: name of the sample and answer."""
    outcomes = [
        Outcome(sample(root, course, name), answer, "a | strange `word`", 0.5)
        for name, answer in answers
    ]
    return Score("probe", MODELS, "probe 1.0", outcomes)


def test_alembic_check_and_stillroom_are_asked(
    root: Path, course: Course, pyproject: bytes
) -> None:
    """A wrong and a right answer get their verdicts by really running both tools."""
    chosen = [sample(root, course, name) for name in (WRONG, RIGHT)]
    expected = ["refused", "accepted"]
    with Stillroom(course, 1) as stillroom:
        judges: dict[str, Judge] = {
            "alembic check": check(ALEMBIC, pyproject),
            "Stillroom": stillroom,
        }
        found = truth.ask(judges, chosen, 2)
    assert [[answered.answer for answered in found[name]] for name in judges] == [expected] * 2, (
        found
    )
    assert [answered.sample.name for answered in found["Stillroom"]] == [WRONG, RIGHT]


def test_a_tool_that_fails_has_no_answer(root: Path, course: Course, pyproject: bytes) -> None:
    """An exit status that means neither yes nor no, and a command that never ends."""
    right = sample(root, course, RIGHT)
    assert check(PROBE, pyproject)(right) == ("not run", "exit status 7: ")
    endless = replace(
        PROBE, commands=(Command(("-c", "import threading; threading.Event().wait()")),)
    )
    judge = replace(check(endless, pyproject), seconds=0.0)
    assert judge(right) == ("not run", "not done after 0 s")


def test_an_error_of_the_submission_is_a_refusal(
    root: Path, course: Course, pyproject: bytes
) -> None:
    """Its traceback goes through the submission's own files, whatever the exit status is."""
    broken = sample(root, course, BROKEN)
    code = "import sys; sys.excepthook = lambda *e: (sys.__excepthook__(*e), sys.exit(7))"
    loads = Command(("-c", f"{code}; import app.models"), (1,))
    python = replace(PROBE, commands=(loads,))
    assert check(python, pyproject)(broken)[0] == "refused"


def test_nothing_is_left_of_a_sample(
    root: Path, course: Course, pyproject: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy of the project is gone, after an answer and after an error."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    right = sample(root, course, RIGHT)
    check(PROBE, pyproject)(right)
    with pytest.raises(KeyError):
        check(TOOLS[-1], pyproject)(right)  # it needs a reference, and there is none
    assert list(tmp_path.iterdir()) == []


def test_an_error_of_the_benchmark_ends_it(root: Path, course: Course) -> None:
    """It is not counted as anybody's answer."""

    def judge(sample: Sample) -> tuple[Answer, str]:
        raise StillroomError("the disk is full")

    with pytest.raises(StillroomError, match="full"):
        truth.ask({"probe": judge}, [sample(root, course, RIGHT)], 1)


def test_what_waits_is_dropped_when_it_is_stopped() -> None:
    """What runs is waited for, so that it can clean up; what waits never starts."""
    dropped = threading.Event()
    with pytest.raises(KeyboardInterrupt), truth.pool(1) as executor:
        running = executor.submit(dropped.wait, 60)
        waiting = executor.submit(dropped.is_set)
        waiting.add_done_callback(lambda _: dropped.set())
        raise KeyboardInterrupt
    assert waiting.cancelled()
    assert running.result()


def test_the_reference_is_what_the_solution_builds(
    root: Path, course: Course, pyproject: bytes, tmp_path: Path
) -> None:
    """Each exercise has a database that holds its table; a solution that fails is an error."""
    asked = [course.exercises[0], course.exercises[-1]]
    found = references(root, asked, sys.executable, pyproject, tmp_path)
    assert list(found) == [exercise.id for exercise in asked]
    for path in found.values():  # SQLite writes quotes around a table that was made anew
        assert re.search(rb'CREATE TABLE "?users\b', path.read_bytes())
    with pytest.raises(StillroomError, match="the solution fails"):
        references(root, asked, sys.executable, b"", tmp_path)


def test_scores_are_counted() -> None:
    """A share is 0 or 100 percent only where it is none or all."""
    assert [score.percent(*of) for of in [(0, 9), (1, 999), (1, 2), (998, 999), (9, 9)]] == [
        "0 %",
        "1 %",
        "50 %",
        "99 %",
        "100 %",
    ]
    assert score.percent(0, 0) == "none"


def test_the_page_says_what_was_counted(root: Path, course: Course) -> None:
    """What could not be run is neither caught nor refused, and is listed."""
    answers: list[tuple[str, Answer]] = [
        (WRONG, "refused"),
        (BROKEN, "not run"),
        (RIGHT, "refused"),
        (RIGHT, "accepted"),
    ]
    score = scored(root, course, answers)
    assert table.cells(score)[2:] == ["1 of 2 (50 %)", "1 of 2 (50 %)", "1", "0.50"]
    page = document.written([score], [], course.ids, 2)
    assert "**4 samples, 2 wrong and 2 right.**" in page
    assert f"- probe: `{BROKEN}`: `a | strange word`" in page
    assert "probe 1.0" in page
    assert "| probe | none of 0" not in page


def test_what_was_missed_is_counted(root: Path, course: Course) -> None:
    """Only accepted wrong answers are missed, by the code of their first finding."""
    score = scored(root, course, [(WRONG, "accepted"), (BROKEN, "refused"), (RIGHT, "accepted")])
    assert score.missed() == [(sample(root, course, WRONG).mistake, 1)]


def test_all_samples_are_read(root: Path, course: Course) -> None:
    """Each is there once, but for those that would act on this machine; wrong ones have a mistake."""
    found = samples.read(root, course)
    files = list(root.glob("tests/mistakes/*/*/expected.toml"))
    held = [path for path in files if "\nconfined = true\n" in path.read_text("utf-8")]
    assert len({answer.name for answer in found}) == len(found) == len(files) - len(held)
    assert any(path.parent.name == "signals-the-parent" for path in held)
    assert all(answer.is_right == (not answer.mistake) for answer in found)


def test_some_samples_of_each_exercise_are_drawn(root: Path, course: Course) -> None:
    """The same ones every time, in the order of all, and all where there are no more."""
    found = samples.read(root, course)
    few = samples.drawn(found, 3)
    assert [answer.exercise.id for answer in few] == [name for name in course.ids for _ in range(3)]
    assert few == samples.drawn(found, 3) == sorted(few, key=found.index)
    assert samples.drawn(found, len(found)) == found


def test_the_printed_numbers_belong_together(root: Path, course: Course) -> None:
    """Every row counts the samples that the page names, and these are most of today's."""
    page = (root / document.PATH).read_text("utf-8")
    (counted,) = re.findall(r"\*\*(\d+) samples, (\d+) wrong and (\d+) right\.\*\*", page)
    total, wrong, right = map(int, counted)
    assert total == wrong + right
    rows = re.findall(
        r"^\| (?:\S.*?) \| .*? \| \d+ of (\d+) \(.*? \| \d+ of (\d+) \(", page, re.MULTILINE
    )
    assert [row for row in rows if row == (str(wrong), str(right))] == [
        (str(wrong), str(right))
    ] * (len(TOOLS) + 1)
    today = samples.read(root, course)
    drawn = re.search(r"at most (\d+) of each exercise", page)
    asked = samples.drawn(today, int(drawn[1])) if drawn else today
    assert len(asked) * 3 <= total * 4, "measure again: nox -s bench -- truth --write"


def test_the_page_is_the_one_that_is_written(root: Path, course: Course) -> None:
    """The text around the numbers is that of bench/document.py."""
    page = (root / document.PATH).read_text("utf-8")
    sentences = [line for line in document.TEXT.splitlines() if line and "{" not in line]
    assert [line for line in sentences if line not in page] == []


def bench(*arguments: str) -> commands.Answer:
    """Run the command as the session does."""
    return commands.run_module("bench", *arguments, folder=ROOT)


def test_the_command_lists_the_benchmarks() -> None:
    """Without a name, it says which there are."""
    ended = bench()
    assert ended.returncode == 0
    assert "truth" in ended.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["truth", "--write", "--only", "02-*"], "--write needs all samples"),
        (["truth", "--only", "99-nothing/*"], "no sample is called"),
        (["speedy"], "speedy"),
    ],
)
def test_wrong_usage_is_one_line(arguments: list[str], said: str) -> None:
    """Status 2, one line on stderr, nothing measured."""
    ended = bench(*arguments)
    assert ended.returncode == 2
    assert said in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert ended.stdout == ""


def test_the_first_findings_are_counted(root: Path, course: Course) -> None:
    """A sample that is told by what it changes, and one course at random, with the section of the page."""
    chosen = [sample(root, course, name) for name in (WRONG, RIGHT)]
    told = first_findings.measure(root, course, chosen, courses=1, jobs=1)
    assert [(each.wrong_verdicts, each.weak) for each in told] == [([], []), ([], [])]
    assert (told[0].right, told[0].wrong, told[0].verdicts) == (1, 1, "2 of 2")
    page = (root / document.PATH).read_text("utf-8")
    renewed = document.with_first_findings(page, told)
    assert renewed.count(document.FIRST_HEADING) == 1
    assert "1 of 1 (100 %)" in renewed
    assert document.with_first_findings(renewed, told) == renewed


def test_a_finding_that_speaks_of_something_else_is_weak(root: Path, course: Course) -> None:
    """Neither its line nor a word of it is in what the sample changes."""
    wrong = sample(root, course, WRONG)
    for message, speaks in (
        ("The table zebras is missing.", False),
        ("users.email is missing.", True),
    ):
        finding = Finding(code="table-missing", message=message, hint="h")
        assert first_findings.speaks_of_a_change(root, wrong, finding) is speaks


def test_cases_in_a_folder_are_graded(root: Path, course: Course, tmp_path: Path) -> None:
    """With the words that the first finding should say beside it."""
    case = tmp_path / "no-column"
    (case / "app").mkdir(parents=True)
    (case / "app" / "models.py").write_text("from app.database import Base\n")
    (case / "expect.txt").write_text("failed 02-add-email\n")
    (case / "say.txt").write_text("the model\nis gone\n")
    told, lines = first_findings.cases(root, course, tmp_path, jobs=1)
    assert (told.wrong, told.wrong_verdicts) == (1, [])
    assert lines[0].startswith("no-column: app/models.py declares no table")
    assert lines[1] == "  should say: the model is gone"


def test_the_weight_of_a_page_is_that_of_all_that_it_loads(tmp_path: Path) -> None:
    """Styles, scripts and what these import, each once."""
    files = {
        "index.html": '<link rel="icon" href="a.css"><script type="module" src="a.js"></script>',
        "a.css": "a{}",
        "a.js": 'import { b } from "./b.js";\nimport("./later.js");\n',
        "b.js": 'import "./a.js";\n',
        "later.js": "",
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content, "utf-8")
    loaded = page.load(build_opener(), (tmp_path / "index.html").as_uri())
    assert {url.rsplit("/", 1)[1] for url in loaded} == files.keys() - {"later.js"}
    assert all(size > 0 for size in loaded.values())


def test_every_picture_of_the_page_is_in_the_docs(root: Path) -> None:
    shown = (root / "docs" / "page.md").read_text("utf-8")
    for screen in screens.SCREENS:
        assert f"]({screen.file})" in shown
        assert (root / "docs" / screen.file).read_bytes()[8:12] == b"WEBP"


def test_a_class_has_as_many_entries_as_are_wanted(tmp_path: Path) -> None:
    """Every kind is among them, and attacks spread evenly."""
    files = {"app/models.py": b"", "migrations/versions/0002_add.py": b""}
    expected = school.school(
        tmp_path / "class", files, [files], 30,
        attacks=attacks.attacks("0002"), hostile=3, git=False,
    )  # fmt: skip
    assert set(expected) == {path.name for path in (tmp_path / "class").iterdir()}
    counts = Counter(expected.values())
    assert (len(expected), counts[school.ATTACK]) == (30, 3)
    assert set(counts) == {"passed", "failed", "error", "not-handed-in", "left-out", school.ATTACK}
    for number, text in enumerate(attacks.attacks("0002")):
        compile(text, f"attack {number}", "exec")


def test_the_section_on_a_large_class_is_renewed_and_stays() -> None:
    figure = speed.Figure("results that differ", "0", "0", reached=True, detail="d")
    page = measure.with_class(speed.written([figure], ""), [figure], 2000)
    assert page.count(speed.LARGE_CLASS) == 1
    assert "`2000` entries" in page
    assert measure.with_class(page, [figure], 2000) == page
    assert speed.written([figure], page) == page


def test_only_what_changes_from_run_to_run_may_differ(tmp_path: Path) -> None:
    for name, points, seconds in (("one", 3, 1.0), ("two", 3, 2.0), ("three", 4, 1.0)):
        (tmp_path / name / "results").mkdir(parents=True)
        for file in ("summary.json", "summary.csv", "summary.md"):
            (tmp_path / name / file).write_text("{}")
        record = {"points": points, "seconds": seconds, "cohort": {"checksum": str(seconds)}}
        (tmp_path / name / "results" / "anna.json").write_text(json.dumps(record))
    first, two, three = (measure.results_of(tmp_path / name) for name in ("one", "two", "three"))
    assert measure.differences(first, two) == []
    assert measure.differences(first, three) == ["anna.json"]
