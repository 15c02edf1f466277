"""Proves the exercises of a course: every wrong answer that follows from a solution is refused."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from stillroom.authoring import projects
from stillroom.authoring.proving.reasons import IN_BRACES, what_would_refuse_it, why_it_matters
from stillroom.authoring.proving.trace import Trace, trace, trace_reference
from stillroom.authoring.proving.unlike import Unlike, first_unlike
from stillroom.authoring.proving.values import KNOWN_ROWS
from stillroom.authoring.proving.wrong_answers import Reference, WrongAnswer, wrong_answers
from stillroom.cohort.grade_several import in_parallel
from stillroom.cohort.warmed_runners import WarmedRunners
from stillroom.course import survivors
from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.databases.expected import states
from stillroom.errors import GraderFault, StillroomError
from stillroom.grading.grade import passes
from stillroom.sandbox.runner import Runner
from stillroom.util.text import counted, listed

Tick = Callable[[], None]
"""Is called for each wrong answer that is judged."""


@dataclass(frozen=True)
class Judged:
    """What became of one wrong answer."""

    answer: WrongAnswer
    passed: bool
    is_same: bool = False
    """Whether it does the same as the solution everywhere, and so is none."""
    unlike: Unlike | None = None
    fault: str = ""
    """How the grader itself failed at it."""


@dataclass
class Proof:
    """The proof of one exercise, as far as it is done."""

    exercise: Exercise
    reference: Reference
    trace: Trace
    judged: list[Judged] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """How many wrong answers were refused."""
        return sum(not each.passed for each in self.judged)

    @property
    def survived(self) -> list[Judged]:
        """The wrong answers that passed."""
        return [each for each in self._passed if not self._is_told(each)]

    @property
    def told(self) -> list[Judged]:
        """Those that passed because the exercise puts in rows whose keys a learner can know."""
        return [each for each in self._passed if self._is_told(each)]

    @property
    def _passed(self) -> list[Judged]:
        return [each for each in self.judged if each.passed and not each.is_same]

    def _is_told(self, judged: Judged) -> bool:
        """Numbers in braces are the author's choice: without any, such an answer is told, no more."""
        _, numbers = self.exercise.definition.in_braces
        return not numbers and judged.answer.name.endswith(KNOWN_ROWS)


@dataclass(frozen=True)
class Outcome:
    """What the proof of a course came to."""

    exercises: int
    refused: int
    """How many wrong answers were refused."""
    declared: int
    """How many passed that are declared survivors."""
    sentences: tuple[str, ...]
    """What is to be mended: survivors that nobody declared, and declared ones that do not survive."""
    notes: tuple[str, ...] = ()
    """What an author may want to know, and need not mend."""

    @property
    def words(self) -> str:
        """The result, as one line."""
        return (
            f"{counted(self.exercises, 'exercise')}, "
            f"{counted(self.refused, 'wrong answer')} derived, all refused; "
            f"{counted(self.declared, 'declared survivor')}."
        )


def prove(
    course: Course,
    references: Mapping[Exercise, Reference],
    runners: WarmedRunners,
    jobs: int,
    begin: Callable[[int], Tick],
) -> Outcome:
    """Prove the exercises of *course* that have *references*, with *jobs* gradings at once.

    *begin* is told how many wrong answers there are, and returns what is called for each that is
    judged. Raises StillroomError for a broken ``survivors.toml``, and what a grading raises.
    """
    declared = {exercise.id: survivors.declared(exercise) for exercise in references}
    proofs = _begun(course, references, runners, jobs)
    answers = [
        (proof, answer)
        for proof in proofs
        for answer in wrong_answers(proof.reference, proof.trace)
    ]
    for proof in proofs:
        derived = [answer.name for each, answer in answers if each is proof]
        if sentence := survivors.unknown(declared[proof.exercise.id], derived):
            raise StillroomError(f"{proof.exercise.folder / survivors.FILE}: {sentence}")
    tick = begin(len(answers))

    def work(task: tuple[Proof, WrongAnswer], runner: Runner) -> Judged:
        return _judge(course, *task, runner)

    for is_emptied in (True, False):  # where an emptied function passes, nothing looks at it at all
        tasks = [(proof, answer) for proof, answer in answers if answer.is_emptied is is_emptied]
        left = [task for task in tasks if not _is_unseen(*task)]
        for _ in range(len(tasks) - len(left)):
            tick()
        for (proof, _), judged in zip(
            left, in_parallel(left, work, runners, jobs, lambda _: tick()), strict=True
        ):
            proof.judged.append(judged)
    return _outcome(proofs, declared, course)


