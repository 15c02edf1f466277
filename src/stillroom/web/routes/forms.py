"""What the forms do. Each of them brings the key of the forms, and leads to a page again."""

from collections.abc import Callable
from contextlib import closing
from datetime import date
from http import HTTPStatus
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, HTTPException, UploadFile
from fastapi.responses import RedirectResponse, Response

from stillroom.project.advice import Advice
from stillroom.project.begin import begin, follow_on, reset, reset_database, undo
from stillroom.project.hint import hint as show_hint
from stillroom.project.progress_transfer import import_content
from stillroom.util.text import clean
from stillroom.web.security import Secrets, same
from stillroom.web.services import Services
from stillroom.web.urls import url
from stillroom.web.views.questions import AskingPage, question_called, take_answer
from stillroom.web.views.reading import chapter_view

Chosen = Annotated[int, Form(ge=0)]
Tried = Annotated[int | None, Form(ge=0)]
Name = Annotated[str, Form(max_length=200)]


def with_the_key(secrets: Secrets) -> Callable[[str], None]:
    """Return what refuses a form that does not bring the key of the forms."""

    def from_a_form(token: Annotated[str, Form()] = "") -> None:
        if not same(token, secrets.form):
            raise HTTPException(
                HTTPStatus.FORBIDDEN, "The form is of an earlier run. Load the page again."
            )

    return from_a_form


def form_routes(services: Services, secrets: Secrets) -> APIRouter:
    """Return the routes of the forms."""
    router = APIRouter(dependencies=[Depends(with_the_key(secrets))])
    _prediction_form(router, services)
    for page in ("quiz", "predict", "recall"):
        router.post(f"/{page}/answer")(_answer(services, page))
    _reading_form(router, services)
    _project_forms(router, services)
    _progress_form(router, services)
    return router


def _answer(services: Services, page: AskingPage) -> Callable[[str, int, int | None], Response]:
    def answer(question: Name, chosen: Chosen, tried: Tried = None) -> Response:
        if tried is None:  # a second try is for learning: the first answer counts
            _take(services, page, question, chosen)
        tries = {"chosen": chosen} if tried is None else {"chosen": chosen, "tried": tried}
        return _to(f"{url(page, question)}&{urlencode(tries)}")

    return answer


def _take(services: Services, page: AskingPage, question: str, chosen: int) -> None:
    """Note an answer; raises HTTPException for a question that there is not."""
    asked_question = question_called(services.material, page, question)
    if asked_question is None or chosen >= len(asked_question.options):
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such question.")
    with services.changing_progress() as progress:
        take_answer(page, progress, asked_question, chosen, date.today())


def _prediction_form(router: APIRouter, services: Services) -> None:
    @router.post("/foretell")
    def foretell(question: Name, chosen: Chosen) -> Response:
        """Take a prediction that was made on the screen, and go back to it."""
        _take(services, "predict", question, chosen)
        return _to(f"/?predicted={chosen}#code")


def _reading_form(router: APIRouter, services: Services) -> None:
    @router.post("/read/done")
    def read_done(section: Name) -> Response:
        view = chapter_view(services.material.lesson, section)
        if view is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such section.")
        with services.changing_progress() as progress:
            if section not in progress.read:
                progress.read.append(section)
        return _to(url("read", view.following.id if view.following is not None else None))


def _project_forms(router: APIRouter, services: Services) -> None:
    course = services.material.course

    @router.post("/hint")
    def hint() -> Response:
        learner = services.learner()
        show_hint(services.project, course, learner.exercise.id, learner.live.result)
        services.live.refresh()
        return _to("/#task")

    @router.post("/run")
    def run(command: Name = "") -> Response:
        services.command_runner.run(command)
        return _to("/#database")

    @router.post("/stop")
    def stop() -> Response:
        services.command_runner.halt()
        return _to("/#code")

    def begun(lay: Callable[[], Advice]) -> Response:
        with services.command_runner.paused():
            lay()
        services.live.go_on()
        return _to("/")

    @router.post("/start")
    def start_one(exercise: Name) -> Response:
        return begun(lambda: begin(services.project, course, course.find(exercise)))

    @router.post("/next")
    def go_on() -> Response:
        return begun(lambda: follow_on(services.project, course))

    @router.post("/reset")
    def begin_again(what: Literal["exercise", "database"] = Form("exercise")) -> Response:
        again = reset_database if what == "database" else reset
        shown = (
            services.learner().exercise
        )  # where nothing was begun yet, it is the one on the screen
        return begun(lambda: again(services.project, course, shown))

    @router.post("/undo")
    def take_back() -> Response:
        return begun(lambda: undo(services.project))


def _progress_form(router: APIRouter, services: Services) -> None:
    @router.post("/progress/import")
    def import_progress(file: UploadFile) -> Response:
        with closing(file.file):
            content = file.file.read()
        name = clean(file.filename or "the file", 80)
        backup = import_content(services.project, content, name)
        services.live.refresh()
        return _to(f"/summary?{urlencode({'kept': backup or 'nothing'})}")


def _to(path: str) -> Response:
    return RedirectResponse(path, HTTPStatus.SEE_OTHER)
