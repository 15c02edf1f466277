"""Temporary folders: gone with their owner, and gone later where the owner was killed."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from stillroom.sandbox.tempdir import YOUNG, TemporaryFolder, _sweep_once

HOLDER = "from stillroom.sandbox.tempdir import TemporaryFolder; one = TemporaryFolder(); print(one.path, flush=True); input()"


def _age(folder: Path) -> None:
    then = folder.stat().st_mtime - 2 * YOUNG
    os.utime(folder, (then, then))


def test_only_what_a_killed_grader_left_is_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder in use stays, however old it is; a new one may not be locked yet, and stays too."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        held = Path(holder.stdout.readline().strip())
        young, other = tmp_path / "stillroom-run-young", tmp_path / "other"
        young.mkdir()
        other.mkdir()
        for folder in (held, other):
            _age(folder)
        _sweep_once.cache_clear()
        TemporaryFolder().close()
        assert held.is_dir()
        holder.kill()
    (held / "project").mkdir()
    _age(held)
    _sweep_once.cache_clear()
    TemporaryFolder().close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other", "stillroom-run-young"]
