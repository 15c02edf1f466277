"""A course of one's own, from an empty folder to what its learners run."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from stillroom.authoring import demo, new_texts, projects, rules
from stillroom.authoring.branches import publish
from stillroom.authoring.new import new
from stillroom.authoring.place import place_of
from stillroom.authoring.site import write_site
from stillroom.course.course import Course
from stillroom.course.starter import starter_of
from stillroom.errors import StillroomError
from stillroom.grading.grade import grade
from stillroom.sandbox.runner import Runner
from stillroom.util.resources import resource
from tests.support.in_process import InProcess
from tests.support.made_once import made_once
from tests.support.run_here import run_here

IDS = ["01-add-members", "02-add-phone", "03-add-badges"]
NOBODY = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def finished(folder: Path) -> None:
    """Replace every TODO, as an author does in the end."""
    for path in folder.rglob("*"):
        if path.is_file():
            path.write_text(path.read_text("utf-8").replace("TODO ", "").replace("TODO", "It is."))


@pytest.fixture
def runner() -> Runner:
    """No process at all: every file here is our own."""
    return InProcess()


def founded(folder: Path) -> None:
    """Write a course of three exercises into *folder*, and publish its branches."""
    club = folder / "authors" / "sailing-club"
    for name in IDS:
        new(club, name)
        finished(club)
    (folder / "published").mkdir()
    publish(Course(club), folder / "published" / "branches")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What follows, once for all."""
    return made_once(tmp_path_factory, "sailing", founded)


@pytest.fixture(scope="module")
def club(made: Path) -> Path:
    """A course of three exercises in a folder of its own. No test changes it."""
    return made / "authors" / "sailing-club"


@pytest.fixture
def mine(club: Path, tmp_path: Path) -> Path:
    """A copy of that course that a test may change."""
    return shutil.copytree(club, tmp_path / "sailing-club")


@pytest.fixture(scope="module")
def published(made: Path) -> Path:
    """The branches of that course, which no test changes."""
    return made / "published" / "branches"


def git(folder: Path, *arguments: str) -> bytes:
    """Run Git in *folder* and return what it prints."""
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, env=os.environ | NOBODY, capture_output=True, check=True).stdout


def test_an_empty_folder_becomes_a_course(tmp_path: Path, runner: Runner) -> None:
    """What is written keeps every rule but for the words that are missing; its solution passes."""
    folder = tmp_path / "my course"
    written = new(folder, "01-add-members")
    assert [path.relative_to(folder).as_posix() for path in written] == [
        "course.toml", "01-add-members", "solutions/01-add-members",
        "samples/01-add-members/nothing-done",
    ]  # fmt: skip
    course = Course(folder)
    assert (course.title, course.name) == ("My course", "my-course")
    told = list(rules.broken(starter_of(course), course, runner))
    assert told and all(line.endswith(": a TODO is left; replace it") for line in told)
    assert {Path(line.split(":")[0]).name for line in told} >= {"course.toml", "README.md"}
    finished(folder)
    assert list(rules.broken(starter_of(course), Course(folder), runner)) == []
    exercise = course.find("01")
    solved = projects.as_submission("s", projects.solved(starter_of(course), exercise))
    assert grade(solved, course, exercise, runner).verdict == "passed"


def test_the_next_exercises_go_on_from_it(club: Path, runner: Runner) -> None:
    """Each starts from the one before, solved; all of them keep every rule."""
    course = Course(club)
    assert course.ids == IDS
    assert list(rules.broken(starter_of(course), course, runner)) == []


def test_an_exercise_on_a_table_that_is_there(mine: Path) -> None:
    """Its last word may be the name of a table already."""
    new(mine, "04-rename-members")
    assert Course(mine).find("04").states.keys() == {"members + phone + badges + new_members"}


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda folder: folder.write_text("x"), "this is a file"),
        (lambda folder: (folder / "thesis").mkdir(parents=True), "there are files, but no course"),
    ],
)
def test_a_folder_with_something_else_is_refused(
    make: Callable[[Path], object], says: str, tmp_path: Path
) -> None:
    """Nothing is written there."""
    folder = tmp_path / "folder"
    make(folder)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(StillroomError, match=says):
        new(folder, "01-add-members")
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", [".git/config", "README.md", "LICENSE", "course.toml"])
def test_a_new_repository_is_empty_enough(name: str, tmp_path: Path) -> None:
    """A course may be kept in a repository of its own."""
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("")
    new(tmp_path, "01-add-members")
    assert Course(tmp_path).ids == ["01-add-members"]
    assert rules.mirrored(Course(tmp_path)) and not list(rules.mirrored(Course(tmp_path)))


