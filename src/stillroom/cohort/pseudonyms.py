"""Names that hide who a learner is, the same ones each time: for reports that others may see."""

import base64
import hmac
import re
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any

from stillroom.errors import StillroomError
from stillroom.results.record import Result
from stillroom.results.summary import Summary
from stillroom.util import files

FILE = "anonymous.key"
"""The file, beside the results, from which pseudonyms are made: whoever has it can find names again."""
PSEUDONYM = re.compile(r"learner-[a-z2-7]{8}")
"""What every pseudonym looks like."""
SHORTEST, SHORTEST_NUMBER = 3, 6
"""Characters of a name, and digits of a number, that are looked for inside other texts."""
_OF_A_PERSON = re.compile(r"id|name|login|user|mail|github", re.IGNORECASE)
"""Columns of a roster that say who somebody is."""
_KEPT = {
    "schema", "verdict", "status", "code", "action", "exercise", "title", "tier", "blocked", "open",
    "sandbox", "versions", "command", "effect", "expected", "before", "after",
}  # fmt: skip
"""Members that never hold the name of a learner, but words that may be called the same."""
_PLAIN_WORD = re.compile(r"[a-z]+")


class Pseudonyms:
    """Gives the same pseudonym to the same name, as long as the key is the same."""

    def __init__(self, key: bytes) -> None:
        """Take the *key* without which nobody can tell which name a pseudonym is for."""
        self._key = key

    def of(self, name: str) -> str:
        """Return the pseudonym of *name*."""
        digest = hmac.digest(self._key, name.encode("utf-8", "replace"), "sha256")
        return "learner-" + base64.b32encode(digest)[:8].decode().lower()

    def results(self, results: Sequence[Result]) -> list[Result]:
        """Return *results* without a name, in the order of their pseudonyms."""
        hidden = self._hidden((each.submission, each.handed_in, each.about) for each in results)
        anonymous = [
            type(each).model_validate(
                _without(each.model_dump(by_alias=True, mode="json"), hidden)
                | {"about": {}, "handed_in": ""}
            )
            for each in results
        ]
        return sorted(anonymous, key=lambda result: result.submission)

    def summary(self, summary: Summary) -> Summary:
        """Return *summary* without a name; its entries are in the order of their pseudonyms."""
        hidden = self._hidden((each.name, each.handed_in, each.about) for each in summary.results)
        record = _without(summary.model_dump(by_alias=True, mode="json"), hidden)
        for entry in record["results"]:
            entry |= {"about": {}, "handed_in": "", "result": ""}
        record["results"].sort(key=lambda entry: entry["name"])
        return Summary.model_validate(record)

    def _hidden(self, known: Iterable[tuple[str, str, Mapping[str, str]]]) -> "_Hidden":
        whole: dict[str, str] = {}
        plain: set[str] = set()
        for name, handed_in, about in known:
            who = [text for column, text in about.items() if _OF_A_PERSON.search(column)]
            for text in (name, PurePath(name).name, handed_in, *who):
                if text:
                    whole.setdefault(text, self.of(name))
            if _PLAIN_WORD.fullmatch(handed_in) and handed_in != name:
                plain.add(handed_in)
        return _Hidden(whole, plain)


class _Hidden:
    """Replaces names: as a whole text, and as words of a longer one."""

    def __init__(self, pseudonyms: Mapping[str, str], plain: Collection[str]) -> None:
        """*plain* are texts that are no more than a word: they are replaced as a whole alone."""
        self._pseudonyms = pseudonyms
        long = [
            name
            for name in pseudonyms
            if len(name) >= (SHORTEST_NUMBER if name.isdigit() else SHORTEST) and name not in plain
        ]
        words = "|".join(map(re.escape, sorted(long, key=len, reverse=True)))
        self._words = re.compile(rf"(?<!\w)(?:{words})(?!\w)") if words else None

    def __call__(self, text: str) -> str:
        if text in self._pseudonyms:
            return self._pseudonyms[text]
        if self._words is None:
            return text
        return self._words.sub(lambda found: self._pseudonyms[found[0]], text)


def _without(value: Any, hidden: _Hidden) -> Any:  # noqa: ANN401 - JSON of any shape
    if isinstance(value, str):
        return hidden(value) if value else value
    if isinstance(value, list):
        return [_without(each, hidden) for each in value]
    if isinstance(value, dict):
        return {
            key: each if key in _KEPT or _is_codes(key, each) else _without(each, hidden)
            for key, each in value.items()
        }
    return value


def _is_codes(key: str, value: Any) -> bool:  # noqa: ANN401 - JSON of any shape
    return key == "findings" and all(isinstance(each, str) for each in value)


def pseudonyms(folder: Path) -> Pseudonyms:
    """Return the pseudonyms of the results in *folder*; their key is made where there is none.

    Raises StillroomError.
    """
    path = folder / FILE
    try:
        key = path.read_bytes().strip()
    except FileNotFoundError:
        key = secrets.token_hex(16).encode()
        files.write(path, key + b"\n", private=True)
    except OSError as error:
        raise StillroomError(f"{path}: cannot be read: {error.strerror}") from error
    if len(key) < 16:
        raise StillroomError(f"{path}: is too short for a key; take it away, and a new one is made")
    return Pseudonyms(key)
