"""The page as a FastAPI application: one route for each page, one for each form, one for what is live."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, FastAPI, Form, HTTPException, Query, Request, UploadFile
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException as StarletteHTTPException

from stillroom.errors import StillroomError
from stillroom.learning.reading import Chapter
from stillroom.project import progress as progress_file
from stillroom.project.hint import hint as next_hint
from stillroom.project.start import start as start_exercise
from stillroom.util.text import clean
from stillroom.web import asking
from stillroom.web.live import TooMany
from stillroom.web.render import DOORS, STATIC, Pages, reading
from stillroom.web.security import Guard, Keys, same
from stillroom.web.views import Desk

LARGEST_BODY = 300_000  # bytes: a progress file has some thousands
PARTS = (
    "status",
    "goal",
    "now",
    "task",
    "table",
    "tracker",
    "schema",
    "events",
    "findings",
    "hints",
)
"""What changes while a page is open, by the name of its template."""


def url(name: str, item: str | None = None) -> str:
    """Return the address of a page, or of one question or section of it."""
    path = "/" if name == "overview" else f"/{name}"
    key = "section" if name == "read" else "question"
    return f"{path}?{urlencode({key: item})}" if item else path


def make_app(desk: Desk, keys: Keys) -> Guard:
    """Return the application that shows *desk* to whoever has the *keys*."""
    app = FastAPI(
        docs_url=None, redoc_url=None, openapi_url=None, max_body_size=LARGEST_BODY,
        title="Stillroom", redirect_slashes=False,
    )  # fmt: skip
    pages = Pages(
        url, held=desk.feed.held, live=True, lesson=desk.lesson, doors=DOORS, token=keys.form, desk=desk,
        tracker=desk.tracker, levels=asking.LEVELS,
    )  # fmt: skip
    app.include_router(_reading(desk, pages))
    app.include_router(_asking(desk, pages))
    app.include_router(_live(desk, pages))
    app.include_router(_changing(desk, keys))
    app.mount("/static", StaticFiles(directory=STATIC))
    _problems(app, pages)
    return Guard(app, keys)  # outside of everything: errors get its headers, too


def _reading(desk: Desk, pages: Pages) -> APIRouter:
    """The pages that show something. They change nothing."""
    router = APIRouter(default_response_class=HTMLResponse)

    def page(name: str, **data: object) -> str:
        return pages.render(name, page=name, **data)

    @router.get("/")
    def overview() -> str:
        return page("overview", flow=desk.flow)

    @router.get("/read")
    def read(section: str | None = None) -> str:
        return page("read", **reading(desk.lesson, section, desk.progress.read))

    @router.get("/do")
    def do() -> str:
        return page("do")

    @router.get("/watch")
    def watch() -> str:
        return page("watch")

    @router.get("/explain")
    def explain() -> str:
        return page("explain", explanations=desk.explanations())

    @router.get("/explore")
    def explore(left: str = "", right: str = "") -> str:
        return page(
            "explore", explored=desk.study.explore(left, right, desk.feed.follower.snapshot)
        )

    @router.get("/trace")
    def trace() -> str:
        return page("trace", stages=desk.study.trace())

    @router.get("/summary")
    def summary(kept: str = "") -> str:
        return page("summary", summary=desk.summary(date.today()), kept=clean(kept, 80))

    @router.get("/progress.json")
    def export() -> Response:
        name = f"stillroom-progress-{datetime.now():%Y-%m-%d}.json"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(desk.progress.text(), media_type="application/json", headers=headers)

    return router


def _asking(desk: Desk, pages: Pages) -> APIRouter:
    """The pages that ask."""
    router = APIRouter(default_response_class=HTMLResponse)
    Chosen = Annotated[int | None, Query(ge=0, le=9)]

    @router.get("/quiz")
    def quiz(question: str | None = None, chosen: Chosen = None) -> str:
        return pages.render("ask", page="quiz", asked=desk.quiz(question, chosen))

    @router.get("/predict")
    def predict(question: str | None = None, chosen: Chosen = None) -> str:
        return pages.render("ask", page="predict", asked=desk.predict(question, chosen))

    @router.get("/recall")
    def recall(question: str | None = None, chosen: Chosen = None) -> str:
        return pages.render("ask", page="recall", asked=desk.recall(date.today(), question, chosen))

    return router


def _live(desk: Desk, pages: Pages) -> APIRouter:
    """What changes while a page is open."""
    router = APIRouter()

    async def changes() -> AsyncIterator[asyncio.Event]:
        try:
            with desk.feed.stream() as changed:
                yield changed
        except TooMany as error:
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE) from error

    def rendered(names: list[str]) -> tuple[int, dict[str, str]]:
        with desk.feed.held:
            return desk.feed.version, {name: pages.render(f"parts/{name}") for name in names}

    @router.get("/events", response_class=EventSourceResponse)
    async def events(
        changed: Annotated[asyncio.Event, Depends(changes)],
        parts: str,
        since: int = -1,
    ) -> AsyncIterator[ServerSentEvent]:
        names = [name for name in PARTS if name in parts.split(",")]
        version, known = await run_in_threadpool(rendered, names)
        if since != version:
            known = {}
            changed.set()
        while not desk.feed.over:
            await changed.wait()
            changed.clear()
            version, found = await run_in_threadpool(rendered, names)
            for name, html in found.items():
                if known.get(name) != html:
                    data = {"name": name, "html": html}
                    yield ServerSentEvent(event="part", id=str(version), data=data)
            known = found

    return router


def _changing(desk: Desk, keys: Keys) -> APIRouter:
    """What the forms do. Each of them brings the key of the forms, and leads to a page again."""

    def from_a_form(token: Annotated[str, Form()] = "") -> None:
        if not same(token, keys.form):
            raise HTTPException(
                HTTPStatus.FORBIDDEN, "The form is of an earlier run. Load the page again."
            )

    router = APIRouter(dependencies=[Depends(from_a_form)])
    Chosen = Annotated[int, Form(ge=0)]
    Name = Annotated[str, Form(max_length=200)]

    def answer(way: asking.Way, name: str, chosen: int) -> Response:
        question = desk.question(way, name)
        if question is None or chosen >= len(question.options):
            raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such question.")
        with desk.changed() as progress:
            asking.take_answer(way, progress, question, chosen, date.today())
        return _to(f"{url(way, name)}&chosen={chosen}")

    @router.post("/quiz/answer")
    def answer_quiz(question: Name, chosen: Chosen) -> Response:
        return answer("quiz", question, chosen)

    @router.post("/predict/answer")
    def answer_predict(question: Name, chosen: Chosen) -> Response:
        return answer("predict", question, chosen)

    @router.post("/recall/answer")
    def answer_recall(question: Name, chosen: Chosen) -> Response:
        return answer("recall", question, chosen)

    @router.post("/read/done")
    def read_done(section: Name) -> Response:
        found = reading(desk.lesson, section)
        if found["chapter"] is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such section.")
        with desk.changed() as progress:
            if section not in progress.read:
                progress.read.append(section)
        following = found["following"]
        return _to(url("read", following.id if isinstance(following, Chapter) else None))

    @router.post("/hint")
    def hint() -> Response:
        next_hint(desk.project, desk.course, desk.exercise.id)
        desk.feed.refresh()
        return _to("/do#hints")

    @router.post("/run")
    def run(command: Name) -> Response:
        desk.console.run(command)
        return _to("/do#console")

    @router.post("/start")
    def start(exercise: Name) -> Response:
        start_exercise(desk.project, desk.course, exercise, overwrite=False)
        desk.feed.refresh()
        return _to("/do")

    @router.post("/next")
    def go_on() -> Response:
        desk.feed.go_on()
        return _to("/do")

    @router.post("/progress/import")
    def import_progress(file: UploadFile) -> Response:
        with closing(file.file):
            content = file.file.read()
        kept = progress_file.replace(desk.project, content, clean(file.filename or "the file", 80))
        desk.feed.refresh()
        return _to(f"/summary?{urlencode({'kept': kept or 'nothing'})}")

    return router


def _to(path: str) -> Response:
    return RedirectResponse(path, HTTPStatus.SEE_OTHER)


def _problems(app: FastAPI, pages: Pages) -> None:
    """Whatever cannot be done is a page of its own, with one sentence."""

    def problem(title: str, message: str, status: int) -> Response:
        html = pages.render("problem", page="", title=title, message=clean(message))
        return HTMLResponse(html, status)

    @app.exception_handler(StarletteHTTPException)
    def http(_request: Request, error: StarletteHTTPException) -> Response:
        words = (
            error.detail if error.status_code != HTTPStatus.NOT_FOUND else "There is no such page."
        )
        return problem(HTTPStatus(error.status_code).phrase, words, error.status_code)

    @app.exception_handler(StillroomError)
    def stillroom(_request: Request, error: StillroomError) -> Response:
        return problem("That was not possible", str(error), HTTPStatus.CONFLICT)

    @app.exception_handler(RequestValidationError)
    def validation(_request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"][1:])
        return problem(
            "That was not understood", f"{key}: {first['msg']}", HTTPStatus.UNPROCESSABLE_ENTITY
        )
