"""The page over real HTTP: who is let in, what a form may do, and what stays when it ends."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path

import httpx2
import pytest

from stillroom.course.course import Course
from stillroom.course.lesson_files import read_lesson
from stillroom.project.progress import FILE
from stillroom.project.progress_file import load_progress
from stillroom.web import live, page_key, security
from stillroom.web.routes.screen import EARLIER
from stillroom.web.security import LARGEST_BODY
from stillroom.web.serve import listen
from tests.support.web import PATIENCE, Served, form_key, free_port, let_in, post, serving, visiting


@pytest.fixture(scope="module")
def served(starter: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One served lesson for the requests that change nothing that another test looks at."""
    project = shutil.copytree(starter, tmp_path_factory.mktemp("served") / "project")
    with serving(project) as served:
        yield served


@pytest.fixture(scope="module")
def browser(served: Served) -> Iterator[httpx2.Client]:
    """A browser that was let in."""
    with let_in(served) as client:
        yield client


@pytest.fixture
def stranger(served: Served) -> Iterator[httpx2.Client]:
    """A browser without a cookie."""
    with httpx2.Client(base_url=served.origin, timeout=PATIENCE) as client:
        yield client


PAGES = ["/", "/exercises/01-add-users", "/exercises/02-add-email", "/read", "/predict", "/quiz", "/recall", "/explain", "/explore",
         "/trace", "/summary", "/edit", "/progress.json", "/static/stillroom.css", "/static/live/live.js"]  # fmt: skip
FORMS = ["/quiz/answer", "/predict/answer", "/recall/answer", "/read/done", "/hint", "/run", "/stop", "/foretell",
         "/start", "/next", "/reset", "/undo", "/progress/import", "/edit", "/edit/compare"]  # fmt: skip


def said(answer: httpx2.Response) -> str:
    """The one sentence of a page that refuses."""
    return "".join(re.findall(r"<h1>(.*)</h1>", answer.text))


@pytest.mark.parametrize("path", [*PAGES, "/quiz?question=nothing", "/nothing-there"])
def test_every_answer_is_protected(browser: httpx2.Client, path: str) -> None:
    """Each answer, of whatever status, carries the protecting headers and says nothing of the server."""
    answer = browser.get(path)
    assert answer.status_code == (404 if path == "/nothing-there" else 200)
    for name, value in security.HEADERS.items():
        assert answer.headers[name] == value
    assert "server" not in answer.headers


def test_the_screen_has_taken_over_other_addresses(browser: httpx2.Client) -> None:
    """And an exercise that there is not has none."""
    for path in EARLIER:
        assert browser.get(path).headers["location"] == "/"
    assert browser.get("/exercises/13-nothing").status_code == 404


def test_pages_have_nothing_that_the_policy_refuses(browser: httpx2.Client) -> None:
    """No script, style or handler within a page: the policy would not run it."""
    for path in PAGES[:-3]:
        html = browser.get(path).text
        assert not re.search(
            r"<script(?! defer src| type=.module. src)|<style|\sstyle=|\son\w+=", html
        ), path


@pytest.mark.parametrize(
    "path", [*PAGES, "/events?parts=now", "/?token=", "/?token=wrong", "/nothing"]
)
def test_without_the_cookie_nobody_is_let_in(stranger: httpx2.Client, path: str) -> None:
    """Another program on this machine, or another user of it, sees nothing."""
    answer = stranger.get(path)
    assert (answer.status_code, said(answer)) == (403, security.NO_KEY)


def test_a_wrong_cookie_does_not_help(stranger: httpx2.Client, served: Served) -> None:
    """Neither another value nor a broken header is taken for the cookie."""
    name = f"stillroom-{served.origin.rsplit(':', 1)[1]}"
    for value in (f"{name}=wrong", f"{name}=", "é" * 3, f"{name}=ü", ";;;="):
        answer = stranger.get("/", headers=[(b"Cookie", value.encode("utf-8"))])
        assert answer.status_code == 403


