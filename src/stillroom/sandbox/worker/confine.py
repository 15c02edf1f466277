"""What a child gives up, for good, before it runs a learner's code."""

import ctypes
import os
from dataclasses import dataclass, field
from functools import cache

from stillroom.sandbox.worker import landlock, seccomp
from stillroom.sandbox.worker.libc import call, prctl

_KEEP_CAPABILITIES, _NO_NEW_PRIVILEGES = 8, 38  # prctl(2)
_CAP_DAC_READ_SEARCH = 2


@dataclass(frozen=True)
class Confinement:
    """Which layers are put around every command. Plain data: it is handed over as JSON."""

    root: str
    """The folder in which each submission gets a folder of its own."""
    database: str
    """The module of the database (see ``database``)."""
    landlock: bool = False
    seccomp: bool = False
    user: int | None = None
    """The user to become, where the process was started as root."""
    reads_all: bool = False
    """Keep root's right to read, for what the other user cannot reach; only with Landlock."""
    readable: tuple[str, ...] = ()
    """What Landlock leaves to be read, besides the project itself."""
    limits: dict[str, int] = field(default_factory=dict)
    """Limits of setrlimit(2) by name, such as ``RLIMIT_CPU``."""
    most_files: int = 200
    """Files that a command may have in its folder; whoever makes more is ended."""
    most_bytes: int = 64_000_000
    """Bytes that these files may fill together."""


class NotConfined(Exception):
    """A layer that was promised cannot be had; nothing of the learner's has run."""


def rules_for(confinement: Confinement, project: str) -> int | None:
    """Return the handle of Landlock's rules for all commands on *project*; None without Landlock.

    They are hundreds, and the same for each command. Raises OSError.
    """
    if not confinement.landlock:
        return None
    return landlock.ruleset((*confinement.readable, project))


def confine(confinement: Confinement, rules: int | None, data: str) -> None:
    """Give up everything but what *rules* allow, and working in *data*; raises NotConfined.

    *rules* is what ``rules_for`` has returned; it is closed.
    """
    try:
        _limit(confinement.limits)
        if confinement.landlock or confinement.seccomp:
            prctl(_NO_NEW_PRIVILEGES, 1)
        if rules is not None:
            landlock.restrict(rules, data)
        if confinement.user is not None:
            _become(confinement.user, confinement.reads_all)
        if confinement.seccomp:
            seccomp.install(_filter())
    except (OSError, KeyError) as error:
        raise NotConfined(str(error)) from error


@cache
def _filter() -> bytes:
    """The filter, made once and before the first fork."""
    return seccomp.program(seccomp.rules())


def prepare(confinement: Confinement) -> None:
    """Do beforehand what is the same for every command; raises KeyError for an unknown machine."""
    if confinement.seccomp:
        _filter()
    if os.name == "posix":
        import resource  # noqa: F401 - loaded here, before the first fork, and in no child again


def _limit(limits: dict[str, int]) -> None:
    if os.name != "posix":
        return
    import resource

    for name, value in limits.items():
        kind = getattr(resource, name, None)
        if kind is None:
            continue
        _, hard = resource.getrlimit(kind)
        most = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (most, most))


def _become(user: int, reads_all: bool) -> None:
    if reads_all:
        prctl(_KEEP_CAPABILITIES, 1)
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    if reads_all:
        _keep_only(_CAP_DAC_READ_SEARCH)


def _keep_only(capability: int) -> None:
    """capset(2): one capability, permitted and effective; no other."""
    header = (ctypes.c_uint32 * 2)(0x2008_0522, 0)
    bit = 1 << capability
    call("capset", header, (ctypes.c_uint32 * 6)(bit, bit, 0, 0, 0, 0))
