"""deploy/nginx.conf on a real nginx before two scripted instances: what it passes on, drops, repeats and refuses."""

from __future__ import annotations

import itertools
import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests

from deploy.local.proxy import Proxy
from selfcare.domain.files import LARGEST_FILE

_INSTALLED = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
pytestmark = pytest.mark.skipif(not _INSTALLED and not os.environ.get("CI"), reason="apt-get install nginx-light")


class Instance(ThreadingHTTPServer):
    """An instance that remembers what reached it; while ``dying`` it reads a request and hangs up."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.seen: list[tuple[str, str, dict[str, str]]] = []
        self.dying = False
        self.answering = threading.Event()
        self.answering.set()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Instance

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        names = {name.lower(): value for name, value in self.headers.items()}
        self.server.seen.append((self.command, self.path, names))
        if self.server.dying:
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.server.answering.wait(10)
        self.send_response(200)
        self.send_header("Content-Length", "5000")
        self.end_headers()
        self.wfile.write(b"x" * 5000)

    do_POST = do_GET

    def log_message(self, *_args: object) -> None:
        """Quiet."""


Fetch = Callable[..., requests.Response]


@pytest.fixture
def instances() -> Iterator[list[Instance]]:
    servers = [Instance(), Instance()]
    yield servers
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def proxy(tmp_path: Path, instances: list[Instance]) -> Iterator[Proxy]:
    tmp_path.chmod(0o755)
    running = Proxy(tmp_path / "nginx", [instance.address for instance in instances]).start()
    yield running
    running.stop()


@pytest.fixture
def fetch(proxy: Proxy) -> Fetch:
    def ask(method: str, path: str, **more: object) -> requests.Response:
        with requests.Session() as session:
            session.trust_env = False
            return session.request(
                method,
                f"{proxy.url}{path}",
                verify=str(proxy.certificate),
                timeout=30,
                allow_redirects=False,
                **more,  # type: ignore[arg-type]  # passed through
            )

    return ask


def _seen(instances: list[Instance], method: str = "GET") -> list[dict[str, str]]:
    return [headers for instance in instances for name, _path, headers in instance.seen if name == method]


def test_the_client_cannot_say_who_or_where_it_is(fetch: Fetch, instances: list[Instance]) -> None:
    claims = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": "evil.example",
        "X-Request-Id": "chosen",
        "X-User-Id": "cus_1",
        "X_User_Id": "cus_1",
        "X-User": "cus_1",
        "Forwarded": "for=203.0.113.9",
    }
    assert fetch("GET", "/", headers=claims).status_code == 200
    (headers,) = _seen(instances)
    assert headers["x-forwarded-for"] == "127.0.0.1"
    assert headers["x-forwarded-proto"] == "https"
    assert headers["x-request-id"] not in {"", "chosen"}
    assert not {"x-forwarded-host", "x-user-id", "x_user_id", "x-user", "forwarded"} & headers.keys()


def test_the_host_is_the_one_that_was_asked_for(fetch: Fetch, instances: list[Instance], proxy: Proxy) -> None:
    fetch("GET", "/", headers={"Host": "pay.example.com"})
    assert _seen(instances)[0]["host"] == "pay.example.com"


def test_nothing_is_compressed_here_and_the_server_is_not_named(fetch: Fetch) -> None:
    response = fetch("GET", "/", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in response.headers
    assert response.headers["Server"] == "nginx"


@pytest.mark.parametrize("path", ["/readyz", "/statusz", "/metrics"])
def test_an_instances_own_answers_stay_inside(fetch: Fetch, instances: list[Instance], path: str) -> None:
    assert fetch("GET", path).status_code == 404
    assert not _seen(instances)


@pytest.mark.parametrize(
    "path",
    ["/deposit", "/transactions/tx_1/dispute", "/transactions/tx_1/dispute/send/x", "/cases/dsp_1/answer", "/uploads"],
)
def test_a_large_body_is_refused_with_a_page_that_says_how_much(
    fetch: Fetch, instances: list[Instance], path: str
) -> None:
    assert fetch("POST", path, data=b"x" * 60_000).status_code == 200
    response = fetch("POST", path, data=b"x" * 70_000)
    assert response.status_code == 413
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert "Retry-After" not in response.headers
    assert "10 MB" in response.text
    assert "Ingenting sparades" in response.text
    assert len(_seen(instances, "POST")) == 1


@pytest.mark.parametrize("path", ["/api/v1/deposits", "/api/v1/uploads/upl_1", "/api/v1/disputes"])
def test_a_program_is_told_of_a_large_body_in_its_own_form(fetch: Fetch, instances: list[Instance], path: str) -> None:
    response = fetch("POST", path, data=b"x" * 70_000)
    assert (response.status_code, response.json()["status"], response.json()["code"]) == (413, 413, "too_large")
    assert response.headers["Content-Type"].startswith("application/problem+json")
    assert not _seen(instances, "POST")


_FILES = ("/transactions/tx_1/dispute/send", "/cases/dsp_1/messages", "/api/v1/uploads")
_AROUND = 20_000  # what a form has around its file


@pytest.mark.parametrize("path", _FILES)
def test_a_file_of_ten_megabytes_passes(fetch: Fetch, instances: list[Instance], path: str) -> None:
    size = LARGEST_FILE + _AROUND
    assert fetch("POST", path, data=b"x" * size).status_code == 200
    (headers,) = _seen(instances, "POST")
    assert headers["content-length"] == str(size)


@pytest.mark.parametrize("path", _FILES)
def test_more_than_a_file_is_refused_before_it_is_read(fetch: Fetch, instances: list[Instance], path: str) -> None:
    response = fetch("POST", path, data=b"x" * (13 * 1024 * 1024))
    assert response.status_code == 413
    assert "10 MB" in (response.json()["detail"] if path.startswith("/api/") else response.text)
    assert not _seen(instances, "POST")


@pytest.mark.parametrize("path", ["/check", "/api/v1/check"])
def test_a_receipt_to_check_is_small(fetch: Fetch, instances: list[Instance], path: str) -> None:
    assert fetch("POST", path, data=b"x" * 1_050_000).status_code == 200
    response = fetch("POST", path, data=b"x" * 1_200_000)
    assert (response.status_code, "1 MB" in response.text) == (413, True)
    assert len(_seen(instances, "POST")) == 1


def test_plain_http_is_sent_to_https(proxy: Proxy) -> None:
    response = requests.get(f"http://127.0.0.1:{proxy.plain_port}/login?next=/", allow_redirects=False, timeout=30)
    assert response.status_code == 301
    assert response.headers["Location"] == "https://127.0.0.1:8443/login?next=/"


def test_a_get_of_a_dying_instance_is_answered_by_the_other(fetch: Fetch, instances: list[Instance]) -> None:
    instances[0].dying = True
    assert [fetch("GET", "/").status_code for _ in range(4)] == [200] * 4
    assert instances[0].seen


def test_an_instance_that_is_gone_is_not_noticed(fetch: Fetch, instances: list[Instance]) -> None:
    instances[0].shutdown()
    instances[0].server_close()
    assert [fetch(method, "/").status_code for method in ("GET", "POST") * 3] == [200] * 6


def test_a_post_that_was_sent_is_never_repeated(fetch: Fetch, instances: list[Instance]) -> None:
    for instance in instances:
        instance.dying = True
    response = fetch("POST", "/deposit/confirm", data={"key": "1"})
    assert response.status_code == 502
    assert len(_seen(instances, "POST")) == 1
    assert "look at your transactions before you try again" in response.text
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Retry-After"] == "5"


def test_the_api_is_told_in_its_own_form(fetch: Fetch, instances: list[Instance]) -> None:
    for instance in instances:
        instance.dying = True
    response = fetch("POST", "/api/v1/deposits", json={})
    assert response.status_code == 502
    assert response.headers["Content-Type"].startswith("application/problem+json")
    assert response.json()["code"] == "upstream_timeout"


def test_one_client_cannot_take_every_connection(fetch: Fetch, instances: list[Instance]) -> None:
    for instance in instances:
        instance.answering.clear()
    with ThreadPoolExecutor(24) as pool:
        asked = [pool.submit(fetch, "GET", "/") for _ in range(24)]
        refused = [done.result().status_code for done in itertools.islice(as_completed(asked), 4)]
        for instance in instances:
            instance.answering.set()
        answered = [done.result().status_code for done in asked]
    assert refused == [429] * 4
    assert answered.count(200) == 20