def _is_unseen(proof: Proof, answer: WrongAnswer) -> bool:
    return any(each.answer.place == answer.place for each in proof.survived)


def reference(root: Path, exercise: Exercise) -> Reference:
    """Return the start and the solution of *exercise*, of the course repository in *root*."""
    return Reference(
        projects.start(root, exercise),
        projects.solved(root, exercise),
        tuple(exercise.definition.begin.frozen),
    )


def _begun(
    course: Course, references: Mapping[Exercise, Reference], runners: WarmedRunners, jobs: int
) -> list[Proof]:
    """Begin with what each solution does."""

    def work(each: tuple[Exercise, Reference], runner: Runner) -> Proof:
        exercise, reference = each
        submission = projects.as_submission("solution", dict(reference.solved))
        return Proof(exercise, reference, trace_reference(submission, course, exercise, runner))

    return in_parallel(list(references.items()), work, runners, jobs)


def _judge(course: Course, proof: Proof, answer: WrongAnswer, runner: Runner) -> Judged:
    """Grade *answer*; one that passes is compared with the solution, everywhere."""
    exercise = proof.exercise
    submission = projects.as_submission("wrong", dict(answer.files))
    try:
        if not passes(submission, course, exercise, runner):
            return Judged(answer, passed=False)
    except GraderFault as fault:
        return Judged(answer, passed=False, fault=str(fault))
    if answer.is_edit or not proof.trace.is_sound:
        return Judged(answer, passed=True)
    other = trace(submission, course, exercise, runner, has_made_up=proof.trace.has_made_up)
    unlike = first_unlike(proof.trace, other, exercise.definition.exact)
    return Judged(answer, passed=True, is_same=unlike is None, unlike=unlike)


def _outcome(
    proofs: Sequence[Proof],
    declared: Mapping[str, Sequence[survivors.Survivor]],
    course: Course,
) -> Outcome:
    sentences = [
        sentence
        for proof in proofs
        for sentence in _sentences(proof, declared[proof.exercise.id], course)
    ]
    survived = [
        any(known.covers(each.answer.name) for known in declared[proof.exercise.id])
        for proof in proofs
        for each in proof.survived
    ]
    refused = sum(proof.refused for proof in proofs)
    notes = [note for proof in proofs for note in _notes(proof)]
    return Outcome(len(proofs), refused, sum(survived), tuple(sentences), tuple(notes))


def _notes(proof: Proof) -> Iterator[str]:
    """Yield a sentence where answers pass that name the rows by their keys."""
    if proof.told:
        keys = "its rows have keys that a learner can know"
        yield f"{proof.exercise.id}: {keys}, so an answer that lists them passes. {IN_BRACES}"


def _sentences(
    proof: Proof, declared: Sequence[survivors.Survivor], course: Course
) -> Iterator[str]:
    exercise = proof.exercise
    path = exercise.folder / survivors.FILE
    known_states = states(course, exercise)
    for each in proof.judged:
        if each.fault:
            yield f"{exercise.id}: the grader fails at a wrong answer: {each.answer.name}: {each.fault}"
    by_key: dict[str, list[Judged]] = {}
    for each in proof.survived:
        if not any(survivor.covers(each.answer.name) for survivor in declared):
            key = what_would_refuse_it(each.answer, each.unlike, exercise, known_states)
            by_key.setdefault(key, []).append(each)
    for key, passing in by_key.items():
        yield "\n".join(
            [
                f"{exercise.id}: {counted(len(passing), 'wrong answer')} may pass: {key}",
                *(
                    f"    {each.answer.name}\n        {why_it_matters(each.answer, each.unlike)}"
                    for each in passing
                ),
            ]
        )
    if proof.trace.unfilled:
        tables = listed(proof.trace.unfilled)
        yield (
            f"{exercise.id}: no row could be made up for {tables}, so that nothing is proven of its "
            "rows; add [[data]] for it, at a state that has it"
        )
    for name in survivors.stale(declared, [each.answer.name for each in proof.survived]):
        yield f"{path}: {name!r} passes no more; take it out"
