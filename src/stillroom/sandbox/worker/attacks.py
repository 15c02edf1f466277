"""Harmless attacks, run as a learner's code would run, to see which layers really hold.

Each tries to do something that a migration never needs, to a target that the grader made for
this purpose. Whoever runs them looks at the targets too: these answers alone are no evidence.
"""

import ctypes
import json
import mmap
import os
import platform
import resource
import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

_SEIZE = 0x4206  # ptrace(2): attach without stopping
_DETACH = 17
_NEW_USER_NAMESPACE = 0x1000_0000
_TOO_MUCH = 16_000_000_000  # bytes


def attack(request: dict[str, Any]) -> dict[str, bool]:
    """Try every attack; return which of them succeeded."""
    targets = json.loads(request["arguments"][0])
    data = request["data"]
    return {name: _succeeds(partial(attempt, targets, data)) for name, attempt in _ATTACKS.items()}


def _succeeds(attempt: Callable[[], object]) -> bool:
    try:
        return bool(attempt())
    except (OSError, MemoryError, OverflowError, ValueError, KeyError):
        return False


def _read(targets: dict[str, Any], _data: str) -> bool:
    return bool(Path(targets["secret"]).read_bytes())


def _write(targets: dict[str, Any], _data: str) -> bool:
    Path(targets["outside"], "written").write_bytes(b"x")
    return True


def _change_mode(targets: dict[str, Any], _data: str) -> bool:
    os.chmod(targets["secret"], 0o600)
    return True


def _expectations(targets: dict[str, Any], _data: str) -> bool:
    return any(_succeeds(partial(os.listdir, folder)) for folder in targets["course"])


def _project(_targets: dict[str, Any], data: str) -> bool:
    Path(os.path.dirname(data), "project", "app", "written.py").write_bytes(b"")
    return True


def _other_processes(targets: dict[str, Any], _data: str) -> bool:
    return any(
        _succeeds(Path("/proc", str(process), "environ").read_bytes)
        for process in (targets["grader"], os.getppid())
    )


def _signal(targets: dict[str, Any], _data: str) -> bool:
    return any(
        _succeeds(partial(_exists, process)) for process in (targets["grader"], os.getppid())
    )


def _exists(process: int) -> bool:
    os.kill(process, 0)  # signal 0 asks whether a signal could be sent, and sends none
    return True


def _trace(_targets: dict[str, Any], _data: str) -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.ptrace(_SEIZE, os.getppid(), None, None):
        return False
    libc.ptrace(_DETACH, os.getppid(), None, None)
    return True


def _tcp(targets: dict[str, Any], _data: str) -> bool:
    with socket.create_connection(("127.0.0.1", targets["tcp"]), timeout=1):
        return True


def _udp(targets: dict[str, Any], _data: str) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.bind(("127.0.0.1", 0))
        # In an empty network namespace the loopback is down and leads nowhere.
        sender.sendto(b"x", ("127.0.0.1", targets["udp"]))
        return True


def _unix(targets: dict[str, Any], _data: str) -> bool:
    addresses = (targets["path"], targets["abstract"])
    return any(_succeeds(partial(_connects, address)) for address in addresses)


def _connects(address: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(1)
        client.connect(address.replace("@", "\0", 1) if address.startswith("@") else address)
        return True


def _fork(_targets: dict[str, Any], _data: str) -> bool:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return True


def _namespace(_targets: dict[str, Any], _data: str) -> bool:
    return not ctypes.CDLL(None, use_errno=True).unshare(_NEW_USER_NAMESPACE)


def _memory(_targets: dict[str, Any], _data: str) -> bool:
    with mmap.mmap(-1, _TOO_MUCH):
        return True


def _large_file(_targets: dict[str, Any], data: str) -> bool:
    with open(os.path.join(data, "large"), "wb") as file:
        os.ftruncate(file.fileno(), _TOO_MUCH)
        return True


def _whole_disk(_targets: dict[str, Any], data: str) -> bool:
    about = os.statvfs(data)
    return about.f_blocks * about.f_frsize > _TOO_MUCH // 16


def _folder(_targets: dict[str, Any], data: str) -> bool:
    os.mkdir(os.path.join(data, "folder"))
    return True


def _processor(_targets: dict[str, Any], _data: str) -> bool:
    return resource.getrlimit(resource.RLIMIT_CPU)[0] == resource.RLIM_INFINITY


def _environment(targets: dict[str, Any], _data: str) -> bool:
    return bool(set(os.environ) - set(targets["environment"]))


def _descriptors(_targets: dict[str, Any], _data: str) -> bool:
    # 3 is the way of the report, which is words for the learner.
    return any(_succeeds(partial(os.fstat, handle)) for handle in range(4, 64))


def _root(_targets: dict[str, Any], _data: str) -> bool:
    return os.geteuid() == 0 and platform.system() == "Linux"


_ATTACKS: dict[str, Callable[[dict[str, Any], str], bool]] = {
    "files-read": _read,
    "files-written": _write,
    "files-changed": _change_mode,
    "course-read": _expectations,
    "project-written": _project,
    "folders-made": _folder,
    "processes-read": _other_processes,
    "signals": _signal,
    "tracing": _trace,
    "network-tcp": _tcp,
    "network-udp": _udp,
    "network-unix": _unix,
    "processes-started": _fork,
    "namespaces": _namespace,
    "memory": _memory,
    "file-large": _large_file,
    "disk-filled": _whole_disk,
    "processor": _processor,
    "environment": _environment,
    "descriptors": _descriptors,
    "user-root": _root,
}
