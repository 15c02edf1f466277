"""A database URL that is written down in the code, so that it does not follow DATABASE_URL."""

import ast
import re

import sqlalchemy.dialects

from stillroom.submission.source_tree import SourceFile
from stillroom.util.text import clean

_DIALECTS = "|".join((*sqlalchemy.dialects.__all__, r"postgres\w*", "mariadb"))
_URL = re.compile(rf"({_DIALECTS})(\+\w+)?://")


def fixed_url(file: SourceFile) -> tuple[int, str] | None:
    """Return the line of the first database URL in *file*, and the URL up to whatever is secret in it."""
    seen = [
        (node.lineno, clean(match.group() if "@" in str(node.value) else str(node.value), 80))
        for node in file.walk()
        if isinstance(node, ast.Constant) and (match := _URL.match(str(node.value)))
    ]
    return min(seen, default=None)
