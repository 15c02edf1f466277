"""Each format of a result, as a pure function of the record."""

import csv
import io
import json
from xml.etree import ElementTree as ET

import pytest

from stillroom.reports import github
from stillroom.reports.base import REPORTS, About
from stillroom.reports.words import MARKS
from stillroom.results.record import Result
from tests.support import records

AT_ROOT = About(surroundings={"GITHUB_WORKSPACE": "/"})
FAILED, PASSED = records.result("failed"), records.result("passed", "ben")


def rendered(name: str, *results: Result, about: About | None = None) -> str:
    """Return the report called *name*."""
    return REPORTS.find(name).render(results, about or About())


@pytest.mark.parametrize("name", ["terminal", "csv", "json", "junit", "markdown", "sarif"])
def test_every_report_names_each_submission_in_order(name: str) -> None:
    """Also one without a verdict; the text ends with its line."""
    text = rendered(name, FAILED, PASSED, records.fault("chen"))
    places = [text.index(submission) for submission in ("anna", "ben", "chen")]
    assert places == sorted(places)
    assert text.endswith("\n")


@pytest.mark.parametrize("width", range(20, 121, 4))
def test_the_result_of_each_row_is_seen_at_any_width(width: int) -> None:
    """Where the table has no room for its last column, there are lines."""
    longer = FAILED.steps[1].model_copy(
        update={"command": "compare app/models.py with the database"}
    )
    result = FAILED.model_copy(update={"steps": (FAILED.steps[0], longer, FAILED.steps[2])})
    shown = rendered("terminal", result, about=About(width=width)).split("Finding")[0]
    marks = [word for word in shown.split() if word in MARKS.values()]
    assert marks == [MARKS[step.status] for step in result.steps]


def test_the_terminal_shows_rows_findings_points_and_what_is_next() -> None:
    """The table has a mark for each row; a finding says where and what to do."""
    text = rendered("terminal", FAILED, about=About(next_step="Mend it."))
    for words in ("PASS", "FAIL", "BLOCKED", "Finding: column-missing", "NOT YET  4 of 10 points"):
        assert words in text
    assert "migrations/versions/0002_add.py:7" in text
    assert "Next: Add it." in text
    assert text.splitlines()[-1] == "Mend it."
    assert "\x1b" not in text


def test_a_plain_report_is_line_by_line() -> None:
    """No box is drawn; each row is one line."""
    lines = rendered("terminal", PASSED, about=About(plain=True)).splitlines()
    assert "PASS step 1: alembic upgrade head: expected users, found users" in lines
    assert "PASSED  10 of 10 points" in lines
    assert not set("─━│") & set("".join(lines))


@pytest.mark.parametrize(
    ("versions", "line"),
    [
        ({"python": "3.11.7", "alembic": "1.20", "database": "SQLite 3.40"},
         ["Graded with python 3.11.7, alembic 1.20, SQLite 3.40"]),
        ({"python": "3.11.7"}, ["Graded with python 3.11.7"]),
        ({}, []),
    ],
)  # fmt: skip
def test_the_versions_of_a_grading_are_one_line(versions: dict[str, str], line: list[str]) -> None:
    text = rendered("terminal", PASSED.model_copy(update={"versions": versions}))
    assert [each for each in text.splitlines() if each.startswith("Graded with")] == line


def test_colours_are_there_when_they_are_wanted() -> None:
    assert "\x1b[32m" in rendered("terminal", PASSED, about=About(colour=True))


def test_a_fault_is_no_verdict() -> None:
    assert "NO VERDICT (a fault of the grader)" in rendered("terminal", records.fault())


def test_json_is_the_record_itself() -> None:
    """One line each; reading it gives the record again."""
    lines = rendered("json", FAILED, PASSED).splitlines()
    assert [Result.model_validate_json(line) for line in lines] == [FAILED, PASSED]
    assert json.loads(lines[0])["schema"] == "stillroom/result/v1"
    assert "雪" in lines[0]


