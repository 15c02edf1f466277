"""Installs the grader of the course, stillroom, and runs it. You never need to open this file.

The sessions of noxfile.py call it with the name of a command: `nox -s check` runs `stillroom check`.
"""

import hashlib
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GRADER = ROOT / ".nox" / "stillroom"  # one environment, which all these sessions share
CHOOSE = "set STILLROOM_SOURCE to a wheel, a folder or a pip requirement"


def main() -> None:
    """Run the grader; install it first when it, or what the app depends on, has changed."""
    python = GRADER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = GRADER / "installed.txt"
    source = grader()
    needs = [*dependencies(), source, *courses()]
    wish = "\n".join([*needs, *map(fingerprint, [source, *courses()])])
    if not stamp.exists() or stamp.read_text("utf-8") != wish:
        say(f"Installing the grader: {source}\nThis is done once, and takes about a minute. ")
        must(sys.executable, "-m", "virtualenv", "--quiet", "--clear", str(GRADER))
        must(str(python), "-m", "pip", "install", "--quiet", *needs)
        stamp.write_text(wish, "utf-8")
        say(" Done.\n\n")
    os.environ["STILLROOM_FACE"] = "nox"  # its advice is then spelled `nox -s ...`
    command = [str(python), "-m", "stillroom", *sys.argv[1:]]
    if os.name == "nt":
        sys.exit(subprocess.run(command, check=False).returncode)
    os.execv(command[0], command)


def say(text: str) -> None:
    """Write *text* to the terminal at once."""
    print(text, end="", file=sys.stderr, flush=True)


def must(*command: str) -> None:
    """Run a command, and show that it lives; end here if it fails, with what it said."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        while True:
            try:
                said, _ = process.communicate(timeout=1)
                break
            except subprocess.TimeoutExpired:
                say(".")
    if process.returncode:
        lines = said.decode("utf-8", "replace").strip().splitlines()
        why = "\n".join([line for line in lines if not line.startswith("WARNING")][-5:])
        sys.exit(
            f"\n{why}\n\nThe grader could not be installed. The first time, it needs a network: "
            f"connect, and run the same command again.\nTo install it from elsewhere, {CHOOSE}."
        )


def dependencies() -> list[str]:
    """Return what the app needs: the grader runs its migrations."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return [str(requirement) for requirement in project["dependencies"]]


def courses() -> list[str]:
    """Return the wheels of the course, where it is not the one that comes with the grader."""
    return [str(wheel) for wheel in sorted(ROOT.glob("wheels/stillroom_course_*.whl"))]


def grader() -> str:
    """Return what pip is to install: the teacher's choice, a wheel, or this project's origin."""
    if chosen := os.environ.get("STILLROOM_SOURCE"):
        return chosen
    if wheels := sorted(ROOT.glob("wheels/stillroom-*.whl")):
        return str(wheels[-1])
    answers = ROOT / ".copier-answers.yml"
    recorded = answers.read_text("utf-8") if answers.exists() else ""
    source, commit = answer(recorded, "_src_path"), answer(recorded, "_commit")
    if not source:
        sys.exit(
            "Nothing tells where the grader comes from: .copier-answers.yml has no _src_path. "
            f"Restore that file, or {CHOOSE}"
        )
    # What lies between two tags is recorded like `v1.2.0-3-gabc1234`: pip understands the end.
    commit = re.sub(r".+-\d+-g(?=[0-9a-f]{7,40}$)", "", commit)
    if url := git_url(source):
        return f"stillroom @ {url}@{commit}" if commit else f"stillroom @ {url}"
    return from_folder(source, commit)


def from_folder(source: str, commit: str) -> str:
    """Return what pip calls a folder: at that commit where it has it, otherwise as it is."""
    # A relative path was written from the folder in which `copier copy` ran: mostly the one above.
    for start in (ROOT, ROOT.parent):
        folder = (start / Path(source).expanduser()).resolve()
        if commit and has_commit(folder, commit):
            return f"stillroom @ git+{folder.as_uri()}@{commit}"
        if (folder / "pyproject.toml").exists():
            return str(folder)
    sys.exit(f"The grader comes from {source}, which is not there any more. Please {CHOOSE}")


def answer(recorded: str, name: str) -> str:
    """Read one answer from Copier's file, which has `name: answer` on each line.

    The environment of nox has no reader of YAML, and this much of it needs none.
    """
    for line in recorded.splitlines():
        key, _, value = line.partition(": ")
        if key == name:
            return value.strip().strip("'\"").replace("''", "'")
    return ""


def git_url(source: str) -> str:
    """Turn what Copier calls a source into what pip calls one; a local path gives nothing."""
    for short, site in (("gh:", "github.com"), ("gl:", "gitlab.com")):
        if source.startswith(short):
            return f"git+https://{site}/{source.removeprefix(short).removesuffix('.git')}.git"
    if source.startswith("git@"):
        return "git+ssh://" + source.replace(":", "/", 1)
    if "://" in source:
        return source if source.startswith("git+") else f"git+{source}"
    return ""


def has_commit(folder: Path, commit: str) -> bool:
    """Tell whether the folder is a Git repository which has that commit or tag."""
    if not folder.is_dir():
        return False
    git = ["git", "-C", str(folder), "cat-file", "-e", commit + "^{commit}"]
    try:
        return subprocess.run(git, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def fingerprint(source: str) -> str:
    """Tell two wheels of the same name apart."""
    wheel = Path(source)
    is_wheel = wheel.suffix == ".whl" and wheel.is_file()
    return hashlib.sha256(wheel.read_bytes()).hexdigest() if is_wheel else ""


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\nStopped. The next command of the course installs the grader.")
