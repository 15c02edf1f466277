"""The course in the browser: served for a learner, or written as static pages for a teacher."""

from pathlib import Path
from typing import Annotated

import typer

from stillroom.cli.options import CourseOption, ProjectOption


def lesson(
    project: ProjectOption = Path(),
    course: CourseOption = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            metavar="N",
            min=1,
            max=65535,
            help="The first port to try; without it, 8765. A taken one is passed over.",
        ),
    ] = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Open no browser; only say the address.")
    ] = False,
) -> None:
    """Open the course in the browser, beside your project."""
    from stillroom.project.named_course import course_of
    from stillroom.web.serve import serve

    serve(project, course_of(project, course), port, not no_browser)


def site(
    destination: Annotated[
        Path, typer.Argument(metavar="DEST", help="A new folder, or one that this command wrote.")
    ],
    course: CourseOption = None,
    source: Annotated[
        str,
        typer.Option(
            "--source",
            metavar="URL",
            help="Where learners get the project from; the pages name it.",
        ),
    ] = "",
) -> None:
    """Write the course as static pages for any web server."""
    from stillroom.authoring.site import write_site
    from stillroom.cli.course_here import course_here
    from stillroom.project.named_course import course_of

    lessons = course_here(course) or course_of(Path(), None)
    pages = write_site(lessons, destination, source)
    typer.echo(f"{pages} pages are in {destination}. Begin with index.html.")
