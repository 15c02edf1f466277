"""Sections of Markdown: headings are what a parser says, not what looks like one."""

import pytest

from stillroom.util.markdown import sections


def test_each_heading_of_the_second_level_has_its_text() -> None:
    text = "# Title\nintro\n\n## One\n\nfirst\n\n### Part\n\nof it\n\n## Two\nlast"
    assert sections(text) == [("One", "first\n\n### Part\n\nof it"), ("Two", "last")]


@pytest.mark.parametrize(
    "block",
    ["```\n## no\n```", "~~~~text\n## no\n```\n~~~~", "    ## no", "> ## no", "- ## no", "<!--\n## no\n-->"],
)  # fmt: skip
def test_what_only_looks_like_a_heading_is_none(block: str) -> None:
    assert sections(f"## One\n\n{block}\n\nend") == [("One", f"{block.strip()}\n\nend")]


def test_a_heading_can_be_underlined_and_closed() -> None:
    assert sections("One\n---\nfirst\n\n## Two ##\nsecond") == [("One", "first"), ("Two", "second")]


def test_without_a_heading_there_is_no_section() -> None:
    assert sections("") == []
    assert sections("text\n\n# Title\n") == []
