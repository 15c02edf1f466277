"""The routes of the pages that show something and ask nothing: one function for each page."""

from datetime import date, datetime

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from stillroom.util.text import clean
from stillroom.web.services import PageRenderer, Services
from stillroom.web.views.explain_summary import beside, explained, summary_view
from stillroom.web.views.parts import parts
from stillroom.web.views.reading import chapter_view, contents


def page_routes(services: Services, pages: PageRenderer) -> APIRouter:
    """Return the routes of the pages that show something."""
    router = APIRouter(default_response_class=HTMLResponse)
    _progress_pages(router, services, pages)
    _course_pages(router, services, pages)
    _revision_pages(router, services, pages)
    return router


def _progress_pages(router: APIRouter, services: Services, pages: PageRenderer) -> None:
    @router.get("/summary")
    def summary(kept: str = "") -> str:
        learner = services.learner()
        view = summary_view(learner, date.today(), clean(kept, 80))
        return pages.page("summary", "summary", learner, view=view, **parts(learner, "table"))

    @router.get("/progress.json")
    def export() -> Response:
        name = f"stillroom-progress-{datetime.now():%Y-%m-%d}.json"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        text = services.live.state().progress.text()
        return Response(text, media_type="application/json", headers=headers)


def _course_pages(router: APIRouter, services: Services, pages: PageRenderer) -> None:
    lesson = services.material.lesson

    @router.get("/read")
    def read(section: str | None = None) -> str:
        learner = services.learner()
        sections_read = learner.live.progress.read
        if (view := chapter_view(lesson, section, sections_read)) is not None:
            return pages.page("chapter", "read", learner, view=view, lesson=lesson)
        return pages.page(
            "read", "read", learner, view=contents(lesson, sections_read),
            flow=services.material.flow, welcome=lesson.welcome,
        )  # fmt: skip

    @router.get("/explain")
    def explain(exercise: str = "") -> str:
        learner = services.learner()
        explanations = explained(services.material.course, learner.live.progress)
        return pages.page(
            "explain",
            "explain",
            learner,
            explanations=explanations,
            code=beside(learner, exercise),
            waiting=len(services.material.course.ids) - len(explanations),
        )


def _revision_pages(router: APIRouter, services: Services, pages: PageRenderer) -> None:
    @router.get("/explore")
    def explore(left: str = "", right: str = "") -> str:
        learner = services.learner()
        view = services.inspector.explore(left, right, learner.live.snapshot)
        return pages.page("explore", "explore", learner, view=view)

    @router.get("/trace")
    def trace() -> str:
        return pages.page("trace", "trace", stages=services.inspector.trace())
