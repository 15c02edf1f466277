"""Makes a new exercise that the course's own rules accept as a beginning."""

import ast
import json
from pathlib import Path

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

_TOML = """title = "{title}"
goal = "The database has a table {table}."
points = 10
{beginning}
hints = [
    "TODO a nudge: which command writes a revision?",
    "TODO the idea, with the page that explains it: https://alembic.sqlalchemy.org/en/latest/ops.html",
    "TODO the shape of the code: op.some_operation(\\"TABLE\\", sa.Column(\\"COLUMN\\", sa.TYPE()))",
]

[[steps]]
step = 1
command = 'alembic revision -m "{words}"'
effect = "Writes the next revision file."
state = "{old}"
points = 1

[[steps]]
step = 2
command = "edit the new revision"
run = "edit"
effect = "upgrade() now creates {table}."
state = "{old}"
points = 2

[[steps]]
step = 3
command = "alembic upgrade head"
effect = "Runs the new revision."
state = "{new}"
points = 5

[[steps]]
step = 3
command = "compare app/models.py with the database"
run = "models"
effect = "The models declare the same tables."
state = "{new}"
points = 2
"""

_FIRST_SCHEMA = '''"""The state that this exercise reaches first: one table."""

from sqlalchemy import Column, Integer, MetaData, String, Table

after = MetaData()
Table(
    "{table}",
    after,
    Column("id", Integer, primary_key=True),
    Column("title", String(100), nullable=False),
)

STATES = {{"{new}": after}}
'''

_SCHEMA = '''"""The state that this exercise reaches first: the one before it, and a new table."""

import runpy
from pathlib import Path

from sqlalchemy import Column, Integer, MetaData, String, Table

earlier = runpy.run_path(str(Path(__file__).parents[1] / "{source}" / "schema.py"))["STATES"]
after = MetaData()
for table in earlier["{old}"].tables.values():
    table.to_metadata(after)
Table(
    "{table}",
    after,
    Column("id", Integer, primary_key=True),
    Column("title", String(100), nullable=False),
)

STATES = {{"{new}": after}}
'''

_README = """# {number} {title}

## Goal

The database has a table `{table}`.

## Task

TODO Write the model and the revision for the table `{table}`: `id` INTEGER, the primary key, and
`title` VARCHAR(100), NOT NULL.

## Steps

<!-- steps -->
<!-- /steps -->

## Done when

`nox -s check` says that all steps passed.
"""

_SOLUTION = """# {number} {title}: the solution

## Why this way

TODO

## One alternative

TODO

## One trap

TODO
"""

_MODEL = '''

class {name}(Base):
    """TODO What one row stands for."""

    __tablename__ = "{table}"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(100))
'''

_REVISION = '''"""{words}

Revision ID: {revision}
Revises: {words_for_parent}
Create Date: 2026-01-05 09:00:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "{revision}"
down_revision: str | Sequence[str] | None = {parent}
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "{table}",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("title", sa.String(length=100), nullable=False),
    )


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("{table}")
'''

_SAMPLE = """about = "nothing was done yet"
on = "start"
verdict = "failed"
"""


_ABOUT = """# What the course says of itself. Every key may be left out.

title = {title}
about = "TODO one sentence: what can a learner do at the end?"
"""


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
    texts = {
        exercise / "exercise.toml": _TOML.format(**values),
        exercise / "schema.py": (_SCHEMA if last else _FIRST_SCHEMA).format(**values),
        exercise / "README.md": _README.format(**values),
        solution / "README.md": _SOLUTION.format(**values),
        solution / "app/models.py": _with_model(files["app/models.py"].decode("utf-8"), values),
        solution / f"migrations/versions/{values['revision']}_{slug}.py": _REVISION.format(
            **values
        ),
        sample / "expected.toml": _SAMPLE,
    }
    for path, text in texts.items():
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
        _write(path, _ABOUT.format(title=json.dumps(title, ensure_ascii=False)))
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
    table = name.rpartition("-")[2]
    values = {
        "title": words.capitalize(), "words": words, "table": table, "number": name[:2],
        "name": table.removesuffix("s").capitalize(),
    }  # fmt: skip
    if course is None or last is None:
        return values | {
            "beginning": 'start_findings = ["nothing-done"]', "old": EMPTY, "new": table, "source": "",
            "parent": "None", "words_for_parent": "", "revision": "0001",
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
        "revision": f"{len(versions) + 1:04}",
    }  # fmt: skip


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
    return f"{head}{imports}from app.database{rest}".rstrip() + "\n" + _MODEL.format(**values)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write(path, text)
