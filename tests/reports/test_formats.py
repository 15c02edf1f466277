"""Every format, made of the same twelve kept results, is what its reader takes.

``golden/`` holds the documents as they were looked at; STILLROOM_WRITE_GOLDEN=1 writes them again.
"""

import csv
import io
import json
import os
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import junitparser
import pytest
from pydantic_sarif.model import (  # type: ignore[import-untyped]
    StaticAnalysisResultsFormatSarifVersion210JsonSchema,
)

from stillroom.cohort.kept_class import summary_of
from stillroom.cohort.kept_results import read_kept
from stillroom.errors import StillroomError
from stillroom.reports.base import FOLDERS, ONE, REPORTS, SUMMARIES, About, missing, scope_of
from stillroom.results.provenance import Origin
from stillroom.results.record import Result
from stillroom.results.summary import Summary
from tests.support import twelve

GOLDEN = Path(__file__).parent / "golden"
ABOUT = About(moment="2026-11-20T14:33:11Z", assignment="Migrations 02 (4711)")
WITHOUT_GOLDEN = ("json", "terminal", "html", "moodle-feedback")
"""The record itself, and what people read: they have tests of their own."""
STEERING = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]"
)
FORMULA = re.compile(r"\s*[=+\-@]")


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> list[Result]:
    """The twelve as they are read from what a cohort has kept; nothing is graded."""
    kept = read_kept(twelve.kept(tmp_path_factory.mktemp("kept")))
    assert kept.left_out == []
    return kept.results


def documents(name: str, results: list[Result]) -> dict[str, str]:
    """Return the documents of a format: one, or one of each result, or the files of a folder."""
    if hasattr(REPORTS.find(name), "files"):
        files = FOLDERS.find(name).files(results, ABOUT)
        return {path: content.decode() for path, content in files.items()}
    report = REPORTS.find(name)
    if scope_of(report) == ONE:
        return {f"{index}": report.render([each], ABOUT) for index, each in enumerate(results)}
    return {"": report.render(results, ABOUT)}


def rows(document: str) -> list[list[str]]:
    """Return the cells of CSV, in which no cell is computed."""
    found = list(csv.reader(io.StringIO(document.removeprefix("\ufeff"))))
    bare = [cell for row in found for cell in row if FORMULA.match(cell)]
    assert bare == []
    assert len({len(row) for row in found}) == 1
    return found


def check_csv(document: str) -> None:
    """One line for each, in the order of people."""
    header, *lines = rows(document)
    old = [
        "submission",
        "exercise",
        "verdict",
        "points",
        "max_points",
        "first_finding",
        "by_hand",
        "status",
    ]
    assert header[:8] == old and header[8][:1].isdigit()
    assert header[-4:] == ["reason", "id", "email", "group"]
    by_name = {row[0]: dict(zip(header, row, strict=True)) for row in lines}
    assert by_name["Unreadable"]["reason"] == "The archive is encrypted."
    assert by_name["Nobody"]["reason"].startswith("There is no project")
    assert by_name["Anna Berg"]["reason"] == ""
    anna = [by_name["Anna Berg"][column] for column in header[-3:]]
    assert anna == ["s001", "learner1@example.org", "A"]
    names = [row[0] for row in lines]
    assert len(names) == 12
    assert names.index("Emil 2") < names.index("Emil 10")


def check_canvas(document: str) -> None:
    """Columns in Canvas' order; one line of points that can be had; no verdict is no score."""
    header, possible, *learners = rows(document)
    assert header[:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert header[5:] == ["Migrations 02 (4711)"]
    assert possible == ["    Points Possible", "", "", "", "", "10.00"]
    assert not [row for row in learners if "Points Possible" in row[0]]
    scores = {row[0]: row[5] for row in learners}
    assert (scores["Anna Berg"], scores["Ben Okoro"]) == ("10.00", "4.00")
    assert scores["Nobody"] == scores["Dora Núñez"] == scores["Unreadable"] == ""


def check_moodle(document: str) -> None:
    """Only learners whom Moodle can find; a grade and a feedback in each line."""
    header, *learners = rows(document)
    assert header[1:] == ["Email address", "ID number", "Migrations 02 (4711)", "Feedback: Migrations 02 (4711)"]  # fmt: skip
    assert len(learners) == 11
    assert all(row[1] and row[2] for row in learners)
    assert all(re.fullmatch(r"(\d+\.\d\d)?", row[3]) for row in learners)
    assert all("<" not in row[4] for row in learners)


def check_junit(document: str) -> None:
    """Every reader of XML takes it; no two cases are taken for one, and the counts are right."""
    root = ET.fromstring(document)
    cases = root.findall("./testsuite/testcase")
    assert len({(case.get("classname"), case.get("name")) for case in cases}) == len(cases)
    assert len(root) == 12
    for outcome, count in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        assert len(root.findall(f".//{outcome}")) == int(root.attrib[count])
    read = junitparser.JUnitXml.fromstring(document.encode())
    assert (read.tests, read.failures, read.errors) == (len(cases), 8, 2)


def check_gitlab(document: str) -> None:
    """What GitLab asks of each finding, and fingerprints that differ."""
    issues = json.loads(document)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) > 10
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert issue["location"]["lines"]["begin"] >= 1
        assert issue["location"]["path"] and not issue["location"]["path"].startswith(("/", "./"))


