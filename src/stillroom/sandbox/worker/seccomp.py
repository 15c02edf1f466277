"""seccomp: system calls that this process and its children can no longer make.

A migration needs a database file and nothing else: no other process, no socket, no signal.
Source of the numbers: the kernel's asm/unistd.h of each architecture. Source of the format:
https://docs.kernel.org/userspace-api/seccomp_filter.html
"""

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from stillroom.sandbox.worker.libc import prctl

# What is refused: name, number on x86_64, number on aarch64 (None: there is no such call).
_PROCESSES = (
    ("fork", 57, None), ("vfork", 58, None), ("execve", 59, 221), ("execveat", 322, 281),
    ("kill", 62, 129), ("tkill", 200, 130), ("tgkill", 234, 131), ("rt_sigqueueinfo", 129, 138),
    ("rt_tgsigqueueinfo", 297, 240), ("pidfd_send_signal", 424, 424), ("pidfd_open", 434, 434),
    ("pidfd_getfd", 438, 438), ("ptrace", 101, 117), ("process_vm_readv", 310, 270),
    ("process_vm_writev", 311, 271), ("process_madvise", 440, 440), ("process_mrelease", 448, 448),
    ("kcmp", 312, 272), ("setpriority", 141, 140), ("ioprio_set", 251, 30),
    ("sched_setscheduler", 144, 119), ("sched_setparam", 142, 118), ("sched_setattr", 314, 274),
    ("sched_setaffinity", 203, 122), ("migrate_pages", 256, 238), ("move_pages", 279, 239),
)  # fmt: skip
_SOCKETS = (("socket", 41, 198), ("connect", 42, 203), ("bind", 49, 200), ("listen", 50, 201))
_NAMESPACES = (
    ("unshare", 272, 97), ("setns", 308, 268), ("mount", 165, 40), ("umount2", 166, 39),
    ("pivot_root", 155, 41), ("chroot", 161, 51), ("move_mount", 429, 429), ("open_tree", 428, 428),
    ("fsopen", 430, 430), ("fsconfig", 431, 431), ("fsmount", 432, 432), ("fspick", 433, 433),
    ("mount_setattr", 442, 442),
)  # fmt: skip
# Landlock does not see these: they change a file without opening it.
_FILES = (
    ("chmod", 90, None), ("fchmod", 91, 52), ("fchmodat", 268, 53), ("chown", 92, None),
    ("fchown", 93, 55), ("lchown", 94, None), ("fchownat", 260, 54), ("setxattr", 188, 5),
    ("lsetxattr", 189, 6), ("fsetxattr", 190, 7), ("removexattr", 197, 14), ("lremovexattr", 198, 15),
    ("fremovexattr", 199, 16), ("utime", 132, None), ("utimes", 235, None), ("utimensat", 280, 88),
    ("futimesat", 261, None), ("truncate", 76, 45), ("mknod", 133, None), ("mknodat", 259, 33),
    ("name_to_handle_at", 303, 264), ("open_by_handle_at", 304, 265), ("fanotify_init", 300, 262),
    ("inotify_init", 253, None), ("inotify_init1", 294, 26), ("quotactl", 179, 60),
    ("quotactl_fd", 443, 443),
)  # fmt: skip
# Memory that no limit counts, and parts of the kernel that have been a way out before.
_KERNEL = (
    ("memfd_create", 319, 279), ("memfd_secret", 447, 447), ("shmget", 29, 194), ("shmat", 30, 196),
    ("shmctl", 31, 195), ("msgget", 68, 186), ("semget", 64, 190), ("mq_open", 240, 180),
    ("add_key", 248, 217), ("request_key", 249, 218), ("keyctl", 250, 219), ("bpf", 321, 280),
    ("perf_event_open", 298, 241), ("userfaultfd", 323, 282), ("io_uring_setup", 425, 425),
    ("io_uring_enter", 426, 426), ("io_uring_register", 427, 427), ("io_setup", 206, 0),
    ("personality", 135, 92), ("modify_ldt", 154, None), ("swapon", 167, 224), ("swapoff", 168, 225),
    ("reboot", 169, 142), ("kexec_load", 246, 104), ("kexec_file_load", 320, 294),
    ("init_module", 175, 105), ("finit_module", 313, 273), ("delete_module", 176, 106),
    ("settimeofday", 164, 170), ("clock_settime", 227, 112), ("clock_adjtime", 305, 266),
    ("adjtimex", 159, 171), ("sethostname", 170, 161), ("setdomainname", 171, 162),
    ("acct", 163, 89), ("syslog", 103, 116), ("vhangup", 153, 58), ("iopl", 172, None),
    ("ioperm", 173, None),
)  # fmt: skip
_CLONE, _CLONE3, _PRLIMIT, _FCNTL, _IOCTL = (56, 220), (435, 435), (302, 261), (72, 25), (16, 29)
_OPEN, _OPENAT, _OPENAT2 = (2, None), (257, 56), (437, 437)
_CLONE_THREAD = 0x0001_0000
_OWNERS = (8, 10, 15)  # F_SETOWN, F_SETSIG, F_SETOWN_EX: a signal to anybody when a file is ready
# FIOSETOWN, SIOCSPGRP, and TIOCSTI, which types into a terminal
_REQUESTS = (0x8901, 0x8902, 0x5412)
_ACCESS, _TRUNCATE = 0o3, 0o1000  # of the flags of open(2)
FIRST_UNKNOWN = 451  # calls from here on are newer than this list

