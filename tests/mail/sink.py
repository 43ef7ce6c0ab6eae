"""A mail server on this machine that keeps what it gets, and misbehaves when it is told to."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message

OK = "250 ok"


class Sink(socketserver.ThreadingTCPServer):
    """Takes mail.

    answers: what it says instead of yes to a command ("." is the mail itself). holding: it waits here before it says
    yes to a mail. breaks: it hangs up when a mail has been handed over, without a word.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.received: list[bytes] = []
        self.answers: dict[str, str] = {}
        self.holding: threading.Event | None = None
        self.breaks = False
        self.got_one = threading.Event()

    @property
    def url(self) -> str:
        """The address of the server, as EMAIL_URL takes it."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.server_address[1])

    @property
    def mails(self) -> list[Message]:
        """What it got, read as mail."""
        return [message_from_bytes(content) for content in self.received]


class Conversation(socketserver.StreamRequestHandler):
    """One client's visit."""

    server: Sink

    def handle(self) -> None:
        """Answer command after command until the client leaves."""
        self._say("220 sink")
        while line := self.rfile.readline():
            verb = line.split(b" ")[0].strip().upper().decode()
            if verb == "DATA" and "DATA" not in self.server.answers:
                if not self._take():
                    return
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say(self.server.answers.get(verb, OK))

    def _take(self) -> bool:
        """Receive one mail; say whether the conversation goes on."""
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b"."))
        self.server.received.append(b"".join(lines))
        self.server.got_one.set()
        if self.server.holding:
            self.server.holding.wait(60)
        if self.server.breaks:
            return False
        self._say(self.server.answers.get(".", OK))
        return True

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def running_sink() -> Iterator[Sink]:
    """Run a mail server for the time of the context."""
    with Sink() as sink:
        serve: Callable[[], None] = sink.serve_forever
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield sink
        finally:
            if sink.holding:
                sink.holding.set()
            sink.shutdown()
            thread.join()