@pytest.mark.parametrize(
    "host", ["example.org", "127.0.0.1", "127.0.0.1:1", "localhost.example.org:{port}", "127.0.0.1:{port}.example.org", ""]
)  # fmt: skip
def test_another_host_is_refused(browser: httpx2.Client, served: Served, host: str) -> None:
    """A name that was made to lead here (DNS rebinding) does not help."""
    named = host.format(port=served.origin.rsplit(":", 1)[1])
    assert browser.get("/", headers={"Host": named}).status_code == 421


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]"])
def test_the_names_of_this_machine_are_known(
    browser: httpx2.Client, served: Served, name: str
) -> None:
    """All three are the same page."""
    host = f"{name}:{served.origin.rsplit(':', 1)[1]}"
    cookies = "; ".join(f"{key}={value}" for key, value in browser.cookies.items())
    assert browser.get("/", headers={"Host": host, "Cookie": cookies}).status_code == 200


def test_the_list_of_forms_is_whole(served: Served, browser: httpx2.Client) -> None:
    """Each form that a page shows is tested here."""
    for path in FORMS:
        assert path in PAGES or browser.get(path).headers["location"] == "/", path
    shown = {
        action for path in PAGES[:-3] for action in re.findall(r'method="post" action="([^"]+)"', browser.get(path).text)
    }  # fmt: skip
    assert shown <= set(FORMS)


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "http://example.org", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://example.org"},
        {"Origin": "http://127.0.0.1:1", "Sec-Fetch-Site": "same-site"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_a_form_of_another_page_is_refused(
    browser: httpx2.Client, served: Served, path: str, headers: dict[str, str]
) -> None:
    """Even with the cookie and the key of the forms."""
    fields = {"token": form_key(browser), "question": "step-1", "chosen": "0", "exercise": "01"}
    answer = browser.post(path, data=fields, headers=headers)
    assert (answer.status_code, said(answer)) == (
        403,
        "Only a form of this page may send this.",
    )
    assert not (served.project / FILE).exists()


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("key", [None, "", "wrong", "ü"])
def test_a_form_without_its_key_is_refused(
    browser: httpx2.Client, served: Served, path: str, key: str | None
) -> None:
    """The cookie alone does not do it."""
    fields = {"question": "step-1", "chosen": "0", "exercise": "01", "section": "x"}
    answer = browser.post(
        path,
        data=fields if key is None else {**fields, "token": key},
        headers={"Origin": served.origin, "Sec-Fetch-Site": "same-origin"},
        files={"file": ("p.json", b"{}")} if "import" in path else None,
    )
    assert answer.status_code == 403
    assert "Load the page again" in answer.text
    assert not (served.project / FILE).exists()


@pytest.mark.parametrize("path", FORMS)
def test_a_form_needs_the_cookie(
    stranger: httpx2.Client, browser: httpx2.Client, path: str
) -> None:
    """The key of the forms alone does not do it."""
    headers = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    answer = stranger.post(path, data={"token": form_key(browser)}, headers=headers)
    assert (answer.status_code, said(answer)) == (403, security.NO_KEY)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "HEAD"])
def test_no_other_method_is_known(browser: httpx2.Client, method: str) -> None:
    """There is nothing for them to do."""
    assert browser.request(method, "/").status_code == 405


@pytest.mark.parametrize(
    "path", ["/docs", "/redoc", "/openapi.json", "/static/", "/static/../app.py"]
)
def test_there_is_nothing_else(browser: httpx2.Client, path: str) -> None:
    """No description of the routes, no list of files, no way out of the folder."""
    assert browser.get(path).status_code == 404


def test_a_large_body_is_refused(browser: httpx2.Client, served: Served) -> None:
    """Before all of it is read."""
    headers = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    files = {"file": ("p.json", b"x" * (LARGEST_BODY + 1))}
    answer = browser.post(
        "/progress/import", data={"token": form_key(browser)}, files=files, headers=headers
    )
    assert (answer.status_code, said(answer)) == (413, security.TOO_LARGE)
    assert not (served.project / FILE).exists()


