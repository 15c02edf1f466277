"""The HTML of results and of a class, as pure functions of the record: one page, and nothing beside it."""

import base64
import hashlib
import re
import unicodedata
from urllib.parse import unquote

from stillroom.cohort.kept_class import summary_of
from stillroom.cohort.store import Change, Provenance, StoredResult
from stillroom.reports.base import SUMMARIES, About
from stillroom.reports.html import class_page
from stillroom.reports.results import html
from stillroom.reports.summaries import html as summary_html
from stillroom.results.adjustment import Adjustment
from stillroom.results.finding import Finding
from stillroom.results.record import Graded, Result
from stillroom.results.schema_at import SchemaAt
from stillroom.results.summary import Entry
from tests.support import records
from tests.support.pages import ABSENT, Named, class_of, schema, shown, whole_result


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
    shown = re.sub(r"<(style|script)>.*?</\1>", "", page, flags=re.DOTALL).replace(
        "&lt;img src=", ""
    )
    return not re.search(r"(?:src|href)=[\"'](?!#|learners/)|url\(|@import|<link|\son\w+=", shown)


def test_a_page_for_a_learner_shows_everything_and_runs_nothing() -> None:
    page = html.render([whole_result()], About(next_step="Read on."))
    assert needs_nothing_else(page)
    assert page.count("<script") == 0
    for words in (
        "4 of 10 points", "Before step 2", "After step 2", "column-missing", "refused", "accepted",
        "What to mend", "migrations/versions/0002_add.py, line 7", "Add it.", "Read on.", "{{ 7*7 }}",
    ):  # fmt: skip
        assert words in page, words
    assert page.count("<svg ") == page.count("<desc>") == 2
    assert page.count("(changed)") == 1  # and what is gone is marked in the other picture
    other = whole_result()
    back = other.model_copy(update={"before": other.after, "after": other.before})
    assert html.render([back], About()).count("(changed)") == 1


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


def test_an_excused_learner_is_not_told_what_to_mend() -> None:
    """Nor shown a table of rows where nothing was handed in."""
    excuse = Adjustment(action="excuse", effect="excused from the exercise", comment="ill")
    absent = Result.not_run("Dora", Named(), records.result().steps, ABSENT)
    for result in (records.result(), absent, records.result("passed")):
        update = {
            "adjustments": (excuse,),
            "graded": Graded(verdict="failed", points=0, max_points=10),
        }
        page = html.render([result.model_copy(update=update)], About())
        assert "This exercise does not count." in page
        assert "excused from the exercise (ill)" in page
        assert "What to mend" not in page and " of 10 points</strong>" not in page
        assert ("Step by step" in page) == (result is not absent)


def test_a_comment_is_no_change() -> None:
    comment = Adjustment(action="comment", comment="Well done.", by="Ms Roe")
    graded = Graded(verdict="passed", points=10, max_points=10)
    result = records.result("passed").model_copy(
        update={"adjustments": (comment,), "graded": graded}
    )
    page = html.render([result], About())
    assert "Comment: Well done. (by Ms Roe)" in page
    assert "The grader gave" not in page


# ---------------------------------------------------------------------------- the class


def test_a_class_is_one_page_with_everybody() -> None:
    results = class_of()
    page = summary_html.render(summary_of(results), shown(results))
    assert needs_nothing_else(page)
    assert page.count("<script") == 1
    for words in (
        "6 submissions: 1 passed, 3 not yet, 1 not handed in and 1 without a verdict.", "What to teach again",
        "mean 5.5", "Each row", "1 (25 %)", "Who is where", "Step 2: ", "Passed", "Groups", "Not counted",
        "There is no project.", 'href="#learner-4"', 'id="learner-4"',
    ):  # fmt: skip
        assert words in page, words
    targets = set(re.findall(r'href="#([^"]+)"', page))
    assert targets <= set(re.findall(r'id="([^"]+)"', page))


def test_the_class_page_says_whose_result_another_grading_has_changed() -> None:
    """Who, what stood there before, and what has changed since: as the kept result has it."""
    change = Change(
        before="not yet, 4 of 10", after="passed, 10 of 10", because=("the exercise", "the grader")
    )
    stamp = Provenance(key="", digest="", changed=change)
    results = [StoredResult.of(records.result("passed", "Ben"), stamp), records.result("failed")]
    page = summary_html.render(summary_of(results), shown(results))
    table = page.split("Graded again, with another result")[1].split("</table>")[0]
    for words in ('href="#learner-1">Ben</a>', *change.because, change.before, change.after):
        assert words in table