def test_junit_has_a_case_for_each_row() -> None:
    """Failed, blocked and without a verdict are told apart."""
    root = ET.fromstring(rendered("junit", FAILED, records.fault()))
    counts = {key: root.attrib[key] for key in ("tests", "failures", "skipped", "errors")}
    assert counts == {"tests": "4", "failures": "1", "skipped": "1", "errors": "1"}
    failure = root.find(".//failure")
    assert failure is not None
    assert (failure.attrib["type"], failure.text) == (
        "column-missing",
        "The table users has no column 雪. Add it.",
    )
    case = root.find(".//testcase[failure]")
    assert case is not None
    assert (case.attrib["file"], case.attrib["line"]) == ("migrations/versions/0002_add.py", "7")


def test_every_report_shows_what_was_looked_at_beside_the_schema() -> None:
    """Values and probes stand below their step, each as a row with a mark of its own."""
    looked = records.with_looks()
    boxes, plain = (
        rendered("terminal", looked),
        rendered("terminal", looked, about=About(plain=True)),
    )
    (values,) = [line.split() for line in boxes.splitlines() if "values of users" in line]
    assert values == ["values", "of", "users", "2", "rows", "as", "expected", "PASS"]
    assert "FAIL step 2: a user | without a name: expected refused, found accepted\n" in plain
    rows = github.summary([looked]).splitlines()
    at = rows.index("| 2 | alembic downgrade base | empty | users | FAIL |")
    assert rows[at + 1 : at + 3] == [
        "|  | values of users | 2 rows | as expected | PASS |",
        "|  | a user \\| without a name | refused | accepted | FAIL |",
    ]


def test_junit_has_a_case_for_each_look() -> None:
    """It stands behind its step, counts as a test, and says what was found if that is wrong."""
    root = ET.fromstring(rendered("junit", records.with_looks()))
    counts = {key: root.attrib[key] for key in ("tests", "failures", "skipped", "errors")}
    assert counts == {"tests": "5", "failures": "2", "skipped": "1", "errors": "0"}
    step, values, probe = root.findall("./testsuite/testcase")[1:4]
    assert values.attrib["name"] == f"{step.attrib['name']}: values of users"
    assert len(values) == 0
    (failure,) = probe
    assert failure.tag == "failure"
    assert failure.attrib["message"] == "expected refused, found accepted"


def test_annotations_are_at_the_learner_s_lines() -> None:
    """An advice is a notice; the tenth line says how many more there are."""
    (first, second) = github.annotations([FAILED], AT_ROOT).splitlines()
    assert first.startswith("::error file=")
    assert "0002_add.py,line=7,title=column-missing::" in first
    assert second.startswith("::notice title=file-left-out::")
    many = github.annotations([FAILED] * 6, AT_ROOT).splitlines()
    assert many[-1] == "::notice::3 more findings are in the summary of this step"
    assert len(many) == 10
    ten = github.annotations([FAILED] * 5, AT_ROOT).splitlines()
    assert ten[-1] == "::notice::1 more finding is in the summary of this step"


def test_the_step_summary_is_a_table() -> None:
    text = github.summary([FAILED])
    assert text.startswith("### 02-add-email: not yet, 4 of 10 points\n")
    assert "| 2 | alembic downgrade base | empty | users | FAIL |" in text


def test_csv_has_the_points_of_each_step() -> None:
    """A line for each submission, that no spreadsheet computes; it begins with its mark."""
    bad = PASSED.model_copy(update={"submission": "=1+1"})
    text = rendered("csv", FAILED, bad)
    assert text.startswith("\ufeffsubmission,exercise,verdict,points,max_points,first_finding,")
    first, second = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert (first["submission"], first["points"], first["first_finding"]) == (
        "anna",
        "4",
        "column-missing",
    )
    assert second["submission"] == "'=1+1"
    points = [int(value) for name, value in first.items() if name[:1].isdecimal()]
    assert sum(points) == FAILED.points


def test_gradescope_has_a_test_for_each_step() -> None:
    """With scores that add up; the findings are the text of the whole."""
    document = json.loads(rendered("gradescope", FAILED))
    assert document["score"] == sum(test.get("score", 0) for test in document["tests"]) == 4
    assert {test["status"] for test in document["tests"]} == {"passed", "failed"}
    assert "migrations/versions/0002_add.py:7: " in document["output"]
    assert document["extra_data"]["verdict"] == "failed"
