"""A tokenizer for SQL, and one spelling for all that mean the same.

A statement that is kept as it was typed comes in many spellings. Tokens take blanks, comments,
letter case and the style of quotes out of the comparison.
"""

import re
import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Kind = Literal["word", "name", "string", "number", "blob", "mark"]

_WORD = r"[A-Za-z_\x80-\U0010ffff][\w$\x80-\U0010ffff]*"  # no other letter is a blank or a mark
_TOKEN = re.compile(
    rf"""
      (?P<skip>[ \t\n\f\r]+|--[^\n]*|/\*.*?(?:\*/|\Z))
    | (?P<blob>[xX]'[0-9a-fA-F]*')
    | (?P<string>'(?:[^']|'')*')
    | (?P<name>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\])
    | (?P<number>0[xX][0-9a-fA-F]+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<word>{_WORD})
    | (?P<mark>->>|->|\|\||<<|>>|<=|>=|<>|!=|==|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_SAME_MARK = {"<>": "!=", "==": "="}
_VALUES = ("null", "true", "false", "current_date", "current_time", "current_timestamp")
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_AS_TYPED: Mapping[str, str] = MappingProxyType({})


def fold(name: str) -> str:
    """Return *name* as names are compared: the letters A to Z alone have no case."""
    return name.translate(_LOWER)


@dataclass(frozen=True, slots=True)
class Token:
    """One token; ``text`` is the meaning (unquoted name, unescaped string), ``raw`` the spelling."""

    kind: Kind
    text: str
    raw: str

    def is_word(self, *words: str) -> bool:
        """Tell whether this is one of the keywords *words*, given in upper case."""
        return self.kind == "word" and self.text.upper() in words

    def is_mark(self, mark: str) -> bool:
        """Tell whether this is the mark *mark*."""
        return self.kind == "mark" and self.text == mark


def tokenize(sql: str) -> list[Token]:
    """Return the tokens of *sql*, without blanks and comments."""
    return list(_tokens(sql))


def _tokens(sql: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(sql):
        raw = match.group()
        match match.lastgroup:
            case "skip":
                continue
            case "string":
                yield Token("string", raw[1:-1].replace("''", "'"), raw)
            case "name":
                yield Token("name", raw[1:-1].replace(raw[-1] * 2, raw[-1]), raw)
            case "word" | "number" | "blob" as kind:
                yield Token(kind, raw, raw)
            case _:
                yield Token("mark", _SAME_MARK.get(raw, raw), raw)


def canonical(tokens: Sequence[Token], stored: Mapping[str, str] = _AS_TYPED) -> str:
    """Return SQL text in which equivalent spellings are the same characters.

    Letter case is taken out, but for the names in *stored*: folded name to stored name.

    Tokens are separated by one blank. There is none inside of a parenthesis, around a dot and before a
    comma, and none between a name and the parenthesis of its call: ``CHECK ( Length(a) > 0 )`` becomes
    ``check(length(a) > 0)``, and ``a IN (1 ,2)`` becomes ``a in(1, 2)``.
    """
    words = ""
    before: Token | None = None
    for token in without_parentheses(tokens):
        words += ("" if before is None or _is_tight(before, token) else " ") + _spelled(
            token, stored
        )
        before = token
    return words


def _is_tight(before: Token, token: Token) -> bool:
    """Tell whether no blank stands between two tokens."""
    touching = before.text in ("(", ".") or token.text in (")", ",", ".")
    has_mark = before.kind == "mark" or token.kind == "mark"
    is_call = token.is_mark("(") and before.kind in ("word", "name")
    return (touching and has_mark) or is_call


def _spelled(token: Token, stored: Mapping[str, str]) -> str:
    text = fold(token.text)
    match token.kind:
        case "word":
            return stored.get(text, text)
        case "name":
            plain = re.fullmatch(_WORD, text) and text not in _VALUES
            text = stored.get(text, text)
            return text if plain else '"' + text.replace('"', '""') + '"'
        case "number" | "blob":
            return text
        case "string":
            return token.raw
        case _:
            return token.text


def without_parentheses(tokens: Sequence[Token]) -> Sequence[Token]:
    """Take away parentheses that enclose all of *tokens*."""
    while len(tokens) > 1 and tokens[0].is_mark("(") and closing(tokens, 0) == len(tokens) - 1:
        tokens = tokens[1:-1]
    return tokens


def closing(tokens: Sequence[Token], opening: int) -> int:
    """Return the index of the parenthesis that closes the one at *opening*, or the last index."""
    depth = 0
    for index in range(opening, len(tokens)):
        depth += tokens[index].is_mark("(") - tokens[index].is_mark(")")
        if depth == 0:
            return index
    return len(tokens) - 1


def inside(tokens: Sequence[Token], opening: int) -> Sequence[Token]:
    """Return the tokens between the parenthesis at *opening* and its partner."""
    return tokens[opening + 1 : closing(tokens, opening)]


def split(tokens: Sequence[Token]) -> list[Sequence[Token]]:
    """Split *tokens* at the commas that stand in no parenthesis."""
    pieces: list[Sequence[Token]] = []
    depth = start = 0
    for index, token in enumerate(tokens):
        depth += token.is_mark("(") - token.is_mark(")")
        if depth == 0 and token.is_mark(","):
            pieces.append(tokens[start:index])
            start = index + 1
    return [*pieces, tokens[start:]]
