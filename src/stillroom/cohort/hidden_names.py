"""Takes names out of texts: only whole words, and none that the grader or the course has as its own.

A name that is such a word, like ``empty`` or ``users``, cannot be told from the word. It is taken out
where it is a part of a path to what was handed in, and nowhere else in a text.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection

from stillroom.cohort.own_words import WORD, words_of_the_grader

SOMEBODY = "learner"
"""Stands for a part of a name that several have."""
SHORTEST_NUMBER = 6
"""Digits of a number that is looked for: a shorter one may be a line, a step or a length."""
SHORTEST_PART = 3
_PATH = re.compile(r"[^\s'\"()]*[/\\][^\s'\"()]*")
_ABSOLUTE = re.compile(r"/|[A-Za-z]:[/\\]|\\\\")
_IN_A_PROJECT = ("app", "migrations")


class HiddenNames:
    """The names of a class, and what stands in their place."""

    def __init__(self, own: Collection[str]) -> None:
        """*own* are the words of the course, without regard to case."""
        self._own = own
        self._whole: dict[str, str] = {}
        self._lengths: dict[str, set[int]] = defaultdict(set)
        """How long names are, by the first of their words: a text is read once, however large the class is."""
        self._pseudonyms: dict[str, str] = {}
        self._as_written: dict[str, str] = {}
        """Names of nothing but words of our own, which are told from them by their capital letters."""

    def add(self, name: str, pseudonym: str) -> None:
        """Hide *name*, wherever it can be told from a word of the course."""
        for form in {unicodedata.normalize(form, name) for form in ("NFC", "NFD")} | {name}:
            if form:
                self._whole[form] = pseudonym
                self._look_for(form, pseudonym)

    def add_parts(self, name: str, pseudonym: str) -> None:
        """Hide the parts of *name*, such as the first name, where they are written as names are."""
        parts = WORD.findall(name)
        for part in parts if len(parts) > 1 else ():
            if len(part) >= SHORTEST_PART and not part[0].islower() and not part.isdigit():
                known = self._pseudonyms.get(folded(part), pseudonym)
                self._look_for(part, pseudonym if known == pseudonym else SOMEBODY)

    def taken_out(self, text: str) -> str:
        """Return *text* without a name."""
        if "/" in text or "\\" in text:
            text = _PATH.sub(lambda found: self._path(found[0]), text)
        kept, at = [], 0
        for word in WORD.finditer(text):
            if word.start() < at:
                continue
            for length in sorted(self._lengths.get(folded(word[0]), ()), reverse=True):
                end = word.start() + length
                pseudonym = self._of(text[word.start() : end])
                if pseudonym and not WORD.match(text, end):
                    kept += [text[at : word.start()], pseudonym]
                    at = end
                    break
        return "".join([*kept, text[at:]])

    def _look_for(self, name: str, pseudonym: str) -> None:
        words = list(WORD.finditer(name))
        if not words:
            return
        written = name[words[0].start() : words[-1].end()]
        core = folded(written)
        if "@" not in name and all(self._is_own(word[0]) for word in words):
            if len(words) < 2 or not all(word[0][0].isupper() for word in words):
                return
            self._as_written[core] = written  # as only names are: "Mark Page"
        self._lengths[folded(words[0][0])].add(len(core))
        self._pseudonyms[core] = pseudonym

    def _of(self, text: str) -> str | None:
        name = folded(text)
        is_written_so = self._as_written.get(name, text) == text
        return self._pseudonyms.get(name) if is_written_so else None

    def _is_own(self, word: str) -> bool:
        if word.isdigit():
            return len(word) < SHORTEST_NUMBER
        small = folded(word)
        return len(word) < 2 or small in words_of_the_grader() or small in self._own

    def _path(self, path: str) -> str:
        """Return *path* without a name among its parts, if it leads to what was handed in."""
        bare = path.rstrip(".,:;")
        parts = re.split(r"([/\\])", bare)
        is_to_a_project = len(parts) > 2 and parts[2] in _IN_A_PROJECT
        if parts[0] in _IN_A_PROJECT or not (_ABSOLUTE.match(path) or is_to_a_project):
            return path
        inside = next((at for at, part in enumerate(parts) if part in _IN_A_PROJECT), len(parts))
        outer = [self._whole.get(part, part) for part in parts[:inside]]
        return "".join([*outer, *parts[inside:], path[len(bare) :]])


def folded(text: str) -> str:
    """Return *text* without regard to case, and as long as it was."""
    if len(whole := text.casefold()) == len(text):
        return whole
    return "".join(small if len(small := letter.casefold()) == 1 else letter for letter in text)
