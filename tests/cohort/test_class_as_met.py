"""The class that a teacher met, graded in one command."""

import json
from collections import Counter
from pathlib import Path

import pytest

from bench.cohort.class_as_met import Written, class_as_met
from stillroom.authoring import projects, samples
from stillroom.cohort.sources import gather, passed_over
from stillroom.course.course import Course
from stillroom.util.text import clean
from tests.support.commands import run_module

pytestmark = [pytest.mark.processes, pytest.mark.long]
EXERCISE = "02-add-email"
WRONG = ("duplicate-revision", "email-called-emial")


@pytest.fixture(scope="module")
def written(root: Path, course: Course, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The class."""
    exercise = course.find(EXERCISE)
    wrong = [
        dict(sample.submission.files)
        for name in WRONG
        for sample in samples.matching(root, course, f"{EXERCISE}/{name}")
    ]
    assert len(wrong) == len(WRONG)
    place = tmp_path_factory.mktemp("teacher")
    return class_as_met(
        place, projects.start(root, exercise), projects.solved(root, exercise), wrong
    )


def test_every_entry_is_named_and_every_right_one_is_right(
    written: Written, tmp_path: Path
) -> None:
    """One command, whatever learners hand in; what attacks costs only itself."""
    answer = run_module(
        "stillroom", "cohort", str(written.roster), "--exercise", EXERCISE,
        "--results", str(tmp_path / "results"), "--plain", "--seconds", "3",
    )  # fmt: skip
    summary = json.loads((tmp_path / "results" / "summary.json").read_text("utf-8"))
    became = {row["name"]: row for row in summary["results"]}
    wanted = {clean(name): status for name, status in written.expected.items()}
    assert {name: row["status"] for name, row in became.items()} == wanted
    assert Counter(wanted.values()) == {"passed": 24, "failed": 5, "not-handed-in": 3, "error": 1}
    assert {row["points"] for row in became.values() if row["status"] == "passed"} == {10}
    assert all(
        row["reason"] for row in became.values() if row["status"] in ("not-handed-in", "error")
    )
    assert (summary["passed"], summary["failed"], summary["not_handed_in"]) == (24, 5, 3)
    named = [set(group) for group in summary["identical"]]
    assert any(set().union(*written.alike) <= group for group in named)
    assert answer.returncode == 1 and "Traceback" not in answer.stderr
    assert "1 of 33 without a verdict" in answer.stderr.splitlines()[-1]


def test_a_folder_without_a_roster_names_every_entry(written: Written, tmp_path: Path) -> None:
    """Also what is no submission."""
    found = gather(written.folder, tmp_path / "results")
    beside = passed_over(written.folder, tmp_path / "results", found)
    assert {source.path.name for source in found if source.path} | set(beside) == set(
        written.expected
    )


def test_the_copies_among_them_are_told(written: Written) -> None:
    """With each other, and with the solution of the course."""
    answer = run_module(
        "stillroom", "copies", str(written.roster), "--exercise", EXERCISE, "--format", "json"
    )
    alike = [
        (
            {passage["submission"] for passage in group["passages"]},
            {passage["is_course"] for passage in group["passages"]},
        )
        for group in json.loads(answer.stdout)["alike"]
        if group["kind"] == "letters"
    ]
    everybody = set().union(*written.alike)
    assert any(everybody < names and True in courses for names, courses in alike)
