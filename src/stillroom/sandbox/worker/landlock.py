"""Landlock: an allow-list of files for this process and its children, kept by the kernel.

Source of the numbers: linux/landlock.h, and the kernel's documentation of Landlock
(https://docs.kernel.org/userspace-api/landlock.html).
"""

import ctypes
import os
from collections.abc import Iterable
from functools import cache

from stillroom.sandbox.worker.libc import call

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every architecture
_ASK_FOR_VERSION = 1
_PATH_BENEATH = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REMOVE_FILE, _MAKE_FILE, _TRUNCATE = 1 << 5, 1 << 8, 1 << 14
_RIGHTS_BY_VERSION = {1: 13, 2: 14, 3: 15, 5: 16}
"""How many rights for files a version of Landlock knows."""

READ = _EXECUTE | _READ_FILE | _READ_DIR
WORK = _READ_FILE | _READ_DIR | _WRITE_FILE | _REMOVE_FILE | _MAKE_FILE | _TRUNCATE
"""Plain files of one folder: no folders, links, pipes, sockets or devices can be made."""
_FILE_RIGHTS = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE

_NO_TCP = 0b11  # since version 4: neither bind nor connect
_NO_SOCKETS_OR_SIGNALS_OUTSIDE = 0b11  # since version 6


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


@cache
def version() -> int:
    """Return the version of Landlock that the kernel offers; 0 for none."""
    try:
        return call("syscall", _CREATE_RULESET, None, 0, _ASK_FOR_VERSION)
    except (OSError, AttributeError):
        return 0


def ruleset(readable: Iterable[str]) -> int:
    """Return a handle of rules that leave *readable* files and folders to read.

    Whoever holds it can add rules to it: close it before a learner's code runs. Raises OSError.
    """
    attributes = _Ruleset(
        _handled(),
        _NO_TCP if version() >= 4 else 0,
        _NO_SOCKETS_OR_SIGNALS_OUTSIDE if version() >= 6 else 0,
    )
    size = ctypes.sizeof(attributes)
    rules = call("syscall", _CREATE_RULESET, ctypes.byref(attributes), size, 0)
    for path in readable:
        _allow(rules, path, READ)
    for device in ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random"):
        _allow(rules, device, _READ_FILE | _WRITE_FILE)
    return rules


def restrict(rules: int, folder: str) -> None:
    """Leave this process what *rules* allow, and *folder* to work in; *rules* is closed.

    The process must have given up new privileges before. Raises OSError where it cannot be done.
    """
    _allow(rules, folder, WORK)
    call("syscall", _RESTRICT_SELF, rules, 0)
    os.close(rules)


def _handled() -> int:
    """All rights for files that this kernel can take away, as bits."""
    known = [rights for since, rights in _RIGHTS_BY_VERSION.items() if since <= version()]
    return (1 << max(known)) - 1 if known else 0


def _allow(rules: int, path: str, rights: int) -> None:
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        rights &= _handled() & (-1 if os.path.isdir(path) else _FILE_RIGHTS)
        rule = _Beneath(rights, handle)
        call("syscall", _ADD_RULE, rules, _PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(handle)
