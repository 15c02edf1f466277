"""Text of strangers: whatever it holds, no renderer passes on more than text.

The strings are made of what has steered a terminal, a log, a page, a spreadsheet or an XML reader
before, and of everything else that Unicode has.
"""

import json
import re
from functools import cache
from xml.etree import ElementTree as ET

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from stillroom.reports import github
from stillroom.reports.base import REPORTS, About
from stillroom.reports.results import json as json_lines
from stillroom.reports.results import junit, terminal
from stillroom.results.finding import Finding
from stillroom.results.provenance import Layers
from stillroom.results.record import Result
from stillroom.results.step import Look, Step
from stillroom.util.text import LONGEST, clean

PARTS = (
    "\x1b[31m", "\x1b]8;;http://evil.invalid\x07", "\x1b]52;c;aGk=\x07", "\x9b2J", "\r", "\n", "\0", "\x7f",
    "\u2028", "\u2029", "\x85", "\u202e", "\u2066", "\u200b", "\ufeff", "\ufffe", "\uffff", "\U0001ffff",
    "\ud800", "\udcff", "\U000e0041", "::error file=x::", "::stop-commands::x", "%0A", "##[error]", "|", "`",
    "```", "<script>", "</td>", "<!--", "&amp;", "&#10;", "]]>", "<![CDATA[", "![x](http://e.invalid)",
    "[x](javascript:1)", "www.evil.invalid", "http://evil.invalid", "@everyone", "$x$", "~~~", "# x", "- x",
    "=cmd|' /C x'!A0", "+1", "@SUM(A1)", "[red]", "[/]", "[link=http://e.invalid]", "\\", "\\[", ":smile:",
    "{0}", "{kind}", "%s", "é", "é", "名前", "  ", "\t", "'", '"',
)  # fmt: skip
TEXT = st.lists(st.sampled_from(PARTS) | st.text(max_size=5), max_size=12).map("".join)
SETTINGS = settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
WIDE = 2 * LONGEST  # a terminal that breaks no text
STEERING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\U000e0001-\U000e007f\ud800-\udfff]"
)


def result(text: str) -> Result:
    """Return a record in which every text of a stranger is *text*."""
    return Result(
        schema="stillroom/result/v1", submission=text, exercise="01-add-users", title="Add",
        verdict="failed", points=1, max_points=2, sandbox="full", isolation=Layers(tier="full"),
        seconds=0.1,
        steps=tuple(
            Step(step=1, command=text, effect=text, expected=text, found=text, status=status, note=text,
                 values=(Look(what=text, expected=text, found=text, status="passed"),))
            for status in ("passed", "failed", "blocked")
        ),
        findings=(
            Finding(code="code-error", message=text, hint=text, file=text, line=3),
            Finding(code="file-left-out", message=text, hint=text, advice=True),
        ),
    )  # fmt: skip


def shown(text: str, *, plain: bool = False, colour: bool = False) -> str:
    """Return what a terminal shows that breaks no text."""
    return terminal.render([result(text)], About(WIDE, plain=plain, colour=colour))


@cache
def usual(*, plain: bool = False, colour: bool = False) -> str:
    """Return what it shows of a harmless record."""
    return shown("x", plain=plain, colour=colour)


@SETTINGS
@given(TEXT)
def test_clean_text_is_one_harmless_line(text: str) -> None:
    """Nothing that steers is left, cleaning again changes nothing, and the length has a limit."""
    cleaned = clean(text)
    assert not STEERING.search(cleaned)
    assert clean(cleaned) == cleaned
    assert len(clean(text, 20)) <= 20
    cleaned.encode("utf-8")


