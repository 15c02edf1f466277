"""Text of others in Markdown: it is shown as it is, and is never more than text."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from stillroom.reports.words import markdown
from stillroom.util.text import clean

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
TEXTS = st.text(st.sampled_from("-+*_~`#|<>&()[]{}!:=.1 a\\\n\"'@$\u00e9") | st.characters()).map(
    lambda text: clean(text.encode("utf-8", "replace").decode())
)


def read(document: str, kind: str) -> str:
    """Return the text that a reader sees in the only inline part of *kind*; it has no mark-up."""
    tokens = READER.parse(document)
    place = next(index for index, token in enumerate(tokens) if token.type == f"{kind}_open")
    children = tokens[place + 1].children or []
    assert {child.type for child in children} <= {"text", "text_special"}
    return "".join(child.content for child in children)


@given(TEXTS)
@example("- a")
@example("1. a")
@example("23) a")
@example("---")
@example("_a_ b_c __d__")
@example("[a](b) ![c](d)")
@example("a | b")
@example("<b>&amp;")
@example("a ~~b~~ \\* c")
def test_text_is_shown_as_it_is(text: str) -> None:
    """In a paragraph, in a heading, and in a cell."""
    shown = text.strip()
    if shown:
        assert read(markdown(text), "paragraph").strip() == shown
        assert read(f"# {markdown(text)}", "heading").strip() == shown
        table = f"| h |\n| --- |\n| {markdown(text)} |\n"
        assert read(table, "td").strip() == shown


@pytest.mark.parametrize(
    "text",
    ["02-add-email (a_b): 3 of 10 points!", "ALTER TABLE users ADD COLUMN email VARCHAR(255)"],
)
def test_what_is_harmless_can_be_read_raw(text: str) -> None:
    assert markdown(text) == text


@pytest.mark.parametrize("text", ["http://x.example", "www.x.example", ":tada:", "@anna", "#12"])
def test_what_a_host_would_make_a_link_or_a_picture_of_is_text(text: str) -> None:
    """These are readings of GitHub and GitLab that no standard has."""
    assert "\\" in markdown(text)
