"""The one screen, the address of each exercise, and the addresses that the screen has taken over."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from stillroom.learning.task import task
from stillroom.web.services import PageRenderer, Services
from stillroom.web.views.learner import Asked

EARLIER = ("/do", "/watch")
"""Pages that there were before, which are part of the screen now."""


def screen_routes(services: Services, pages: PageRenderer) -> APIRouter:
    """Return the routes of the screen."""
    router = APIRouter(default_response_class=HTMLResponse)
    course = services.material.course

    @router.get("/")
    def screen(
        file: Annotated[str, Query(max_length=300)] = "",
        predicted: Annotated[int | None, Query(ge=0, le=9)] = None,
    ) -> str:
        return pages.screen(Asked(file, predicted))

    @router.get("/exercises/{name}")
    def exercise(name: str, file: Annotated[str, Query(max_length=300)] = "") -> str:
        learner = services.learner()
        if name not in course.ids:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        shown = course.find(name)
        if shown == learner.exercise:
            return pages.screen(Asked(file))
        is_passed = shown.id in learner.live.progress.passed
        return pages.page(
            "other_exercise", "overview", learner,
            exercise=shown, task=task(shown.task), is_passed=is_passed, here=learner.exercise,
        )  # fmt: skip

    for path in EARLIER:
        router.get(path)(_to_the_screen)
    return router


def _to_the_screen() -> Response:
    return RedirectResponse("/", HTTPStatus.SEE_OTHER)
