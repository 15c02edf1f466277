"""What the wheels that travel with published branches say of themselves."""

import shutil
import zipfile
from email import message_from_bytes
from pathlib import Path

from stillroom.authoring.wheels import write_wheels
from stillroom.course.course import Course
from tests.support.paths import TESTS


def test_the_wheel_of_a_course_needs_its_packages(tmp_path: Path) -> None:
    """So they are installed with it, wherever the course is installed."""
    packages = ["mako>=1", 'httpx[http2]>=0.28 ; python_version >= "3.11"']
    shutil.copytree(TESTS / "course" / "other-course" / "01-lend-books", tmp_path / "c" / "01-lend")
    (tmp_path / "c" / "course.toml").write_text(f"packages = {packages!r}\n", "utf-8")
    name = write_wheels(Course(tmp_path / "c"), tmp_path / "wheels")
    assert name
    (path,) = (tmp_path / "wheels").glob(f"*{name.replace('-', '_')}*.whl")
    with zipfile.ZipFile(path) as wheel:
        (found,) = (each for each in wheel.namelist() if each.endswith(".dist-info/METADATA"))
        described = message_from_bytes(wheel.read(found))
    assert described.get_all("Requires-Dist") == packages
