"""Results that were kept are read as they were written, or refused in one line."""

from pathlib import Path

import pytest

from stillroom.errors import StillroomError
from stillroom.results.reading import read_results
from tests.support import records

ANNA, BEN = records.result("failed"), records.result("passed", "ben")


def test_a_file_and_a_cohorts_folder_give_the_results_that_were_written(tmp_path: Path) -> None:
    """A file has one on each line; a folder has one in each file."""
    file = tmp_path / "all.json"
    file.write_text(f"{ANNA.to_json()}\n{BEN.to_json()}\n", encoding="utf-8")
    folder = tmp_path / "results"
    folder.mkdir()
    for name, result in (("anna", ANNA), ("ben", BEN)):
        (folder / f"{name}.json").write_text(result.to_json(), encoding="utf-8")
    assert read_results(file) == read_results(tmp_path) == [ANNA, BEN]


@pytest.mark.parametrize(
    "content", [b"", b"no JSON", b"[]", b'{"schema": "stillroom/result/v2"}', b"\xff\xfe"]
)
def test_what_is_no_result_is_one_clear_line(tmp_path: Path, content: bytes) -> None:
    """Empty, no JSON, another version or no text: the file is named."""
    file = tmp_path / "all.json"
    file.write_bytes(content)
    with pytest.raises(StillroomError) as error:
        read_results(file)
    assert str(file) in str(error.value) and "\n" not in str(error.value)