def check_sarif(document: str) -> None:
    """The model that was generated from the schema takes it; its members and no others are there."""
    log = json.loads(document)
    assert (log["version"], len(log["runs"])) == ("2.1.0", 12)
    for run in log["runs"]:
        rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        assert [rules[each["ruleIndex"]] for each in run["results"]] == [
            each["ruleId"] for each in run["results"]
        ]
    StaticAnalysisResultsFormatSarifVersion210JsonSchema.model_validate(log)


def check_classroom50(document: str) -> None:
    """The rules of ``classroom50/result/v1``: whole numbers that add up, and no member of our own."""
    result = json.loads(document)
    words = {"schema", "classroom", "assignment", "assignment_type", "owner", "submission", "commit", "release", "review", "datetime", "graded_at"}  # fmt: skip
    assert set(result) == words | {"score", "max-score", "tests"}
    assert all(isinstance(result[word], str) and result[word] for word in words)
    assert result["submission"].startswith("submit/")
    assert result["assignment_type"] in {"individual", "group"}
    for member in ("score", "max-score"):
        assert type(result[member]) is int
        assert result[member] == sum(test[member] for test in result["tests"])
    for test in result["tests"]:
        assert 0 <= test["score"] <= test["max-score"]
        assert 0 < len(test["test-name"].encode()) <= 100
        assert type(test["passed"]) is bool
    names = [test["test-name"] for test in result["tests"]]
    assert len(set(names)) == len(names) > 0


def check_gradescope(document: str) -> None:
    """Members that Gradescope knows; scores that add up."""
    result = json.loads(document)
    assert {test["status"] for test in result["tests"]} <= {"passed", "failed"}
    assert result["score"] == sum(test.get("score", 0) for test in result["tests"])
    assert {"score", "output", "tests", "execution_time"} <= set(result)


def check_github(document: str) -> None:
    """Commands of our own only, and not more than GitHub shows."""
    lines = document.splitlines()
    assert len(lines) == 10
    assert all(line.startswith(("::error ", "::notice ", "::notice::")) for line in lines)


def check_markdown(document: str) -> None:
    """A section for each; nothing that is more than text."""
    assert len(re.findall("^### ", document, re.MULTILINE)) == 12
    assert "<script" not in document


