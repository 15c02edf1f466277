"""Makes a new exercise that the course's own rules accept as a beginning."""

import ast
import json
from pathlib import Path

from stillroom.authoring import new_texts as texts
from stillroom.authoring import projects, rules
from stillroom.authoring.place import course_place
from stillroom.course.about import About, about_file, course_title
from stillroom.course.course import Course
from stillroom.course.exercise import EXERCISE_ID, Exercise
from stillroom.course.steps import EMPTY
from stillroom.errors import StillroomError
from stillroom.submission.revisions import History
from stillroom.submission.source_tree import parse
from stillroom.util.files import write


def new(folder: Path, name: str) -> list[Path]:
    """Begin the exercise *name* in the course in *folder*; return what was written.

    A folder that is empty or missing becomes a course. Raises StillroomError, and then nothing was
    written.
    """
    place = course_place(folder)
    course = Course(place.exercises) if place.has_exercises else None
    _check_name(course, name)
    last = course.exercises[-1] if course else None
    template = place.starter
    files = projects.solved(template, last) if last else projects.bare(template)
    values = _values(course, last, name, files)
    exercise, solution = place.exercises / name, place.solutions / name
    sample = place.samples / name / "nothing-done"
    for path in (exercise, solution, sample):
        if path.exists():
            raise StillroomError(f"{path}: is there already; remove it, or choose another name")
    slug = values["words"].replace(" ", "_")
    written = {
        exercise / "exercise.toml": texts.TOML.format(**values),
        exercise / "schema.py": (texts.SCHEMA if last else texts.FIRST_SCHEMA).format(**values),
        exercise / "README.md": texts.README.format(**values),
        solution / "README.md": texts.SOLUTION.format(**values),
        solution / "app/models.py": _with_model(files["app/models.py"].decode("utf-8"), values),
        solution / f"migrations/versions/{values['revision']}_{slug}.py": texts.REVISION.format(
            **values
        ),
        sample / "expected.toml": texts.SAMPLE,
    }
    for path, text in written.items():
        _write(path, text)
    readme = exercise / "README.md"
    write(readme, rules.with_steps(readme.read_text("utf-8"), Exercise(exercise)))
    about = [_begin_course(place.exercises)] if course is None and not place.is_repository else []
    return [*about, exercise, solution, sample]


def _begin_course(root: Path) -> Path:
    """Write the course.toml of a new course, which is called like its folder."""
    path = about_file(root)
    if not path.exists():
        title = course_title(About(), root)
        _write(path, texts.ABOUT.format(title=json.dumps(title, ensure_ascii=False)))
    return path


def _check_name(course: Course | None, name: str) -> None:
    if not EXERCISE_ID.fullmatch(name):
        raise StillroomError(f"{name!r}: an exercise is called NN-name, like 05-add-orders")
    if course is None:
        return
    if name in course.ids:
        raise StillroomError(f"{name!r}: this exercise exists already; edit {course.root / name}")
    if name[:2] in [exercise_id[:2] for exercise_id in course.ids] or name < course.ids[-1]:
        raise StillroomError(f"{name!r}: the number must come after {course.ids[-1]}")


def _values(
    course: Course | None, last: Exercise | None, name: str, files: projects.Files
) -> dict[str, str]:
    """Return what the texts of the exercise *name* say, which comes after *last* in *course*."""
    words = name[3:].replace("-", " ")
    known = course.states(last)[last.steps[-1].state].tables if course and last else {}
    table = name.rpartition("-")[2]
    if table in known:  # the exercise is about this one, and what is written adds another one
        table = f"new_{table}"
    model = "".join(part.capitalize() for part in table.removesuffix("s").split("_"))
    values = {
        "title": words.capitalize(), "words": words, "table": table, "number": name[:2], "name": model,
    }  # fmt: skip
    if course is None or last is None:
        return values | {
            "beginning": 'start_findings = ["nothing-done"]', "old": EMPTY, "new": table, "source": "",
            "parent": "None", "words_for_parent": "", "revision": "0001",
            "back": "alembic downgrade base", "rows": "",
            "way_back": 'effect = "Undoes every revision."\nstate = "empty"',
        }  # fmt: skip
    versions = {
        path: text
        for path, text in files.items()
        if path.startswith("migrations/versions/") and path.endswith(".py")
    }
    history = History.of_files(versions)
    parents = {parent for file in history for parent in file.parents}
    head = next(file.revision for file in history if file.revision and file.revision not in parents)
    old = last.steps[-1].state
    return values | {
        "beginning": f'after = "{last.id}"\nstart_findings = ["revision-missing"]',
        "source": next(exercise.id for exercise in course if old in exercise.states),
        "old": old, "new": f"{old} + {table}", "parent": f'"{head}"', "words_for_parent": head,
        "revision": f"{len(versions) + 1:04}", "back": "alembic downgrade -1", "rows": _rows(course, last, old),
        "way_back": f'effect = "Undoes the new revision."\nstate = "{old}"\nto = "{old}"',
    }  # fmt: skip


def _rows(course: Course, last: Exercise, state: str) -> str:
    """Return the words for the rows that are to be put into each table of *state*."""
    tables = course.states(last)[state].sorted_tables if state != EMPTY else []
    blocks = [
        f'\n# [[data]]\n# state = "{state}"\n# table = "{table.name}"\n# rows = [{{ '
        + ", ".join(f"{column.name} = ..." for column in table.columns)
        + " }]\n"
        for table in tables
    ]
    todo = (
        "\n# TODO put rows into the tables that are there, so that the check sees if one is lost.\n"
    )
    return todo + "".join(blocks) if blocks else ""


def _with_model(source: str, values: dict[str, str]) -> str:
    """Return *source*, a models.py, with one more model and the imports that it needs."""
    needed = {"sqlalchemy": "String", "sqlalchemy.orm": "Mapped, mapped_column"}
    tree = parse("models.py", source.encode()).tree
    statements = tree.body if tree else []
    existing = [ast.unparse(node) for node in statements if isinstance(node, ast.ImportFrom)]
    missing = [
        f"from {module} import {names}"
        for module, names in needed.items()
        if not any(line.startswith(f"from {module} import") for line in existing)
    ]
    head, _, rest = source.partition("from app.database")
    imports = "".join(f"{line}\n" for line in missing)
    return f"{head}{imports}from app.database{rest}".rstrip() + "\n" + texts.MODEL.format(**values)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write(path, text)
