"""The pages that ask: quiz, predictions and recall."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from stillroom.web.services import PageRenderer, Services
from stillroom.web.views.questions import predict_view, quiz_view, recall_view


def ask_routes(services: Services, pages: PageRenderer) -> APIRouter:
    """Return the routes of the pages that ask."""
    router = APIRouter(default_response_class=HTMLResponse)
    material = services.material
    Chosen = Annotated[int | None, Query(ge=0, le=9)]

    @router.get("/quiz")
    def quiz(question: str | None = None, chosen: Chosen = None, tried: Chosen = None) -> str:
        learner = services.learner()
        view = quiz_view(material.lesson, learner.live.progress, question, chosen, tried)
        return pages.page("ask", "quiz", learner, view=view)

    @router.get("/predict")
    def predict(question: str | None = None, chosen: Chosen = None, tried: Chosen = None) -> str:
        learner = services.learner()
        view = predict_view(material.predictions, learner.live.progress, question, chosen, tried)
        return pages.page("ask", "predict", learner, view=view)

    @router.get("/recall")
    def recall(question: str | None = None, chosen: Chosen = None, tried: Chosen = None) -> str:
        learner = services.learner()
        progress = learner.live.progress
        view = recall_view(material.lesson, progress, date.today(), question, chosen, tried)
        return pages.page("ask", "recall", learner, view=view)

    return router
