"""The documents say what the code does: findings, tolerances, commands, links, examples."""

import re
import shlex
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import typer

from stillroom.authoring.findings import with_codes
from stillroom.cli import app
from stillroom.course.about import About
from stillroom.course.accept import Accept
from stillroom.course.course import Course
from stillroom.course.exercise import Begin, Definition
from stillroom.course.fixtures import Data, Expect, Probe
from stillroom.course.steps import LessonStep
from stillroom.databases.expected import States
from stillroom.results.catalogue import CODES, NAMES
from stillroom.results.finding import Finding
from stillroom.results.record import Result
from stillroom.results.step import Step
from stillroom.schema.tolerances import TOLERANCES
from tests.support.paths import ROOT

DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "docs/*.md", "exercises/*/*.md", "solutions/*/*.md")
    for path in ROOT.glob(pattern)
)
COMMANDS = ["python -m pip install nox && python -m nox -s demo", "python -m nox -s tests"]


def read(name: str) -> str:
    """Return the text of a document by its path in the repository."""
    return (ROOT / name).read_text("utf-8")


def test_every_finding_is_explained() -> None:
    """docs/findings.md lists exactly the codes of the catalogue, in its order and words."""
    text = read("docs/findings.md")
    explained = re.findall(r"^\| `([a-z-]+)` \|", text, re.MULTILINE)
    assert explained == [code.name for code in CODES]
    assert with_codes(text) == text, "run nox -s course -- --write"


def test_every_declared_finding_is_in_the_catalogue(course: Course) -> None:
    """What an exercise's start gets is a finding that the grader can give."""
    for exercise in course:
        assert set(exercise.definition.start_findings) <= NAMES, exercise.id


@pytest.mark.parametrize("tolerance", TOLERANCES)
def test_every_tolerance_is_explained(tolerance: str) -> None:
    """docs/grading.md has a row for each switch."""
    assert f"| `{tolerance}` |" in read("docs/grading.md")


GROUP = typer.main.get_command(app.app)
COMMAND_LINES = {"stillroom": GROUP} | {
    f"stillroom {name}": command for name, command in getattr(GROUP, "commands", {}).items()
}


@pytest.mark.parametrize("line", COMMAND_LINES)
def test_every_command_and_option_is_described(line: str) -> None:
    """The README or a document of docs/ names each of them."""
    text = read("README.md") + "".join(path.read_text("utf-8") for path in ROOT.glob("docs/*.md"))
    options = [option for parameter in COMMAND_LINES[line].params for option in parameter.opts]
    assert len(COMMAND_LINES) > 4
    assert re.search(rf"{line}\b", text)
    named = [name for name in options if name.startswith("-")]
    assert [name for name in named if not re.search(rf"{name}\b", text)] == []


TYPED = re.compile(r"^(?:\| `)?(stillroom [a-z].*?)(?:` \|.*)?$", re.MULTILINE)


def test_the_table_of_learners_commands_has_all_of_their_options() -> None:
    """docs/teachers.md names the options of each command that its table shows."""
    rows = re.findall(
        r"^\|[^|]*\| `(stillroom \w+)[^|]*\| ([^|]*--[^|]*) \|$",
        read("docs/teachers.md"),
        re.MULTILINE,
    )
    assert len(rows) > 5
    for line, told in rows:
        options = {
            name for each in COMMAND_LINES[line].params for name in each.opts if name[0] == "-"
        }
        assert set(re.findall(r"--[a-z-]+", told)) == options - {"--help"}, line


@pytest.mark.parametrize(
    "document", ["README.md", "docs/first-class.md", "docs/teachers.md", "docs/cohorts.md"]
)
def test_what_teachers_are_to_type_is_a_command(document: str) -> None:
    """Each command with its options is understood as it stands there; nothing is run."""
    typed = [shlex.split(line) for line in TYPED.findall(read(document).replace("\\\n", ""))]
    assert typed
    for _, name, *words in typed:
        if "ID" not in words and "DIR" not in words and f"stillroom {name}" in COMMAND_LINES:
            COMMAND_LINES[f"stillroom {name}"].make_context(name, words)
        assert f"stillroom {name}" in COMMAND_LINES, name


def test_the_readme_begins_with_two_commands() -> None:
    """Its first two blocks of code are the two commands, one each, and CI runs the same."""
    blocks = re.findall(r"^```(\w*)\n(.*?)^```", read("README.md"), re.MULTILINE | re.DOTALL)
    assert blocks[:2] == [("sh", f"{command}\n") for command in COMMANDS]
    assert all(f"run: {command}\n" in read(".github/workflows/ci.yml") for command in COMMANDS)


def test_the_readme_names_every_exercise(course: Course) -> None:
    """A reader finds each exercise from the front page."""
    assert [name for name in course.ids if f"exercises/{name}/" not in read("README.md")] == []


def headings(text: str) -> set[str]:
    """Return the anchors of a document's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_relative_links_lead_somewhere(document: Path) -> None:
    """Every link to a file or a heading of this repository has its target."""
    for link in re.findall(r"\]\(([^)\s]+)\)", document.read_text("utf-8")):
        if "://" in link:
            continue
        place, _, anchor = link.partition("#")
        target = document.parent / place if place else document
        assert target.exists(), link
        assert not anchor or anchor in headings(target.read_text("utf-8")), link


def test_the_picture_is_well_formed_and_needs_no_network() -> None:
    """A reader's browser loads nothing for it."""
    picture = read("docs/terminal.svg")
    assert ET.fromstring(picture).tag.endswith("svg")
    assert "url(http" not in picture
    assert "stillroom" in picture


def test_the_example_course_is_a_course(tmp_path: Path) -> None:
    """The files of docs/exercise-format.md can be used as they are printed."""
    block = re.compile(r"^`my-course/(\S+)`:\n\n```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)
    for name, text in block.findall(read("docs/exercise-format.md")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    example = Course(tmp_path)
    assert example.ids == ["01-add-members", "02-add-phone"]
    for exercise in example:
        assert len(States(example, exercise).schemas) > 1


def test_the_example_names_every_key() -> None:
    """Each key of exercise.toml has its row in docs/exercise-format.md."""
    text = read("docs/exercise-format.md")
    described = set(re.findall(r"^\| `\[{0,2}(\w+)\]{0,2}` \|", text, re.MULTILINE))
    keys = {
        key
        for model in (About, Definition, Begin, LessonStep, Data, Expect, Probe, Accept)
        for key in model.model_fields
    }
    assert sorted(keys - described) == []


def test_the_members_of_the_result_are_described() -> None:
    """Each member of the JSON result stands in docs/grading.md."""
    section = read("docs/grading.md").partition("## The JSON result")[2]
    for model in (Result, Step, Finding):
        fields = {name: field for name, field in model.model_fields.items() if not field.exclude}
        names = [field.alias or name for name, field in fields.items()]
        assert [name for name in names if f"`{name}`" not in section] == []
