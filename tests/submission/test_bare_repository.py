"""Bare repositories, ordinary and forged: what is taken of a commit, and that nothing of them is run."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from stillroom.authoring import projects
from stillroom.course.course import Course
from stillroom.errors import StillroomError
from stillroom.submission import bare_repository
from stillroom.submission.git import Git
from stillroom.submission.handed_in import hand_in
from stillroom.submission.intake import LARGEST_FILE, MOST_FILES
from tests.support.git_forge import Forge, plain

pytestmark = pytest.mark.processes

MODELS = "app/models.py"


@pytest.fixture(scope="module")
def solved(root: Path, course: Course) -> projects.Files:
    """Exercise 02, solved."""
    return projects.solved(root, course.find("02"))


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    """An empty bare repository."""
    return Forge(tmp_path / "anna.git")


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_a_bare_repository_is_taken_in_as_its_folder_is(
    tmp_path: Path, solved: projects.Files, packed: bool, object_format: str
) -> None:
    """The files of HEAD are the submission; the repository itself is not touched."""
    forge = Forge(tmp_path / "anna.git", object_format)
    forge.commit(forge.nested(plain(solved)))
    if packed:
        forge.git("pack-refs", "--all")
        forge.git("repack", "-adq")
    before = sorted(forge.path.rglob("*"))
    assert bare_repository.is_bare(forge.path)
    found = bare_repository.take_in(forge.path, "anna")
    expected = projects.as_submission("anna", solved)
    assert (found.files, found.environment) == (expected.files, expected.environment)
    assert found.installed == expected.installed != {}
    assert found.left_out == {}
    assert sorted(forge.path.rglob("*")) == before


def test_names_links_and_sizes_of_a_forged_tree_are_refused(
    forge: Forge, solved: projects.Files
) -> None:
    """What a folder would not offer is not taken from a repository."""
    odd = {
        "app/linked.py": ("120000", b"../../secret.py"),
        "app/large.py": ("100644", b"#" * (LARGEST_FILE + 1)),
        "app/../../escaped.py": ("100644", b"x"),
        "app/__pycache__/cached.py": ("100644", b"x"),
        "app/.hidden/hidden.py": ("100644", b"x"),
        "app/.git/hooks/hook.py": ("100644", b"x"),
        "app/notes.txt": ("100644", b"x"),
        "conftest.py": ("100644", b"x"),
        "migrations/versions/sub/deep.py": ("100755", b"x"),
    }
    forge.commit(forge.nested(plain(solved) | odd))
    found = bare_repository.take_in(forge.path, "anna")
    expected = projects.as_submission("anna", solved).files
    assert found.files == expected | {"migrations/versions/sub/deep.py": b"x"}
    assert set(found.left_out) == {"app/linked.py", "app/large.py"}


def test_nothing_of_a_repository_is_run(
    forge: Forge, solved: projects.Files, tmp_path: Path
) -> None:
    """No hook, no monitor, no filter, and no remote that would be asked for a missing file."""
    marker = tmp_path / "ran"
    files = plain(solved)
    missing = forge.blob(b"not here")
    script = tmp_path / "script"
    script.write_text(f"#!/bin/sh\ntouch {marker}\n")
    script.chmod(0o755)
    app = forge.nested({"models.py": files[MODELS]})
    forge.commit(
        forge.tree(
            [
                ("40000", "app", app),
                ("40000", "migrations", forge.tree([("100644", "env.py", missing)])),
            ]
        )
    )
    (forge.path / "objects" / missing[:2] / missing[2:]).unlink()
    for hook in ("post-checkout", "reference-transaction", "fsmonitor-watchman"):
        shutil.copy(script, forge.path / "hooks" / hook)
    with (forge.path / "config").open("a") as config:
        config.write(
            f'[core]\n\trepositoryformatversion = 1\n\tfsmonitor = "{script}"\n\tsshCommand = "{script}"\n'
            f'[extensions]\n\tpartialClone = origin\n[remote "origin"]\n\tpromisor = true\n'
            f'\turl = "ext::{script}"\n\tuploadpack = "{script}"\n[protocol]\n\tallow = always\n'
            f'[include]\n\tpath = "{tmp_path / "nowhere"}"\n'
        )
    with pytest.raises(StillroomError, match="objects of HEAD are missing|cannot read it"):
        bare_repository.take_in(forge.path, "anna")
    assert not marker.exists()
    # The very same repository does run the script when Git reads its configuration.
    subprocess.run(
        ["git", f"--git-dir={forge.path}", "-c", "protocol.allow=always", "cat-file", "-p", missing],
        capture_output=True, check=False,
    )  # fmt: skip
    assert marker.exists()


def _pipe(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(path)


def _socket(path: Path) -> None:
    at = os.open(path.parent, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(f"/proc/self/fd/{at}/{path.name}")  # the names of sockets are short
    os.close(at)


def _link_to_a_device(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to("/dev/zero")


NEVER_READ: dict[str, tuple[Callable[[Path], None], str]] = {
    "objects/aa/" + "b" * 38: (_pipe, "a pipe, a socket or a device"),
    "objects/pack/pack-1.idx": (_socket, "a pipe, a socket or a device"),
    "objects/info/commit-graph": (_link_to_a_device, "a link"),
    "objects/cc": (lambda path: path.symlink_to(path.parent / "pack"), "a link"),
    "HEAD": (_pipe, "a pipe, a socket or a device"),
    "packed-refs": (_pipe, "a pipe, a socket or a device"),
    "shallow": (_link_to_a_device, "a link"),
    "refs/heads/main": (_link_to_a_device, "a link"),
}


@pytest.mark.skipif(sys.platform != "linux", reason="the names of sockets are those of Linux")
@pytest.mark.parametrize("place", NEVER_READ)
def test_what_is_no_file_is_refused_by_name_and_never_read(
    place: str, forge: Forge, solved: projects.Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipe, a socket, a device or a link where Git keeps its files: Git is not even started."""
    forge.commit(forge.nested(plain(solved)))
    make, says = NEVER_READ[place]
    (forge.path / place).unlink(missing_ok=True)
    make(forge.path / place)

    def started(*_words: object, **_more: object) -> bytes:
        raise AssertionError("Git was started")

    monkeypatch.setattr(Git, "run", started)
    with pytest.raises(StillroomError) as raised:
        bare_repository.take_in(forge.path, "anna")
    assert str(raised.value).startswith(f"{place}: this is {says}")
    with pytest.raises(StillroomError, match=f"{place}: "):
        hand_in(forge.path, "anna")
    assert bare_repository.history_in(forge.path)[0] is None


