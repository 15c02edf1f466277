"""What a course says of itself: ``course.toml`` in its folder, with its title and its tracks."""

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from stillroom.course.toml_data import CourseData, PlainName, read_data
from stillroom.errors import StillroomError
from stillroom.util.text import listed, nearest

FILE = "course.toml"

Name = Annotated[PlainName, Field(max_length=60)]
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


def _requirement(text: str) -> str:
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        Requirement(text)
    except InvalidRequirement as error:
        reason = str(error).splitlines()[0]
        raise ValueError(f'{text!r} is no package such as "httpx>=0.28": {reason}') from error
    return text


Package = Annotated[str, AfterValidator(_requirement)]


class Track(CourseData):
    """A stretch of the course: from one exercise to the one before the next track."""

    model_config = ConfigDict(validate_by_name=True)

    name: Name
    title: Words
    from_: Words = Field(alias="from")
    """Its first exercise: an id, or a number from which on all exercises belong to it."""


class About(CourseData):
    """``course.toml``; every key may be left out."""

    title: Words | None = None
    name: Name | None = None
    """What projects remember the course by; without it, the title in small letters and hyphens."""
    about: str = ""
    packages: list[Package] = Field(default=[])
    """What the projects of this course need beside the starter's own packages."""
    tracks: list[Track] = Field(default=[])


def about_file(root: Path) -> Path:
    """Return the ``course.toml`` of the exercises in *root*: there, or beside ``exercises``."""
    beside = root.parent / FILE
    is_beside = root.name == "exercises" and not (root / FILE).exists() and beside.is_file()
    return beside if is_beside else root / FILE


def read_about(root: Path) -> About:
    """Return what the course in *root* says of itself; raises StillroomError with file and key."""
    path = about_file(root)
    return read_data(path, About) if path.exists() else About()


def course_title(about: About, root: Path) -> str:
    """Return the title of the course, or else the name of its folder in words."""
    if about.title:
        return about.title
    folder = root.resolve()
    name = folder.parent.name if folder.name == "exercises" else folder.name
    words = " ".join(re.split(r"[\s_-]+", name)).strip()
    return words[:1].upper() + words[1:] or "Course"


def course_name(about: About, root: Path) -> str:
    """Return what projects remember the course by; raises StillroomError where nothing gives one."""
    if about.name:
        return about.name
    title = course_title(about, root)
    name = re.sub(r"[^a-z0-9]+", "-", title.lower())[:60].strip("-")
    if not name or not title.isascii():
        raise StillroomError(
            f"{about_file(root)}: name: the title {title!r} makes no name of plain letters; "
            'add one, such as name = "my-course"'
        )
    return name


def in_tracks(path: Path, tracks: Sequence[Track], ids: Sequence[str]) -> list[list[str]]:
    """Return the *ids*, which are in teaching order, of the exercises of each of *tracks*.

    A track may have none yet. Raises StillroomError that names *path* and the key where one is wrong.
    """
    for index, track in enumerate(tracks):
        if track.name in [earlier.name for earlier in tracks[:index]]:
            raise StillroomError(
                f"{path}: tracks[{index}].name: {track.name!r} is there twice; "
                "each track has a name of its own"
            )
    numbers = [_number(path, index, track, ids) for index, track in enumerate(tracks)]
    for index, (begin, following) in enumerate(pairwise(numbers), 1):
        if following <= begin:
            raise StillroomError(
                f"{path}: tracks[{index}].from: {tracks[index].from_!r} does not come after the "
                f"beginning of the track before it, {tracks[index - 1].from_!r}"
            )
    if numbers and ids[0][:2] < numbers[0]:
        raise StillroomError(
            f"{path}: tracks[0].from: {ids[0]} would belong to no track; "
            f'begin the first track there: from = "{ids[0][:2]}"'
        )
    ends = [*numbers[1:], "\uffff"]
    return [
        [id_ for id_ in ids if begin <= id_[:2] < end]
        for begin, end in zip(numbers, ends, strict=False)
    ]


def _number(path: Path, index: int, track: Track, ids: Sequence[str]) -> str:
    """Return the two digits from which on exercises belong to *track*."""
    if track.from_ in ids:
        return track.from_[:2]
    if re.fullmatch(r"\d\d?", track.from_):
        return track.from_.zfill(2)
    near = nearest(track.from_, ids)
    meant = f"did you mean {near}?" if near else f"there are {listed(ids)}"
    raise StillroomError(
        f"{path}: tracks[{index}].from: no exercise is called {track.from_!r}; {meant}"
    )
