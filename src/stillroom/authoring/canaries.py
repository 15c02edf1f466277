"""What gives a solution away: its statements, told also where spacing, quotes, order or comments differ.

A text is compared without what a formatter or an editor may change. So a copy is known in a file
of Python, in a fence of Markdown, in a text of JSON and in a file of another name.
"""

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass

SHORTEST = 60
"""Signs; less than that is no solution, and too short to be told from others."""
SHARE = 0.75
"""How much of a solution is a copy of it, by the length of its statements."""
_LOOSE = re.compile(rb"""[\s'"(),\\]+""")
_IDENTIFIERS = ("revision", "down_revision", "branch_labels", "depends_on")


def squeezed(text: bytes) -> bytes:
    """Return *text* without spaces, quotes, commas, parentheses and backslashes."""
    return _LOOSE.sub(b"", text)


def squeezed_code(text: bytes) -> bytes:
    """Return *text* squeezed; of Python, also without comments and as another formatter has it."""
    tree = _parsed(text)
    plain = squeezed(text)
    return plain if tree is None else plain + b"\n" + squeezed(ast.unparse(tree).encode())


@dataclass(frozen=True)
class Canary:
    """What gives one file of a solution away, squeezed."""

    name: str
    whole: bytes
    """All of it, with its comments."""
    statements: tuple[bytes, ...]
    """Those that no project has before; none where they are too short to be told from others."""

    def is_in(self, text: bytes) -> bool:
        """Tell whether *text*, which is squeezed, holds this file or most of its statements."""
        held = sum(len(each) for each in self.statements if each in text)
        return self.whole in text or held > 0 and held >= SHARE * sum(map(len, self.statements))


def canary(name: str, text: bytes, known: Sequence[bytes], given: bytes = b"") -> Canary | None:
    """Return what gives the file *text* away; None where that is nothing new.

    *known* are the files that a project has before it is solved, and *given* is this file in the
    start of the exercise, which may be a broken one; all of them squeezed as code.
    """
    whole, tree = squeezed(text), _parsed(text)
    if len(whole) < SHORTEST or any(whole in old for old in known):
        return None
    found = dict.fromkeys(_statements(tree) if tree is not None else ())
    new = tuple(each for each in found if not any(each in old for old in (*known, given)))
    return Canary(name, whole, new if sum(map(len, new)) >= SHORTEST else ())


def _statements(tree: ast.Module) -> list[bytes]:
    """Return the simple statements of *tree*, squeezed; no docstrings, imports or ids of revisions."""
    found = []
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant()) | ast.Import() | ast.ImportFrom() | ast.Pass():
                continue
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                if name in _IDENTIFIERS:
                    continue
            case ast.Expr() | ast.Return() | ast.Delete() | ast.AugAssign() | ast.Raise():
                pass
            case _:
                continue
        found.append(squeezed(ast.unparse(node).encode()))
    return found


def _parsed(text: bytes) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return None
