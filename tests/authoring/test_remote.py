"""Branches that are pushed: all or none, nobody else's taken away, and no solution among them."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from stillroom.authoring.branches import publish_to
from stillroom.authoring.leaks import canaries_of
from stillroom.authoring.remote import Pushed, push
from stillroom.authoring.repository import Repository
from stillroom.course.course import Course
from stillroom.errors import StillroomError
from tests.support.paths import ROOT

FIRST = "01-add-users"
SECOND = "02-add-email"
WORK = f"exercise/{FIRST}"


def git(folder: Path, *arguments: str) -> str:
    """Run Git in *folder* as a person and return what it prints."""
    command = ["git", "-c", "user.name=T", "-c", "user.email=t@example.org", *arguments]
    nobody = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    run = subprocess.run(
        command, cwd=folder, env=os.environ | nobody, capture_output=True, check=True
    )
    return run.stdout.decode().strip()


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """An empty repository as a host makes it, whose HEAD names another branch."""
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=trunk", "host.git")
    return tmp_path / "host.git"


@pytest.fixture
def made(tmp_path: Path) -> tuple[Repository, dict[str, str]]:
    """Two branches that wait to be pushed."""
    repository = Repository(tmp_path / "made")
    repository.folder.mkdir()
    repository.run("init", "--quiet")
    (tmp_path / "files").mkdir()
    main = repository.commit(tmp_path / "files", "Main")
    (tmp_path / "files" / "task.txt").write_text("do it")
    return repository, {"main": main, WORK: repository.commit(tmp_path / "files", "Work", main)}


def heads(bare: Path) -> dict[str, str]:
    """Return the branches of *bare* with their commits."""
    lines = git(bare, "for-each-ref", "--format=%(refname:lstrip=2) %(objectname)").splitlines()
    return dict(line.split(" ") for line in lines)


def test_a_clone_of_what_was_pushed_begins_at_main(
    bare: Path, made: tuple[Repository, dict[str, str]], tmp_path: Path
) -> None:
    """An empty repository gets every branch, and shows main; a second push changes nothing."""
    repository, tips = made
    assert push(repository, tips, str(bare), overwrite=False) == Pushed(("main", WORK))
    assert heads(bare) == tips
    git(tmp_path, "clone", "--quiet", str(bare), "clone")
    assert git(tmp_path / "clone", "symbolic-ref", "HEAD") == "refs/heads/main"
    git(bare, "config", "receive.denyNonFastForwards", "true")
    assert push(repository, tips, str(bare), overwrite=False) == Pushed(())
    assert heads(bare) == tips


def test_an_update_moves_what_changed_and_leaves_other_branches(
    bare: Path, made: tuple[Repository, dict[str, str]], tmp_path: Path
) -> None:
    """A branch of the course moves, and a branch of a person stays."""
    repository, tips = made
    push(repository, tips, str(bare), overwrite=False)
    git(bare, "branch", "ada", tips[WORK])
    (tmp_path / "files" / "task.txt").write_text("do it better")
    moved = tips | {WORK: repository.commit(tmp_path / "files", "Work", tips["main"])}
    assert push(repository, moved, str(bare), overwrite=False).moved == (WORK,)
    assert heads(bare) == moved | {"ada": tips[WORK]}


def test_an_update_reaches_a_learner_who_has_begun(
    bare: Path, made: tuple[Repository, dict[str, str]], tmp_path: Path
) -> None:
    """Their own commits come to stand on the new start, by the one command that the guide names."""
    repository, tips = made
    push(repository, tips, str(bare), overwrite=False)
    git(tmp_path, "clone", "--quiet", "--branch", WORK, str(bare), "clone")
    clone = tmp_path / "clone"
    (clone / "mine.txt").write_text("done")
    git(clone, "add", "mine.txt")
    git(clone, "commit", "--quiet", "-m", "Mine")
    (tmp_path / "files" / "task.txt").write_text("do it better")
    moved = tips | {WORK: repository.commit(tmp_path / "files", "Work", tips["main"])}
    push(repository, moved, str(bare), overwrite=False)
    git(clone, "pull", "--quiet", "--rebase")
    assert (clone / "task.txt").read_text() == "do it better"
    assert git(clone, "log", "--format=%s", "--reverse").split("\n") == ["Main", "Work", "Mine"]


def test_a_branch_of_a_person_is_replaced_only_when_told(
    bare: Path, made: tuple[Repository, dict[str, str]], tmp_path: Path
) -> None:
    """A learner's commits on a branch of that name stop all of it, in one line."""
    repository, tips = made
    push(repository, {"main": tips["main"]}, str(bare), overwrite=False)
    git(tmp_path, "clone", "--quiet", str(bare), "clone")
    git(tmp_path / "clone", "switch", "--quiet", "-c", WORK)
    git(tmp_path / "clone", "commit", "--quiet", "--allow-empty", "-m", "Mine")
    git(tmp_path / "clone", "push", "--quiet", "origin", WORK)
    before = heads(bare)
    with pytest.raises(StillroomError, match=f"branch {WORK} has commits of somebody else"):
        push(repository, tips, str(bare), overwrite=False)
    assert heads(bare) == before
    push(repository, tips, str(bare), overwrite=True)
    assert heads(bare) == tips


