"""The autograder of an exercise for Gradescope: one archive with the grader, the course and two scripts.

Everything has one version: that of the grader and the packages that make the archive. No solution is in
it, but for what an exercise begins with.
"""

from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from tempfile import TemporaryDirectory

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from stillroom.authoring.wheels import Files, course_files, write_wheels
from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.course.starts import COMPUTED
from stillroom.errors import StillroomError
from stillroom.sandbox.tiers import Tier
from stillroom.util.files import write, zipped

SETUP = """\
#!/usr/bin/env bash
# Gradescope runs this once, as it makes the image: it installs the grader with the versions of requirements.txt.
set -euo pipefail
AUTOGRADER="${AUTOGRADER:-/autograder}"
cd "$AUTOGRADER/source"

find_python() {
  for name in python3 python3.14 python3.13 python3.12 python3.11; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; then
      echo "$name"
      return
    fi
  done
  return 1
}

python="$(find_python)" || python=""
if [ -z "$python" ] || ! "$python" -m venv "$AUTOGRADER/grader"; then
  apt-get update
  apt-get install -y python3.11 python3.11-venv || apt-get install -y python3.12 python3.12-venv
  python="$(find_python)"
  "$python" -m venv --clear "$AUTOGRADER/grader"
fi
"$AUTOGRADER/grader/bin/python" -m pip install --no-cache-dir --requirement requirements.txt
"$AUTOGRADER/grader/bin/python" -m pip install --no-cache-dir --no-deps wheels/*.whl
"""
RUN = """\
#!/usr/bin/env bash
# Gradescope runs this for each submission. Whatever happens, there are results afterwards.
set -uo pipefail
AUTOGRADER="${AUTOGRADER:-/autograder}"
results="$AUTOGRADER/results/results.json"
mkdir -p "$AUTOGRADER/results"
rm -f "$results"
cd "$AUTOGRADER/source"  # away from the submission; with -I no file of it is taken for a module
said="$("$AUTOGRADER/grader/bin/python" -I -m stillroom grade "$AUTOGRADER/submission" \\
  --exercise EXERCISE --course "$AUTOGRADER/source/course" --require-isolation TIER \\
  --format gradescope --output "$results" 2>&1)"
if [ ! -s "$results" ]; then
  SAID="$said" "$AUTOGRADER/grader/bin/python" -I -c '
import json, os
said = "There is no verdict, and this is not a mistake in the submission. " + os.environ["SAID"]
print(json.dumps({"score": 0, "output": said, "output_format": "text", "tests": []}))
' > "$results"
fi
echo "$said"
"""


def write_autograder(course: Course, exercise: Exercise, tier: Tier, destination: Path) -> None:
    """Write the archive for *exercise* to *destination*; raises StillroomError.

    *tier* is the weakest isolation with which it grades.
    """
    run = RUN.replace("EXERCISE", exercise.id).replace("TIER", tier.value)
    files = {
        "setup.sh": SETUP.encode(),
        "run_autograder": run.encode(),
        "requirements.txt": "".join(f"{pin}\n" for pin in pins(course.about.packages)).encode(),
        **{f"course/{name}": content for name, content in _course(course).items()},
        **{f"wheels/{name}": content for name, content in _grader(course).items()},
    }
    write(destination, zipped(files))


def pins(packages: Iterable[str]) -> list[str]:
    """Return the versions of what the grader and *packages* need, as they are installed here.

    Raises StillroomError for a package that is not.
    """
    found: dict[str, str] = {}
    waiting = [Requirement("stillroom"), *map(Requirement, packages)]
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        if name in found:
            continue
        try:
            installed = distribution(wanted.name)
        except PackageNotFoundError as error:
            raise StillroomError(
                f"{wanted.name}: is not installed here, so its version is not known; install it"
            ) from error
        found[name] = installed.version
        needs = map(Requirement, installed.requires or ())
        extras = wanted.extras or {""}
        waiting += [
            need
            for need in needs
            if need.marker is None
            or any(need.marker.evaluate({"extra": extra}) for extra in extras)
        ]
    del found["stillroom"]  # it is in the archive
    return [f"{name}=={version}" for name, version in sorted(found.items())]


def _course(course: Course) -> Files:
    """Return the course with what its exercises begin with, and without its solutions."""
    files = course_files(course)
    for exercise in course:
        for name, content in exercise.start.files.items():
            files[f"{exercise.id}/{COMPUTED}/{name}"] = content
    return files


def _grader(course: Course) -> Files:
    with TemporaryDirectory() as folder:
        write_wheels(course, Path(folder))
        return {path.name: path.read_bytes() for path in Path(folder).glob("stillroom-*.whl")}
