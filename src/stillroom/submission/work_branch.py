"""Work that is not committed, put into a branch of its own: HEAD, the index and the files stay."""

import tempfile
from pathlib import Path

from stillroom.submission.git import Git, GitError

SECONDS = 60.0  # for one command of Git
SOMEBODY = {"NAME": "Stillroom", "EMAIL": "stillroom@localhost"}
"""Who commits, where Git does not know the learner."""


def has_conflicts(project: Path) -> bool:
    """Tell whether Git is in the middle of a merge with conflicts in *project*."""
    try:
        return bool(Git(project).run("ls-files", "-u", "-z", "--", ".", seconds=SECONDS))
    except (GitError, OSError):
        return False


def keep_in_branch(project: Path, name: str, message: str, without: str) -> str | None:
    """Commit what *project* holds to a new branch ``work/NAME-1``, the first that is free.

    Files that Git ignores, and the file *without*, are left out. Returns the branch; None where the
    last commit has it all. Raises GitError, also where there is no repository.
    """
    git = Git(project)

    def ask(*arguments: str, **variables: str) -> str:
        answer = git.run(*arguments, seconds=SECONDS, variables=variables)
        return answer.decode("utf-8", "replace").strip()

    head = _head(git)
    with tempfile.TemporaryDirectory(prefix="stillroom-index-") as folder:
        index = {"GIT_INDEX_FILE": str(Path(folder, "index"))}
        if head:
            ask("read-tree", head, **index)
        # Git refuses to leave a file out by its name where .gitignore has it too.
        ask("add", "-A", "--", ".", **index)
        ask("rm", "--cached", "--quiet", "--ignore-unmatch", "--", without, **index)
        tree = ask("write-tree", **index)
    if head and tree == ask("rev-parse", f"{head}^{{tree}}"):
        return None
    parents = ("-p", head) if head else ()
    commit = ask("commit-tree", tree, *parents, "-m", message, **_committer(git))
    taken = ask("for-each-ref", "--format=%(refname)", "refs/heads/work").split("\n")
    number = 1
    while f"refs/heads/work/{name}-{number}" in taken:
        number += 1
    ask("update-ref", f"refs/heads/work/{name}-{number}", commit, "0" * len(commit))
    return f"work/{name}-{number}"


def drop_branch(project: Path, branch: str) -> None:
    """Remove *branch*, which ``keep_in_branch`` has just made; an error of Git leaves it there."""
    try:
        Git(project).run("update-ref", "-d", f"refs/heads/{branch}", seconds=SECONDS)
    except (GitError, OSError):
        return


def _head(git: Git) -> str:
    """Return the last commit; an empty text where there is none yet."""
    git.run("rev-parse", "--is-inside-work-tree", seconds=SECONDS)
    try:
        answer = git.run("rev-parse", "-q", "--verify", "HEAD^{commit}", seconds=SECONDS)
    except GitError:
        return ""
    return answer.decode("ascii", "replace").strip()


def _committer(git: Git) -> dict[str, str]:
    """Return the variables that name somebody, where Git does not know who commits."""
    try:
        git.run("var", "GIT_COMMITTER_IDENT", seconds=SECONDS)
        git.run("var", "GIT_AUTHOR_IDENT", seconds=SECONDS)
    except GitError:
        return {
            f"GIT_{role}_{key}": value
            for role in ("AUTHOR", "COMMITTER")
            for key, value in SOMEBODY.items()
        }
    return {}