def test_an_emptied_fork_begins_again(root: Path, tmp_path: Path) -> None:
    """A course repository without exercises gets its first one where they belong."""
    shutil.copy(root / "copier.yml", tmp_path)
    shutil.copytree(root / "template", tmp_path / "template")
    new(tmp_path, "01-add-members")
    for folder in ("exercises", "solutions", "tests/mistakes"):
        assert (tmp_path / folder / "01-add-members").is_dir()
    assert Course(tmp_path).ids == ["01-add-members"]
    assert place_of(Course(tmp_path)).is_repository


def test_samples_are_graded_as_they_say(mine: Path, runner: Runner) -> None:
    """A sample that is graded otherwise is told, with the file."""
    course = Course(mine)
    path = mine / "samples" / IDS[0] / "nothing-done" / "expected.toml"
    path.write_text(path.read_text("utf-8").replace("failed", "passed"), "utf-8")
    other = path.parent.with_name("other")
    other.mkdir()
    (other / "expected.toml").write_text('verdict = "failed"\n[[findings]]\ncode = "x"\n', "utf-8")
    told = list(rules.broken(starter_of(course), course, runner))
    assert f"{path}: verdict is passed, but the sample is graded failed with nothing-done" in told
    assert any(
        line.startswith(f"{other / 'expected.toml'}: verdict is failed, but") for line in told
    )
    assert len(told) == 2


def everything(repository: Path) -> dict[str, bytes]:
    """Return every object of *repository*, and every file of each wheel in it, by a name."""
    objects = git(repository, "cat-file", "--batch-all-objects", "--batch-check").decode()
    found = {}
    for name, kind, _ in map(str.split, objects.splitlines()):
        content = git(repository, "cat-file", kind, name)
        found[name] = content
        if content.startswith(b"PK"):
            with zipfile.ZipFile(BytesIO(content)) as wheel:
                found |= {f"{name}:{inner}": wheel.read(inner) for inner in wheel.namelist()}
    return found


def telling(club: Path, name: str) -> set[bytes]:
    """Return the lines that only the solution of an exercise has: nothing else of the course."""
    folder = club / "solutions" / name
    lines = {
        line.strip() for path in folder.rglob("*.py") for line in path.read_bytes().splitlines()
    }
    kept = {line for line in lines if len(line) > 20 and not line.startswith((b"from", b"import"))}
    public = [*(club / name).rglob("*"), *resource("starter").glob("template/**/*")]
    for path in [*public, Path(new_texts.__file__)]:
        if path.is_file():
            kept = {line for line in kept if line not in path.read_bytes()}
    earlier = IDS[: IDS.index(name)]
    for other in earlier:
        for path in (club / "solutions" / other).rglob("*.py"):
            kept = {line for line in kept if line not in path.read_bytes()}
    assert kept, name
    return kept


def test_the_solutions_never_travel(club: Path, published: Path) -> None:
    """The last one is nowhere; the others only in the starts of later exercises."""
    objects = everything(published)
    for index, name in enumerate(IDS):
        secret = telling(club, name)
        branches = ["main", *(f"exercise/{other}" for other in IDS[: index + 1])]
        reached = git(published, "rev-list", "--objects", "--no-object-names", *branches)
        ids = set(reached.decode().split())
        for where, content in objects.items():
            if where.partition(":")[0] in ids or index == len(IDS) - 1 or ":" in where:
                found = [line for line in secret if line in content]
                assert not found, (name, where, found)
    assert any(line in content for line in telling(club, IDS[0]) for content in objects.values())
    travelling = [name for name in objects if "stillroom_course" in name]
    assert travelling and not [name for name in travelling if re.search("sample|start", name)]


def test_publishing_twice_gives_the_same_commits(
    mine: Path, published: Path, tmp_path: Path
) -> None:
    """Wherever the course lies."""
    publish(Course(mine), tmp_path / "again")
    tips = [git(place, "for-each-ref", "refs/heads") for place in (published, tmp_path / "again")]
    assert tips[0] == tips[1]


