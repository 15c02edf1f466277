"""The published branches: what is in them, what must not be, and what a second run does."""

import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from stillroom.authoring.branches import publish
from stillroom.course.course import Course
from stillroom.errors import StillroomError
from stillroom.grading.grade import grade
from stillroom.project.progress import Progress
from stillroom.project.progress_file import changed, load_progress
from stillroom.project.published import published_start
from stillroom.sandbox.runner import Runner
from stillroom.submission.intake import take_in
from tests.support.in_process import InProcess
from tests.support.made_once import made_once
from tests.support.paths import ROOT

PARTS = ("copier.yml", "exercises", "template", "solutions")
IDS = [exercise.id for exercise in Course(ROOT / "exercises")]
BRANCHES = ["main", *(f"exercise/{name}" for name in IDS)]
NOBODY = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
SOMEBODY = ("-c", "user.name=T", "-c", "user.email=t@example.org")


def git(folder: Path, *arguments: str) -> str:
    """Run Git in *folder* and return what it prints."""
    command = ["git", "-C", str(folder), *SOMEBODY, *arguments]
    run = subprocess.run(command, env=os.environ | NOBODY, capture_output=True, check=True)
    return run.stdout.decode().strip()


def tips(repository: Path) -> dict[str, str]:
    """Return every branch of *repository* with its commit."""
    lines = git(
        repository, "for-each-ref", "--format=%(refname:lstrip=2) %(objectname)", "refs/heads"
    )
    return dict(line.split(" ") for line in lines.splitlines())


def blobs(repository: Path, branch: str) -> dict[str, bytes]:
    """Return every file that is in *branch* or in the history behind it: blob id to content."""
    objects = git(repository, "rev-list", "--objects", "--no-object-names", branch)
    asked = ["git", "-C", str(repository), "cat-file", "--batch"]
    answer = subprocess.run(asked, input=objects.encode(), capture_output=True, check=True).stdout
    found = {}
    while answer:
        header, _, answer = answer.partition(b"\n")
        blob, kind, size = header.decode().split()
        if kind == "blob":
            found[blob] = answer[: int(size)]
        answer = answer[int(size) + 1 :]
    return found


@cache
def members(wheel: bytes) -> frozenset[bytes]:
    """Return what is in *wheel*, which is the same in every branch."""
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        return frozenset(map(archive.read, archive.namelist()))