def test_no_get_changes_anything(browser: httpx2.Client, served: Served) -> None:
    """Whatever is asked for by an address, nothing is written to the project."""

    def files() -> dict[str, float]:
        return {str(path): path.stat().st_mtime_ns for path in served.project.rglob("*")}

    before = files()
    for path in [*PAGES, "/quiz?question=step-1&chosen=1", "/predict?question=step-1&chosen=1"]:
        browser.get(path)
    assert files() == before


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/quiz/answer", {"question": "nothing", "chosen": "0"}),
        ("/predict/answer", {"question": "step-1", "chosen": "9"}),
        ("/predict/answer", {"question": "step-1", "chosen": "x"}),
        ("/predict/answer", {}),
        ("/foretell", {"question": "nothing", "chosen": "0"}),
        ("/reset", {"what": "nothing"}),
        ("/read/done", {"section": "nothing"}),
        ("/progress/import", {}),
        ("/edit", {}),
    ],
)
def test_a_form_that_makes_no_sense_is_a_page_with_a_sentence(
    browser: httpx2.Client, served: Served, path: str, fields: dict[str, str]
) -> None:
    """It says what is the matter, and nothing is written."""
    answer = post(browser, path, **fields)
    assert 400 <= answer.status_code < 500
    assert '<p class="lead">' in answer.text
    assert not (served.project / FILE).exists()


def test_a_file_is_saved_and_what_cannot_be_saved_stays_in_the_page(project: Path) -> None:
    """The answer holds what was typed, and says in one line why it was not saved."""
    models = project / "app" / "models.py"
    with visiting(project) as (_, client):
        html = client.get("/edit?file=app/models.py").text
        opened = re.search(r'name="opened" value="(\w+)"', html)
        assert opened is not None
        form = {"file": "app/models.py", "opened": opened[1], "text": "x = '<b>'\r\n"}
        assert post(client, "/edit", **form).status_code == 303
        assert models.read_bytes() == b"x = '<b>'\n"
        answer = post(client, "/edit", **{**form, "text": "mine"})
        assert answer.status_code == 409
        assert "was changed on the disk" in answer.text
        assert "\nmine</textarea>" in answer.text
        assert "x = &#39;&lt;b&gt;&#39;" in answer.text
        for name, words in (("noxfile.py", "only Python files"), ("app/none.py", "no such file")):
            answer = client.get(f"/edit?file={name}")
            assert answer.status_code == 409
            assert words in answer.text
        assert post(client, "/edit", **{**form, "file": "noxfile.py"}).status_code == 409
    assert models.read_bytes() == b"x = '<b>'\n"


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/start", {"exercise": "nothing"}),
        ("/undo", {}),
        ("/run", {}),
        ("/run", {"command": "alembic init <b>"}),
        ("/run", {"command": "alembic revision -m 'not closed"}),
    ],
)
def test_what_the_screen_refuses_is_said_on_it(
    browser: httpx2.Client, served: Served, path: str, fields: dict[str, str]
) -> None:
    """With what was typed still in the field; nothing is written."""
    answer = post(browser, path, **fields)
    assert answer.status_code == 409
    assert 'class="screen"' in answer.text
    assert 'role="alert" id="said"' in answer.text or 'id="refused" role="alert"' in answer.text
    if typed := fields.get("command"):
        assert f'value="{typed}"' in unescape(answer.text)
    assert not (served.project / FILE).exists()