def test_a_branch_that_is_refused_keeps_all_others_back(
    bare: Path, made: tuple[Repository, dict[str, str]]
) -> None:
    """A remote that takes main but not the exercise has neither."""
    hook = bare / "hooks" / "update"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text('#!/bin/sh\ntest "$1" = refs/heads/main\n')
    hook.chmod(0o755)
    repository, tips = made
    with pytest.raises(StillroomError, match="nothing was published") as error:
        push(repository, tips, str(bare), overwrite=False)
    assert "\n" not in str(error.value)
    assert heads(bare) == {}


@pytest.mark.parametrize("url", ["no/such/place", "http://ada:secret@127.0.0.1:1/course.git"])
def test_a_remote_that_is_not_there_is_one_line(
    url: str, made: tuple[Repository, dict[str, str]]
) -> None:
    """The address is named, never the password in it."""
    repository, tips = made
    with pytest.raises(StillroomError, match=r"git ls-remote failed: .+; nothing") as error:
        push(repository, tips, url, overwrite=False)
    assert "\n" not in str(error.value) and "secret" not in str(error.value)


def test_a_solution_in_the_start_of_its_exercise_is_never_published(
    bare: Path, tmp_path: Path
) -> None:
    """The file and the branch are named, and the remote stays empty; without it, all is pushed."""
    junk = shutil.ignore_patterns("__pycache__")
    for name in ("exercises", "solutions", "template"):
        shutil.copytree(ROOT / name, tmp_path / "course" / name, ignore=junk)
    shutil.copy(ROOT / "copier.yml", tmp_path / "course")
    course = Course(tmp_path / "course" / "exercises")
    assert publish_to(course, str(bare), FIRST) == (["main", WORK], Pushed(("main", WORK)))
    solved = (ROOT / "solutions" / FIRST / "app" / "models.py").read_text("utf-8")
    leaked = tmp_path / "course" / "exercises" / FIRST / "starter" / "app" / "hidden.py"
    leaked.parent.mkdir(parents=True)
    leaked.write_text(f"# More.\n{solved.replace('    ', '  ')}")
    before = heads(bare)
    with pytest.raises(StillroomError) as error:
        publish_to(Course(course.root), str(bare), FIRST)
    said = str(error.value)
    assert said.startswith(f"app/hidden.py in branch {WORK} holds the solution {FIRST}/app/models")
    assert heads(bare) == before


def test_what_the_project_had_before_is_no_secret(tmp_path: Path) -> None:
    """A solution may repeat a file that it does not change: that one is in the start, too."""
    junk = shutil.ignore_patterns("__pycache__", "0[3-9]-*", "1*")
    for name in ("exercises", "solutions"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=junk)
    shutil.copy(
        ROOT / "solutions" / FIRST / "app" / "models.py",
        tmp_path / "solutions" / SECOND / "app" / "old.py",
    )
    course = Course(tmp_path / "exercises")
    names = [each.name for each in canaries_of(course, course.find(SECOND))]
    assert f"{SECOND}/app/models.py" in names
    assert f"{SECOND}/app/old.py" not in names
