"""A page that needs nothing but itself: no file beside it, no network, and no script but its own.

Its policy allows the style and the script whose digests it names, and nothing else. Every text
that comes in is escaped by the templates.
"""

import base64
import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from stillroom.diagrams.schema import sheets_svg
from stillroom.results.counting import WORDS
from stillroom.results.record import Result
from stillroom.results.schema_at import SchemaAt
from stillroom.schema.sheets import new_names
from stillroom.util.text import counted

FOLDER = Path(__file__).parent


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.globals |= {"drawn": drawn, "counted": counted, "words": WORDS}
    return environment


def page(template: str, *, has_script: bool = False, **data: object) -> str:
    """Return the page that *template* makes of *data*."""
    style = _own("style.css")
    script = _own("sort.js") if has_script else ""
    allowed = [
        f"style-src {_digest(style)}",
        *([f"script-src {_digest(script)}"] if script else []),
    ]
    policy = "; ".join(["default-src 'none'", *allowed, "base-uri 'none'", "form-action 'none'"])
    return (
        _environment()
        .get_template(f"{template}.html")
        .render(style=Markup(style), script=Markup(script), policy=policy, **data)  # noqa: S704 - files of this package
    )


@cache
def _own(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def drawn(result: Result) -> list[tuple[SchemaAt, Markup]]:
    """Return the pictures of the schema before and after, one where nothing has changed.

    What one of the two has and the other has not is marked.
    """
    before, after = result.before, result.after
    if before is not None and after is not None and before.sheets == after.sheets:
        before = None
    if before is None or after is None:
        return [(seen, _picture(seen, seen)) for seen in (before, after) if seen is not None]
    return [(before, _picture(before, after)), (after, _picture(after, before))]


def _picture(seen: SchemaAt, other: SchemaAt) -> Markup:
    marked = new_names(other.sheets, seen.sheets)
    return Markup(sheets_svg(seen.sheets, _title(seen), marked))  # noqa: S704 - it is escaped where it is drawn


def _title(seen: SchemaAt) -> str:
    return f"The schema {seen.when}: {counted(len(seen.sheets), 'table')}"
