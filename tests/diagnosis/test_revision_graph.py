"""Mistakes in the chain of revisions: each code once, by the text that Alembic gives."""

from dataclasses import dataclass

import pytest

from stillroom.course.course import Course
from stillroom.databases.base import State
from stillroom.diagnosis.context import Problem, ProblemKind
from stillroom.diagnosis.revision_graph import (
    computed_id,
    duplicate_revision,
    history_mistake,
    reserved_id,
)
from stillroom.sandbox.outcome import ReportedError
from stillroom.schema.model import Schema
from tests.diagnosis.made_up import FOLDER, made_up, revision, revisions


@dataclass(frozen=True)
class Case:
    """An error of Alembic, the files behind it, and the finding on it."""

    code: str
    files: dict[str, bytes]
    kind: str
    text: str
    file: str
    line: int
    says: str
    problem: ProblemKind = "load"


CASES = [
    Case("code-error", revisions(a=revision("1"), b=revision("2", "1"), c=revision("3").replace(b"None", b"('1', '2')")),
         "KeyError", "'1'", "c", 2, "and 2, which follows 1 already", "upgrade"),
    Case("duplicate-revision", revisions(a=revision("1"), b=revision("1")), "CommandError",
         "Revision 1 is present more than once", "b", 1, "The revision id 1 stands in two files"),
    Case("duplicate-revision", revisions(a=revision("1"), b=revision("1", "9")), "CommandError",
         "Requested revision 1 overlaps with other requested revisions", "b", 1, "stands in two files"),
    Case("cycle", revisions(a=revision("1", "2"), b=revision("2", "1")), "CycleDetected",
         "Cycle is detected in revisions (1, 2)", "a", 2, "The revisions 1 and 2 follow each other in a circle."),
    Case("cycle", revisions(a=revision("1", "1")), "LoopDetected",
         "Self-loop is detected in revisions (1)", "a", 2, "Revision 1 follows itself"),
    Case("head-does-nothing", revisions(a=revision("1")), "CommandError", "Ambiguous walk", "a", 2,
         "The newest revision 1 merges", problem="downgrade"),
    Case("revision-id-missing", revisions(a=b"revison = '1'\n"), "CommandError",
         "Could not determine revision id from filename a.py. Be sure", "a", 1, "It has a variable revison."),
    Case("revision-id-missing", revisions(a=b"number = 1\n"), "CommandError",
         "Could not determine revision id from filename a.py. Be sure", "a", 1, "a.py has no variable revision."),
    Case("revision-id-invalid", revisions(a=b"revision = 1\n"), "TypeError", "not iterable", "a", 1,
         "revision is 1, which is no revision id."),
    Case("revision-id-invalid", revisions(a=b"revision = 0x" + b"f" * 4_000), "TypeError", "not iterable",
         "a", 1, "revision is 0xfff"),
    Case("revision-id-invalid", revisions(a=revision("x@y")), "RevisionError",
         "Character(s) '@' not allowed in revision identifier 'x@y'", "a", 1, "revision is 'x@y'"),
    Case("unknown-parent", revisions(a=revision("1", "0")), "KeyError", "'0'", "a", 2,
         "Revision 1 follows 0 (down_revision), but there is no such revision."),
    Case("unknown-parent", revisions(a=revision("1") + b"depends_on = '7'\n"), "KeyError", "'7'", "a", 7,
         "Revision 1 depends on 7 (depends_on)"),
]  # fmt: skip


def test_several_parents_in_one_text_are_written_as_a_tuple(course: Course) -> None:
    about = made_up(course, revisions(a=revision("1", "0, 00")), timeline=[("1", Schema())])
    error = ReportedError("KeyError", "'0, 00'")
    problem = Problem("load", about.exercise.steps[1], State(), trouble=error)
    told = history_mistake(problem, about)
    assert told and "('0', '00')" in told.hint


def test_an_id_that_is_computed_is_told(course: Course) -> None:
    files = revisions(a=revision("1"), b=b"down_revision = '1'\nrevision = uuid4().hex\n")
    told = computed_id(made_up(course, files))
    assert told and (told.code, told.line) == ("revision-id-invalid", 2)
    assert computed_id(made_up(course, revisions(a=revision("1")))) is None


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}: {case.says}")
def test_a_mistake_in_the_chain_is_told(course: Course, case: Case) -> None:
    about = made_up(course, case.files, timeline=[("1", Schema())])
    error = ReportedError(case.kind, case.text)
    told = history_mistake(
        Problem(case.problem, about.exercise.steps[1], State(), trouble=error), about
    )
    assert told
    assert (told.code, told.file, told.line) == (case.code, f"{FOLDER}/{case.file}.py", case.line)
    assert case.says in told.message


@pytest.mark.parametrize(
    ("parent", "hint"),
    [
        ("", "The first revision has down_revision = None."),
        (" 1", "A blank in front of an id or behind it is a part of it."),
        ("None", "The text 'None' in quotes is an id."),
        ("a.py", "That is the name of a file."),
        ("0", "An older revision is named by its id"),
    ],
)
def test_the_hint_on_an_unknown_parent_says_how_it_came_about(
    course: Course, parent: str, hint: str
) -> None:
    about = made_up(course, revisions(a=revision("1", parent)))
    error = ReportedError("KeyError", repr(parent))
    told = history_mistake(Problem("load", about.exercise.steps[0], State(), trouble=error), about)
    assert told
    assert told.code == "unknown-parent"
    assert told.hint.startswith(hint)


@pytest.mark.parametrize("error", [None, ReportedError("NameError", "name 'x' is not defined")])
def test_any_other_problem_is_none_of_the_chain(
    course: Course, error: ReportedError | None
) -> None:
    about = made_up(course, revisions(a=revision("1", "0")))
    problem = Problem("load", about.exercise.steps[0], State(), trouble=error)
    assert history_mistake(problem, about) is None


@pytest.mark.parametrize("name", ["head", "it's"])
def test_an_id_that_alembic_takes_and_cannot_work_with_is_told(course: Course, name: str) -> None:
    told = reserved_id(made_up(course, revisions(a=revision(name))))
    assert told
    assert (told.code, told.line) == ("revision-id-invalid", 1)
    assert reserved_id(made_up(course, revisions(a=revision("1")))) is None


def test_swapped_ids_are_told_at_the_file_that_follows_nothing_known(course: Course) -> None:
    about = made_up(course, revisions(a=revision("1", "2"), b=revision("1")))
    told = duplicate_revision(about)
    assert told
    assert (told.file, told.hint) == (f"{FOLDER}/a.py", "Are revision and down_revision swapped?")
    assert duplicate_revision(made_up(course, revisions(a=revision("1")))) is None
