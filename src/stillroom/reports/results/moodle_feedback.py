"""Moodle's feedback files: a page for each learner, in the folders of Moodle's own download.

The archive is handed to "Upload multiple feedback files in a zip" of the assignment. Moodle finds a
learner by the number in the name of the folder, so only what was downloaded from Moodle has a place.
"""

import re
from collections.abc import Mapping, Sequence

from stillroom.errors import StillroomError
from stillroom.reports.base import CLASS, About
from stillroom.reports.results import html
from stillroom.results.record import Result

is_document = True
scope = CLASS
PAGE = "feedback.html"
_FOLDER = re.compile(r"(?P<folder>[^/\\]+_\d+_assignsubmission_(file|onlinetext))(_.*)?")


def files(results: Sequence[Result], about: About) -> Mapping[str, bytes]:
    """Return the page of each learner; raises StillroomError where nobody has a folder of Moodle."""
    pages = {
        f"{found['folder']}_/{PAGE}": html.render([result], about).encode()
        for result in results
        if (found := _FOLDER.fullmatch(result.handed_in))
    }
    if not pages:
        raise StillroomError(
            "moodle-feedback needs the folders of Moodle's own download, such as "
            "'Anna Berg_4711_assignsubmission_file_', and nothing here was handed in so; "
            "grade that download with cohort"
        )
    return pages


def missing(results: Sequence[Result]) -> list[str]:
    """Return a sentence on each learner who has no folder."""
    return [
        f"{result.submission}: left out: what was handed in has no name of Moodle's"
        for result in results
        if not _FOLDER.fullmatch(result.handed_in)
    ]
