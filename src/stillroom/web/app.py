"""The page as a FastAPI application: its routes, its guard, and a page for each problem."""

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.middleware.gzip import GZipMiddleware

from stillroom.errors import StillroomError, as_sentence
from stillroom.util.text import clean
from stillroom.web.render import MENU, STATIC, Templates
from stillroom.web.routes.ask import ask_routes
from stillroom.web.routes.edit import edit_routes
from stillroom.web.routes.forms import form_routes
from stillroom.web.routes.live import live_routes
from stillroom.web.routes.pages import page_routes
from stillroom.web.routes.screen import screen_routes
from stillroom.web.security import LARGEST_BODY, Guard, Secrets
from stillroom.web.services import PageRenderer, Services
from stillroom.web.urls import url
from stillroom.web.views.learner import Asked

SCREEN_FORMS = ("/run", "/stop", "/hint", "/start", "/next", "/reset", "/undo")
"""The forms of the one screen: what they refuse is said there."""


def make_app(services: Services, secrets: Secrets) -> Guard:
    """Return the application that shows a project to whoever has the *secrets*."""
    app = FastAPI(
        docs_url=None, redoc_url=None, openapi_url=None, max_body_size=LARGEST_BODY,
        title="Stillroom", redirect_slashes=False,
    )  # fmt: skip
    templates = Templates(
        url, live=True, course_title=services.material.lesson.title, menu=MENU, token=secrets.form
    )
    pages = PageRenderer(services, templates)
    app.include_router(screen_routes(services, pages))
    app.include_router(page_routes(services, pages))
    app.include_router(ask_routes(services, pages))
    app.include_router(live_routes(services.live, pages))
    app.include_router(form_routes(services, secrets))
    app.include_router(edit_routes(services, pages, secrets))
    # Pages hold the key of the forms, and are never packed: their size would tell of what is in them.
    app.mount("/static", GZipMiddleware(StaticFiles(directory=STATIC)))
    _add_problem_pages(app, pages)
    return Guard(app, secrets)  # outside of everything: errors get its headers, too


def _add_problem_pages(app: FastAPI, pages: PageRenderer) -> None:
    """Show each error as a page with one sentence."""

    def problem(title: str, message: str, status: int) -> Response:
        html = pages.page("problem", title=title, message=clean(message))
        return HTMLResponse(html, status)

    @app.exception_handler(StarletteHTTPException)
    def http(request: Request, error: StarletteHTTPException) -> Response:
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method == "GET":
            return RedirectResponse(
                "/", HTTPStatus.SEE_OTHER
            )  # the address of a form, loaded again
        is_missing = error.status_code == HTTPStatus.NOT_FOUND
        words = "There is no such page." if is_missing else error.detail
        return problem(HTTPStatus(error.status_code).phrase, words, error.status_code)

    @app.exception_handler(StillroomError)
    def stillroom(request: Request, error: StillroomError) -> Response:
        if request.url.path in SCREEN_FORMS:
            html = pages.screen(Asked(refused=error))
            return HTMLResponse(html, HTTPStatus.CONFLICT)
        return problem("That was not possible", as_sentence(error), HTTPStatus.CONFLICT)

    @app.exception_handler(Exception)
    def fault(_request: Request, _error: Exception) -> Response:
        words = "This is a fault of the lesson, and none of your project. Load the page again."
        return problem("Something is broken here", words, HTTPStatus.INTERNAL_SERVER_ERROR)

    @app.exception_handler(RequestValidationError)
    def validation(_request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"][1:])
        return problem(
            "That was not understood", f"{key}: {first['msg']}", HTTPStatus.UNPROCESSABLE_ENTITY
        )
