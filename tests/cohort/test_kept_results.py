"""Results that were kept are reported as they were written; what cannot be read is named, and left out."""

import json
import zipfile
from pathlib import Path

import pytest
import typer

from stillroom.cli.report import report
from stillroom.cli.run_app import run_app
from stillroom.cohort.kept_class import summary_of
from stillroom.cohort.kept_results import read_kept
from stillroom.cohort.store import Provenance, Results, StoredResult
from stillroom.errors import StillroomError
from stillroom.results.summary import Entry, SharedRevision
from tests.support import commands, records

SHARED = (SharedRevision(revisions=("a1",), submissions=("ben", "chen"), identical=()),)
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


def test_the_last_run_says_whose_results_count(folder: Path) -> None:
    """Who left the class is left out and named; so is a result that is no longer there."""
    whole = summary_of(read_kept(folder).results, folder)
    seen = whole.model_copy(update={"results": whole.results[1:]})
    (folder / "summary.json").write_text(seen.to_json(), "utf-8")
    (folder / "results" / "learner-2.json").unlink()
    kept = read_kept(folder)
    assert [result.submission for result in kept.results] == ["learner-10"]
    assert kept.left_out == [
        "results/learner-2.json is missing: learner-2 is left out; run cohort again",
        "left out is what the last run of cohort did not see: results/learner-1.json; run cohort again, or delete it",
    ]


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


@pytest.mark.parametrize(
    "changed",
    [{"verdict": "error", "findings": []}, {"points": -1}, {"max_points": -1}, {"points": 1e999}],
)
def test_a_result_that_no_grading_writes_is_none(
    tmp_path: Path, changed: dict[str, object]
) -> None:
    """Written by hand: no report has to cope with it."""
    file = tmp_path / "all.json"
    record = {**json.loads(ANNA.to_json()), **changed}
    file.write_text(f"{json.dumps(record)}\n{BEN.to_json()}\n", encoding="utf-8")
    kept = read_kept(file)
    assert kept.results == [BEN]
    assert kept.left_out == [
        "line 1 is no result of stillroom/result/v1: left out; grade again to make it"
    ]


def test_of_several_results_of_one_learner_the_last_one_counts() -> None:
    """In a file to which results were added; it is told."""
    summary = summary_of([records.result("failed", "ben"), ANNA, BEN])
    assert (summary.submissions, summary.passed, summary.mean_points) == (2, 1, 7.0)
    assert summary.remarks == ("ben is there 2 times: the last result counts.",)


def test_the_summary_in_the_place_of_its_folder_is_told(folder: Path) -> None:
    whole = summary_of(read_kept(folder).results, folder)
    (folder / "summary.json").write_text(whole.to_json(), "utf-8")
    with pytest.raises(StillroomError, match="this is the summary of a class; name its folder: "):
        read_kept(folder / "summary.json")


def test_a_folder_is_a_class_and_its_summary_says_what_the_results_do_not(folder: Path) -> None:
    """An earlier summary that cannot be read, or is of another exercise, is not needed."""
    results = read_kept(folder).results
    bare = summary_of(results, folder)
    assert (bare.submissions, bare.passed, bare.left_out) == (3, 3, 0)
    stray = Entry(
        name="notes.txt", verdict="error", points=0, max_points=10, stuck_at=None, findings=(),
        result="", status="left-out", reason="a file",
    )  # fmt: skip
    odd = ("ben seems to have handed in 2 times.",)
    earlier = bare.model_copy(
        update={
            "results": (*bare.results, stray), "shared": SHARED, "of_the_roster": odd, "remarks": odd,
        }
    )  # fmt: skip
    (folder / "summary.json").write_text(earlier.to_json(), "utf-8")
    assert summary_of(results, folder) == earlier.model_copy(update={"left_out": 1})
    other = earlier.model_copy(update={"exercise": "03-downgrade"})
    for text in (other.to_json(), "{}"):
        (folder / "summary.json").write_text(text, "utf-8")
        assert summary_of(results, folder) == bare


def test_nobody_is_named_beside_an_anonymous_report(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is said of single learners is said in the report with names."""
    (folder / "results" / "Anna Berg.json").write_text("{", "utf-8")
    assert run(monkeypatch, folder, "--format", "csv") == 1
    assert "Anna Berg" in capsys.readouterr().err
    assert run(monkeypatch, folder, "--format", "csv", "--anonymous") == 1
    said = capsys.readouterr().err
    assert "1 sentence with names is not shown; without --anonymous, each is told" in said
    assert "Anna" not in said


def test_a_class_is_at_one_exercise() -> None:
    other = BEN.model_copy(update={"exercise": "03-downgrade"})
    with pytest.raises(StillroomError, match="02-add-email and 03-downgrade: a class is shown at"):
        summary_of([ANNA, other])


def run(monkeypatch: pytest.MonkeyPatch, *words: str | Path) -> int:
    """Run the command report in this process, and return its exit status."""
    app = typer.Typer()
    app.command()(report)
    monkeypatch.setattr("sys.argv", ["stillroom report", *map(str, words)])
    return run_app(app, "stillroom report")


def test_the_command_shows_a_class_or_each_result(
    folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A folder for people is a class; programs get each result, if they do not ask for the class."""
    for words, says in (
        ((), "3 submissions: 3 passed"),
        (("--each",), "PASSED"),
        (("--format", "json"), '"schema":"stillroom/result/v1"'),
        (("--format", "json", "--summary"), '"schema":"stillroom/summary/v1"'),
        (("--format", "markdown"), "# 02"),
        (("--format", "html"), "Who is where"),
    ):
        assert run(monkeypatch, folder, *words) == 0
        assert says in capsys.readouterr().out
    assert run(monkeypatch, folder, "--format", "html", "--anonymous") == 0
    assert "learner-10" not in capsys.readouterr().out
    place = tmp_path_factory.mktemp("pages")
    for name in ("folder", "class.html", "class.zip"):
        assert run(monkeypatch, folder, "--format", "html", "--output", place / name) == 0
    pages = {path.name for path in (place / "folder").rglob("*.html")}
    assert pages == {"index.html", "learner-1.html", "learner-2.html", "learner-10.html"}
    assert "Who is where" in (place / "class.html").read_text("utf-8")
    assert zipfile.is_zipfile(place / "class.zip")
    assert (
        run(monkeypatch, folder, "--format", "html", "--anonymous", "--output", place / "hidden")
        == 0
    )
    for output, status in ((place / "hidden", 0), (place / "folder", 2)):
        hiding = ("--format", "html", "--anonymous", "--output", output)
        assert run(monkeypatch, folder, *hiding) == status
    assert "it holds pages of learners by their names" in capsys.readouterr().err
    hidden = {path.name for path in (place / "hidden").rglob("*.html")}
    assert len(hidden) == 4 and not hidden & (pages - {"index.html"})
    assert run(monkeypatch, folder, "--format", "sarif", "--summary") == 2
    assert "with --summary there are terminal, csv, html" in capsys.readouterr().err


def test_pages_of_an_earlier_report_are_told(
    folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """They are of whoever has left the class: nothing is deleted, and nobody sends them unseen."""
    pages = tmp_path_factory.mktemp("pages") / "pages"
    words = ("--format", "html", "--output", pages)
    assert run(monkeypatch, folder, *words) == 0
    (folder / "results" / "learner-2.json").unlink()
    assert capsys.readouterr().err == ""
    assert run(monkeypatch, folder, *words) == 0
    said = capsys.readouterr().err
    assert "of an earlier report, and of nobody here: learner-2.html; delete" in said
    assert (pages / "learners" / "learner-2.html").exists()
