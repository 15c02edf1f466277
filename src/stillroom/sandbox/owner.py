"""The identity of a process, by which another process can tell later that it has ended.

The number of a process is not enough: the kernel uses it again, and in another namespace (a
container) or on another machine that shares the folder it means another process. So an owner is
identified by the boot of its kernel, its namespaces, its number and the time when it started.
"""

import contextlib
import json
import os
import platform
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_NAMESPACES = ("pid", "time")  # a number of a process, and its start, mean something only in these


@dataclass(frozen=True)
class Owner:
    """One process of one machine."""

    boot: str
    """The kernel since it was started; the name of the machine where no kernel says it."""
    namespaces: tuple[str, ...]
    process: int
    started: str
    """When it started, in the kernel's own units; empty where that is not to be had."""

    @classmethod
    def this_process(cls) -> Self:
        """Return the owner that this process is."""
        process = os.getpid()
        return cls(_boot(), _namespaces(), process, _start_of(process) or "")

    @classmethod
    def read(cls, text: bytes) -> Self | None:
        """Return the owner that *text* describes (see ``written``); None where it makes no sense."""
        with contextlib.suppress(ValueError, TypeError, KeyError, RecursionError):
            values = json.loads(text)
            process, namespaces = int(values["process"]), tuple(map(str, values["namespaces"]))
            if process > 0:
                return cls(str(values["boot"]), namespaces, process, str(values["started"]))
        return None

    def written(self) -> bytes:
        """Return it as text."""
        return json.dumps(asdict(self)).encode()

    def has_ended(self) -> bool:
        """Tell whether this process is proven to have ended; False where that cannot be known."""
        if os.name != "posix":
            return False
        if self.boot != _boot() or self.namespaces != _namespaces() or not self._is_visible():
            return False
        try:
            os.kill(self.process, 0)  # asks whether there is such a process, and sends no signal
        except ProcessLookupError:
            return True
        except (OSError, OverflowError):
            return False
        started = _start_of(self.process)
        return bool(self.started) and started is not None and started != self.started

    def _is_visible(self) -> bool:
        """On Linux, the namespaces must be known: without them a number proves nothing."""
        return bool(self.boot) and (not _BOOT.exists() or bool(self.namespaces))


def _boot() -> str:
    try:
        return _BOOT.read_text("utf-8").strip()
    except OSError:
        return "" if _BOOT.exists() else platform.node()


def _namespaces() -> tuple[str, ...]:
    """The namespaces of this process; none where /proc is missing or shows another namespace."""
    try:
        if os.readlink("/proc/self") != str(os.getpid()):
            return ()
        return tuple(
            os.readlink(f"/proc/self/ns/{kind}")
            for kind in _NAMESPACES
            if kind == "pid" or os.path.lexists(f"/proc/self/ns/{kind}")
        )
    except OSError:
        return ()


def _start_of(process: int) -> str | None:
    """The start of *process* as /proc/PID/stat has it; None where it cannot be read."""
    try:
        about = Path("/proc", str(process), "stat").read_text("utf-8", "replace")
        return about.rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return None
