"""What comes out of the template, for each answer, and which answers it refuses."""

import re
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from stillroom.course.base import bare_files
import yaml

Run = Callable[..., subprocess.CompletedProcess[str]]

BOTH = {
    ".copier-answers.yml",
    ".env.example",
    ".github/workflows/ci.yml",
    ".gitlab-ci.yml",
    ".gitignore",
    "README.md",
    "app/__init__.py",
    "app/database.py",
    "app/main.py",
    "app/models.py",
    "app/routes.py",
    "app/settings.py",
    "migrations/env.py",
    "migrations/script.py.mako",
    "migrations/versions/.gitkeep",
    "noxfile.py",
    "pyproject.toml",
    "tests/conftest.py",
    "tests/test_app.py",
    "tests/test_migrations.py",
}
EXAMPLE = {"migrations/versions/4b1d6e0c72fa_create_books.py", "tests/test_books.py"}


def files(folder: Path) -> set[str]:
    """Name every file below a folder."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"}


COURSE = {"tools/grader.py"}


def test_a_course_project_has_exactly_its_files(course_starter: Path) -> None:
    """With the course there is no model, no revision, and nothing that was not planned."""
    assert files(course_starter) == BOTH | COURSE


def test_a_plain_project_has_the_example(plain_starter: Path) -> None:
    """Without the course the example comes on top."""
    assert files(plain_starter) == BOTH | EXAMPLE


def test_git_takes_every_file_of_the_template(source: Path, run: Run) -> None:
    """No ignore file in the template keeps one of its own files out of the repository."""
    listed = run(source, "git", "ls-files", "-z", "template").stdout.split("\0")
    assert {name.removeprefix("template/") for name in listed if name} == files(source / "template")


@pytest.mark.parametrize("starter", ["course_starter", "plain_starter"])
def test_no_template_language_is_left(starter: str, request: pytest.FixtureRequest) -> None:
    """Every tag of the template was rendered, in names as in contents."""
    folder: Path = request.getfixturevalue(starter)
    for name in files(folder):
        # `${{` is GitHub's own.
        assert not re.search(r"(?<!\$)\{\{|\{%|\{#|\.jinja", name + (folder / name).read_text("utf-8")), (
            name
        )


def test_a_plain_project_does_not_know_the_course(plain_starter: Path) -> None:
    """Only Copier's own record may name where the project came from."""
    for name in files(plain_starter) - {".copier-answers.yml"}:
        text = (plain_starter / name).read_text("utf-8").lower()
        assert "stillroom" not in text and "exercise" not in text, name


def test_what_a_reset_lays_is_what_copier_makes(course_starter: Path) -> None:
    """The package renders a learner's own files without Copier; both say the same."""
    for name, content in bare_files().items():
        assert (course_starter / name).read_bytes() == content, name


def test_the_trusted_files_are_not_rendered(source: Path, course_starter: Path) -> None:
    """What the grader lays under each submission is the same file in the template and in projects."""
    for name in (
        "app/__init__.py",
        "app/database.py",
        "app/settings.py",
        "migrations/env.py",
        "migrations/script.py.mako",
    ):
        assert (source / "template" / name).read_bytes() == (course_starter / name).read_bytes()


def test_the_base_of_the_grader_has_no_revision(source: Path) -> None:
    """Python files of the template are laid under each submission, so the example is not one."""
    assert not list((source / "template" / "migrations" / "versions").glob("*.py"))


def test_nobody_needs_trust(source: Path) -> None:
    """No setting of the template runs code on the person's machine."""
    settings = yaml.safe_load((source / "copier.yml").read_text("utf-8"))
    assert not {"_tasks", "_migrations", "_jinja_extensions"} & settings.keys()


def test_few_questions_each_with_a_default(source: Path) -> None:
    """At most five questions, none of which needs an answer; free text is checked."""
    settings = yaml.safe_load((source / "copier.yml").read_text("utf-8"))
    asked = {
        name: question
        for name, question in settings.items()
        if not name.startswith("_") and question.get("when", True)
    }
    assert 1 <= len(asked) <= 5
    for name, question in asked.items():
        assert "default" in question and "help" in question, name
        assert question["type"] != "str" or "validator" in question, name


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Bücher & (Co)", "b-cher-co"), ("3-2-1", "3-2-1"), ("日本", "project"), ("a", "a")],
)
def test_any_allowed_answer_gives_a_sound_project(
    render: Callable[..., Path], tmp_path: Path, name: str, slug: str
) -> None:
    """Letters of any language and quotes in the description survive TOML, Python and YAML."""
    description = """Say "hello" \\ it's {{ fun }} {% too %}: # yes"""
    folder = render(tmp_path / "it", project_name=name, project_description=description)
    project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
    assert (project["name"], project["description"]) == (slug, description)
    main = (folder / "app" / "main.py").read_text("utf-8")
    compile(main, "main.py", "exec")
    assert f'title="{name}"' in main
    answers = yaml.safe_load((folder / ".copier-answers.yml").read_text("utf-8"))
    assert (answers["project_name"], answers["project_description"]) == (name, description)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("project_name", ""),
        ("project_name", " spaced"),
        ("project_name", 'a "quoted" name'),
        ("project_name", "two\nlines"),
        ("project_name", "line\n"),
        ("project_name", "back\\slash"),
        ("project_name", "x" * 51),
        ("project_description", ""),
        ("project_description", "two\nlines"),
        ("project_description", "\x1b[31mred"),
        ("project_description", "x" * 201),
    ],
)
def test_a_bad_answer_is_refused(
    render: Callable[..., Path], tmp_path: Path, question: str, answer: str
) -> None:
    """The error names the question and what would be right, and nothing is written."""
    with pytest.raises(ValueError, match=f"Validation error for question '{question}': [GW].+"):
        render(tmp_path / "no", **{question: answer})
    assert not (tmp_path / "no").exists()


def test_git_ignores_what_is_local_and_keeps_the_rest(project: Path, run: Run) -> None:
    """The database and the secrets stay out of Git; so does the progress; empty folders are in."""
    run(project, "git", "init", "--quiet")
    local = ["app.db", ".env", ".nox/x", ".venv/x", "app/__pycache__/x", ".mypy_cache/x", ".cache/pip/x", "report.xml"]
    run(project, "git", "check-ignore", *local)
    for name in (".env.example", "migrations/versions/.gitkeep", "wheels/x.whl"):
        run(project, "git", "check-ignore", name, fails=True)
