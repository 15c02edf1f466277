"""The memory that a command writes to, made a child's own before the command comes.

A fork shares all memory. The first write to a page copies it, and these copies are half of what a
short command costs. Which pages a command usually writes to is learned once, from a command that is
run for this purpose; a child copies them by a few calls while it has nothing else to do.

Source of the numbers: madvise(2), and the kernel's documentation of /proc/PID/pagemap.
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
"""Parts of the memory: the address of each, and its length in bytes."""

PATIENCE = 5.0  # seconds for the command that is run to learn from
_POPULATE_WRITE = 23  # madvise(2), since Linux 5.14
_PRESENT, _OF_A_FILE, _EXCLUSIVE = 1 << 63, 1 << 61, 1 << 56  # bits of an entry of pagemap
_GAP = 1  # pages between two parts that are copied with them: fewer calls


class Lesson:
    """A child that runs a usual command, and reports the memory that it wrote to."""

    def __init__(self, command: Callable[[], object]) -> None:
        """Fork it."""
        self._report, writing = os.pipe()
        self._process = os.fork()
        if self._process == 0:
            _learn_and_leave(command, writing)
        os.close(writing)

    def learned(self) -> Pages:
        """Wait for its end; return the memory that it wrote to, nothing where it did not work."""
        try:
            if select.select([self._report], [], [], PATIENCE)[0]:
                return [
                    (int(start), int(length))
                    for start, length in json.loads(read_all(self._report))
                ]
        except (OSError, ValueError, TypeError, RecursionError):
            pass
        finally:
            os.close(self._report)
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(self._process, signal.SIGKILL)
                os.waitpid(self._process, 0)
        return ()


def _learn_and_leave(command: Callable[[], object], writing: int) -> None:
    try:
        command()
        write_all(writing, json.dumps(list(_merged(_written()))).encode())
    except BaseException:  # noqa: BLE001, S110 - without it, commands are a little slower
        pass
    finally:
        os._exit(0)


def _written() -> Iterator[int]:
    """The numbers of the pages that belong to this process alone: it has written to them."""
    with open("/proc/self/maps", encoding="ascii") as maps:
        areas = [line.split() for line in maps]
    with open("/proc/self/pagemap", "rb", buffering=0) as pagemap:
        for area, rights, *rest in areas:
            if rights != "rw-p" or rest[-1] == "[stack]":
                continue
            first, end = (int(address, 16) // mmap.PAGESIZE for address in area.split("-"))
            pagemap.seek(first * 8)
            entries = array.array("Q", pagemap.read((end - first) * 8))
            for page, entry in enumerate(entries, first):
                if entry & _PRESENT and entry & _EXCLUSIVE and not entry & _OF_A_FILE:
                    yield page


def _merged(pages: Iterator[int]) -> Iterator[tuple[int, int]]:
    """Neighbours as one part each: address and length."""
    first = last = -1
    for page in sorted(pages):
        if first >= 0 and page - last > _GAP + 1:
            yield first * mmap.PAGESIZE, (last + 1 - first) * mmap.PAGESIZE
            first = page
        first, last = page if first < 0 else first, page
    if first >= 0:
        yield first * mmap.PAGESIZE, (last + 1 - first) * mmap.PAGESIZE


def make_own(pages: Pages) -> None:
    """Copy *pages* as far as that can be done here; their content stays as it is."""
    with contextlib.suppress(OSError, AttributeError):
        for start, length in pages:
            call("madvise", ctypes.c_void_p(start), ctypes.c_size_t(length), _POPULATE_WRITE)
