"""What a course explains and asks, as it is written in ``lesson.toml``.

Sections, key moments, the flow, commands with their real output, a glossary and questions are
data. ``docs/lesson-format.md`` explains every key to a teacher who writes their own.
"""

from collections import Counter
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator

from stillroom.course.toml_data import CourseData, PlainName
from stillroom.results.catalogue import NAMES, SECTIONS, section_of, without_prefix
from stillroom.util.text import listed
from stillroom.util.validation import wrong

OPTIONS = 4
CHAPTERS = ("flow", "table", "moments", "snapshot", "transcript", "glossary")
"""What a lesson has to read besides its sections, by the names that no section may have."""

Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Level = Literal["easy", "medium", "hard"]
LEVELS: tuple[Level, ...] = get_args(Level)


def refuse_repeated(key: str, ids: list[str]) -> None:
    """Raise an error of that *key* where it has an id twice."""
    repeated = [id_ for id_, number in Counter(ids).items() if number > 1]
    if repeated:
        raise wrong(key, f"{repeated[0]!r} is there twice; each must be there once")


def _of_the_catalogue(name: str) -> str:
    if name not in NAMES and name not in SECTIONS:
        raise ValueError(
            f"{name!r} is neither the code of a finding nor a heading of docs/findings.md"
        )
    return name


class _Part(CourseData):
    """What an exercise can have of its own."""

    id: PlainName
    exercise: str | None = None
    """The exercise whose folder it comes from; None for the course's own."""

    @model_validator(mode="before")
    @classmethod
    def _of_its_folder(cls, data: Any) -> Any:  # noqa: ANN401 - whatever the file holds
        if isinstance(data, dict) and "exercise" in data:
            raise wrong("exercise", "it is told by the folder of the file, and is no key")
        return data


class Given(CourseData):
    """The project that a command is shown in: its files, and how far its database is."""

    exercise: str
    solved: bool = False
    """Whether the exercise is solved; else it is as it starts."""
    database: str = "head"
    """What the database was upgraded to: a revision, ``head`` or ``base``."""


class Edit(CourseData):
    """A change of a file that is made before a command is run."""

    solution: str = ""
    """The exercise whose reference solution is applied to the file."""
    file: str = "revision"
    """A path in the project, or ``revision``: the newest file of migrations/versions/."""
    old: str = ""
    new: str = ""

    @model_validator(mode="after")
    def _changes(self) -> "Edit":
        if bool(self.solution) == bool(self.old):
            raise ValueError("an edit has either solution, or old and new")
        return self


class Shown(CourseData):
    """A command or an action, what the terminal shows then, and what it has done."""

    run: Words
    shows: str = ""
    """The output as it is shown; empty where none is shown."""
    effect: Words
    state: Words
    """The name of the state of the database after it."""
    given: Given | None = None
    """Where it is run; without it, in the project that the one before it left."""
    edit: Edit | None = None


class Section(_Part):
    """A part of the lesson to read. The text is Markdown."""

    title: Words
    idea: int | None = Field(default=None, ge=1)
    text: Words
    shown: list[Shown] = Field(default_factory=list)
    explains: list[Annotated[str, AfterValidator(_of_the_catalogue)]] = Field(default_factory=list)
    """The findings that it helps against: codes, or headings of docs/findings.md."""

    @model_validator(mode="after")
    def _has_a_name_of_its_own(self) -> "Section":
        if self.id in CHAPTERS:
            raise wrong("id", f"{self.id!r} is a part of every lesson; choose another id")
        return self


class Moment(_Part):
    """A key moment: a question that every learner comes to, and the answer."""

    question: Words
    answer: Words


class Term(CourseData):
    """A word of the field and its meaning."""

    term: Words
    meaning: Words


class Option(CourseData):
    """One of the answers to choose from."""

    text: Words
    right: bool = False
    why: Words
    """Why it is right; for a wrong one, why it is tempting and what is true."""


class Question(_Part):
    """A question of the quiz, with four options of which exactly one is right."""

    level: Level
    idea: int | None = Field(default=None, ge=1)
    text: Words
    options: list[Option] = Field(min_length=OPTIONS, max_length=OPTIONS)
    hint: Words
    explanation: Words
    step: int | None = Field(default=None, ge=1)
    """The step of the lesson that it is about."""

    @property
    def right(self) -> int:
        """The index of the right option."""
        return next(index for index, option in enumerate(self.options) if option.right)

    @model_validator(mode="after")
    def _one_is_right(self) -> "Question":
        if (number := sum(option.right for option in self.options)) != 1:
            raise wrong("options", f"exactly one must have right = true, but {number} have it")
        if len({option.text.casefold() for option in self.options}) != OPTIONS:
            raise wrong("options", "two of them have the same text")
        return self


class Box(CourseData):
    """A step of the flow."""

    id: PlainName
    text: Words


class Arrow(CourseData):
    """The way from one box of the flow to another."""

    model_config = ConfigDict(validate_by_name=True)

    from_: PlainName = Field(alias="from")
    to: PlainName
    text: str = ""


class Flow(CourseData):
    """The flow as data; pictures are drawn from it."""

    boxes: list[Box] = Field(default_factory=list)
    arrows: list[Arrow] = Field(default_factory=list)

    @model_validator(mode="after")
    def _leads_somewhere(self) -> "Flow":
        boxes = [box.id for box in self.boxes]
        refuse_repeated("boxes", boxes)
        for index, arrow in enumerate(self.arrows):
            for key, box in (("from", arrow.from_), ("to", arrow.to)):
                if box not in boxes:
                    raise wrong(
                        f"arrows[{index}].{key}", f"{box!r} is no box; there are {listed(boxes)}"
                    )
        return self


class LessonParts(CourseData):
    """``lesson.toml`` beside an exercise."""

    sections: list[Section] = Field(default_factory=list)
    moments: list[Moment] = Field(default_factory=list)
    questions: list[Question] = Field(default_factory=list)


class Lesson(LessonParts):
    """Everything that a course explains and asks, in teaching order.

    The same keys are those of the course's own ``lesson.toml``.
    """

    title: str = ""
    """The name of the course, where its course.toml gives none."""
    welcome: str = ""
    flow: Flow = Flow()
    snapshot: list[Shown] = Field(default_factory=list)
    transcript: list[Shown] = Field(default_factory=list)
    glossary: list[Term] = Field(default_factory=list)

    @model_validator(mode="after")
    def _has_each_term_once(self) -> "Lesson":
        refuse_repeated("glossary", [term.term for term in self.glossary])
        return self

    def explaining(self, code: str, upto: str) -> Section | None:
        """Return the section that helps against the finding *code* in the exercise *upto*.

        The last one that names the code itself, else the last one that names its heading; what
        belongs to a later exercise does not count.
        """
        known = [part for part in self.sections if part.exercise is None or part.exercise <= upto]
        for name in (code, without_prefix(code), section_of(code)):
            naming = [part for part in known if name in part.explains]
            if naming:
                return naming[-1]
        return None

    @property
    def shown(self) -> list[Shown]:
        """Every command that the lesson shows."""
        return [
            *(shown for section in self.sections for shown in section.shown),
            *self.snapshot,
            *self.transcript,
        ]
