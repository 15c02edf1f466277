"""Memory that a command usually writes to, copied before the command arrives.

Copy-on-write: after a fork, parent and child share all pages of memory (usually 4096 bytes each).
The kernel copies a page only when one of the two writes to it. Each such copy interrupts the command,
and together they are half of the time of a short command. So they are made earlier, in two steps:

1. Measure, in each warmed process: a child runs a usual command. Linux lists for every page of
   a process, in ``/proc/PID/pagemap``, whether it is in memory, belongs to a file, and is shared with
   no other process. A page that the child shares with none is one that it has written to.
2. Copy ahead, in each child that waits for its command: ``madvise`` with ``MADV_POPULATE_WRITE`` lets
   the kernel copy a whole range of pages in one call, as a write would. Their content stays.

Copying ahead takes more work in all, since no command writes to each of these pages. It saves time
where a processor has nothing else to do, and costs time where all are busy: there it is left out.

A fork itself is cheaper where the memory consists of few large pages (2 MB), which the kernel splits
again where a child writes: ``join_pages`` asks for them.

Where the kernel offers nothing of this, everything works, and commands are a little slower.

Source of the numbers: madvise(2), proc_loadavg(5), and the kernel's documentation of /proc/PID/pagemap.
"""

import array
import contextlib
import ctypes
import json
import mmap
import os
import select
import signal
from collections.abc import Callable, Iterator, Sequence

from stillroom.sandbox.worker.libc import call
from stillroom.sandbox.worker.wire import read_all, write_all

Pages = Sequence[tuple[int, int]]
"""Ranges of memory: the address of each, and its length in bytes."""

LOAD = "/proc/loadavg"
PATIENCE = 5.0  # seconds for the command that is measured
_POPULATE_WRITE = 23  # madvise(2), since Linux 5.14
_COLLAPSE = 25  # madvise(2), since Linux 6.1
_LARGE = 2 << 20  # bytes
_PRESENT, _OF_A_FILE, _EXCLUSIVE = 1 << 63, 1 << 61, 1 << 56  # bits of an entry of pagemap
_GAP = 1  # pages between two ranges that are copied with them: fewer calls


class PageMeasurement:
    """A child that runs a usual command, and reports the pages that it wrote to."""

    def __init__(self, command: Callable[[], object]) -> None:
        """Fork the child, and do not wait for it."""
        self._report, writing = os.pipe()
        self._process = os.fork()
        if self._process == 0:
            _measure_and_exit(command, writing)
        os.close(writing)
        self._pages: Pages | None = None

    def so_far(self) -> Pages:
        """Return the pages, nothing as long as the child is still at work or where it failed."""
        if self._pages is None and select.select([self._report], [], [], 0)[0]:
            self._pages = self._read()
        return self._pages or ()

    def result(self) -> Pages:
        """Wait for the child, and return the pages."""
        select.select([self._report], [], [], PATIENCE)
        return self.so_far()

    def _read(self) -> Pages:
        try:
            ranges = json.loads(read_all(self._report))
            return [(int(start), int(length)) for start, length in ranges]
        except (OSError, ValueError, TypeError, RecursionError):
            return ()

    def end(self) -> None:
        """End the child, and forget the way to it."""
        os.close(self._report)
        with contextlib.suppress(ChildProcessError):  # it has been collected already
            if not os.waitpid(self._process, os.WNOHANG)[0]:
                os.kill(self._process, signal.SIGKILL)
                os.waitpid(self._process, 0)


def _measure_and_exit(command: Callable[[], object], writing: int) -> None:
    try:
        command()
        write_all(writing, json.dumps(list(_merged(_written()))).encode())
    except BaseException:  # noqa: BLE001, S110 - without it, commands are a little slower
        pass
    finally:
        os._exit(0)


def _written() -> Iterator[int]:
    """The numbers of the pages that belong to this process alone: it has written to them."""
    with open("/proc/self/pagemap", "rb", buffering=0) as pagemap:
        for start, stop, name in _own_areas():
            if name == "[stack]":
                continue
            first, end = start // mmap.PAGESIZE, stop // mmap.PAGESIZE
            pagemap.seek(first * 8)
            entries = array.array("Q", pagemap.read((end - first) * 8))
            for page, entry in enumerate(entries, first):
                if entry & _PRESENT and entry & _EXCLUSIVE and not entry & _OF_A_FILE:
                    yield page


def _own_areas() -> Iterator[tuple[int, int, str]]:
    """The areas of memory that this process may write to, and shares with none: from, to, and a name."""
    with open("/proc/self/maps", encoding="ascii") as maps:
        lines = maps.read().splitlines()  # at once: what is done with them changes them
    for line in lines:
        area, rights, _, _, inode, *name = line.split(maxsplit=5)
        if rights == "rw-p":
            start, stop = (int(address, 16) for address in area.split("-"))
            yield start, stop, "".join(name).strip() or inode


def join_pages() -> None:
    """Let the kernel hold the memory of this process in large pages, as far as it can."""
    with contextlib.suppress(OSError, AttributeError, ValueError):
        for start, stop, name in _own_areas():
            if name not in ("0", "[heap]"):  # a file's, or the stack
                continue
            first, end = -(-start // _LARGE) * _LARGE, stop // _LARGE * _LARGE
            for place in range(first, end, _LARGE):
                with contextlib.suppress(OSError):  # an empty one, for example
                    call("madvise", ctypes.c_void_p(place), ctypes.c_size_t(_LARGE), _COLLAPSE)


def _merged(pages: Iterator[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring pages as one range each: address and length."""
    first = last = -1
    for page in sorted(pages):
        if first >= 0 and page - last > _GAP + 1:
            yield first * mmap.PAGESIZE, (last + 1 - first) * mmap.PAGESIZE
            first = page
        first, last = page if first < 0 else first, page
    if first >= 0:
        yield first * mmap.PAGESIZE, (last + 1 - first) * mmap.PAGESIZE


def copy_ahead(pages: Pages) -> None:
    """Let the kernel copy *pages* for this process now, if a processor is free; their content stays."""
    with contextlib.suppress(OSError, AttributeError, ValueError):
        for start, length in pages if _is_processor_free() else ():
            call("madvise", ctypes.c_void_p(start), ctypes.c_size_t(length), _POPULATE_WRITE)


def _is_processor_free() -> bool:
    """Tell whether no more processes want to run, this one among them, than there are processors.

    The fourth word of the file is RUNNING/ALL.
    """
    with open(LOAD, encoding="ascii") as load:
        running = int(load.read().split()[3].partition("/")[0])
    return running <= len(os.sched_getaffinity(0))
