"""How a warmed process is started inside its tier: the command line, and what is confined later."""

import json
import os
import shutil
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from stillroom.errors import StillroomError
from stillroom.sandbox.tiers import Tier
from stillroom.sandbox.worker import landlock, seccomp
from stillroom.sandbox.worker.confine import Confinement
from stillroom.util.resources import FOLDERS, PACKAGE, installed_courses

DISK = 64_000_000  # bytes of the small disk, which is memory
_OWN_DISK = "/submissions"
LIMITS = {
    "RLIMIT_AS": 1_000_000_000,  # bytes
    "RLIMIT_FSIZE": 16_000_000,  # bytes of one file
    "RLIMIT_CORE": 0,
    "RLIMIT_NOFILE": 256,
}
MOST_PROCESSES = 64  # and threads
_SYSTEM = ("/usr", "/lib", "/lib64", "/lib32", "/bin", "/sbin")
_FILES = ("/etc/ld.so.cache",)
_USER = "learner"
"""The name that code gets which asks who runs it: no file names the users of a child."""


class NotAvailable(StillroomError):
    """A tier cannot be had here; the text says why, and what would help."""


FOLDER = "STILLROOM_FOLDER"
"""The variable by which a process is known to be of one warmed process: it names its folder."""


def environment(root: str) -> dict[str, str]:
    """Return the whole environment of a child: nothing of the grader's own but what Python needs.

    *root* is the folder of the warmed process.
    """
    kept = ("SYSTEMROOT", "PYTHONPATH") if os.name == "nt" else ()
    return {
        "PATH": os.defpath,
        FOLDER: root,
        "LANG": "C.UTF-8",
        "LOGNAME": _USER,
        "USER": _USER,
        "TZ": "UTC",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        **{name: os.environ[name] for name in kept if name in os.environ},
    }


def command(tier: Tier, root: str, seconds: float, database: str) -> list[str]:
    """Return the command line that starts a warmed process of *tier*; raises NotAvailable.

    *root* is the folder for submissions, unless the tier has a disk of its own; *seconds* is the
    time limit of one command; *database*, the worker module of its backend.
    """
    mode = "session" if tier is Tier.self_check else "serve"
    root = _OWN_DISK if tier is Tier.full else root
    confinement = json.dumps(asdict(_confinement(tier, root, seconds, database)))
    python = [sys.executable, "-I", "-m", "stillroom.sandbox.worker", mode, confinement]
    return [*_bubblewrap(), *python] if tier is Tier.full else python


def _confinement(tier: Tier, root: str, seconds: float, database: str) -> Confinement:
    if tier is Tier.self_check:
        return Confinement(root, database)
    filtered = tier.at_least(Tier.filter)
    if filtered:
        _need_filters()
    user, reads_all = _other_user(root, tier)
    limits = LIMITS | {"RLIMIT_CPU": int(seconds) + 2}
    if sys.platform == "darwin":
        del limits["RLIMIT_AS"]  # the kernel there does not keep it
    if processes := _most_processes(tier, user):
        limits["RLIMIT_NPROC"] = processes
    return Confinement(
        root,
        database,
        landlock=filtered,
        seccomp=filtered,
        user=user,
        reads_all=reads_all,
        readable=tuple(_readable()) if filtered else (),
        limits=limits,
    )


def _need_filters() -> None:
    if not landlock.version():
        raise NotAvailable(
            "the kernel offers no Landlock; it needs Linux 5.13 or later with lsm=landlock"
        )
    if not seccomp.available():
        raise NotAvailable(
            "seccomp filters are not to be had here; they need Linux on x86_64 or aarch64"
        )


def _other_user(root: str, tier: Tier) -> tuple[int | None, bool]:
    """The user that root becomes, and whether root's right to read must be kept for it."""
    if os.name != "posix" or os.geteuid() != 0:
        return None, False
    user = 40_000 + os.getpid() % 20_000
    if tier is Tier.filter and not _reachable(root):
        raise NotAvailable(
            f"{root} cannot be entered by another user; set TMPDIR to a folder that can, such as /tmp"
        )
    if tier.at_least(Tier.filter):
        # The interpreter may lie where only root can read.
        # Landlock's allow-list decides what can be read.
        return user, True
    needed = (sys.prefix, sys.base_prefix, str(PACKAGE), root)
    return (user if all(map(_reachable, needed)) else None), False


