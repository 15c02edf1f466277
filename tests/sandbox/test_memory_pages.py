"""Memory is copied ahead of a command where a processor is free, and only there."""

import ctypes
import os
from pathlib import Path

import pytest

from stillroom.sandbox.worker import memory_pages


@pytest.mark.parametrize(("running", "copied"), [(1, 1), (os.cpu_count() or 1, 1), (10_000, 0)])
def test_it_is_left_out_where_all_processors_are_busy(
    running: int, copied: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many processes may want to run as there are processors."""
    load = tmp_path / "loadavg"
    load.write_text(f"0.00 0.01 0.05 {running}/234 5678\n")
    called: list[object] = []
    monkeypatch.setattr(memory_pages, "LOAD", str(load))
    monkeypatch.setattr(memory_pages, "call", lambda *words: called.append(words))
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(os.cpu_count() or 1)))
    memory_pages.copy_ahead([(4096, 4096)])
    assert len(called) == copied


def test_a_system_that_does_not_tell_copies_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[object] = []
    monkeypatch.setattr(memory_pages, "LOAD", str(tmp_path / "none"))
    monkeypatch.setattr(memory_pages, "call", lambda *words: called.append(words))
    memory_pages.copy_ahead([(4096, 4096)])
    assert called == []


def test_large_pages_are_asked_for_in_own_memory_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole large pages of the heap and of what has no file; that one of them is refused stops nothing."""
    held = bytearray(16 << 20)
    asked: list[tuple[int, int]] = []

    def refuse(_name: str, place: ctypes.c_void_p, length: ctypes.c_size_t, _advice: int) -> int:
        asked.append((place.value or 0, length.value))
        raise OSError

    monkeypatch.setattr(memory_pages, "call", refuse)
    memory_pages.join_pages()
    large = 2 << 20
    assert all(place % large == 0 and length == large for place, length in asked)
    start = ctypes.addressof(ctypes.c_char.from_buffer(held))
    inside = [place for place, _ in asked if start <= place and place + large <= start + len(held)]
    assert len(inside) >= 7