@SETTINGS
@given(st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Cn")), max_size=50))
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    """Whatever language it is in."""
    assert clean(text) == re.sub(r" +", " ", text).strip()


def test_a_very_long_text_is_cut() -> None:
    """A million characters cost no more than those that are shown."""
    assert len(clean("\x1b" * 1_000_000)) == LONGEST


@SETTINGS
@given(TEXT)
def test_json_is_one_line_that_reads_back(text: str) -> None:
    """One record stays one line, for every reader's idea of a line."""
    rendered = json_lines.render([result(text)], About())
    assert len(rendered.splitlines()) == 1
    assert not STEERING.search(rendered.removesuffix("\n"))
    assert json.loads(rendered)["findings"][0]["message"] == clean(text)


@SETTINGS
@given(TEXT)
@example("\ufffe")
def test_junit_is_well_formed(text: str) -> None:
    """Every reader of XML takes it, and finds the text unchanged."""
    root = ET.fromstring(junit.render([result(text)], About()))
    assert len(root.findall("./testsuite/testcase")) == 6
    (failure,) = root.findall(".//failure")
    assert failure.get("message") == clean(text)


@SETTINGS
@given(TEXT)
def test_annotations_are_commands_of_our_own_only(text: str) -> None:
    """One line for each finding; the text can neither end a property nor begin a command."""
    lines = github.annotations([result(text)], About()).splitlines()
    assert len(lines) == 2
    for line, kind in zip(lines, ("error", "notice"), strict=True):
        about, _, data = line.removeprefix(f"::{kind} ").partition("::")
        assert line.startswith(f"::{kind} ")
        assert all(property_.count("=") >= 1 for property_ in about.split(","))
        assert {property_.partition("=")[0] for property_ in about.split(",")} <= {
            "file",
            "line",
            "title",
        }
        assert not STEERING.search(line)
        decoded = data.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
        assert decoded == f"{clean(text)} {clean(text)}"


@SETTINGS
@given(TEXT)
def test_the_summary_is_text_in_a_table_of_our_own(text: str) -> None:
    """No cell is added, no tag is opened, and no mark of Markdown is left bare."""
    summary = github.summary([result(text)])
    rows = [line for line in summary.splitlines() if line.startswith(("| 1 |", "|  |"))]
    assert len(rows) == 6
    for row in rows:
        assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", row)) == 6
    bare = re.sub(r"\\[\\`*_{}\[\]()#+!|~@:$.-]", "", "\n".join(rows))
    # What is left of Markdown's marks is text where it stands: see tests/reports/test_words.py.
    assert not re.search(r"[`*{}\[\]<>#~@$\\]", bare)
    assert "www." not in bare.lower()


@SETTINGS
@given(TEXT)
def test_a_log_has_no_command_of_a_learner(text: str) -> None:
    """Also where the terminal is narrow, and a text is broken anywhere."""
    narrow = terminal.render([result(text)], About(20))
    log = github.as_log(narrow)
    assert not re.search(r"^\s*::|##\[", log, re.MULTILINE)
    assert len(log.splitlines()) == len(narrow.splitlines())


@settings(SETTINGS, max_examples=30)
@given(TEXT)
def test_no_format_passes_on_what_steers(text: str) -> None:
    """Whatever the format is."""
    for name in REPORTS.names():
        report = REPORTS.find(name)
        if not hasattr(report, "files") and name != "moodle":
            made = report.render([result(text)], About())
            assert not STEERING.search(re.sub(r"[\r\n]", "", made).removeprefix("\ufeff"))


@SETTINGS
@given(TEXT)
@example("\\[")
@example("\\[red]x[/]")
def test_the_terminal_shows_text_and_no_more(text: str) -> None:
    """Without colours no escape is printed, and the words of our own mark-up are not obeyed."""
    for plain in (True, False):
        seen = shown(text, plain=plain)
        assert not STEERING.search(seen.replace("\n", ""))
        assert clean(text) in seen
        assert len(seen.splitlines()) == len(usual(plain=plain).splitlines())


@SETTINGS
@given(TEXT)
def test_colours_are_our_own_only(text: str) -> None:
    """With colours, every escape is one that a harmless record gets too."""
    escapes, seen = re.compile(r"\x1b[^m]*m"), shown(text, colour=True)
    assert set(escapes.findall(seen)) <= set(escapes.findall(usual(colour=True)))
    assert not STEERING.search(escapes.sub("", seen).replace("\n", ""))