def test_an_open_page_is_let_in_after_a_restart(project: Path) -> None:
    """Its cookie and its forms are good with the key that the project keeps, and with no other."""
    options = ("--no-browser", "--port", free_port())
    with serving(project, *options) as served, let_in(served) as client:
        key, cookies = form_key(client), client.cookies
        assert served.end() == 0
    with (
        serving(project, *options) as again,
        httpx2.Client(base_url=again.origin, cookies=cookies, timeout=PATIENCE) as client,
    ):
        assert again.origin == served.origin
        assert (client.get("/").status_code, form_key(client)) == (200, key)
    path = project / page_key.FILE
    kept = page_key.page_key(project)
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (kept, 0o600)
    path.chmod(0o640)
    assert (other := page_key.page_key(project)) != kept
    os.utime(path, (0, 0))
    assert page_key.page_key(project) != other
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_address_lets_in_one_browser_and_is_renewed(project: Path, tmp_path: Path) -> None:
    """It is of no use in a history or a log; the command shows another one."""
    with serving(project, "--no-browser", "--port", "9310") as served:
        first = served.address
        with (
            httpx2.Client(timeout=PATIENCE) as first_browser,
            httpx2.Client(timeout=PATIENCE) as second_browser,
        ):
            answer = first_browser.get(first)
            assert (answer.status_code, answer.headers["location"]) == (303, "/")
            cookie = answer.headers["set-cookie"].casefold()
            assert "httponly" in cookie
            assert "samesite=strict" in cookie
            assert first_browser.get(first).status_code == 303  # it is in already
            assert second_browser.get(first).status_code == 403
            while not served.address.startswith(served.origin) or served.address == first:
                served.line()
            assert second_browser.get(served.address).status_code == 303
        assert served.end() == 0
        while "Your progress is kept." not in served.line():
            assert len(served.said) < 9


def test_a_taken_port_is_passed_over_and_said(project: Path) -> None:
    """The next free one is used."""
    with closing(listen(None)) as taken:
        port = taken.getsockname()[1]
        with serving(project, "--no-browser", "--port", str(port)) as served:
            assert (
                served.said[0]
                == f"Port {port} is taken. This is port {served.origin.rsplit(':', 1)[1]}."
            )
            assert served.origin != f"http://127.0.0.1:{port}"


def test_only_the_loopback_address_is_bound(served: Served) -> None:
    """A socket for every address would answer at 127.0.0.2, too; that one needs no network to try."""
    port = int(served.origin.rsplit(":", 1)[1])
    with closing(socket.create_connection(("127.0.0.1", port), PATIENCE)):
        pass
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", port), PATIENCE)


def test_the_browser_is_opened_at_the_address(project: Path, tmp_path: Path) -> None:
    """The one that the person has chosen."""
    seen = tmp_path / "seen"
    os.mkfifo(seen)
    chosen = tmp_path / "browser"
    chosen.write_text(f'#!/bin/sh\nprintf %s "$1" > {seen}\n', "utf-8")
    chosen.chmod(0o755)
    with serving(project, "--port", "9330", BROWSER=str(chosen)) as served:
        assert seen.read_text("utf-8") == served.address


def test_without_a_browser_the_address_is_enough(project: Path) -> None:
    """It says so in one line."""
    with serving(project, "--port", "9330", BROWSER="", DISPLAY="", WAYLAND_DISPLAY="") as served:
        assert "open the address yourself" in served.line()


@pytest.mark.parametrize("folder", ["missing", "file"])
def test_no_project_is_one_line(tmp_path: Path, folder: str) -> None:
    """Status 2, and nothing is served."""
    (tmp_path / "file").write_text("", "utf-8")
    command = [
        sys.executable,
        "-m",
        "stillroom",
        "lesson",
        "--no-browser",
        "--project",
        str(tmp_path / folder),
    ]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert answer.returncode == 2
    assert len(answer.stderr.splitlines()) == 1
    assert folder in answer.stderr


def test_a_killed_server_loses_no_answer(project: Path, course: Course) -> None:
    """What was answered before kill -9 is there afterwards, at whichever moment it comes."""
    questions = read_lesson(course).questions
    answered: list[str] = []
    for _ in range(3):
        with visiting(project) as (served, client):
            for question in questions[len(answered) : len(answered) + 3]:
                assert (
                    post(client, "/quiz/answer", question=question.id, chosen="0").status_code
                    == 303
                )
                answered.append(question.id)
            served.end(signal.SIGKILL)
            assert list(load_progress(project)[0].cards) == answered
    assert len(answered) == 9


