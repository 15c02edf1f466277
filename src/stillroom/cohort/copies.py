"""Finds answers that are alike: learners' with each other's, and with what the course has of its own.

Every file is compared by its fingerprints, which are looked up and not compared pair by pair, so that
the work grows with the number of submissions. What many have is what everybody writes, and no evidence.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from stillroom.cohort.source import Source
from stillroom.cohort.sources import gather, take
from stillroom.course.base import bare_files, base_files, template_files
from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.course.starts import MissingSolution
from stillroom.errors import StillroomError
from stillroom.results.copies import Alike, Copies, Kind, Passage, Remark
from stillroom.submission.handed_in import Wanted
from stillroom.submission.likeness import Document, Given, Lines, document, given
from stillroom.util.text import clean

FEWEST_COMMON, MOST_COMMON, SHARE_OF_A_CLASS = 3, 10, 4
"""What more than a quarter of a class has is common: more than three submissions, or more than ten."""
SMALLEST = 12
"""Runs of words that a file must have of its own."""
LEAST_PERCENT, LEAST_PRINTS, LEAST_REMARKS = 80, 4, 3
"""A part is told where so much of the smaller file is in both, with so many passages that few have,
or with so many remarks."""
MOST_REMARKS = 10
MOST_HOLDERS = 60
"""Files that may share a passage; of one that more have, somebody has many."""
Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Owned:
    """A file and whose it is."""

    owner: str
    is_course: bool
    document: Document


def compared(place: Path, wanted: Wanted, class_list: Path | None = None) -> list[Source]:
    """Return the submissions in *place*; raises StillroomError where there are none."""
    return gather(place, place / ".copies", wanted, class_list)  # no results lie among them


def copies_in(sources: Sequence[Source], course: Course, exercise: Exercise) -> Copies:
    """Compare *sources* with each other, and with what *course* has."""
    known = Known.of(course, exercise)
    owned: list[Owned] = []
    remarks: list[Remark] = []
    for source in sources:
        try:
            submission = take(source)
        except StillroomError as error:
            remarks.append(Remark(submission=source.name, words=str(error)))
            continue
        if submission.missing:
            remarks.append(Remark(submission=source.name, words=submission.missing))
        owned += known.owned(clean(source.name), submission.files)
    owned += known.of_course()
    if not known.has_solution:
        why = (
            "The solution of the exercise is not here, so nothing was compared with it. "
            "Name a course that has it: --course DIR"
        )
        remarks.append(Remark(words=why))
    found, common = find(owned, len(sources))
    return Copies(
        schema="stillroom/copies/v1", exercise=exercise.id, submissions=len(sources), common=common,
        alike=tuple(found), remarks=tuple(remarks),
    )  # fmt: skip


class Known:
    """What the course gives for an exercise, and what it has of its own."""

    def __init__(self, begun: Files, own: Mapping[str, Files], has_solution: bool) -> None:
        """*begun* is what everybody has; *own* are further files of the course, by what they are."""
        self.begun, self.own, self.has_solution = begun, own, has_solution
        python = [content for path, content in begun.items() if path.endswith(".py")]
        python += template_files()
        taught = [text for files in own.values() for text in files.values()]
        self.given: Given = given(python, taught)

    @classmethod
    def of(cls, course: Course, exercise: Exercise) -> "Known":
        """Return what *course* gives and has, as far as it is here."""
        begun = exercise.start.over({**base_files(), **bare_files()})
        own: dict[str, Files] = {}
        if solution := exercise.solution:
            own[f"the solution of {exercise.id}"] = solution
        following = course.exercises[course.exercises.index(exercise) + 1 :]
        for later in following:
            with suppress(MissingSolution):
                own[f"the start of {later.id}"] = later.start.files
        return cls(begun, own, bool(solution))

    def owned(self, owner: str, files: Files, *, is_course: bool = False) -> Iterator[Owned]:
        """Yield those of *files* that are not as everybody has them."""
        for path, content in files.items():
            if path.endswith(".py") and content != self.begun.get(path):
                yield Owned(owner, is_course, document(path, content, self.given))

    def of_course(self) -> Iterator[Owned]:
        """Yield the course's own files, each once."""
        seen: set[tuple[str, bytes]] = set()
        for name, files in self.own.items():
            new = {path: text for path, text in files.items() if (path, text) not in seen}
            seen |= set(new.items())
            yield from self.owned(name, new, is_course=True)


class Told:
    """The groups of files that were told, so that weaker evidence of the same is not."""

    def __init__(self, owned: Sequence[Owned]) -> None:
        """Begin with none."""
        self._is_course = [each.is_course for each in owned]
        self._groups: dict[int, set[int]] = defaultdict(set)
        self._with_course: set[int] = set()
        self._count = 0

    def add(self, members: Iterable[int]) -> None:
        """Remember a group."""
        self._count += 1
        for index in members:
            self._groups[index].add(self._count)
            if self._is_course[index]:
                self._with_course.add(self._count)

    def is_known(self, members: Sequence[int]) -> bool:
        """Tell whether the learners of *members* were told together, with the course if it is there too."""
        learners = [index for index in members if not self._is_course[index]]
        shared = set.intersection(*(self._groups[index] for index in learners))
        return bool(shared & self._with_course if len(learners) < len(members) else shared)


