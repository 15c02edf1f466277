"""Results that were kept are reported as they were written; what cannot be read is named, and left out."""

import json
from pathlib import Path

import pytest

from stillroom.cohort.kept_results import read_kept
from stillroom.cohort.store import Provenance, Results, StoredResult
from stillroom.errors import StillroomError
from tests.support import commands, records

ANNA, BEN = records.result("failed"), records.result("passed", "ben")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What a cohort has kept of three submissions."""
    with Results(tmp_path) as results:
        for name in ("learner-10", "learner-2", "learner-1"):
            stored = StoredResult.of(records.result("passed", name), Provenance(key="", digest=""))
            results.put(name, stored)
    return tmp_path


def test_a_file_gives_the_results_that_were_written(tmp_path: Path) -> None:
    """One on each line."""
    file = tmp_path / "all.json"
    file.write_text(f"{ANNA.to_json()}\n\n{BEN.to_json()}\n", encoding="utf-8")
    kept = read_kept(file)
    assert (kept.results, kept.left_out) == ([ANNA, BEN], [])


def test_a_folder_gives_them_as_people_sort(folder: Path) -> None:
    """By name, with the numbers as numbers."""
    names = [result.submission for result in read_kept(folder).results]
    assert names == ["learner-1", "learner-2", "learner-10"]


def test_what_was_changed_is_left_out_and_the_rest_is_kept(folder: Path) -> None:
    """The file is named, with what to do; the command says it in its status, too."""
    changed = min((folder / "results").glob("*.json"))
    record = json.loads(changed.read_bytes())
    changed.write_text(json.dumps({**record, "points": 99}))
    kept = read_kept(folder)
    assert len(kept.results) == 2
    assert kept.left_out == [
        f"{changed.name} is damaged, or was changed by hand: left out; grade again to make it"
    ]
    answer = commands.run_module("stillroom", "report", folder, "--format", "junit")
    assert answer.returncode == 1
    assert answer.stdout.count("<testsuite ") == 2
    assert answer.stderr == f"stillroom: {folder}: {kept.left_out[0]}\n"


@pytest.mark.parametrize(
    "content", [b"", b"no JSON", b"[]", b'{"schema": "stillroom/result/v2"}', b"\xff\xfe"]
)
def test_what_holds_no_result_is_one_clear_line(tmp_path: Path, content: bytes) -> None:
    """Empty, no JSON, another version or no text: the file is named."""
    file = tmp_path / "all.json"
    file.write_bytes(content)
    with pytest.raises(StillroomError) as error:
        read_kept(file)
    assert str(file) in str(error.value) and "\n" not in str(error.value)