def test_objects_that_lie_elsewhere_are_not_read(
    forge: Forge, solved: projects.Files, tmp_path: Path
) -> None:
    """The work of somebody else is not handed in by its name alone."""
    other = Forge(tmp_path / "ben.git")
    other.commit(other.nested(plain(solved)))
    (forge.path / "objects" / "info" / "alternates").write_text(str(other.path / "objects"))
    (forge.path / "refs" / "heads" / "main").write_text(other.git("rev-parse", "main"))
    with pytest.raises(StillroomError, match="objects/info/alternates: its objects lie elsewhere"):
        bare_repository.take_in(forge.path, "anna")


def test_the_objects_of_somebody_else_are_not_read_through_a_link(
    forge: Forge, solved: projects.Files, tmp_path: Path
) -> None:
    """Whoever's they are: a link among the files of a repository is refused."""
    other = Forge(tmp_path / "ben.git")
    other.commit(other.nested(plain(solved)))
    (forge.path / "refs" / "heads" / "main").write_text(other.git("rev-parse", "main"))
    shutil.rmtree(forge.path / "objects")
    (forge.path / "objects").symlink_to(other.path / "objects")
    with pytest.raises(StillroomError, match="^objects: this is a link"):
        bare_repository.take_in(forge.path, "anna")


def test_a_repository_that_lists_without_end_is_refused(forge: Forge) -> None:
    """A small tree of trees may hold more files than any disk."""
    entry = ("100644", "a.py", forge.blob(b"x"))
    tree = forge.tree([entry])
    for _ in range(12):
        tree = forge.tree([("40000", f"d{number}", tree) for number in range(10)])
    forge.commit(forge.tree([("40000", "app", tree)]))
    with pytest.raises(StillroomError, match="HEAD holds too much to be a project"):
        bare_repository.take_in(forge.path, "anna")


def test_no_more_files_are_taken_from_a_repository_than_from_a_folder(forge: Forge) -> None:
    """The number has the same limit."""
    forge.commit(
        forge.nested({f"app/m{at:03}.py": ("100644", b"x") for at in range(MOST_FILES + 2)})
    )
    found = bare_repository.take_in(forge.path, "anna")
    assert (len(found.files), len(found.left_out)) == (MOST_FILES, 2)


@pytest.mark.parametrize(
    ("head", "says"),
    [
        ("ref: refs/heads/../../../secret\n", "names no branch"),
        ("ref: /etc/passwd\n", "names no branch"),
        ("garbage\n", "leads to no commit"),
        ("0" * 40 + "\n", "Git cannot read it"),
        ("0" * 64 + "\n", "Git cannot read it"),
        ("0" * 41 + "\n", "leads to no commit"),
    ],
)
def test_a_head_that_leads_nowhere_is_told(forge: Forge, head: str, says: str) -> None:
    """It is no mistake of the grader, and no file outside is read."""
    (forge.path / "HEAD").write_text(head)
    with pytest.raises(StillroomError, match=says):
        bare_repository.take_in(forge.path, "anna")
