"""The table of contents: every way to use and to work on this repository (`nox -l`)."""

import nox

nox.needs_version = ">=2026.4"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = ["lint", "types", "course", "tests"]

GROUPS = nox.project.load_toml("pyproject.toml")["dependency-groups"]


@nox.session
def demo(session: nox.Session) -> None:
    """Show the whole story: a starter, all exercises solved and graded, the ten rows."""
    session.install("-e", ".[author]")
    session.run("stillroom", "demo", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the test suite."""
    session.install("-e", ".[author]", *GROUPS["test"])
    # The tests start hundreds of programs: what Python has compiled for one, all of them find.
    compiled = {"PYTHONDONTWRITEBYTECODE": ""}
    session.run("pytest", *(session.posargs or ["-n", "auto", "--dist", "worksteal"]), env=compiled)


@nox.session
def lint(session: nox.Session) -> None:
    """Look for mistakes and untidy code."""
    session.install(*GROUPS["lint"])
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types, strictly."""
    session.install("-e", ".[author]", *GROUPS["test"], *GROUPS["types"])
    session.run("mypy")


@nox.session
def course(session: nox.Session) -> None:
    """Check the rules of the course, and prove its exercises (-- --write renews the READMEs)."""
    session.install("-e", ".[author]")
    session.run("stillroom", "course", *session.posargs)


@nox.session
def grade(session: nox.Session) -> None:
    """Grade submissions: nox -s grade -- SUBMISSION... [--exercise ID], or a class: -- --cohort DIR ..."""
    command, *words = ["grade", *session.posargs]
    if "--cohort" in words:
        words.remove("--cohort")
        command = "cohort"
    session.install("-e", ".[cluster]" if "--scheduler" in words else ".")
    session.run("stillroom", command, *words)


@nox.session
def branches(session: nox.Session) -> None:
    """Write a Git repository with one branch per exercise: nox -s branches -- DEST [--exercise ID]."""
    session.install("-e", ".[author]")
    session.run("stillroom", "branches", *session.posargs)


@nox.session
def gradescope(session: nox.Session) -> None:
    """Write the autograder of an exercise for Gradescope: nox -s gradescope -- autograder.zip --exercise ID."""
    session.install("-e", ".")
    session.run("stillroom", "gradescope", *session.posargs)


@nox.session
def site(session: nox.Session) -> None:
    """Write the course as pages that any web server can host: nox -s site -- DEST."""
    session.install("-e", ".")
    session.run("stillroom", "site", *session.posargs)


@nox.session
def new(session: nox.Session) -> None:
    """Begin a new exercise: nox -s new -- 05-add-orders."""
    session.install("-e", ".[author]")
    session.run("stillroom", "new", *session.posargs)


@nox.session
def picture(session: nox.Session) -> None:
    """Draw the pictures in docs/ again: a report of a real grading, and the page (needs Chromium)."""
    session.install("-e", ".[author]", *GROUPS["test"])
    session.run("stillroom", "picture")
    session.run("python", "-m", "bench", "screens")


@nox.session(venv_backend="none")
def editor(session: nox.Session) -> None:
    """Bundle the editor of the page anew, from frontend/ (needs Node.js)."""
    session.chdir("frontend")
    session.run("npm", "ci", "--ignore-scripts", external=True)
    session.run("npm", "run", "build", external=True)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure the grader: nox -s bench -- NAME (-- truth: side by side with other tools)."""
    tests = GROUPS["test"] if "way" in session.posargs else []
    session.install("-e", ".[author,cluster]", *tests)
    session.run("python", "-m", "bench", *session.posargs)


@nox.session
def mutation(session: nox.Session) -> None:
    """Change the comparison and the diagnosis in a thousand ways: each must be noticed (very slow)."""
    session.install("-e", ".[author]", *GROUPS["test"], *GROUPS["mutation"])
    session.run("python", "-m", "mutation", *session.posargs)