def find(owned: Sequence[Owned], submissions: int) -> tuple[list[Alike], int]:
    """Return what is alike among *owned*, the strongest evidence first, and how many is common."""
    common = max(FEWEST_COMMON, min(MOST_COMMON, submissions // SHARE_OF_A_CLASS))
    told = Told(owned)
    found = [
        *_equal(owned, "letters", common, told),
        *_equal(owned, "code", common, told),
        *_equal(owned, "names", common, told),
        *_in_part(owned, common, told),
    ]
    return found, common


def _equal(owned: Sequence[Owned], kind: Kind, common: int, told: Told) -> Iterator[Alike]:
    """Yield the groups of files that are equal in the way of *kind*."""
    groups: dict[str, list[int]] = defaultdict(list)
    for index, each in enumerate(owned):
        digests = {"letters": each.document.letters, "code": each.document.code}
        groups[digests.get(kind, each.document.shape)].append(index)
    for members in sorted(groups.values(), key=lambda group: (-len(group), group)):
        first = owned[members[0]].document
        learners = {owned[index].owner for index in members if not owned[index].is_course}
        owners = {owned[index].owner for index in members}
        is_said = kind == "letters" and bool(first.remarks)  # nobody else writes the same remarks
        is_rare = len(learners) <= common and first.size >= SMALLEST
        if not learners or len(owners) < 2 or not (is_said or is_rare):
            continue
        if told.is_known(members):
            continue
        told.add(members)
        passages = [
            _passage(owned[index], [Lines(1, owned[index].document.lines)]) for index in members
        ]
        yield Alike(
            kind=kind, percent=100, passages=tuple(passages), remarks=_shared(owned, members)
        )


def _in_part(owned: Sequence[Owned], common: int, told: Told) -> Iterator[Alike]:
    """Yield pairs of files that share passages or remarks which few others have."""
    prints = _pairs(owned, [each.document.prints for each in owned], common)
    remarks = _pairs(owned, [each.document.remarks for each in owned], common)
    usual = _usual(owned, common)
    found = []
    for pair in {*prints, *remarks}:
        if told.is_known(pair):
            continue
        first, second = (owned[index].document for index in pair)
        both = first.prints.keys() & second.prints.keys()
        smaller = min(len(first.prints), len(second.prints))
        percent = round(100 * len(both) / smaller) if smaller else 0
        is_alike = percent >= LEAST_PERCENT and prints[pair] >= LEAST_PRINTS
        if is_alike or remarks[pair] >= LEAST_REMARKS:
            passages = [
                _passage(owned[index], [owned[index].document.prints[each] for each in both])
                for index in pair
            ]
            shared = _shared(owned, pair, usual)
            found.append(
                Alike(kind="part", percent=percent, passages=tuple(passages), remarks=shared)
            )
    yield from sorted(
        found, key=lambda each: (-each.percent, -len(each.remarks), [passage.submission for passage in each.passages])
    )  # fmt: skip


def _pairs(
    owned: Sequence[Owned], features: Sequence[Iterable[int | str]], common: int
) -> Counter[tuple[int, int]]:
    """Count for each pair of files the features that both have and few others."""
    holders: dict[int | str, list[int]] = defaultdict(list)
    for index, own in enumerate(features):
        for feature in own:
            holders[feature].append(index)
    count: Counter[tuple[int, int]] = Counter()
    for indexes in holders.values():
        learners = {owned[index].owner for index in indexes if not owned[index].is_course}
        if len(learners) > common or len(indexes) > MOST_HOLDERS:
            continue
        # A file of the course is one of few, also where many learners have it.
        for place, first in enumerate(indexes):
            for second in indexes[place + 1 :]:
                if owned[first].owner != owned[second].owner and not (
                    owned[first].is_course and owned[second].is_course
                ):
                    count[first, second] += 1
    return count


def _passage(owned: Owned, lines: Iterable[Lines]) -> Passage:
    return Passage(
        submission=owned.owner, is_course=owned.is_course, file=owned.document.path,
        lines=tuple(_merged(lines)),
    )  # fmt: skip


def _merged(lines: Iterable[Lines]) -> list[tuple[int, int]]:
    """Return passages that touch each other as one."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(lines):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = merged[-1][0], max(last, merged[-1][1])
        else:
            merged.append((first, last))
    return merged


def _shared(
    owned: Sequence[Owned], members: Iterable[int], usual: Collection[str] = ()
) -> tuple[str, ...]:
    """Return the remarks that all *members* have, but for the *usual* ones; the longest first."""
    remarks = [owned[index].document.remarks for index in members]
    shared = [
        text for text in remarks[0] if text not in usual and all(text in each for each in remarks)
    ]
    return tuple(sorted(shared, key=lambda text: (-len(text), text))[:MOST_REMARKS])


def _usual(owned: Sequence[Owned], common: int) -> set[str]:
    """Return the remarks that more than *common* learners have."""
    holders: dict[str, set[str]] = defaultdict(set)
    for each in owned:
        for text in each.document.remarks:
            holders[text] |= set() if each.is_course else {each.owner}
    return {text for text, learners in holders.items() if len(learners) > common}
