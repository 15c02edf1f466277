"""The HTML of results and of a class, as pure functions of the record: one page, and nothing beside it."""

import base64
import hashlib
import re

from stillroom.reports.base import About
from stillroom.reports.results import html
from stillroom.results.record import Result, SchemaAt, SourceLine
from stillroom.schema.model import Column, Schema, Table
from tests.support import records

EVIL = "<script>alert(1)</script><img src=//x.example>'\"&{{ 7*7 }}"


def schema(*columns: str) -> Schema:
    """Return a schema of one table that has *columns*."""
    made = tuple(Column(name, "INTEGER", nullable=True) for name in columns)
    return Schema({"users": Table("users", made)})


def whole_result() -> Result:
    """Return a failed result with all that a page can show, and hostile text wherever there is text."""
    result = records.with_looks()
    finding = records.FINDING.model_copy(
        update={
            "message": f"No column. {EVIL}", "excerpt": (SourceLine(number=7, text=f"    x = {EVIL}"),),
        }
    )  # fmt: skip
    step = result.steps[1].model_copy(update={"found": EVIL, "command": EVIL})
    return result.model_copy(
        update={
            "submission": EVIL, "title": EVIL, "findings": (finding, records.ADVICE),
            "steps": (result.steps[0], step, *result.steps[2:]),
            "before": SchemaAt.of("before step 2", schema("id")),
            "after": SchemaAt.of("after step 2", schema("id", EVIL)),
        }
    )  # fmt: skip


def needs_nothing_else(page: str) -> bool:
    """Tell whether *page* names nothing outside of it, and allows its own style and script alone."""
    policy = page.split('http-equiv="Content-Security-Policy" content="')[1].split('"')[0]
    for tag, kind in (("style", "style-src"), ("script", "script-src")):
        own = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()) for text in own]
        allowed = re.findall(rf"{kind} &#39;sha256-(.+?)&#39;", policy)
        assert allowed == [digest.decode() for digest in digests]
    assert policy.startswith("default-src &#39;none&#39;; ")
    assert " style=" not in page
    return not re.search(r"(?:src|href)=[\"']?(?!#|learners/)|url\(|@import|<link|\son\w+=", page)


def test_a_page_for_a_learner_shows_everything_and_runs_nothing() -> None:
    page = html.render([whole_result()], About(next_step="Read on."))
    assert needs_nothing_else(page.replace("&lt;img src=", ""))
    assert page.count("<script") == 0
    for words in (
        "4 of 10 points", "Before step 2", "After step 2", "column-missing", "refused", "accepted",
        "What to mend", "migrations/versions/0002_add.py, line 7", "Add it.", "Read on.", "{{ 7*7 }}",
    ):  # fmt: skip
        assert words in page, words
    assert page.count("<svg ") == page.count("<desc>") == 2


def test_a_schema_that_has_not_changed_is_drawn_once() -> None:
    same = {name: SchemaAt.of(name, schema("id")) for name in ("before", "after")}
    page = html.render([records.result().model_copy(update=same)], About())
    assert page.count("<svg ") == 1
    assert "nothing has changed" in page


def test_no_verdict_is_no_zero_and_no_mistake() -> None:
    page = html.render([records.fault()], About())
    assert "no verdict" in page
    assert "0 of 10" not in page
    assert "What to mend" not in page
