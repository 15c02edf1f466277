"""Temporary folders: they stay as long as their owner may live, and go when it is proven dead."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from stillroom.sandbox.owner import Owner
from stillroom.sandbox.tempdir import OWNER, PREFIX, TemporaryFolder, sweep_folders

posix_only = pytest.mark.skipif(os.name != "posix", reason="nothing is swept on Windows")
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="namespaces are Linux's")

HOLDER = """
import os, sys
from stillroom.sandbox.tempdir import TemporaryFolder
if len(sys.argv) > 1:
    os.setuid(int(sys.argv[1]))
folder = TemporaryFolder()
print(folder.path, flush=True)
for line in sys.stdin:
    if line == "leave\\n":
        folder.close()
        break
    print(folder.path.is_dir(), flush=True)
"""


class Grader:
    """Another process that has a temporary folder, as a grader has."""

    def __init__(self, place: Path, *words: str, before: tuple[str, ...] = ()) -> None:
        """Start it; *before* is a command that starts it, *words* are for the process."""
        self.process = subprocess.Popen(
            [*before, sys.executable, "-c", HOLDER, *words],
            env={**os.environ, "TMPDIR": str(place)},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.folder = Path(self._line())

    def _line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def still_has_its_folder(self) -> bool:
        """Ask the process itself."""
        assert self.process.stdin
        self.process.stdin.write("look\n")
        self.process.stdin.flush()
        return self._line() == "True"

    def leave(self) -> None:
        """Let it end by itself."""
        self.process.communicate("leave\n")

    def kill(self) -> None:
        """End it as nobody would wish for."""
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Grader]]:
    """Start graders that share *tmp_path* for temporary files; all end with the test."""
    with ExitStack() as stack:

        def run(*words: str, before: tuple[str, ...] = ()) -> Grader:
            grader = Grader(tmp_path, *words, before=before)
            stack.callback(grader.kill)
            return grader

        yield run


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, of this process too."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def _age(folder: Path) -> None:
    os.utime(folder, (0, 0))


def _disown(folder: Path, owner: Owner) -> None:
    """Let *folder* look as though *owner* had it, with a lock that nobody holds (any more)."""
    owner_file = folder.with_name(folder.name + OWNER)
    owner_file.unlink()
    owner_file.write_bytes(owner.written())


@posix_only
def test_graders_side_by_side_keep_their_folders_and_those_of_killed_ones_go(
    place: Path, start: Callable[..., Grader]
) -> None:
    """Each start looks for what is left; only what killed ones had is taken away."""
    graders = [start() for _ in range(8)]
    for grader in graders:
        (grader.folder / "project").mkdir()
        _age(grader.folder)
    killed, alive = graders[:4], graders[4:]
    for grader in killed:
        grader.kill()
    alive += [start() for _ in range(3)]
    assert all(grader.still_has_its_folder() for grader in alive)
    assert not any(grader.folder.exists() for grader in killed)
    for grader in alive:
        grader.leave()
    assert list(place.iterdir()) == []


@posix_only
def test_a_folder_stays_where_a_lock_means_nothing(
    place: Path, start: Callable[..., Grader]
) -> None:
    """Some file systems keep no lock between machines: a living owner keeps its folder anyway."""
    grader = start()
    owner_file = grader.folder.with_name(grader.folder.name + OWNER)
    shutil.copy(owner_file, place / "copy")
    (place / "copy").replace(owner_file)  # another file, which nobody has locked
    _age(grader.folder)
    sweep_folders(place)
    assert grader.still_has_its_folder()


@linux_only
@pytest.mark.parametrize(
    "change",
    [{"boot": "another"}, {"namespaces": ("pid:[1]",)}, {"namespaces": ()}, {"boot": ""}],
    ids=repr,
)
def test_a_folder_of_another_machine_or_namespace_stays(
    place: Path, change: dict[str, object]
) -> None:
    """There, a process of that number may well be alive, and cannot be seen from here."""
    folder = TemporaryFolder()
    stranger = replace(Owner.this_process(), process=2**22 + 1, **change)  # type: ignore[arg-type]
    _disown(folder.path, stranger)
    sweep_folders(place)
    assert folder.path.is_dir()
    _disown(folder.path, replace(stranger, boot=Owner.this_process().boot,
                                 namespaces=Owner.this_process().namespaces))  # fmt: skip
    sweep_folders(place)
    assert list(place.iterdir()) == []


@linux_only
def test_a_number_that_was_given_away_again_is_another_process(place: Path) -> None:
    """A process that started later than the owner is not the owner."""
    folder = TemporaryFolder()
    _disown(folder.path, replace(Owner.this_process(), started="1"))
    sweep_folders(place)
    assert list(place.iterdir()) == []


@posix_only
@pytest.mark.parametrize("text", [b"", b"{}", b"[1]", b"\xff", b'{"process": 0}', b"[" * 10_000])
def test_what_does_not_say_whose_it_is_stays(place: Path, text: bytes) -> None:
    """A grader may be about to write it, or an older one that wrote none."""
    (place / f"{PREFIX}without0").mkdir()
    (place / f"{PREFIX}senseles").mkdir()
    (place / f"{PREFIX}senseles{OWNER}").write_bytes(text)
    before = sorted(place.iterdir())
    sweep_folders(place)
    assert sorted(place.iterdir()) == before


@posix_only
def test_a_link_in_the_place_of_a_folder_is_not_followed(place: Path) -> None:
    """What a link leads to belongs to somebody else."""
    kept = place / "kept"
    kept.mkdir()
    (kept / "file").touch()
    folder = TemporaryFolder()
    _disown(folder.path, replace(Owner.this_process(), started="1"))
    folder.path.rmdir()
    folder.path.symlink_to(kept)
    sweep_folders(place)
    assert (kept / "file").exists()


@posix_only
def test_a_copy_of_a_process_does_not_take_its_folder_away(place: Path) -> None:
    """Whoever forks hands its objects on, but not what they own."""
    folder = TemporaryFolder()
    child = os.fork()
    if child == 0:
        folder.close()
        os._exit(0)
    os.waitpid(child, 0)
    assert folder.path.is_dir()
    folder.close()
    assert list(place.iterdir()) == []


@linux_only
@pytest.mark.skipif(os.name == "posix" and os.geteuid() != 0, reason="only root can be others")
def test_graders_of_other_users_and_namespaces_keep_their_folders(
    place: Path, start: Callable[..., Grader]
) -> None:
    """Root beside another user, and beside a container that shares the folder."""
    place.chmod(0o1777)
    for parent in place.parents[:3]:
        parent.chmod(parent.stat().st_mode | 0o011)
    inside = ("unshare", "--pid", "--fork", "--mount-proc", "--kill-child")
    graders = [start("47011"), start(before=inside), start()]
    for grader in graders:
        _age(grader.folder)
    sweep_folders(place)
    later = [start("47011"), start(before=inside), start()]
    assert all(grader.still_has_its_folder() for grader in (*graders, *later))
    for grader in (*graders, *later):
        grader.leave()
    assert list(place.iterdir()) == []
