"""What the pages need: a learner's project, the course, and what renders the pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from stillroom.project.progress import Progress
from stillroom.project.progress_file import changed
from stillroom.web.course_material import CourseMaterial
from stillroom.web.inspector import Inspector
from stillroom.web.live import LiveProject
from stillroom.web.render import Templates
from stillroom.web.run_command import CommandRunner
from stillroom.web.views.frame import frame
from stillroom.web.views.learner import Asked, Learner
from stillroom.web.views.parts import SCREEN, parts


@dataclass(frozen=True)
class Services:
    """A learner's project, the course, and what follows the project, inspects it and runs commands."""

    project: Path
    material: CourseMaterial
    live: LiveProject
    inspector: Inspector
    command_runner: CommandRunner

    def __post_init__(self) -> None:
        """Let the open pages follow the commands, too."""
        self.command_runner.told = self.live.tell

    def learner(self) -> Learner:
        """Return the project as it is at this moment."""
        runner = self.command_runner
        return Learner(
            self.project, self.material, self.live.state(), runner.runs, tuple(runner.commands)
        )

    @contextmanager
    def changing_progress(self) -> Iterator[Progress]:
        """Lend the progress to be changed; the pages show it as soon as it is written."""
        with changed(self.project) as progress:
            yield progress
        self.live.refresh()


class PageRenderer:
    """Renders the pages beside a project."""

    def __init__(self, services: Services, templates: Templates) -> None:
        """*templates* make the pages of what *services* know."""
        self.services, self.templates = services, templates

    def page(
        self, template: str, name: str = "", learner: Learner | None = None, **views: object
    ) -> str:
        """Return a page with its frame; *name* is the entry of the menu that is marked."""
        learner = learner or self.services.learner()
        return self.templates.render(template, page=name, frame=frame(learner), **views)

    def screen(self, asked: Asked) -> str:
        """Return the one screen of the current exercise, for a page that asks for *asked*."""
        learner = replace(self.services.learner(), asked=asked)
        return self.page("screen", "overview", learner, **parts(learner, *SCREEN))

    def parts(self, asked: Asked, *names: str) -> tuple[str, dict[str, str]]:
        """Return the version of the project, and the HTML of the parts called *names*."""
        learner = replace(self.services.learner(), asked=asked)
        html = {
            name: self.templates.render(f"parts/{name}", **view)
            for name in names
            for view in (parts(learner, name),)
        }
        return learner.live.mark, html