@pytest.fixture(scope="module")
def clone(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A learner's clone at the first exercise, and what its wheels install beside it."""
    place = tmp_path_factory.mktemp("learner")
    git(place, "clone", "--quiet", "--branch", f"exercise/{IDS[0]}", str(published), "clone")
    for wheel in (place / "clone" / "wheels").glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(place / "installed")
    return place / "clone"


def run(clone: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a learner's command with what came along, and nothing else of the author."""
    return subprocess.run(
        [sys.executable, "-m", "stillroom", *words],
        cwd=clone, env=os.environ | {"PYTHONPATH": str(clone.with_name("installed")), "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["check", "--plain"], 1, "01-add-members"),
        (["hint", "01"], 0, "01-add-members, hint 1 of 3"),
        (["list"], 0, "03-add-badges  Add badges"),
        (["read", "--plain"], 0, "Sailing club"),
        (["summary", "--plain"], 0, "Sailing club"),
        (["quiz", "--plain"], 0, "no questions"),
        (["site", "../site"], 0, "pages"),
        (["explain", "--plain"], 0, "01-add-members is explained after it has passed"),
    ],
)
def test_every_command_speaks_of_the_course_that_came_along(
    words: list[str], status: int, says: str, clone: Path
) -> None:
    """The course that the author's grader had is not even there."""
    done = run(clone, *words)
    assert done.returncode == status, done.stderr
    assert says in done.stdout
    assert not re.search(r"users|add-email", done.stdout + done.stderr)
    assert not (clone.with_name("installed") / "stillroom" / "exercises").exists()


@pytest.mark.parametrize(
    ("old", "new_", "says"),
    [
        ('"sailing-club"', '"rowing-club"', "course 'rowing-club', and installed is sailing-club"),
        ("[tool.stillroom]", "[tool.other]", "brings no course of its own"),
    ],
)
def test_the_wheel_of_another_course_is_told(
    old: str, new_: str, says: str, clone: Path, tmp_path: Path
) -> None:
    """One line, before anything is graded."""
    project = tmp_path / "clone"
    shutil.copytree(clone, project)
    shutil.copytree(clone.with_name("installed"), tmp_path / "installed")
    pyproject = project / "pyproject.toml"
    assert old in pyproject.read_text("utf-8")
    pyproject.write_text(pyproject.read_text("utf-8").replace(old, new_), "utf-8")
    done = run(project, "check")
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_course_is_shown_as_pages_and_as_a_story(
    club: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither takes another course."""
    from rich.console import Console

    assert write_site(Course(club), tmp_path / "site")
    assert "Sailing club" in (tmp_path / "site" / "index.html").read_text("utf-8")
    course = Course(club)
    assert demo.run(starter_of(course), course, Console(width=160))
    said = capsys.readouterr().out
    assert "3 of 3 exercises passed." in said and "members" in said and "users" not in said


@pytest.mark.parametrize(
    "words", [["course"], ["branches", "out"], ["demo"], ["site", "out"], ["list"]]
)
@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("file", "file: this is a file"),
        ("none", "none: no such folder"),
        ("empty", "empty: no exercises here"),
        ("misspelt", "course.toml: titel: unknown key; did you mean title?"),
        ("no-metadata", "schema.py: STATES['members'] is a list, and must be a MetaData"),
    ],
)
def test_what_is_no_course_is_one_line(
    words: list[str],
    name: str,
    says: str,
    club: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Status 2, nothing on standard output, nothing written, and never another course instead."""
    (tmp_path / "file").write_text("x")
    (tmp_path / "empty").mkdir()
    shutil.copytree(club, tmp_path / "misspelt")
    (tmp_path / "misspelt" / "course.toml").write_text('titel = "x"')
    shutil.copytree(club, tmp_path / "no-metadata")
    schema = tmp_path / "no-metadata" / IDS[0] / "schema.py"
    schema.write_text('STATES = {"members": []}')
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    for how in (["--course", str(tmp_path / name)], []):
        if not how:
            monkeypatch.setenv("STILLROOM_COURSE", str(tmp_path / name))
        assert run_here(monkeypatch, *words, *how) == 2
        said = capsys.readouterr()
        assert (said.out, len(said.err.splitlines())) == ("", 1)
        assert says in said.err
    assert [
        path for path in sorted(tmp_path.rglob("*")) if "__pycache__" not in path.parts
    ] == before


@pytest.mark.parametrize("words", [["course"], ["branches", "out"]])
def test_a_todo_that_is_left_stops_it(
    words: list[str],
    mine: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It is told before anything is graded or published."""
    readme = mine / IDS[1] / "README.md"
    readme.write_text("TODO\n" + readme.read_text("utf-8"), "utf-8")
    monkeypatch.chdir(tmp_path)
    assert run_here(monkeypatch, *words, "--course", "sailing-club") == 2
    said = capsys.readouterr()
    assert (said.out, len(said.err.splitlines())) == ("", 1)
    assert f"sailing-club/{IDS[1]}/README.md:1: a TODO is left; replace it" in said.err
    assert not (tmp_path / "out").exists()


def test_the_folder_of_a_course_needs_no_name(
    mine: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In it, the commands for authors work on it."""
    monkeypatch.chdir(mine)
    monkeypatch.delenv("STILLROOM_COURSE", raising=False)
    assert run_here(monkeypatch, "new", "05-add-boats") == 0
    said = capsys.readouterr().out
    assert "wrote 05-add-boats\nwrote solutions/05-add-boats\n" in said
    assert "stillroom course --course" in said
