"""Git, as the package uses it: real Git in real repositories."""

import subprocess
from pathlib import Path

import pytest

from stillroom.submission.git import NOBODY, Git, GitError, NoGit, TooMuch, uncommitted

pytestmark = pytest.mark.processes


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one commit: ``kept`` and ``app/changed``."""
    (tmp_path / "app").mkdir()
    for name in ("kept", "app/changed"):
        (tmp_path / name).write_text("1")
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-C", str(tmp_path)]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "mine"]):
        subprocess.run([*git, *words], check=True, capture_output=True)
    return tmp_path


def test_what_git_does_not_hold_is_told(repository: Path) -> None:
    """A changed file, a new one, an ignored one; in a folder of the repository too."""
    (repository / "app" / "changed").write_text("2")
    (repository / ".gitignore").write_text("ignored\n")
    for name in ("ignored", "new"):
        (repository / name).touch()
    paths = ["kept", "app/changed", "new", "ignored"]
    assert uncommitted(repository, paths) == ["app/changed", "new", "ignored"]
    assert uncommitted(repository / "app", ["changed"]) == ["changed"]
    assert uncommitted(repository, []) == []


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_a_change_that_git_was_told_not_to_see_is_told(repository: Path, flag: str) -> None:
    """Contents are compared, so what Git is told to say of a file does not count."""
    subprocess.run(["git", "update-index", flag, "kept", "app/changed"], check=True, cwd=repository)
    (repository / "app" / "changed").write_text("2")
    assert uncommitted(repository, ["kept", "app/changed"]) == ["app/changed"]


def test_what_is_only_staged_is_told(repository: Path) -> None:
    """Git forgets it as soon as something else is staged."""
    (repository / "kept").write_text("2")
    subprocess.run(["git", "add", "kept"], check=True, cwd=repository)
    assert uncommitted(repository, ["kept", "app/changed"]) == ["kept"]


@pytest.mark.parametrize("committed", [b"1\r\n", b"1\n"])
def test_other_ends_of_lines_are_no_change(repository: Path, committed: bytes) -> None:
    """Git may have changed the line ends of what it laid out, or have been told to only later."""
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org"]
    (repository / "kept").write_bytes(committed)
    subprocess.run([*git, "commit", "-qam", "lines"], check=True, cwd=repository)
    (repository / ".git" / "info" / "attributes").write_text("* text eol=crlf\n")
    (repository / "kept").write_bytes(b"1\r\n")
    assert uncommitted(repository, ["kept"]) == []


def test_without_a_repository_or_git_everything_could_be_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert uncommitted(tmp_path, ["a"]) == ["a"]
    monkeypatch.setenv("PATH", str(tmp_path))
    assert uncommitted(tmp_path, ["a"]) == ["a"]
    with pytest.raises(NoGit):
        Git(tmp_path).run("version")


def test_an_answer_is_bounded(repository: Path) -> None:
    git = Git(repository, {**NOBODY, "GIT_DIR": str(repository / ".git")})
    assert git.run("cat-file", "--batch-check", stdin=b"HEAD:kept\n", most=100).endswith(
        b"blob 1\n"
    )
    with pytest.raises(TooMuch):
        git.run("log", "-1", most=3)
    with pytest.raises(GitError, match="^ambiguous argument"):
        git.run("rev-list", "nothing")


def test_a_hook_of_the_repository_is_not_run(repository: Path) -> None:
    hook = repository / ".git" / "hooks" / "reference-transaction"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch '{repository}/ran'\n")
    hook.chmod(0o755)
    Git(repository).run("update-ref", "refs/heads/other", "HEAD")
    assert not (repository / "ran").exists()
