"""Names that hide who a learner is, the same ones each time: for reports that others may see."""

import base64
import hmac
import json
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any, get_args

from stillroom.cohort.hidden_names import HiddenNames
from stillroom.cohort.own_words import words_of_the_course
from stillroom.cohort.source import Source
from stillroom.errors import StillroomError
from stillroom.results.copies import Alike, Copies, Kind, Passage, Remark
from stillroom.results.counting import WITH_VERDICT
from stillroom.results.record import Result
from stillroom.results.summary import CommonFinding, Summary
from stillroom.util import files
from stillroom.util.text import clean, counted

FILE = "anonymous.key"
"""The file, beside the results, from which pseudonyms are made: whoever has it can find names again."""
PSEUDONYM = re.compile(r"learner-[a-z2-7]{8}")
"""What every pseudonym looks like."""
_OF_A_PERSON = re.compile(r"id|name|login|user|mail|github", re.IGNORECASE)
"""Columns of a roster that say who somebody is."""
_OF_A_GROUP = ("group", "Section")
_WHO = {"submission", "submissions", "name", "example", "identical"}
"""Members that hold names and nothing else."""
_KEPT = {
    "schema", "verdict", "status", "code", "action", "exercise", "title", "tier", "blocked", "open",
    "sandbox", "versions", "command", "effect", "expected", "section", "lesson", "what", "value", "line",
}  # fmt: skip
"""Members that never hold the name of a learner, but words that may be called the same."""
_DROPPED: dict[str, Any] = {"about": {}, "handed_in": ""}
_DROPPED_OF_A_RESULT = {**_DROPPED, "origin": None}
"""Members that would say who it is, and what stands there instead."""


