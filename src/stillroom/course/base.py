"""The starter as far as it travels with the package: its trusted files, and those that a learner writes."""

from functools import cache

from stillroom.errors import GraderFault
from stillroom.util.files import read_folder
from stillroom.util.resources import resource

ENVIRONMENT = "migrations/env.py"
"""The course's own takes the place of the learner's, which is looked at and never run."""

EMAIL = "course@stillroom.invalid"
"""Who commits what a course publishes: its commits are told from those of learners by it."""

WRITTEN = ("app/models.py", "app/routes.py")
"""The files of the starter that are a learner's own from the beginning."""


@cache
def base_files() -> dict[str, bytes]:
    """Return the trusted files of the starter that need no rendering: path to content."""
    base = resource("starter") / "template"
    files = {
        f"{part}/{name}": content
        for part in ("app", "migrations")
        for name, content in read_folder(base / part).items()
        if name.endswith((".py", ".mako"))
    }
    if ENVIRONMENT not in files:
        raise GraderFault(
            f"{base}: the starter's {ENVIRONMENT} is missing; install stillroom again"
        )
    return files


@cache
def bare_files() -> dict[str, bytes]:
    """Return the learner's part of the bare starter, but for what holds the project's own name.

    That is ``app/`` without ``main.py``; no revision is in a bare starter.
    """
    from jinja2 import StrictUndefined, Template

    files = {path: text for path, text in base_files().items() if path.startswith("app/")}
    for path in WRITTEN:
        source = (resource("starter") / "template" / f"{path}.jinja").read_text("utf-8")
        template = Template(source, undefined=StrictUndefined, keep_trailing_newline=True)
        files[path] = template.render(course=True).encode()
    return files


def template_files() -> list[bytes]:
    """Return the code of the starter's template as it is before rendering."""
    template = resource("starter") / "template"
    ends = (".py", ".py.jinja", ".mako")
    return [text for name, text in read_folder(template).items() if name.endswith(ends)]
