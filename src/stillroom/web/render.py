"""Turning templates into pages: the same ones for the page that is served and for the static site."""

import re
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from stillroom.project.advice import Advice, Command, NextStep, for_terminal, plain

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
SERVED_ONLY = ("live", "editor", "edit.css", "edit.js", "screen.css")
"""What of it a page needs that is served beside a project: the static site has none of it."""

MENU = (
    ("Learn", (("overview", "Exercises", ""), ("read", "Read", "R"))),
    (
        "Ask yourself",
        (("predict", "Predict", "P"), ("quiz", "Quiz", "Q"), ("recall", "Recall", "C")),
    ),
    (
        "Understand",
        (("explain", "Explain", "E"), ("explore", "Explore", "X"), ("trace", "Trace", "T")),
    ),
    ("Look back", (("summary", "Summary", "S"),)),
)
"""The pages by what they are for: name, words, and the key that opens one beside the screen.

To add a page: put its name here, a route into ``routes/``, what it shows into ``views/``, and a
template called as the page into ``templates/``.
"""
STATIC_PAGES = ("overview", "read", "predict", "quiz")
"""The pages that need no project beside them: ``authoring/site.py`` writes these as static pages, too."""


_ADDRESS = re.compile(r"(?<![<(`\"'\[])https?://[^\s<>`\"']+[^\s<>`\"'.,;:)]")
"""An address that stands in a text as it is."""


@cache
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    # What may be wider than a phone is scrolled, and so has to be reachable with the keyboard.
    markdown.add_render_rule("fence", _fence)
    markdown.add_render_rule("code_block", _fence)
    return markdown


def _fence(_self: object, tokens: Any, index: int, _options: object, _env: object) -> str:  # noqa: ANN401 - tokens of the library
    return f'<pre tabindex="0"><code>{Markup.escape(tokens[index].content)}</code></pre>\n'


@lru_cache(maxsize=500)
def markdown(text: str) -> Markup:
    """Return the HTML of a Markdown text; HTML in it is shown, not used."""
    return Markup(_markdown().render(text))  # noqa: S704 - the library escapes


@lru_cache(maxsize=500)
def line(text: str) -> Markup:
    """Return the HTML of one line of Markdown, for headings and options."""
    return Markup(_markdown().renderInline(text))  # noqa: S704 - the library escapes


def linked(text: str) -> Markup:
    """Return the HTML of one line of Markdown, in which each address is a link."""
    return line(_ADDRESS.sub(r"<\g<0>>", text))


def page_links(advice: Advice, url: Callable[[str], str]) -> Markup:
    """Return the HTML of *advice*, with links in the place of its steps: the screen does what no page does."""
    names = {name: words for _, pages in MENU for name, words, _key in pages}

    def link(step: NextStep) -> Markup:
        name = step.command if step.command in names else "overview"
        words = names[name] if name == step.command else "the exercise"
        return Markup('<a href="{}">{}</a>').format(url(name), words)

    return Markup("").join(
        link(part) if isinstance(part, NextStep) else Markup.escape(plain(part))
        for part in advice.parts
    )


def spelled(command: Command) -> str:
    """Return the command *command* as the terminal that serves the page spells it."""
    return for_terminal()(NextStep(command))


class Templates:
    """The templates, with what every page has: its menu, and addresses that fit where it stands."""

    def __init__(self, url: Callable[..., str], **common: object) -> None:
        """*url* gives the address of a page by its name; *common* is there in every template."""
        self.environment = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
        )
        self.environment.filters |= {
            "markdown": markdown,
            "line": line,
            "linked": linked,
            "page_links": lambda advice: page_links(advice, url),
        }
        self.environment.globals |= {"url": url, "spelled": spelled, **common}

    def render(self, template: str, **data: object) -> str:
        """Return the page that *template* makes of *data*."""
        return self.environment.get_template(f"{template}.html").render(**data)