def _reachable(folder: str) -> bool:
    """Tell whether every user can enter *folder*."""
    path = Path(folder).resolve()
    return all(parent.stat().st_mode & 0o001 for parent in (path, *path.parents))


def _most_processes(tier: Tier, user: int | None) -> int | None:
    """The limit counts every process of a user, so that it needs a user or a namespace of its own."""
    if user is not None or tier is Tier.full:
        return MOST_PROCESSES
    if os.geteuid() == 0 or not os.path.isdir("/proc/self/task"):
        return None  # root has no such limit
    return sum(1 for _ in _threads_of(os.geteuid())) + MOST_PROCESSES


def _threads_of(user: int) -> Iterator[str]:
    for process in Path("/proc").iterdir():
        if process.name.isdecimal():
            try:
                if process.stat().st_uid == user:
                    yield from os.listdir(process / "task")
            except OSError:
                continue


def _readable() -> Iterator[str]:
    """What a child reads of this machine: the interpreter and its packages, and no course."""
    yield from _SYSTEM
    yield from _FILES
    hidden = set(course_folders())
    for folder in _python_folders():
        yield from visible_paths(Path(folder), hidden)


def _python_folders() -> list[str]:
    folders = dict.fromkeys(map(os.path.realpath, (sys.base_prefix, sys.prefix, str(PACKAGE))))
    return [
        folder
        for folder in folders
        if folder != "/usr" and not folder.startswith(("/usr/", "/lib"))
    ]


def course_folders() -> list[Path]:
    """What learners' code has no business with: beside the package, and where ``pip -e`` copies it."""
    places = {PACKAGE.resolve(), Path(sysconfig.get_path("purelib"), PACKAGE.name).resolve()}
    folders = (place / name for place in sorted(places) for name in FOLDERS)
    return [folder for folder in (*folders, *installed_courses().values()) if folder.is_dir()]


def visible_paths(folder: Path, hidden: set[Path]) -> Iterator[str]:
    """Yield *folder*; or, where something in it is *hidden*, everything in it that is not."""
    if folder in hidden:
        return
    if not any(path.is_relative_to(folder) for path in hidden):
        yield str(folder)
        return
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            yield from visible_paths(entry, hidden)
        # A link is followed by who opens it: lib64 of an environment leads to all of lib.
        elif not any(path.is_relative_to(entry.resolve()) for path in hidden):
            yield str(entry)


def _bubblewrap() -> Sequence[str]:
    program = shutil.which("bwrap")
    if program is None:
        raise NotAvailable("bubblewrap is not installed; try: sudo apt-get install bubblewrap")
    return [
        program,
        "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try",
        *_privileges(),
        "--die-with-parent", "--new-session",
        *_shown(),
        "--proc", "/proc", "--dev", "/dev",
        "--perms", "0755", "--size", str(DISK), "--tmpfs", _OWN_DISK,
        "--remount-ro", "/", "--chdir", "/", "--",
    ]  # fmt: skip


def _privileges() -> list[str]:
    if os.geteuid() != 0:
        return ["--unshare-user", "--disable-userns", "--cap-drop", "ALL"]
    # Root needs these to hand a folder to another user and to become that user; the child,
    # being another user, has none of them.
    kept = ("SETUID", "SETGID", "CHOWN", "KILL", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER")
    return ["--cap-drop", "ALL", *(word for name in kept for word in ("--cap-add", f"CAP_{name}"))]


def _shown() -> Iterator[str]:
    """What of this machine's files is there: read-only, and without the course."""
    for path in _SYSTEM:
        if os.path.islink(path):
            yield from ("--symlink", os.readlink(path), path)
        elif os.path.isdir(path):
            yield from ("--ro-bind", path, path)
    for path in _FILES:
        yield from ("--ro-bind-try", path, path)
    for folder in _python_folders():
        yield from ("--ro-bind", folder, folder)
    if sys.prefix != os.path.realpath(sys.prefix):
        yield from ("--ro-bind-try", sys.prefix, sys.prefix)
    for hidden in course_folders():
        yield from ("--tmpfs", str(hidden))
