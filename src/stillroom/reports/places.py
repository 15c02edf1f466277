"""Where a finding stands, for systems that show it at its line in a repository."""

import os
from pathlib import PurePath

from stillroom.reports.base import About
from stillroom.results.finding import Finding
from stillroom.results.record import Result


def place(result: Result, finding: Finding, about: About) -> str:
    """Return the path of the finding's file from the root of the repository; nothing without a file.

    The root is what ``GITHUB_WORKSPACE`` or ``CI_PROJECT_DIR`` names, else the current folder.
    """
    if not finding.file:
        return ""
    known = about.surroundings.get
    root = known("GITHUB_WORKSPACE") or known("CI_PROJECT_DIR") or os.getcwd()
    path = PurePath(os.path.abspath(result.submission), finding.file)
    is_inside = path.is_relative_to(root) and ".." not in path.parts
    return path.relative_to(root).as_posix() if is_inside else finding.file
