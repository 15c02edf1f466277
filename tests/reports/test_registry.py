"""A report of one's own: a module in the folder is offered by ``--format``, and used."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from stillroom.cli.options import FormatOption, OutputOption, SummaryFormatOption
from stillroom.cli.output import refuse_scope, show_results, show_summary
from stillroom.cli.run_app import run_app
from stillroom.errors import StillroomError
from stillroom.reports import results, summaries
from stillroom.reports.base import FIRST, REPORTS, SUMMARIES, About, Registry, Report
from tests.support import records

VERDICTS = """
is_document = False


def render(results, about):
    return " ".join(result.verdict for result in results) + "\\n"
"""
PASSED = """
is_document = False


def render(summary, about):
    return f"{summary.passed} passed\\n"
"""


@pytest.fixture
def verdicts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put a report of each kind beside those that are there, and take them away again."""
    for package, name, text in ((results, "verdicts", VERDICTS), (summaries, "passed", PASSED)):
        folder = tmp_path / package.__name__
        folder.mkdir()
        (folder / f"{name}.py").write_text(text, "utf-8")
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(folder)])
    yield
    for module in (f"{results.__name__}.verdicts", f"{summaries.__name__}.passed"):
        sys.modules.pop(module, None)


def app() -> typer.Typer:
    """Return a command that shows records with the options of the real ones."""
    shown = typer.Typer(rich_markup_mode=None)

    @shown.command()
    def grade(format_: FormatOption = FIRST, output: OutputOption = None) -> None:
        graded = [records.result("passed"), records.result("failed")]
        raise typer.Exit(show_results(graded, format_, output, False, ""))

    @shown.command()
    def cohort(format_: SummaryFormatOption = FIRST) -> None:
        raise typer.Exit(show_summary(records.summary(), format_, False, Path("results")))

    return shown


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """Run a command line in this process and return its exit status."""
    monkeypatch.setattr("sys.argv", ["stillroom", *words])
    return run_app(app(), "stillroom")


@pytest.mark.usefixtures("verdicts")
def test_a_report_of_ones_own_is_used(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """On the terminal and in a file; the exit status is that of the results."""
    assert run(monkeypatch, "grade", "--format", "verdicts") == 1
    assert capsys.readouterr().out == "passed failed\n"
    assert run(monkeypatch, "grade", "--format", "verdicts", "--output", f"{tmp_path}/out") == 1
    assert (tmp_path / "out").read_text() == "passed failed\n"
    assert run(monkeypatch, "cohort", "--format", "passed") == 2  # one has no verdict
    shown = capsys.readouterr()
    assert shown.out == "1 passed\n"
    assert "1 of 5 without a verdict, Chen: The disk is full." in shown.err


@pytest.mark.usefixtures("verdicts")
def test_a_report_of_ones_own_is_offered(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message of a wrong word names all that there are."""
    assert run(monkeypatch, "grade", "--format", "yaml") == 2
    said = capsys.readouterr().err
    assert f"'yaml' is not one of {', '.join(map(repr, REPORTS.names()))}." in said
    assert "'verdicts'" in said
    assert len(said.splitlines()) == 1


def test_a_module_in_the_folder_is_a_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no list to edit; nothing is imported before it is asked for."""
    (tmp_path / "formats").mkdir()
    (tmp_path / "formats" / "__init__.py").touch()
    (tmp_path / "formats" / "broken.py").write_text("raise RuntimeError")
    (tmp_path / "formats" / "count.py").write_text(
        "is_document = True\ndef render(results, about):\n    return str(len(results))\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    formats = Registry[Report]("formats")
    assert formats.names() == ["broken", "count"]
    assert formats.find("count").render([records.result()], About()) == "1"
    with pytest.raises(LookupError):
        formats.find("nothing")


def test_the_first_format_is_the_usual_one() -> None:
    assert REPORTS.names() == ["terminal", *sorted(set(REPORTS.names()) - {"terminal"})]
    assert SUMMARIES.names() == ["terminal", *sorted(set(SUMMARIES.names()) - {"terminal"})]


@pytest.mark.parametrize(
    ("name", "submissions", "is_class", "words"),
    [
        ("canvas", 3, False, "canvas is a format for a class"),
        ("moodle-feedback", 1, False, "moodle-feedback is a format for a class"),
        ("classroom50", 12, True, "classroom50 holds one submission, and here are 12"),
        ("gradescope", 2, False, "gradescope holds one submission, and here are 2"),
    ],
)
def test_a_format_that_cannot_hold_what_there_is_names_those_that_can(
    name: str, submissions: int, is_class: bool, words: str
) -> None:
    """In one line; each of those that it names can."""
    with pytest.raises(StillroomError) as error:
        refuse_scope(name, submissions, is_class=is_class)
    said = str(error.value)
    assert said.startswith(words) and "\n" not in said
    for other in said.rpartition(" are ")[2].replace(" and ", ", ").split(", "):
        refuse_scope(other, submissions, is_class=is_class)
