"""The wrong answers to one exercise: its reference solution, changed in one place each."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from stillroom.authoring.proving.history import given_changes, place_in_history
from stillroom.authoring.proving.models import completed, model_changes
from stillroom.authoring.proving.operations import emptied, function_changes
from stillroom.authoring.proving.source import Change, Source
from stillroom.authoring.proving.trace import Trace, Way
from stillroom.authoring.proving.values import value_changes
from stillroom.submission.revisions import History, RevisionFile

Files = Mapping[str, bytes]
MODELS = "app/models.py"
VERSIONS = "migrations/versions/"
WAYS: tuple[Way, ...] = ("upgrade", "downgrade")


@dataclass(frozen=True)
class WrongAnswer:
    """A project that must not pass."""

    name: str
    """What is wrong with it, in words that stay the same while the solution does."""
    files: Files
    place: str
    """The function, or the file, that is changed."""
    is_emptied: bool = False
    """Whether nothing is left of the place: where that passes, nothing looks at the place."""
    is_edit: bool = False
    """Whether it is wrong as a text: a given revision that has to stay as it is."""


@dataclass(frozen=True)
class Reference:
    """An exercise's start, and the same project solved; only what the solution changed is judged."""

    start: Files
    solved: Files
    frozen: tuple[str, ...]

    @cached_property
    def revisions(self) -> list[RevisionFile]:
        """The revision files of the solved project."""
        versions = {path: text for path, text in self.solved.items() if path.startswith(VERSIONS)}
        return [file for file in History.of_files(versions) if file.tree and file.revision]

    def is_own(self, path: str, function: str) -> bool:
        """Tell whether the solution wrote or changed *function* of the file *path*."""
        return _function(self.start.get(path), function) != _function(self.solved[path], function)


def wrong_answers(reference: Reference, trace: Trace) -> list[WrongAnswer]:
    """Return the wrong answers that follow from *reference*, which does what *trace* says.

    Each is another program; each name stands once.
    """
    answers: list[WrongAnswer] = []
    programs: set[tuple[tuple[str, str], ...]] = {()}
    names: dict[str, int] = {}
    for answer in _all(reference, trace):
        program = _program(answer.files, reference.solved)
        if program is None or program in programs:
            continue
        programs.add(program)
        number = names[answer.name] = names.get(answer.name, 0) + 1
        name = answer.name if number == 1 else f"{answer.name} ({number})"
        answers.append(
            WrongAnswer(name, answer.files, answer.place, answer.is_emptied, answer.is_edit)
        )
    return answers


def _all(reference: Reference, trace: Trace) -> Iterator[WrongAnswer]:
    for file in reference.revisions:
        yield from _wrong_revision(reference, file, trace)
    yield from _wrong_history(reference)
    yield from _wrong_models(reference)


def _wrong_revision(
    reference: Reference, file: RevisionFile, trace: Trace
) -> Iterator[WrongAnswer]:
    source = Source(file.file.source)
    for way in WAYS:
        function = source.function(way)
        if function is None or not reference.is_own(file.path, way):
            continue
        place = f"{file.revision} {way}"
        changes = list(function_changes(source, function))
        if moment := trace.at(way, str(file.revision)):
            changes += value_changes(source, function, moment)
        for change in changes:
            yield _answer(reference, file.path, source, place, change)


def _wrong_history(reference: Reference) -> Iterator[WrongAnswer]:
    own = [file for file in reference.revisions if file.path not in reference.start]
    given = [file for file in reference.revisions if file.path in reference.start]
    for file in own:
        files = {path: text for path, text in reference.solved.items() if path != file.path}
        yield WrongAnswer(f"{file.revision}: left out", files, str(file.revision))
        source = Source(file.file.source)
        for change in place_in_history(source):
            yield _answer(reference, file.path, source, str(file.revision), change, ": ")
    for file in given:
        yield from _edited(reference, file)
    yield from _folded(reference, given, own)


def _edited(reference: Reference, file: RevisionFile) -> Iterator[WrongAnswer]:
    """A given revision that is frozen is edited without an effect; another one with an effect."""
    source = Source(file.file.source)
    revision = str(file.revision)
    if revision in reference.frozen:
        for change in given_changes(source):
            yield _answer(reference, file.path, source, revision, change, ": ", is_edit=True)
    elif not reference.is_own(file.path, "upgrade"):
        function = source.function("upgrade")
        if function is not None:
            change = emptied(source, function)
            yield _answer(reference, file.path, source, f"{revision} upgrade, given", change)


def _folded(
    reference: Reference, given: Iterable[RevisionFile], own: Iterable[RevisionFile]
) -> Iterator[WrongAnswer]:
    """The new operations are written into the given revision before them, as if it had not run."""
    by_id = {file.revision: file for file in given}
    for file in own:
        parent = by_id.get(file.parents[0]) if len(file.parents) == 1 else None
        if parent is None or parent.revision in reference.frozen:
            continue
        before, after = Source(parent.file.source), Source(file.file.source)
        outer, inner = before.function("upgrade"), after.function("upgrade")
        if outer is None or inner is None:
            continue
        body = "\n    ".join(after.of(node) for node in inner.body)
        imports = "\n".join(
            after.of(node) for node in after.tree.body
            if isinstance(node, ast.Import | ast.ImportFrom)
        )  # fmt: skip
        end = before.end(outer.body[-1])
        text = before.text[:end] + "\n    " + body + before.text[end:]
        files = {
            **reference.solved,
            parent.path: f"{text}\n\n{imports}\n".encode(),
            file.path: after.edited(emptied(after, inner).edits).encode(),
        }
        name = f"{file.revision}: written into {parent.revision}, which was applied"
        yield WrongAnswer(name, files, str(file.revision))
        return


def _wrong_models(reference: Reference) -> Iterator[WrongAnswer]:
    start, solved = reference.start.get(MODELS), reference.solved.get(MODELS)
    if solved is None or start == solved:
        return
    if start is not None:
        files = {**reference.solved, MODELS: start}
        yield WrongAnswer("models: as at the start", files, "models")
    source = completed(Source(solved.decode("utf-8")))
    before = completed(Source(start.decode("utf-8"))) if start is not None else None
    for change in model_changes(source, before):
        yield _answer(reference, MODELS, source, "models", change)


def _answer(
    reference: Reference,
    path: str,
    source: Source,
    place: str,
    change: Change,
    colon: str = ": ",
    *,
    is_edit: bool = False,
) -> WrongAnswer:
    files = {**reference.solved, path: source.edited(change.edits).encode()}
    return WrongAnswer(f"{place}{colon}{change.words}", files, place, change.empties, is_edit)


def _function(content: bytes | None, name: str) -> str | None:
    if content is None:
        return None
    try:
        tree = ast.parse(content)
    except (SyntaxError, ValueError):
        return None
    node = next(
        (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name),
        None,
    )
    return ast.dump(node) if node else None


def _program(files: Files, reference: Files) -> tuple[tuple[str, str], ...] | None:
    """Return what *files* say otherwise than *reference*, as programs; None where one is none."""
    changed = []
    try:
        for path in sorted({*files, *reference}):
            if files.get(path) == reference.get(path):
                continue
            program = ast.dump(ast.parse(files[path])) if path in files else "gone"
            if path not in reference or program != ast.dump(ast.parse(reference[path])):
                changed.append((path, program))
    except (SyntaxError, ValueError):
        return None
    return tuple(changed)
