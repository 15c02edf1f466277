"""Copier as people use it: the command line, and updates from one tag to the next."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import copier
import pytest
import yaml

from stillroom.authoring import projects
from stillroom.course.course import Course
from stillroom.project.begin import begin
from stillroom.project.named_course import exercise_name
from stillroom.util.files import read_folder

Run = Callable[..., subprocess.CompletedProcess[str]]
Snapshot = Callable[[Path, str], Path]


@pytest.fixture
def evolving(source: Path, tmp_path: Path) -> Path:
    """A template of one's own, to publish a next version of."""
    return shutil.copytree(source, tmp_path / "evolving")


@pytest.fixture
def publish(snapshot: Snapshot) -> Callable[[Path], None]:
    """Publish v2.0.0: a new file, other words in the README, and another example of each kind."""

    def publish_next(template: Path) -> None:
        folder = template / "template"
        (folder / "NEWS.md").write_text("new in 2\n")
        readme = folder / "README.md.jinja"
        readme.write_text(readme.read_text("utf-8").replace("## Install", "## How to install"))
        for name in ("app/models.py.jinja", "app/routes.py.jinja"):
            with (folder / name).open("a") as file:
                file.write("# changed in 2\n")
        (folder / "migrations" / "versions" / "ffff_late.py.jinja").write_text(
            "revision = 'ffff'\n"
        )
        snapshot(template, "v2.0.0")

    return publish_next


