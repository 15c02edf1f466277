"""The folders that ship inside the package, and the courses that are installed beside it."""

import sysconfig
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
FOLDERS = {"exercises": "exercises", "starter": "."}
"""The name in the package, and the name in a checkout of the course."""
EXPLANATIONS = "explanations"
"""The folder, in the package or in a course, with a text on the solution of each exercise."""
COURSE_PACKAGE = "stillroom_course_"
"""What the name of a package begins with that holds nothing but a course."""


def resource(name: str) -> Path:
    """Return a folder that ships with the package.

    ``exercises`` is the course of its own, which need not be there; ``starter`` holds
    ``copier.yml`` and ``template``.
    """
    packaged = PACKAGE / name
    return packaged if packaged.is_dir() else PACKAGE.parents[1] / FOLDERS[name]


def installed_courses() -> dict[str, Path]:
    """Return the folder of each course that is installed as a package: its name to its exercises.

    Only where packages are installed is looked: a folder of a learner's project is no course.
    """
    places = dict.fromkeys(
        [Path(sysconfig.get_path("purelib")).resolve(), PACKAGE.resolve().parent]
    )
    return {
        folder.name.removeprefix(COURSE_PACKAGE).replace("_", "-"): folder
        for place in places
        for folder in sorted(place.glob(f"{COURSE_PACKAGE}*"))
        if (folder / "__init__.py").is_file()
    }


def explanation(exercise_id: str) -> Path | None:
    """Return the text that explains the reference solution of an exercise; None where there is none.

    The package carries these texts, and never the code of a solution.
    """
    packaged = PACKAGE / EXPLANATIONS / f"{exercise_id}.md"
    checkout = PACKAGE.parents[1] / "solutions" / exercise_id / "README.md"
    return next((path for path in (packaged, checkout) if path.is_file()), None)
