"""A report of one's own: what is registered is offered by ``--format``, and used."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer

from stillroom.cli.options import FormatOption, OutputOption, SummaryFormatOption
from stillroom.cli.output import show_results, show_summary
from stillroom.cli.run_app import run_app
from stillroom.reports.base import FIRST, REPORTS, SUMMARIES, About, Registry
from stillroom.results.record import Result
from stillroom.results.summary import Summary
from tests.support import records


class Verdicts:
    """A second implementation of the protocol: the verdicts alone."""

    is_document = False

    def render(self, results: Sequence[Result], about: About) -> str:
        """Return one line with all verdicts."""
        return " ".join(result.verdict for result in results) + "\n"


@pytest.fixture
def verdicts() -> Iterator[None]:
    """Register the report, and take it away again."""
    REPORTS.register("verdicts", Verdicts())
    SUMMARIES.register("passed", SimpleNamespace(is_document=False, render=_passed))
    yield
    REPORTS.withdraw("verdicts")
    SUMMARIES.withdraw("passed")


def _passed(summary: Summary, about: About) -> str:
    return f"{summary.passed} passed\n"


def app() -> typer.Typer:
    """Return a command that shows records with the options of the real ones."""
    shown = typer.Typer(rich_markup_mode=None)

    @shown.command()
    def grade(format_: FormatOption = FIRST, output: OutputOption = None) -> None:
        results = [records.result("passed"), records.result("failed")]
        raise typer.Exit(show_results(results, format_, output, False, ""))

    @shown.command()
    def cohort(format_: SummaryFormatOption = FIRST) -> None:
        raise typer.Exit(show_summary(records.summary(), format_, False, Path("results")))

    return shown


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """Run a command line in this process and return its exit status."""
    monkeypatch.setattr("sys.argv", ["stillroom", *words])
    return run_app(app(), "stillroom")


@pytest.mark.usefixtures("verdicts")
def test_a_registered_report_is_used(
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
    assert "1 of 5 without a verdict, the first is Chen: The disk is full." in shown.err


@pytest.mark.usefixtures("verdicts")
def test_a_registered_report_is_offered(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message of a wrong word names all that there are."""
    assert run(monkeypatch, "grade", "--format", "yaml") == 2
    said = capsys.readouterr().err
    assert "'yaml' is not one of 'terminal', 'json', 'junit', 'verdicts'." in said
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
    formats = Registry[Verdicts]("formats")
    assert formats.names() == ["broken", "count"]
    assert formats.find("count").render([records.result()], About()) == "1"
    with pytest.raises(LookupError):
        formats.find("nothing")


def test_the_first_format_is_the_usual_one() -> None:
    assert REPORTS.names() == ["terminal", "json", "junit"]
    assert SUMMARIES.names() == ["terminal", "csv", "json", "markdown"]
