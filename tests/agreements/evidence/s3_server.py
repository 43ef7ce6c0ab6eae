"""As much of S3 as a storage of files speaks: objects in memory behind a loopback server."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit


class Bucket(ThreadingHTTPServer):
    """A server with its objects by path, and the verbs that were asked of it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.objects: dict[str, bytes] = {}
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Bucket
    protocol_version = "HTTP/1.1"

    @property
    def place(self) -> str:
        self.server.asked.append(self.command)
        return unquote(urlsplit(self.path).path)

    def do_PUT(self) -> None:
        place = self.place
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if "aws-chunked" in self.headers.get("Content-Encoding", ""):
            content = _unchunked(content)
        self.server.objects[place] = content
        self._answer(200, b"")

    def do_GET(self) -> None:
        content = self.server.objects.get(self.place)
        self._answer(404 if content is None else 200, content or b"")

    do_HEAD = do_GET

    def do_DELETE(self) -> None:
        self.server.objects.pop(self.place, None)
        self._answer(204, b"")

    def _answer(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("ETag", f'"{hashlib.md5(content).hexdigest()}"')
        self.send_header("Last-Modified", "Sun, 01 Jun 2014 10:00:00 GMT")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _unchunked(content: bytes) -> bytes:
    """Undo the framing that S3's clients send a body with: a length in hexadecimal before each piece."""
    whole = b""
    while content:
        head, _, content = content.partition(b"\r\n")
        size = int(head.split(b";")[0], 16)
        if not size:
            break
        whole, content = whole + content[:size], content[size + 2 :]
    return whole


@contextmanager
def running_bucket() -> Iterator[Bucket]:
    """Serve an empty bucket."""
    with Bucket() as bucket:
        threading.Thread(target=bucket.serve_forever, daemon=True).start()
        yield bucket
        bucket.shutdown()