def everything(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return every file below *folder* with its time and content."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def copied(root: Path, target: Path) -> Path:
    """Copy the course, so that a test may change it and nobody changes it meanwhile."""
    target.mkdir()
    junk = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in PARTS:
        if (root / name).is_dir():
            shutil.copytree(root / name, target / name, ignore=junk)
        else:
            shutil.copy(root / name, target / name)
    return target


@pytest.fixture
def runner() -> Runner:
    """No process at all: every file here is our own."""
    return InProcess()


def taught_and_published(folder: Path) -> None:
    """Copy the course into *folder*, and publish its branches beside the copy."""
    (folder / "teacher").mkdir()
    (folder / "published").mkdir()
    teacher = copied(ROOT, folder / "teacher" / "course")
    assert publish(Course(teacher / "exercises"), folder / "published" / "branches") == BRANCHES


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What follows, once for all."""
    return made_once(tmp_path_factory, "branches-of-the-course", taught_and_published)


@pytest.fixture(scope="module")
def teacher(made: Path) -> Path:
    """A copy of the course that no test changes."""
    return made / "teacher" / "course"


@pytest.fixture(scope="module")
def lessons(teacher: Path) -> Course:
    """The exercises of that copy."""
    return Course(teacher / "exercises")


@pytest.fixture(scope="module")
def published(made: Path) -> Path:
    """The branches of that copy, which no test changes."""
    return made / "published" / "branches"


@pytest.fixture(scope="module")
def cloned(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of all branches, in which tests switch, and change nothing."""
    clone = tmp_path_factory.mktemp("cloned") / "clone"
    git(clone.parent, "clone", "--quiet", str(published), str(clone))
    return clone


@pytest.fixture
def again(published: Path, tmp_path: Path) -> Path:
    """A copy of the published repository that a test may change."""
    return shutil.copytree(published, tmp_path / "branches")


@pytest.fixture(scope="module")
def wheel(published: Path) -> dict[str, bytes]:
    """The files of the wheel that travels in every branch."""
    (path,) = (published / "wheels").glob("stillroom-*.whl")
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_exercise_is_one_commit_on_main(published: Path) -> None:
    """The repository is clean, shows main, and each branch has main's single commit behind it."""
    found = tips(published)
    assert sorted(found) == sorted(BRANCHES)
    assert git(published, "symbolic-ref", "HEAD") == "refs/heads/main"
    assert git(published, "status", "--porcelain", "--ignored") == ""
    assert git(published, "rev-list", "--parents", "main") == found["main"]
    for name in IDS:
        behind = git(published, "rev-list", "--parents", f"exercise/{name}", "^main")
        assert behind.split() == [found[f"exercise/{name}"], found["main"]]
    git(published, "fsck", "--strict")


@pytest.mark.parametrize("name", IDS)
def test_a_clone_of_a_branch_is_ready_to_work_in(
    name: str, cloned: Path, lessons: Course, runner: Runner
) -> None:
    """A clone has the task and its name, and is graded to exactly the declared findings."""
    exercise, clone = lessons.find(name), cloned
    git(clone, "switch", "--quiet", f"exercise/{name}")
    assert git(clone, "status", "--porcelain", "--ignored") == ""
    assert (clone / "EXERCISE.md").read_bytes() == (exercise.folder / "README.md").read_bytes()
    assert load_progress(clone) == (Progress(current=name, only=name), None)
    result = grade(take_in(clone), lessons, exercise, runner)
    assert [finding.code for finding in result.findings] == exercise.definition.start_findings


def test_progress_goes_along_from_branch_to_branch(published: Path, tmp_path: Path) -> None:
    """No command of a learner's stops the switch: progress is in no branch, and the branch says where one is."""
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", str(published), str(clone))
    git(clone, "switch", "--quiet", BRANCHES[1])
    with changed(clone) as progress:
        progress.passed = [IDS[0]]
    git(clone, "switch", "--quiet", BRANCHES[2])
    with changed(clone) as progress:
        assert (progress.current, progress.passed) == (IDS[1], [IDS[0]])
        progress.current = IDS[2]  # as `nox -s next` does
    assert load_progress(clone)[0].current == IDS[2]
    git(clone, "switch", "--quiet", "main")
    assert load_progress(clone)[0].current == IDS[2]  # main names none: nothing is forgotten
    git(clone, "switch", "--quiet", BRANCHES[1])
    assert load_progress(clone)[0] == Progress(current=IDS[0], only=IDS[0], passed=[IDS[0]])
    assert git(clone, "status", "--porcelain") == ""


@pytest.mark.parametrize("name", IDS)
def test_no_solution_is_in_its_branch_or_behind_it(
    name: str, published: Path, root: Path, tmp_path: Path
) -> None:
    """No code of the solution is reachable from a single-branch clone, as itself or in the wheel."""
    clone = tmp_path / "clone"
    url = published.as_uri()
    branch = f"exercise/{name}"
    git(tmp_path, "clone", "--quiet", "--single-branch", "--branch", branch, url, str(clone))
    reachable = set(blobs(clone, branch).values())
    for content in list(reachable):
        if content.startswith(b"PK"):
            reachable |= members(content)
    solution = list((root / "solutions" / name).rglob("*.py"))
    assert solution
    for path in solution:
        assert path.read_bytes() not in reachable, path


def test_the_wheel_holds_the_lessons_and_nothing_that_solves_one(
    wheel: dict[str, bytes], teacher: Path, root: Path
) -> None:
    """Every exercise's data is in the wheel; no starting file and no code of a solution is."""
    for name in IDS:
        text = (teacher / "solutions" / name / "README.md").read_bytes()
        assert wheel[f"stillroom/explanations/{name}.md"] == text
        for file in ("exercise.toml", "README.md"):
            content = (teacher / "exercises" / name / file).read_bytes()
            assert wheel[f"stillroom/exercises/{name}/{file}"] == content
    assert "stillroom/starter/template/migrations/env.py" in wheel
    parts = {part for name in wheel for part in name.split("/")[2:] if "/exercises/" in name}
    assert not {part for part in parts if part.startswith(("start", "solution"))}
    assert not [name for name in wheel if re.search(r"/exercises/[^/]+/start/", name)]
    secret = [
        *(root / "solutions").rglob("*.py"),
        *(teacher / "exercises").rglob("starter/**/*.py"),
    ]
    assert not {str(path) for path in secret if path.read_bytes() in wheel.values()}


def test_the_wheel_alone_checks_a_project(
    wheel: dict[str, bytes], published: Path, tmp_path: Path
) -> None:
    """A learner checks a clone with nothing but what is in the branch."""
    for name, content in wheel.items():
        path = tmp_path / "installed" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    git(tmp_path, "clone", "--quiet", "--branch", BRANCHES[-1], str(published), "clone")
    run = subprocess.run(
        [sys.executable, "-m", "stillroom", "check", "--project", "clone", "--format", "json"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path / "installed")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1, run.stderr
    assert f'"exercise":"{IDS[-1]}"' in run.stdout.replace(": ", ":")


def test_no_path_of_the_teacher_is_inside(
    published: Path, teacher: Path, wheel: dict[str, bytes]
) -> None:
    """Neither the branches nor the wheel nor the configuration name a folder of this machine."""
    contents = [content for name in BRANCHES for content in blobs(published, name).values()]
    contents += [*wheel.values(), (published / ".git" / "config").read_bytes()]
    contents += [git(published, "log", "--all", "--format=%B%an%ae%cn%ce").encode()]
    for place in {str(teacher), str(published.parent), str(Path.home()) + os.sep}:
        assert not [content for content in contents if place.encode() in content]
    answers = (published / ".copier-answers.yml").read_text()
    assert "_src_path" not in answers
    assert "_commit" not in answers


def test_running_it_again_changes_nothing(
    teacher: Path, lessons: Course, again: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same commit ids, and not one file of the repository is written."""
    before = everything(again)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Somebody")
    assert publish(lessons, again) == BRANCHES
    assert everything(again) == before


def test_a_checkout_elsewhere_gives_the_same_ids(
    teacher: Path, published: Path, tmp_path: Path
) -> None:
    """Where the course lies, and whether Git holds it, makes no difference."""
    elsewhere = copied(teacher, tmp_path / "else where")
    git(elsewhere, "init", "--quiet")
    git(elsewhere, "add", "--all")
    git(elsewhere, "commit", "--quiet", "--message", "All of it")
    (elsewhere / "note.txt").write_text("not committed")
    publish(Course(elsewhere / "exercises"), tmp_path / "out", "02")
    assert tips(tmp_path / "out").items() <= tips(published).items()
    assert len(tips(tmp_path / "out")) == 2


def test_a_public_origin_is_recorded_without_its_password(teacher: Path, tmp_path: Path) -> None:
    """A course with an https origin names it, so that the learner's project can be updated."""
    checkout = copied(teacher, tmp_path / "course")
    git(checkout, "init", "--quiet")
    git(checkout, "add", "--all")
    git(checkout, "commit", "--quiet", "--message", "All of it")
    git(checkout, "remote", "add", "origin", "https://me:secret@git.example.org/course.git")
    publish(Course(checkout / "exercises"), tmp_path / "out", IDS[0])
    answers = (tmp_path / "out" / ".copier-answers.yml").read_text()
    assert "\n_src_path: https://git.example.org/course.git\n" in answers
    assert f"\n_commit: {git(checkout, 'rev-parse', 'HEAD')}\n" in answers


def test_one_exercise_alone(
    teacher: Path, lessons: Course, published: Path, tmp_path: Path
) -> None:
    """With ``only``, main and that branch are written, the same as among all."""
    assert publish(lessons, tmp_path / "a" / "one", "02") == ["main", BRANCHES[2]]
    found = tips(tmp_path / "a" / "one")
    assert found == {name: tips(published)[name] for name in ("main", BRANCHES[2])}
    assert os.listdir(tmp_path / "a") == ["one"]


def test_squashed_each_branch_is_one_commit(
    lessons: Course, published: Path, tmp_path: Path
) -> None:
    """Nothing is behind it, and its files are the same as ever."""
    publish(lessons, tmp_path / "one", IDS[1], squash=True)
    assert git(tmp_path / "one", "rev-list", "--count", BRANCHES[2]) == "1"
    trees = [
        git(place, "rev-parse", f"{BRANCHES[2]}^{{tree}}")
        for place in (published, tmp_path / "one")
    ]
    assert trees[0] == trees[1]
    start = published_start(tmp_path / "one", lessons.find(IDS[1]))
    assert start is not None and "app/models.py" in start.files


@pytest.mark.parametrize("shown", [BRANCHES[2], "mine"])
def test_a_changed_exercise_moves_its_branch(shown: str, teacher: Path, again: Path) -> None:
    """Its branch moves, with the files if it is checked out; branches of a person's own stay."""
    git(again, "branch", "mine", BRANCHES[1])
    git(again, "switch", "--quiet", shown)
    before = tips(again)
    changed = copied(teacher, again.parent / "changed")
    starter = changed / "exercises" / IDS[1] / "starter"
    (starter / "app").mkdir(parents=True)
    (starter / "app" / "extra.py").write_text('"""More."""\n')
    publish(Course(changed / "exercises"), again, IDS[1])
    after = tips(again)
    moved = {name for name in before if before[name] != after[name]}
    assert moved == {BRANCHES[2]}
    assert (again / "app" / "extra.py").exists() == (shown == BRANCHES[2])
    assert git(again, "status", "--porcelain") == ""
    assert git(again, "symbolic-ref", "--short", "HEAD") == shown


def test_only_one_is_refreshed_and_others_stay(teacher: Path, again: Path) -> None:
    """A new version of the starter with ``only`` moves main and one branch."""
    before = tips(again)
    changed = copied(teacher, again.parent / "changed")
    (changed / "template" / "NOTES.md").write_text("A new file.\n")
    publish(Course(changed / "exercises"), again, "1")
    after = tips(again)
    assert {name for name in before if before[name] != after[name]} == {"main", BRANCHES[1]}
    assert (again / "NOTES.md").read_text() == "A new file.\n"
    assert git(again, "status", "--porcelain") == ""


def refused(lessons: Course, destination: Path, only: str | None = None) -> str:
    """Publish, which must be refused in one line and leave all as it was; return that line."""
    before, names = everything(destination.parent), sorted(os.listdir(destination.parent))
    with pytest.raises(StillroomError) as error:
        publish(lessons, destination, only)
    assert everything(destination.parent) == before
    assert sorted(os.listdir(destination.parent)) == names
    assert "\n" not in str(error.value)
    return str(error.value)


def test_a_folder_with_something_in_it_is_refused(
    teacher: Path, lessons: Course, tmp_path: Path
) -> None:
    """Files, somebody's repository and a file are not written to; an empty folder is."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("two years of work")
    assert "full: the folder is not empty" in refused(lessons, tmp_path / "full")
    assert "this is a file" in refused(lessons, tmp_path / "full" / "thesis.txt")
    (tmp_path / "repository").mkdir()
    git(tmp_path / "repository", "init", "--quiet")
    assert "not empty" in refused(lessons, tmp_path / "repository")
    (tmp_path / "empty").mkdir()
    assert publish(lessons, tmp_path / "empty", "1") == ["main", BRANCHES[1]]


def test_work_that_is_not_committed_is_refused(teacher: Path, lessons: Course, again: Path) -> None:
    """A changed file and a new one stop a second run."""
    (again / "new.txt").write_text("mine")
    assert "not committed" in refused(lessons, again)
    (again / "new.txt").unlink()
    (again / "README.md").write_text("mine")
    assert "not committed" in refused(lessons, again)


def test_commits_of_a_person_on_a_branch_are_not_thrown_away(
    teacher: Path, lessons: Course, again: Path
) -> None:
    """A branch that somebody went on with is named, and nothing moves."""
    git(again, "switch", "--quiet", BRANCHES[1])
    git(again, "commit", "--quiet", "--allow-empty", "--message", "Mine")
    assert f"branch {BRANCHES[1]} has commits of somebody else" in refused(lessons, again, IDS[0])


def test_an_unknown_exercise_is_refused(teacher: Path, lessons: Course, tmp_path: Path) -> None:
    """The nearest exercise is named, and no folder is made."""
    assert f"did you mean {IDS[1]}" in refused(lessons, tmp_path / "x", "02-add-emial")


def test_without_git_it_is_refused(
    teacher: Path, lessons: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine without Git gets one line."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refused(lessons, tmp_path / "x").startswith("git: not found")


def test_a_broken_course_is_refused(teacher: Path, tmp_path: Path) -> None:
    """A missing task, a task that is not written and a broken template each give one line."""
    broken = copied(teacher, tmp_path / "course")
    lessons = Course(broken / "exercises")
    (tmp_path / "out").mkdir()
    task = broken / "exercises" / IDS[-1] / "README.md"
    task.rename(task.with_name("aside"))
    assert f"{task}: missing" in refused(lessons, tmp_path / "out" / "x")
    task.write_text("TODO the task")
    assert f"{task}:1: a TODO is left; replace it" in refused(lessons, tmp_path / "out" / "x")
    task.write_text("The task.")
    (broken / "copier.yml").write_text("_min_copier_version: 999\n")
    assert "cannot be rendered" in refused(lessons, tmp_path / "out" / "x")


@pytest.fixture
def interrupted(teacher: Path, tmp_path: Path) -> Iterator[Path]:
    """The parent of a destination whose publishing was stopped by Ctrl-C in the middle.

    The process interrupts itself where it copies the starter for a branch: at no other moment.
    """
    code = (
        "import os, signal, sys; from pathlib import Path; from stillroom.course.course import Course;"
        "from stillroom.authoring.branches import publish; root = Path(sys.argv[1]);"
        "sys.addaudithook(lambda event, words: event == 'shutil.copytree' "
        "and Path(words[0]).name == 'starter' and os.kill(os.getpid(), signal.SIGINT));"
        "publish(Course(root / 'exercises'), Path(sys.argv[2]))"
    )
    place = tmp_path / "place"
    place.mkdir()
    command = [sys.executable, "-c", code, str(teacher), str(place / "branches")]
    said = subprocess.run(command, capture_output=True, check=False, timeout=60).stderr
    assert b"KeyboardInterrupt" in said
    yield place


@pytest.mark.skipif(sys.platform == "win32", reason="sends a POSIX signal")
def test_stopped_in_the_middle_it_leaves_nothing(interrupted: Path) -> None:
    """Ctrl-C leaves neither a half-written destination nor the temporary folder."""
    assert os.listdir(interrupted) == []
