"""What attacks are after: real things outside of a submission, and a look at each afterwards."""

import contextlib
import copy
import os
import resource
import secrets
import shutil
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

from stillroom.results.record import Result
from stillroom.util.resources import resource as shipped

READ, OUTSIDE, CONNECTED = "secret read", "outside changed", "connected"
VICTIM, DONE, LEFT, RUNNING = "victim touched", "aim reached", "files left", "still running"
PREVIOUS = "previous-submission-"

_VICTIM = """
import ctypes, sys
held = ctypes.create_string_buffer(sys.argv[1][::-1].encode())
print(ctypes.addressof(held), flush=True)
sys.stdin.read()
"""


class Victim:
    """A process of somebody else, with a secret in its memory, its arguments and its environment."""

    def __init__(self, secret: str) -> None:
        """Start it, and wait until its secret is in place."""
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-c", _VICTIM, secret[::-1], "hostile-victim", secret],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={"HOSTILE_VICTIM": secret},
        )  # fmt: skip
        assert self.process.stdout
        self.address = int(self.process.stdout.readline())
        self.before = self._state()

    def _state(self) -> object:
        pid = self.process.pid
        return os.getpriority(os.PRIO_PROCESS, pid), resource.prlimit(pid, resource.RLIMIT_NOFILE)

    def is_touched(self, patience: float) -> bool:
        """Tell whether it was ended or changed; a signal may take its time."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(0 if self._is_changed() else patience)
        return self._is_changed()

    def _is_changed(self) -> bool:
        return self.process.poll() is not None or self._state() != self.before

    def end(self) -> None:
        """End it."""
        self.process.kill()
        self.process.communicate()


class Targets:
    """Things outside of a submission that it has no business with, and a look at each."""

    def __init__(self, work: Path) -> None:
        """Make them below *work*."""
        self.work, self.secrets = work, [secrets.token_hex(12) for _ in range(8)]
        word = iter(self.secrets)
        self.outside = work / "outside"
        self.secret, self.public = work / "secret", work / "public"
        for path, mode in ((self.secret, 0o600), (self.public, 0o644)):
            path.write_text(next(word))
            path.chmod(mode)
        for name in ("other/app/models.py", "other/migrations/versions/0001.py", "home/.ssh/key"):
            (work / name).parent.mkdir(parents=True, exist_ok=True)
            (work / name).write_text(f"WORD = '{self.secrets[2]}'\n")
        with contextlib.closing(sqlite3.connect(work / "vault.db")) as vault, vault:
            vault.execute("CREATE TABLE secrets (word)")
            vault.execute("INSERT INTO secrets VALUES (?)", (self.secrets[3],))
        os.environ["HOSTILE_ENVIRONMENT"] = self.secrets[4]
        self.previous = PREVIOUS + self.secrets[5]
        self.open = os.open(work / "open", os.O_RDWR | os.O_CREAT)
        os.write(self.open, self.secrets[6].encode())
        os.set_inheritable(self.open, True)
        name = f"hostile-{secrets.token_hex(8)}"
        loop = "127.0.0.1"
        self.listeners = {
            "TCP": _listener(socket.AF_INET, socket.SOCK_STREAM, (loop, 0)),
            "UDP": _listener(socket.AF_INET, socket.SOCK_DGRAM, (loop, 0)),
            "SOCKET": _listener(socket.AF_UNIX, socket.SOCK_STREAM, str(work / "socket")),
            "ABSTRACT": _listener(socket.AF_UNIX, socket.SOCK_STREAM, f"\0{name}"),
        }
        with contextlib.suppress(OSError):
            self.listeners["TCP6"] = _listener(socket.AF_INET6, socket.SOCK_STREAM, ("::1", 0))
        os.chmod(work / "socket", 0o777)
        self.words = {
            "SECRET": str(self.secret), "PUBLIC": str(self.public), "OTHER": str(work / "other"),
            "HOME": str(work / "home"), "VAULT": str(work / "vault.db"),
            "COURSE": str(shipped("exercises")), "GRADER": str(os.getpid()),
            "VICTIM_WORD": "hostile-victim", "PREVIOUS_BACKWARDS": PREVIOUS[::-1],
            "SOCKET": str(work / "socket"), "ABSTRACT": name, "TCP6": "1",
            "ESCAPE": "\x1b", "NEWLINE": "\n", "NUL": "\0",
        }  # fmt: skip
        for kind, listener in self.listeners.items():
            if kind not in self.words or kind == "TCP6":
                self.words[kind] = str(listener.getsockname()[1])
        self.victim = Victim(self.secrets[7])
        self.renew()

    def renew(self) -> None:
        """Make good what an attack has changed, before the next one."""
        shutil.rmtree(self.outside, ignore_errors=True)
        self.outside.mkdir()
        self.outside.chmod(0o777)
        (self.outside / "file").write_text("precious")
        self.before = self._outside()
        if self.victim.is_touched(0):
            self.victim.end()
            self.victim = Victim(self.secrets[7])
        self.words |= {
            "VICTIM": str(self.victim.process.pid), "ADDRESS": str(self.victim.address),
            "MARK": f"h{secrets.token_hex(6)}", "DONE": f"done-{secrets.token_hex(6)}",
            "OUTSIDE": str(self.outside),
        }  # fmt: skip

    def apart(self, name: str) -> "Targets":
        """Return the same targets with words and an outer folder that one attack has for itself.

        So it can be told, while several attacks are under way, which of them did the harm. What all
        of them share (the listeners, the victim) tells only that one of them did.
        """
        targets = copy.copy(self)
        targets.words, targets.outside = dict(self.words), self.work / "outsides" / name
        targets.outside.parent.mkdir(exist_ok=True)
        targets.renew()
        return targets

    def _outside(self) -> object:
        return [
            (str(path), path.lstat().st_mode, path.lstat().st_mtime_ns, path.lstat().st_nlink,
             path.read_bytes() if path.is_file() else b"")
            for path in sorted(self.outside.iterdir())
        ], os.pread(self.open, 100, 0)  # fmt: skip

    def filled(self, text: str) -> str:
        """Return *text* with the places of the targets in it."""
        for word, value in self.words.items():
            text = text.replace("{{" + word + "}}", value)
        return text

    def harm(self, result: Result, expected: set[str]) -> set[str]:
        """Look at every target; *expected* harm may take a moment to be seen."""
        # An excerpt holds what a learner has written, whether it was run or not.
        findings = [each.model_copy(update={"excerpt": ()}) for each in result.findings]
        text = result.model_copy(update={"findings": tuple(findings)}).to_json()
        harms = {
            READ: any(secret in text for secret in self.secrets),
            DONE: self.words["DONE"] in text,
            OUTSIDE: self._outside() != self.before,
            CONNECTED: bool(list(filter(_visited, self.listeners.values()))),
            VICTIM: self.victim.is_touched(5 if VICTIM in expected else 0),
            RUNNING: any(map(self._is_ours, Path("/proc").iterdir())),
            LEFT: bool(list(filter(self._is_left, ("/tmp", "/var/tmp", "/dev/shm")))),
        }
        return {name for name, is_found in harms.items() if is_found}

    def _is_ours(self, place: Path) -> bool:
        with contextlib.suppress(OSError):
            name, _, rest = (place / "stat").read_text().partition("(")[2].rpartition(")")
            return name == self.words["MARK"] and rest.split()[0] not in "ZX"  # dead already
        return False

    def _is_left(self, folder: str) -> bool:
        left = Path(folder, self.words["MARK"])
        if is_left := left.exists():
            left.unlink()
        return is_left

    def close(self) -> None:
        """Take everything away."""
        self.victim.end()
        os.close(self.open)
        for listener in self.listeners.values():
            listener.close()


def _listener(family: int, kind: int, address: tuple[str, int] | str) -> socket.socket:
    listener = socket.socket(family, kind)
    listener.bind(address)
    if kind == socket.SOCK_STREAM:
        listener.listen()
    listener.setblocking(False)
    return listener


def _visited(listener: socket.socket) -> bool:
    try:
        if listener.type == socket.SOCK_STREAM:
            listener.accept()[0].close()
        else:
            listener.recv(100)
    except OSError:
        return False
    return True