def test_a_kill_in_the_middle_of_a_request_leaves_a_whole_file(
    project: Path, course: Course
) -> None:
    """The file is the old one or the new one."""
    question = read_lesson(course).questions[0].id
    with visiting(project) as (served, client):
        key = form_key(client)
        cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        body = f"token={key}&question={question}&chosen=0"
        host = served.origin.removeprefix("http://")
        request = (
            f"POST /quiz/answer HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\nOrigin: {served.origin}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        )
        name, port = host.split(":")
        with closing(socket.create_connection((name, int(port)))) as connection:
            connection.sendall(request.encode())
            served.end(signal.SIGKILL)
    progress, said = load_progress(project)
    assert said is None
    assert list(progress.cards) in ([], [question])


def test_a_damaged_progress_file_is_said_and_kept(project: Path) -> None:
    """On the page, too."""
    (project / FILE).write_text("{", "utf-8")
    with visiting(project) as (_, client):
        assert "was damaged" in client.get("/").text
    assert (project / f"{FILE}.damaged").read_text("utf-8") == "{"


def test_progress_goes_out_and_comes_in(project: Path, tmp_path: Path) -> None:
    """What is exported can be imported; what was there is kept under another name."""
    with visiting(project) as (_, client):
        headers = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
        assert post(client, "/predict/answer", question="step-1", chosen="0").status_code == 303
        exported = client.get("/progress.json")
        assert "attachment" in exported.headers["content-disposition"]
        assert json.loads(exported.text)["predicted"] == {"step-1": True}
        post(client, "/predict/answer", question="step-2", chosen="1")
        answer = client.post(
            "/progress/import", data={"token": form_key(client)}, headers=headers,
            files={"file": ("progress.json", exported.content)},
        )  # fmt: skip
        assert answer.status_code == 303
        assert "is kept as" in client.get(answer.headers["location"]).text
        assert load_progress(project)[0].predicted == {"step-1": True}
        assert any("step-2" in path.read_text("utf-8") for path in project.glob(f"{FILE}.*"))
        broken = client.post(
            "/progress/import", data={"token": form_key(client)}, headers=headers,
            files={"file": ("<b>.json", b'{"passed": 3}')},
        )  # fmt: skip
        assert broken.status_code == 409
        assert "&lt;b&gt;.json" in broken.text
        assert load_progress(project)[0].predicted == {"step-1": True}


def test_the_streams_are_bounded_and_end_with_their_browsers(project: Path) -> None:
    """One too many is refused; when another one is closed, there is room again."""
    with visiting(project) as (served, client):
        host = served.origin.removeprefix("http://")
        cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        request = (
            f"GET /events?parts=now HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\n\r\n".encode()
        )
        name, port = host.split(":")

        def opened() -> tuple[socket.socket, bytes]:
            connection = socket.create_connection((name, int(port)), PATIENCE)
            connection.sendall(request)
            return connection, connection.recv(100).split(b"\r\n")[0]

        streams = [opened() for _ in range(live.MOST_STREAMS)]
        assert {status for _, status in streams} == {b"HTTP/1.1 200 OK"}
        refused, status = opened()
        assert b"503" in status
        refused.close()
        streams[0][0].close()
        status = b""
        while b"200" not in status:  # the server notices the closed stream in its own time
            again, status = opened()
            again.close()
        for connection, _ in streams:
            connection.close()
        assert served.end() == 0


def test_open_streams_do_not_hold_up_the_end(project: Path) -> None:
    """Ctrl-C ends the command with status 0, and no process stays."""
    with visiting(project) as (served, client), client.stream("GET", "/events?parts=now") as stream:
        assert "part" in next(stream.iter_text())
        group = os.getpgid(served.process.pid)
        assert served.end() == 0
        with pytest.raises(ProcessLookupError):
            os.killpg(group, 0)


def test_a_course_without_a_lesson_has_its_pages(project: Path, root: Path) -> None:
    """A teacher's own course may have exercises alone."""
    other = str(root / "tests" / "course" / "other-course")
    with (
        serving(project, "--no-browser", "--course", other) as served,
        httpx2.Client(base_url=served.origin, timeout=PATIENCE) as client,
    ):
        client.get(served.address)
        for path in [PAGES[0], *PAGES[3:12]]:
            assert client.get(path).status_code == 200, path
        assert "This course has no questions" in client.get("/quiz").text
