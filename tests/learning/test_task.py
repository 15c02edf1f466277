"""The task of an exercise, as it is shown wherever a learner is."""

from pathlib import Path

from stillroom.course.course import Course
from stillroom.learning.task import task
from tests.support.commands import run_module


def test_a_task_has_the_parts_that_no_page_shows_by_itself(course: Course) -> None:
    for exercise in course:
        titles = [title for title, _ in task(exercise.task)]
        assert titles[:1] == ["Task"]
        assert not {"Goal", "Steps", "Hints"} & set(titles)


def test_a_hash_in_a_block_of_code_is_no_heading(tmp_path: Path) -> None:
    block = "```python\n## a comment\nx = 1\n```"
    (tmp_path / "README.md").write_text(f"# Title\n\n## Task\n\n{block}\n\nEnd.\n", "utf-8")
    assert task(tmp_path / "README.md") == (("Task", f"{block}\n\nEnd."),)


def test_an_exercise_without_a_readme_has_no_task(tmp_path: Path) -> None:
    assert task(tmp_path / "README.md") == ()


def test_the_task_is_shown_at_the_terminal(tmp_path: Path) -> None:
    """That of the exercise that is named, or of the one that the project is at."""

    def shown(*words: str) -> str:
        return run_module("stillroom", "task", *words, "--plain", folder=tmp_path).stdout

    (tmp_path / ".stillroom.json").write_text('{"current": "07-orders"}', "utf-8")
    assert "07-orders: A table that refers to another" in shown()
    assert all(part in shown() for part in ("Task", "ON DELETE CASCADE", "Done when"))
    assert "02-add-email: Add the email column" in shown("02")
    read = run_module("stillroom", "read", "02-add-email", "--plain", folder=tmp_path).stdout
    assert read == shown("02")
    unknown = run_module("stillroom", "task", "2-ad-email", folder=tmp_path)
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "did you mean 02-add-email?" in unknown.stderr