class Pseudonyms:
    """Gives the same pseudonym to the same name, as long as the key is the same."""

    def __init__(self, key: bytes) -> None:
        """Take the *key* without which nobody can tell which name a pseudonym is for."""
        self._key = key

    def of(self, name: str, kind: str = "learner") -> str:
        """Return the pseudonym of *name*; that of a group has another *kind*."""
        digest = hmac.digest(self._key, name.encode("utf-8", "replace"), "sha256")
        return f"{kind}-{base64.b32encode(digest)[:8].decode().lower()}"

    def results(self, results: Sequence[Result]) -> list[Result]:
        """Return *results* without a name, in the order of their pseudonyms."""
        known = [(each.submission, each.handed_in, each.about) for each in results]
        hidden = self._hidden(known, results)
        anonymous = [
            Result.model_validate(
                self._without(each.model_dump(by_alias=True, mode="json"), hidden)
                | _DROPPED_OF_A_RESULT
            )
            for each in results
        ]
        return sorted(anonymous, key=lambda result: result.submission)

    def summary(self, summary: Summary, results: Sequence[Result] = ()) -> Summary:
        """Return *summary* without a name; its entries are in the order of their pseudonyms.

        *results* are those that it counts: what they have from the course is no name.
        """
        known = [(each.name, each.handed_in, each.about) for each in summary.results]
        record = self._without(
            summary.model_dump(by_alias=True, mode="json"), self._hidden(known, results)
        )
        for entry in record["results"]:
            entry |= _DROPPED | {"result": ""}
        record["results"].sort(key=lambda entry: entry["name"])
        for member in ("no_verdict", "regraded", "shared"):
            record[member].sort(key=lambda each: json.dumps(each, sort_keys=True))
        record["of_the_roster"] = []
        if summary.remarks:
            record["remarks"] = [unnamed(len(summary.remarks))]
        for finding, common in zip(record["findings"], summary.findings, strict=True):
            finding["example"] = min(
                (self.of(each.submission) for each in results if _is_example(common, each)),
                default=finding["example"],
            )
        for group, named in zip(record["groups"], summary.groups, strict=True):
            group["name"] = self.of(named.name, "group")
        record["groups"].sort(key=lambda group: group["name"])
        return Summary.model_validate(record)

    def copies(self, copies: Copies, sources: Iterable[Source]) -> Copies:
        """Return what is alike among *sources* without a name; what the course has keeps its own."""
        known = [
            (clean(each.name), each.path.name if each.path else "", each.about) for each in sources
        ]
        hidden = self._hidden(known, ())
        names = {name: self.of(name) for name, *_ in known}

        def passage(each: Passage) -> Passage:
            whose = each.submission if each.is_course else self.of(each.submission)
            file = hidden.taken_out(each.file)
            return each.model_copy(update={"submission": whose, "file": file})

        def remark(told: Remark) -> Remark:
            name = told.submission
            return Remark(
                words=hidden.taken_out(told.words),
                submission=names.get(name, hidden.taken_out(name)),
            )

        alike = [
            each.model_copy(
                update={
                    "passages": tuple(sorted(map(passage, each.passages), key=_place)),
                    "remarks": tuple(map(hidden.taken_out, each.remarks)),
                }
            )
            for each in copies.alike
        ]
        return copies.model_copy(
            update={
                "alike": tuple(sorted(alike, key=_strength)),
                "remarks": tuple(sorted(map(remark, copies.remarks), key=str)),
            }
        )

    def _hidden(
        self, known: Iterable[tuple[str, str, Mapping[str, str]]], results: Sequence[Result]
    ) -> HiddenNames:
        hidden = HiddenNames(words_of_the_course(results))
        for name, handed_in, about in known:
            pseudonym = self.of(name)
            for column, text in about.items():
                if _OF_A_PERSON.search(column):
                    hidden.add(text, pseudonym)
                elif column in _OF_A_GROUP:
                    hidden.add(text, self.of(text, "group"))
            for text in (handed_in, PurePath(name).name, name):
                hidden.add(text, pseudonym)
            hidden.add_parts(name, pseudonym)
        return hidden

    def _without(self, record: dict[str, Any], hidden: HiddenNames) -> dict[str, Any]:
        """Return *record* without names: whole ones where only names stand, and those in its texts."""

        def member(key: str, value: Any) -> Any:  # noqa: ANN401 - JSON of any shape
            if key in ("before", "after") and isinstance(value, dict):
                return text(value)  # a schema, in which every text may be a learner's own
            is_codes = key == "findings" and all(isinstance(each, str) for each in value)
            if key in _KEPT or is_codes:
                return value
            return who(value) if key in _WHO else each(value)

        def each(value: Any) -> Any:  # noqa: ANN401
            if isinstance(value, str):
                return hidden.taken_out(value)
            if isinstance(value, list):
                return [each(item) for item in value]
            if isinstance(value, dict):
                return {key: member(key, item) for key, item in value.items()}
            return value

        def who(value: Any) -> Any:  # noqa: ANN401
            if isinstance(value, list):  # in the order of the names, it would say whose they are
                return sorted(who(name) for name in value)
            return self.of(value) if isinstance(value, str) else value

        def text(value: Any) -> Any:  # noqa: ANN401
            if isinstance(value, dict):
                return {key: text(item) for key, item in value.items()}
            if isinstance(value, list):
                return [text(item) for item in value]
            return hidden.taken_out(value) if isinstance(value, str) else value

        whole: dict[str, Any] = each(record)
        return whole


def _place(passage: Passage) -> tuple[bool, str]:
    """Where a passage stands: learners in the order of their pseudonyms, then the course."""
    return passage.is_course, passage.submission


def _strength(alike: Alike) -> tuple[Any, ...]:
    """The strongest evidence first; what is as strong in the order of the pseudonyms."""
    is_part = alike.kind == "part"
    places = [(passage.submission, passage.file) for passage in alike.passages]
    how_much = (alike.percent, len(alike.remarks)) if is_part else (len(places), 0)
    return get_args(Kind).index(alike.kind), *(-number for number in how_much), places


def _is_example(finding: CommonFinding, result: Result) -> bool:
    """Tell whether *result* could be the example of *finding*."""
    return result.counts_as in WITH_VERDICT and any(
        (each.code, each.message) == (finding.code, finding.message) for each in result.mistakes
    )


def unnamed(number: int) -> str:
    """Return what stands in the place of so many sentences that hold names."""
    are = "is" if number == 1 else "are"
    return f"{counted(number, 'sentence')} with names {are} not shown; without --anonymous, each is told"


def pseudonyms_for_once() -> Pseudonyms:
    """Return pseudonyms whose key nobody keeps: other ones each time."""
    return Pseudonyms(secrets.token_bytes(16))


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
