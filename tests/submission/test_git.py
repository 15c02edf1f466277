"""Git, as the package uses it: real Git in real repositories."""

import subprocess
from pathlib import Path

import pytest

from stillroom.submission.git import NOBODY, Git, GitError, NoGit, TooMuch

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


def test_without_git_there_is_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
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
