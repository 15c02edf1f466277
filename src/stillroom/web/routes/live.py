"""The stream that brings an open page up to date: server-sent events, one for each changed part."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from stillroom.web.live import MOST_STREAMS, LiveProject, TooManyStreams
from stillroom.web.services import PageRenderer
from stillroom.web.views.learner import Asked
from stillroom.web.views.parts import PARTS

FULL = (
    f"{MOST_STREAMS} pages follow the project already. Close one of them, then load this one again."
)


def live_routes(live: LiveProject, pages: PageRenderer) -> APIRouter:
    """Return the route of the stream."""
    router = APIRouter()

    async def changes() -> AsyncIterator[asyncio.Event]:
        try:
            with live.stream() as changed:
                yield changed
        except TooManyStreams as error:
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, FULL) from error

    @router.get("/events", response_class=EventSourceResponse)
    async def events(
        changed: Annotated[asyncio.Event, Depends(changes)],
        parts: str,
        since: str = "",
        file: Annotated[str, Query(max_length=300)] = "",
    ) -> AsyncIterator[ServerSentEvent]:
        asked = Asked(file)
        names = [name for name in PARTS if name in parts.split(",")]
        version, sent = await run_in_threadpool(pages.parts, asked, *names)
        if since != version:
            sent = {}
            changed.set()
        while not live.is_over:
            await changed.wait()
            changed.clear()
            version, current = await run_in_threadpool(pages.parts, asked, *names)
            for event in _changed_parts(sent, current, version):
                yield event
            sent = current

    return router


def _changed_parts(
    sent: Mapping[str, str], current: Mapping[str, str], version: str
) -> Iterator[ServerSentEvent]:
    """Yield an event for each part of *current* that differs from what was *sent*; both are HTML."""
    for name, html in current.items():
        if sent.get(name) != html:
            data = {"name": name, "html": html}
            yield ServerSentEvent(event="part", id=version, data=data)