class Tags(HTMLParser):
    """The tags of a page."""

    def __init__(self, page: str) -> None:
        """Read *page*."""
        super().__init__()
        self.tags: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the name of a tag; it has nothing that is run or loaded."""
        self.tags.append(tag)
        handlers = [name for name, _ in attrs if name.startswith("on")]
        places = [text for name, text in attrs if name in ("src", "href")]
        assert handlers == [text for text in places if not (text or "").startswith(("#", "data:"))]


def check_html(document: str) -> None:
    """A page that loads nothing and runs nothing."""
    assert {"script", "iframe", "link", "object"}.isdisjoint(Tags(document).tags)


def check_moodle_feedback(document: str) -> None:
    """The same page, of one learner."""
    check_html(document)


def check_json(document: str) -> None:
    """Every line is a record."""
    assert len([Result.model_validate_json(line) for line in document.splitlines()]) == 12


def check_terminal(document: str) -> None:
    """Twelve names."""
    assert document.count("Add a column") == 12


CHECKS: dict[str, Callable[[str], None]] = {
    name.removeprefix("check_").replace("_", "-"): function
    for name, function in list(globals().items())
    if name.startswith("check_")
}


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_a_format_of_the_twelve_is_what_its_reader_takes(name: str, results: list[Result]) -> None:
    """It holds its rules and its golden document, and nothing in it steers."""
    made = documents(name, results)
    for document in made.values():
        assert not STEERING.search(document)
        CHECKS[name](document)
    if name in WITHOUT_GOLDEN:
        return
    golden = GOLDEN / f"{name}.txt"
    text = "".join(f"=== {part}\n{document}" for part, document in made.items())
    text = text.replace("\r\n", "\n")
    if os.environ.get("STILLROOM_WRITE_GOLDEN"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, "utf-8", newline="\n")
    assert text == golden.read_text("utf-8")


def test_every_format_is_checked() -> None:
    """A format that is added, of results or of a class, needs a check here."""
    assert set(REPORTS.names()) == set(CHECKS)
    assert set(SUMMARIES.names()) == set(CHECKS_OF_A_CLASS)


def class_csv(document: str) -> None:
    """One line for each, no cell that is computed, and empty cells for whoever has no points."""
    header, *lines = rows(document)
    assert header[:5] == ["name", "verdict", "points", "max_points", "stuck_at"]
    points = {line[0]: line[2] for line in lines}
    assert len(points) == 12
    assert [name for name in points if not points[name]] == ["Dora Núñez", "Nobody", "Unreadable"]


def class_html(document: str) -> None:
    """A page that loads nothing, and runs no more than its own script."""
    assert {"iframe", "link", "object"}.isdisjoint(tags := Tags(document).tags)
    assert tags.count("script") == 1


def class_json(document: str) -> None:
    """The record itself."""
    assert Summary.model_validate_json(document).submissions == 12


def class_markdown(document: str) -> None:
    """Everybody has a line, and nothing is more than text."""
    everybody = document.split("## All submissions")[1]
    assert everybody.count("\n| ") == 14  # with the names of the columns, and the rule
    assert "<script" not in document


def class_terminal(document: str) -> None:
    """The headline adds up."""
    assert (
        "12 submissions: 3 passed, 6 not yet, 1 not handed in and 2 without a verdict." in document
    )


CHECKS_OF_A_CLASS: dict[str, Callable[[str], None]] = {
    "csv": class_csv, "html": class_html, "json": class_json, "markdown": class_markdown, "terminal": class_terminal,
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(CHECKS_OF_A_CLASS))
def test_a_format_of_the_class_is_what_its_reader_takes(name: str, results: list[Result]) -> None:
    by_name = {result.submission: result for result in results}
    about = replace(ABOUT, width=300, plain=True, results=by_name)
    document = SUMMARIES.find(name).render(summary_of(results), about)
    assert not STEERING.search(document.removeprefix("\ufeff"))
    CHECKS_OF_A_CLASS[name](document)


def test_who_is_left_out_is_named(results: list[Result]) -> None:
    for name in ("moodle", "moodle-feedback"):
        (sentence,) = missing(REPORTS.find(name), results)
        assert sentence.startswith("Nobody: left out: ")


def test_moodle_finds_the_learner_of_each_folder(results: list[Result]) -> None:
    """By the number between the first two underscores; the third and the fourth part name a plugin."""
    for path in documents("moodle-feedback", results):
        folder, _, file = path.partition("/")
        _, number, kind, plugin, rest = folder.split("_", 4)
        assert (number.isdigit(), kind, plugin, rest, file) == (True, "assignsubmission", "file", "", "feedback.html")  # fmt: skip


@pytest.mark.parametrize("name", ["moodle", "moodle-feedback"])
def test_a_class_whom_moodle_cannot_find_is_one_clear_line(name: str) -> None:
    with pytest.raises(StillroomError, match="moodle"):
        documents(name, [each for each in twelve.twelve() if not each.about])


def test_a_gradebook_holds_one_exercise() -> None:
    anna = twelve.twelve()[0]
    other = anna.model_copy(update={"exercise": "03-downgrade"})
    with pytest.raises(StillroomError, match="02-add-email and 03-downgrade"):
        documents("canvas", [anna, other])


def test_classroom50_is_told_by_the_clone_that_was_graded(tmp_path: Path) -> None:
    """From kept results alone: owner, commit and date are those of the submission."""
    origin = Origin(repository="https://github.com/db101/anna-02", commit="a1b2c3d" + "0" * 33, committed="2026-11-20T14:32:05Z")  # fmt: skip
    anna = twelve.twelve()[0].model_copy(update={"origin": origin})
    (tmp_path / "kept.json").write_text(anna.to_json() + "\n", "utf-8")
    (result,) = read_kept(tmp_path / "kept.json").results
    document = json.loads(REPORTS.find("classroom50").render([result], ABOUT))
    check_classroom50(json.dumps(document))
    assert document["owner"] == "db101"
    assert document["commit"] == document["review"] == origin.commit_address
    assert document["submission"] == "submit/2026-11-20T14-32-05Z-a1b2c3d"
    assert (document["datetime"], document["graded_at"]) == ("2026-11-20T14:32:05Z", ABOUT.moment)


def test_classroom50_is_told_by_its_surroundings() -> None:
    """What the autograder's environment says is in the document, as it is."""
    known: dict[str, Any] = {
        "CLASSROOM": "db-101", "ASSIGNMENT": "migrations", "OWNER": "anna", "ASSIGNMENT_TYPE": "group",
        "SUBMISSION_TAG": "submit/2026-11-20T14-32-05Z-a1b2c3d", "COMMIT_URL": "https://example.org/c",
        "RELEASE_URL": "https://example.org/r", "REVIEW_URL": "https://example.org/v",
    }  # fmt: skip
    about = About(surroundings=known)
    document = json.loads(REPORTS.find("classroom50").render(twelve.twelve()[:1], about))
    assert [document[word] for word in ("classroom", "assignment", "owner", "assignment_type", "submission", "commit", "release", "review")] == list(known.values())  # fmt: skip