def test_a_class_without_its_results_links_to_nobody() -> None:
    page = summary_html.render(records.summary(), About())
    assert needs_nothing_else(page)
    assert "#learner" not in page
    assert "learner-0" in page


def test_as_a_folder_each_learner_has_a_page_that_names_no_other() -> None:
    results = class_of()
    files = dict(summary_html.files(summary_of(results), shown(results)))
    index = files.pop("index.html").decode()
    assert set(map(unquote, re.findall(r'href="(learners/[^"]+)"', index))) == set(files)
    ben = next(page.decode() for page in files.values() if b"Ben" in page)
    assert "Chen" not in ben
    assert "Anna" not in ben


def test_the_file_of_a_page_keeps_the_letters_of_a_name() -> None:
    """Of any language; two names that make the same one do not share a page, nor does what was left out."""
    names = ["Jörg Ünal", "雪 Yuki", "हिन्दी", "a/b", "a:b", "Anna", "anna", "con", "?", "notes.txt"]
    results = [records.result("passed", name) for name in names]
    stray = Entry(
        name="notes.txt", verdict="error", points=0, max_points=10, stuck_at=None, findings=(), result="",
        status="left-out", reason="a file",
    )  # fmt: skip
    whole = summary_of(results)
    whole = whole.model_copy(update={"results": (*whole.results, stray)})
    files = dict(summary_html.files(whole, shown(results)))
    index = files.pop("index.html").decode()
    assert len(files) == len(names)
    assert len({unicodedata.normalize("NFC", path).casefold() for path in files}) == len(names)
    for name in ("Jörg Ünal", "雪 Yuki", "हिन्दी"):
        assert name.encode() in files[f"learners/{name}.html"]
    assert not any(set(path.removeprefix("learners/")) & set('/\\:*?"<>|') for path in files)
    links = re.findall(r'href="(learners/[^"]+)">([^<]+)<', index)
    assert {(unquote(path), name) for path, name in links} == {
        (path, name) for path in files for name in names if f"<p class=\"soft\">{name}</p>".encode() in files[path]
    }  # fmt: skip


def test_who_was_too_late_is_told_that_and_nothing_of_what_was_there() -> None:
    """The rows and the schema are those that everybody begins with."""
    late = Finding(code="handed-in-too-late", message="2 commits came later.", hint="Ask.")
    page = html.render([whole_result().model_copy(update={"findings": (late,)})], About())
    assert "What to do: " in page and "2 commits came later." in page and "not handed in" in page
    assert "Step by step" not in page and "<svg" not in page and "What to mend" not in page


def test_points_by_hand_are_said_where_nothing_could_be_graded() -> None:
    """The page asks for nothing."""
    given = Adjustment(action="points", value="7", effect="no points → 7 of 10 points")
    absent = Result.not_run("Dora", Named(), records.result().steps, ABSENT)
    for result in (records.fault(), absent):
        update = {"adjustments": (given,), "points": 7}
        page = html.render([result.model_copy(update=update)], About())
        assert "The points were given by hand." in page
        assert "What to mend" not in page


def test_a_mean_is_the_same_everywhere() -> None:
    results = [
        records.result(verdict, name).model_copy(update={"about": {"group": "A"}, "points": points})
        for name, verdict, points in (("a", "failed", 4), ("b", "passed", 10), ("c", "failed", 5))
    ]
    for format_ in ("html", "terminal", "markdown"):
        text = SUMMARIES.find(format_).render(summary_of(results), About(width=200))
        assert text.count("6.33") == 2
        assert not re.search(r"\b6\.3\b", text)


def test_of_a_large_class_the_learners_are_not_on_the_one_page() -> None:
    """It would not open; a folder has a page for each."""
    results = class_of(class_page.MOST_LEARNERS)
    page = summary_html.render(summary_of(results), shown(results))
    assert "<article" not in page
    assert "Give a folder to --output" in page
    assert "All 300 names" in page


def test_a_class_in_which_everybody_has_passed() -> None:
    page = summary_html.render(summary_of([records.result("passed")]), About())
    assert "Everybody has passed: nothing has to be taught again." in page
    assert "The commonest findings" not in page
