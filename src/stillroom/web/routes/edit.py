"""The editor of the page: a file of the project is opened, and saved."""

from dataclasses import replace
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from stillroom.errors import StillroomError
from stillroom.project.edit import (
    GONE,
    ChangedMeanwhile,
    files_to_edit,
    on_disk,
    open_file,
    save_file,
)
from stillroom.util.text import with_plain_ends
from stillroom.web.routes.forms import with_the_key
from stillroom.web.security import Secrets
from stillroom.web.services import PageRenderer, Services
from stillroom.web.views.editing import EditView, marks, not_saved
from stillroom.web.views.parts import parts

Name = Annotated[str, Form(max_length=200)]
Line = Annotated[int, Form(ge=1, le=1_000_000)]


def edit_routes(services: Services, pages: PageRenderer, secrets: Secrets) -> APIRouter:
    """Return the routes of the editor."""
    router = APIRouter(default_response_class=HTMLResponse)
    project = services.project

    def page(view: EditView) -> str:
        learner = services.learner()
        found = marks(learner, view.name)
        line = view.line or next((each.line for each in found), None)
        marked = replace(view, marks=found, line=line, files=tuple(files_to_edit(project)))
        return pages.page(
            "edit", "overview", learner, edit=marked, **parts(learner, "status", "now")
        )

    @router.get("/edit")
    def edit(
        file: Annotated[str, Query(max_length=200)] = "",
        line: Annotated[int | None, Query(ge=1)] = None,
        saved: bool = False,
    ) -> str:
        opened = open_file(project, file or next(files_to_edit(project), ""))
        return page(EditView(opened.name, opened.text, opened.digest, line=line, is_saved=saved))

    of_a_form = [Depends(with_the_key(secrets))]

    @router.post("/edit", dependencies=of_a_form)
    def save(
        file: Name, opened: Name, text: Annotated[str, Form()] = "", line: Line = 1,
        instead_of: Name = "", moved_to: Name = "",
    ) -> Response:  # fmt: skip
        file = moved_to or file
        try:
            save_file(project, file, text, instead_of or opened)
        except StillroomError as error:  # what was typed stays in the page
            return HTMLResponse(
                page(not_saved(project, file, opened, text, line, error)), HTTPStatus.CONFLICT
            )
        again = urlencode({"file": file, "line": line, "saved": True})
        return RedirectResponse(f"/edit?{again}", HTTPStatus.SEE_OTHER)

    @router.post("/edit/compare", dependencies=of_a_form)
    def compare(file: Name, opened: Name, text: Annotated[str, Form()] = "", line: Line = 1) -> str:
        """Say whether the file is still the one that was opened; nothing is written."""
        now = on_disk(project, file)
        mine = with_plain_ends(text)
        if now.digest == opened or (now.digest != GONE and now.text == mine):
            return page(EditView(file, mine, now.digest, line=line))
        return page(not_saved(project, file, opened, text, line, ChangedMeanwhile(now)))

    return router