@pytest.fixture
def update(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Bring a project to the newest version of its template."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    def run_update(project: Path) -> None:
        copier.run_update(project, defaults=True, overwrite=True)

    return run_update


def answers(project: Path) -> dict[str, object]:
    """Read what Copier recorded."""
    recorded = yaml.safe_load((project / ".copier-answers.yml").read_text("utf-8"))
    assert isinstance(recorded, dict)
    return recorded


def test_copy_from_a_local_path(source: Path, tmp_path: Path, run: Run) -> None:
    """One command without questions or trust, and it says what to do next."""
    done = run(tmp_path, "copier", "copy", "--defaults", str(source), "shop")
    assert 'cd "shop"' in done.stderr and 'pip install -e ".[dev]"' in done.stderr
    assert "nox -s check" in done.stderr
    assert answers(tmp_path / "shop")["_commit"] == "v1.0.0"


@pytest.mark.parametrize(
    ("changes", "is_cloned"),
    [
        ({}, False),
        ({"_subdirectory: template": "_subdirectory: ./template"}, True),
        ({"_min_copier": "# !include\n_min_copier"}, True),
    ],
    ids=["one-folder", "not-known", "with-others"],
)
def test_what_stays_here_is_rendered_without_the_history(
    changes: dict[str, str], is_cloned: bool, evolving: Path, tmp_path: Path
) -> None:
    """The files are the same; only where the project comes from is not recorded."""
    path = evolving / "copier.yml"
    for old, new in changes.items():
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    (evolving / "template" / "not-committed.md").write_text("yet\n")
    (evolving / "template" / "README.md.jinja").unlink()
    (evolving / ".gitignore").write_text("ignored.md\n")
    (evolving / "template" / "ignored.md").write_text("for nobody\n")
    here, elsewhere = tmp_path / "here", tmp_path / "elsewhere"
    projects.render_here(evolving, here)
    projects.render(evolving, elsewhere)
    assert ("_commit" in answers(here)) is is_cloned
    for project in (here, elsewhere):
        (project / ".copier-answers.yml").unlink()
    assert (here / "not-committed.md").exists()
    assert not (here / "ignored.md").exists()
    assert not (here / "README.md").exists()
    assert read_folder(here) == read_folder(elsewhere)


def test_copy_from_a_bare_clone(source: Path, tmp_path: Path, run: Run) -> None:
    """A Git address works like a folder; without the course nothing points to it."""
    run(tmp_path, "git", "clone", "--quiet", "--bare", str(source), "bare.git")
    address = "git+" + (tmp_path / "bare.git").as_uri()
    done = run(tmp_path, "copier", "copy", "--defaults", "-d", "course=false", address, "shop")
    assert "nox -s dev" in done.stderr and "nox -s check" not in done.stderr
    recorded = answers(tmp_path / "shop")
    assert recorded["_src_path"] == address and recorded["course"] is False


def test_copy_from_a_tag(
    evolving: Path, publish: Callable[[Path], None], tmp_path: Path, run: Run
) -> None:
    """An older version can be asked for; without asking it is the newest."""
    publish(evolving)
    run(tmp_path, "copier", "copy", "-q", "--defaults", "-r", "v1.0.0", str(evolving), "old")
    run(tmp_path, "copier", "copy", "-q", "--defaults", str(evolving), "new")
    assert not (tmp_path / "old" / "NEWS.md").exists()
    assert (tmp_path / "new" / "NEWS.md").exists()
    assert [answers(tmp_path / name)["_commit"] for name in ("old", "new")] == ["v1.0.0", "v2.0.0"]


def test_the_command_line_refuses_a_bad_answer(source: Path, tmp_path: Path, run: Run) -> None:
    """The last line says which answer, and what would be right; no folder is made."""
    done = run(
        tmp_path,
        "copier",
        "copy",
        "--defaults",
        "-d",
        "project_name=?",
        str(source),
        "no",
        fails=True,
    )
    assert "question 'project_name': Give a name" in done.stderr.splitlines()[-1]
    assert not (tmp_path / "no").exists()


@pytest.mark.parametrize("course", [True, False])
def test_an_update_keeps_what_the_learner_wrote(
    evolving: Path,
    publish: Callable[[Path], None],
    update: Callable[[Path], None],
    snapshot: Snapshot,
    tmp_path: Path,
    run: Run,
    course: bool,
) -> None:
    """Models, routes and revisions stay byte for byte; what was deleted does not come back."""
    project = tmp_path / "shop"
    copier.run_copy(str(evolving), project, data={"course": course}, defaults=True, quiet=True)
    (project / "app" / "models.py").write_text("# my models\n")
    (project / "app" / "routes.py").unlink()
    for revision in (project / "migrations" / "versions").glob("*.py"):
        revision.unlink()
    (project / "migrations" / "versions" / "0001_mine.py").write_text("# my revision\n")
    with (project / "README.md").open("a") as file:
        file.write("My own notes.\n")
    snapshot(project, "mine")
    publish(evolving)

    update(project)

    assert (project / "app" / "models.py").read_text() == "# my models\n"
    assert not (project / "app" / "routes.py").exists()
    versions = {path.name for path in (project / "migrations" / "versions").iterdir()}
    assert versions == {".gitkeep", "0001_mine.py"}
    assert (project / "NEWS.md").exists()
    readme = (project / "README.md").read_text("utf-8")
    assert "## How to install" in readme and readme.endswith("My own notes.\n")
    assert answers(project)["_commit"] == "v2.0.0"
    changed = run(project, "git", "status", "--porcelain").stdout.split("\n")
    assert sorted(changed) == ["", " M .copier-answers.yml", " M README.md", "?? NEWS.md"]


def test_an_update_without_edits_equals_a_fresh_copy(
    evolving: Path,
    publish: Callable[[Path], None],
    update: Callable[[Path], None],
    snapshot: Snapshot,
    tmp_path: Path,
    run: Run,
) -> None:
    """Nothing but the learner's own files may differ between the two ways to the new version."""
    for name in ("old", "fresh"):
        if name == "fresh":
            publish(evolving)
        copier.run_copy(str(evolving), tmp_path / name, defaults=True, quiet=True)
    snapshot(tmp_path / "old", "mine")
    update(tmp_path / "old")
    done = run(tmp_path, "diff", "-qr", "-x", ".git", "old", "fresh", fails=True)
    different = [line.split()[1] for line in done.stdout.splitlines()]
    assert different == ["old/app/models.py", "old/app/routes.py"]


def test_after_the_course_the_project_becomes_an_ordinary_one(
    source: Path, plain_starter: Path, snapshot: Snapshot, tmp_path: Path
) -> None:
    """The commands of the course go; models, routes and revisions stay; the example does not come."""
    project = tmp_path / "shop"
    copier.run_copy(str(source), project, defaults=True, quiet=True)
    own = {"app/models.py": "# my models\n", "migrations/versions/0001_mine.py": "# my revision\n"}
    for path, text in own.items():
        (project / path).write_text(text)
    snapshot(project, "mine")
    copier.run_update(project, data={"course": False}, defaults=True, overwrite=True, quiet=True)
    assert {path: (project / path).read_text() for path in own} == own
    assert not (project / "tools" / "grader.py").exists()
    assert not (project / "tests" / "test_books.py").exists()
    for path in ("noxfile.py", "README.md", "pyproject.toml", ".gitignore", ".github/workflows/ci.yml"):
        assert (project / path).read_bytes() == (plain_starter / path).read_bytes(), path


def test_whoever_has_begun_an_exercise_gets_no_conflict(
    source: Path, plain_starter: Path, root: Path, snapshot: Snapshot, tmp_path: Path, run: Run
) -> None:
    """Neither with a newer template, which keeps the exercise, nor when the course is over."""
    project, course = tmp_path / "shop", Course(root / "exercises")
    copier.run_copy(str(source), project, defaults=True, quiet=True)
    snapshot(project, "start")
    begin(project, course, course.find("02"))
    run(project, "git", "commit", "-q", "--all", "-m", "in the middle")
    begin(project, course, course.exercises[-1])
    assert exercise_name(project) == course.ids[-1]
    run(project, "git", "add", "--all")
    run(project, "git", "commit", "-q", "-m", "at the end")
    copier.run_update(project, defaults=True, overwrite=True, quiet=True)
    assert run(project, "git", "status", "--porcelain").stdout == ""
    copier.run_update(project, data={"course": False}, defaults=True, overwrite=True, quiet=True)
    status = run(project, "git", "status", "--porcelain").stdout
    assert "UU" not in status, run(project, "git", "diff").stdout
    for path in ("pyproject.toml", "noxfile.py", "README.md"):
        assert (project / path).read_bytes() == (plain_starter / path).read_bytes(), path
    assert "exercise" not in answers(project)


def test_from_each_version_to_the_next(
    evolving: Path,
    update: Callable[[Path], None],
    snapshot: Snapshot,
    tmp_path: Path,
    run: Run,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """A learner's edits stay from version to version; a conflict is marked, explained, and mended as the message says."""
    project, template = tmp_path / "shop", evolving / "template"
    copier.run_copy(str(evolving), project, defaults=True, quiet=True)
    mine = {"app/models.py": "# my models\n", "migrations/versions/0001_mine.py": "# my revision\n"}
    for name, text in mine.items():
        (project / name).write_text(text)
    readme, noxfile = project / "README.md", project / "noxfile.py"
    readme.write_text(readme.read_text("utf-8").replace("## Install", "## Set up"), "utf-8")
    noxfile.write_text(noxfile.read_text("utf-8") + "\n# My own session.\n", "utf-8")
    snapshot(project, "mine")

    def to_next(tag: str, file: str, old: str, new: str) -> str:
        """Publish a version in which *old* is *new* in *file*, update to it; return what Git says."""
        path = template / file
        assert old in path.read_text("utf-8")
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
        snapshot(evolving, tag)
        update(project)
        assert {name: (project / name).read_text() for name in mine} == mine
        assert noxfile.read_text("utf-8").endswith("# My own session.\n")
        assert answers(project)["_commit"] == tag
        return run(project, "git", "status", "--porcelain").stdout

    assert "UU" not in to_next("v1.1.0", "noxfile.py.jinja", "Check the types.", "Check all types.")
    assert "Check all types." in noxfile.read_text("utf-8") and "## Set up" in readme.read_text("utf-8")
    run(project, "git", "commit", "--quiet", "--all", "--message", "v1.1.0")

    capfd.readouterr()
    assert "UU README.md" in to_next("v2.0.0", "README.md.jinja", "## Install", "## How to install")
    message = capfd.readouterr().err
    for advice in ("git status", "git diff --check", "<<<<<<<", "git reset --hard"):
        assert advice in message
    assert "README.md" in run(project, "git", "diff", "--check", fails=True).stdout
    marked = readme.read_text("utf-8")
    kept = re.sub(r"<<<<<<<.*\n((?:.*\n)*?)=======\n(?:.*\n)*?>>>>>>>.*\n", r"\1", marked)
    assert "## Set up" in kept
    readme.write_text(kept, "utf-8")
    run(project, "git", "add", "--all")
    run(project, "git", "commit", "--quiet", "--message", "v2.0.0")

    assert "UU README.md" in to_next("v2.0.1", "README.md.jinja", "to install", "to install it")
    run(project, "git", "reset", "--hard", "--quiet")
    run(project, "git", "clean", "--quiet", "-d", "--force")
    assert run(project, "git", "status", "--porcelain").stdout == ""
    assert readme.read_text("utf-8") == kept


def test_a_source_beside_the_project_is_found_from_inside_of_it(
    source: Path, tmp_path: Path, run: Run
) -> None:
    """What a learner types: the folder of the clone, and later an update in the project's own folder."""
    shutil.copytree(source, tmp_path / "clone")
    run(tmp_path, "copier", "copy", "-q", "--defaults", "./clone", "shop")
    shop = tmp_path / "shop"
    assert answers(shop)["_src_path"] == str((tmp_path / "clone").resolve())
    for command in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "Start")):
        run(shop, "git", *command)
    run(shop, "copier", "update", "-q", "--defaults", "--data", "course=false")
    assert answers(shop)["course"] is False
    assert not (shop / "tools").exists()