_MACHINES = {"x86_64": (0xC000_003E, 0), "aarch64": (0xC000_00B7, 1)}
_X32 = 0x4000_0000
_WHOLE = 0xFFFF_FFFF

_LOAD, _AND, _IF_EQUAL, _IF_AT_LEAST, _RETURN = 0x20, 0x54, 0x15, 0x35, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF_0000, 0x8000_0000, 0x0005_0000
_NUMBER, _MACHINE, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data, in bytes


@dataclass(frozen=True)
class Rule:
    """One system call that is refused, with the *error* that its caller gets.

    Where there is a *mask*, only those calls are refused whose *argument* (counted from 0) has the
    *value* under it, or *unless* it has: arguments are looked at as numbers of 32 bits.
    """

    number: int
    error: int = errno.EPERM
    argument: int = 0
    mask: int = 0
    value: int = 0
    unless: bool = False


def available() -> bool:
    """Tell whether a filter can be built for this machine and the kernel takes filters."""
    return platform.machine() in _MACHINES and os.path.exists("/proc/sys/kernel/seccomp")


def rules() -> list[Rule]:
    """Return what a learner's code is refused on this machine."""
    column = _MACHINES[platform.machine()][1]
    denied = [*_PROCESSES, *_SOCKETS, *_NAMESPACES, *_FILES, *_KERNEL]
    numbers = [(on_x86_64, on_aarch64)[column] for _, on_x86_64, on_aarch64 in denied]
    return [
        # Python and its extensions make threads with clone where clone3 is unknown: its flags can be read.
        Rule(_CLONE3[column], errno.ENOSYS),
        Rule(_CLONE[column], mask=_CLONE_THREAD),
        Rule(_PRLIMIT[column], mask=_WHOLE, unless=True),
        *(Rule(_FCNTL[column], argument=1, mask=_WHOLE, value=number) for number in _OWNERS),
        *(Rule(_IOCTL[column], argument=1, mask=_WHOLE, value=number) for number in _REQUESTS),
        # Before its version 3, Landlock takes a file that is opened to be read and cut for one that
        # is only read.
        *(
            Rule(number, argument=flags, mask=_TRUNCATE | _ACCESS, value=_TRUNCATE)
            for number, flags in ((_OPEN[column], 1), (_OPENAT[column], 2))
            if number is not None
        ),
        Rule(_OPENAT2[column], errno.ENOSYS),
        *(Rule(number) for number in numbers if number is not None),
    ]


def program(refused: list[Rule], first_unknown: int | None = FIRST_UNKNOWN) -> bytes:
    """Return the filter for *refused* as the kernel reads it; everything else is allowed."""
    machine, _ = _MACHINES[platform.machine()]
    code = [
        (_LOAD, 0, 0, _MACHINE), (_IF_EQUAL, 1, 0, machine), (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER), (_IF_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, _KILL),
    ]  # fmt: skip
    if first_unknown is not None:
        code += [(_IF_AT_LEAST, 0, 1, first_unknown), (_RETURN, 0, 0, _ERRNO | errno.ENOSYS)]
    for rule in refused:
        code += _refusal(rule)
    code.append((_RETURN, 0, 0, _ALLOW))
    return b"".join(struct.pack("HBBI", *instruction) for instruction in code)


def _refusal(rule: Rule) -> Iterator[tuple[int, int, int, int]]:
    refuse = (_RETURN, 0, 0, _ERRNO | rule.error)
    if not rule.mask:
        yield from ((_IF_EQUAL, 0, 1, rule.number), refuse)
        return
    yield (_IF_EQUAL, 0, 5, rule.number)
    yield (_LOAD, 0, 0, _ARGUMENTS + 8 * rule.argument)
    yield (_AND, 0, 0, rule.mask)
    yield (_IF_EQUAL, 1, 0, rule.value) if rule.unless else (_IF_EQUAL, 0, 1, rule.value)
    yield refuse
    yield (_LOAD, 0, 0, _NUMBER)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_void_p))


def install(filter_: bytes) -> None:
    """Put *filter_* in force for this process, for good; raises OSError where it cannot be done.

    The process must have given up new privileges before.
    """
    buffer = ctypes.create_string_buffer(filter_, len(filter_))
    packed = _Program(len(filter_) // 8, ctypes.addressof(buffer))
    set_seccomp, filter_mode = 22, 2  # prctl(2)
    prctl(set_seccomp, filter_mode, ctypes.byref(packed))
