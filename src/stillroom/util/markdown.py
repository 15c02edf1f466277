"""The sections of a Markdown text, as a parser of Markdown sees them."""

from itertools import pairwise

from markdown_it import MarkdownIt


def sections(text: str) -> list[tuple[str, str]]:
    """Return each heading of the second level, with the text below it up to the next one.

    What stands before the first of them is left out. A line that begins with ``##`` in a block of
    code is no heading.
    """
    lines = text.splitlines()
    tokens = MarkdownIt("commonmark").parse(text)
    headings = [
        (following.content.strip(), token.map)
        for token, following in pairwise(tokens)
        if token.type == "heading_open" and token.tag == "h2" and token.level == 0 and token.map
    ]
    ends = [*(span[0] for _, span in headings[1:]), len(lines)]
    return [
        (title, "\n".join(lines[span[1] : end]).strip())
        for (title, span), end in zip(headings, ends, strict=False)
    ]
