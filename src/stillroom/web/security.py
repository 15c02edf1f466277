"""Only this machine and this page may talk to the page: a guard in front of every request.

A web page from elsewhere can send requests to 127.0.0.1, too. So each request has to name this very
server as its host, and to bring the cookie that only the browser has that opened the address from
the terminal. What changes something has to come from a form of this page as well.
"""

from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from html import escape
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from secrets import compare_digest, token_urlsafe
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stillroom.web.page_key import derived

STYLE = (
    "main{font:1.1rem/1.6 system-ui,sans-serif;max-width:36rem;margin:18vh auto;padding:0 1.5rem}"
    "h1{font-size:1.5rem;line-height:1.3}"
)
"""The style of a page for who is not let in, and so gets no file."""
_STYLE_HASH = b64encode(sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; script-src 'self'; style-src 'self' 'sha256-{_STYLE_HASH}'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
METHODS = ("GET", "POST")
LARGEST_BODY = 300_000  # bytes: a progress file has some thousands
LONGEST_NUMBER = 20  # digits of a length
TOO_LARGE = f"This is larger than {LARGEST_BODY // 1000} kB: it is no file of your progress."
REFUSED = (
    '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{words}</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="color-scheme" content="light dark"><style>{style}</style></head>\n'
    "<body><main><p>Stillroom</p><h1>{words}</h1></main></body>\n</html>\n"
)


class Secrets:
    """The secrets of the page: the one-time token of the address, the cookie, and the key of the forms."""

    def __init__(
        self, port: int, key: bytes, renewed: Callable[[str], None] = lambda _address: None
    ) -> None:
        """Cookie and key of the forms are derived from *key*: the same key lets an open page go on.

        *renewed* is told the next address, each time one was used.
        """
        self.hosts = tuple(f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]"))
        self.cookie_name = f"stillroom-{port}"  # cookies do not know ports: two courses may be open
        self.cookie = derived(key, f"cookie of {port}")
        self.form = derived(key, f"forms of {port}")
        self._once = token_urlsafe(32)
        self._renewed = renewed

    @property
    def address(self) -> str:
        """The address that lets one browser in."""
        return f"http://{self.hosts[0]}/?token={self._once}"

    def let_in(self, once: str) -> bool:
        """Tell whether *once* is the key of the address; if so, it is used up."""
        if not same(once, self._once):
            return False
        self._once = token_urlsafe(32)
        self._renewed(self.address)
        return True

    def knows(self, cookies: str) -> bool:
        """Tell whether a header of *cookies* holds ours."""
        try:
            morsel = SimpleCookie(cookies).get(self.cookie_name)
        except CookieError:
            return False
        return morsel is not None and same(morsel.value, self.cookie)


def same(text: str, secret: str) -> bool:
    """Compare two texts in a time that tells nothing about them."""
    return compare_digest(text.encode("utf-8", "replace"), secret.encode())


class Guard:
    """Answers what may not pass by itself, and gives every answer its protecting headers."""

    def __init__(self, app: ASGIApp, secrets: Secrets) -> None:
        """Stand before *app*."""
        self.app, self.secrets = app, secrets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through, or answer it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await (self._answer(scope) or self.app)(scope, receive, _protected(send))

    def _answer(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if headers.get("host") not in self.secrets.hosts:
            return _refused(HTTPStatus.MISDIRECTED_REQUEST, "This is not the host of this page.")
        if scope["method"] not in METHODS:
            return _refused(HTTPStatus.METHOD_NOT_ALLOWED, "Only GET and POST are known here.")
        if scope["method"] == "POST" and not _from_this_page(headers):
            return _refused(HTTPStatus.FORBIDDEN, "Only a form of this page may send this.")
        if _length(headers) > LARGEST_BODY:
            return _refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, TOO_LARGE)
        once = parse_qs(scope["query_string"].decode("latin-1")).get("token")
        is_known = self.secrets.knows(headers.get("cookie", ""))
        if once and scope["path"] == "/" and scope["method"] == "GET":
            return self._welcome(once[0], is_known)
        return None if is_known else _refused(HTTPStatus.FORBIDDEN, NO_KEY)

    def _welcome(self, once: str, is_known: bool) -> Response:
        if not is_known and not self.secrets.let_in(once):
            return _refused(HTTPStatus.FORBIDDEN, NO_KEY)
        answer = RedirectResponse("/", HTTPStatus.SEE_OTHER)
        answer.set_cookie(
            self.secrets.cookie_name,
            self.secrets.cookie,
            httponly=True,
            samesite="strict",
            path="/",
        )
        return answer


NO_KEY = "This browser is not let in. Open the newest address that stands in the terminal where the lesson runs."


def _from_this_page(headers: Headers) -> bool:
    """Tell whether a browser says that a form of this page sent the request.

    With our Referrer-Policy, a browser gives the origin of a form as null. Then it has to say in
    words that it was this origin.
    """
    origin, site = headers.get("origin", "null"), headers.get("sec-fetch-site")
    if site not in (None, "same-origin"):
        return False
    return origin == f"http://{headers['host']}" or (origin == "null" and site == "same-origin")


def _length(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isdecimal() and len(length) < LONGEST_NUMBER else 0


def _refused(status: HTTPStatus, words: str) -> Response:
    """A page with one sentence; its style is in it, because nothing else is given to who is not let in."""
    html = REFUSED.format(words=escape(words), style=STYLE)
    return HTMLResponse(html, status)


def _protected(send: Send) -> Send:
    async def protected(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(HEADERS)
        await send(message)

    return protected
