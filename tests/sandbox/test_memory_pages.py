"""Memory is copied ahead of a command where a processor is free, and only there."""

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
