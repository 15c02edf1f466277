"""The one button: what a step of the advice is on the screen."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from stillroom.project.advice import OF_ALEMBIC, NextStep, as_command
from stillroom.web.views.learner import Learner

FORMS: Mapping[str, tuple[str, str]] = {
    "next": ("/next", "Go on"),
    "reset": ("/reset", "Reset the exercise"),
    "undo": ("/undo", "Undo"),
    "start": ("/start", "Begin it"),
    "hint": ("/hint", "Hint"),
}
"""The form of each step that is one, and the words of its button."""
PAGES = ("read", "predict", "quiz", "recall", "explore", "explain", "summary")


@dataclass(frozen=True)
class Action:
    """The one button: a form with its fields, or the address of a page."""

    words: str
    form: str = ""
    page: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    is_command: bool = False


def action_of(step: NextStep, learner: Learner) -> Action | None:
    """Return the button for *step*; None where the page does it by itself."""
    if step.command in OF_ALEMBIC:
        return of_command(as_command(step))
    if step.command in PAGES:
        return Action(step.command.capitalize(), page=step.command)
    if step.command not in FORMS:
        return None
    form, words = FORMS[step.command]
    if step.command == "reset" and step.option == "--database":
        return Action("Reset the database", form, fields={"what": "database"})
    if step.command == "next":
        following = learner.material.course.after(learner.exercise)
        return Action(f"Go on: {following.title}" if following else words, form)
    return Action(words, form, fields={"exercise": step.argument} if step.argument else {})


def of_command(command: str) -> Action:
    """Return the button that runs *command*."""
    return Action(command, "/run", fields={"command": command}, is_command=True)
