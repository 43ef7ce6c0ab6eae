"""Asking web addresses: what they answer, and that nothing leads into the local network."""

import ipaddress
import socket
import threading
from collections.abc import Iterator, Mapping
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pytest_django.fixtures import Settings

from agreements.domain.web_addresses import Address, is_public, leads_inside
from agreements.evidence import links
from agreements.evidence.links import LOCAL, Network, ask
from agreements.models import LinkCheck
from agreements.services.link_checks import CHECK_LINK, check_link
from prio import clock
from prio.jobs.models import Job
from tests.agreements.evidence.scene import Scene, make_scene
from tests.reporting import save

PUBLIC, PRIVATE = "93.184.216.34", "10.0.0.7"


class Site(BaseHTTPRequestHandler):
    """Answers by path."""

    def do_GET(self) -> None:
        asked.append((self.headers["Host"], self.path))
        match self.path:
            case "/vidare":
                self.answer(302, "/sida")
            case "/in":
                self.answer(302, "http://inne.example/hemligt")
            case "/metadata":
                self.answer(302, "http://169.254.169.254/latest/")
            case "/runt":
                self.answer(302, "/runt")
            case "/stor":
                self.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"X-Fyllnad: " + b"x" * 200_000)
            case "/annat":
                self.wfile.write(b"220 ftp\r\n\r\n")
            case "/borta" | "/trasig" | "/inloggning":
                self.answer({"/borta": 404, "/trasig": 503, "/inloggning": 403}[self.path])
            case _:
                self.answer(200)

    def answer(self, status: int, onward: str = "") -> None:
        self.send_response(status)
        if onward:
            self.send_header("Location", onward)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


asked: list[tuple[str, str]] = []
connected: list[str] = []


@pytest.fixture
def outside() -> Iterator[Network]:
    """An internet of two names; every address on it is a server of this machine."""
    asked.clear()
    connected.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        names: Mapping[str, tuple[str, ...]] = {
            "www.kommun.example": (PUBLIC,),
            "inne.example": (PRIVATE,),
            "halv.example": (PUBLIC, PRIVATE),
            "mappad.example": ("::ffff:127.0.0.1",),
        }

        def look_up(host: str, port: int) -> tuple[Address, ...]:
            if host not in names:
                raise socket.gaierror
            return tuple(ipaddress.ip_address(address) for address in names[host])

        def connect(address: Address, port: int) -> socket.socket:
            connected.append(f"{address}:{port}")
            return socket.create_connection(("127.0.0.1", server.server_port), timeout=5)

        yield Network(look_up, connect)
        server.shutdown()


@pytest.mark.parametrize(
    ("path", "answers", "said"),
    [
        ("/", True, "svarar"),
        ("/vidare", True, "svarar"),
        ("/inloggning", True, "visar inte sidan för Prio"),
        ("/borta", False, "Sidan finns inte"),
        ("/trasig", False, "har ett fel"),
        ("/runt", False, "för många gånger"),
        ("/stor", True, "svarar"),
        ("/annat", False, "inte som en webbplats"),
    ],
)
def test_what_an_address_answers_is_told(outside: Network, path: str, answers: bool, said: str) -> None:
    found = ask(f"http://www.kommun.example{path}", outside)
    assert found.answers is answers
    assert said in found.detail


def test_only_the_address_that_was_tested_is_connected_to(outside: Network) -> None:
    ask("http://www.kommun.example/a b?ö=1#del", outside)
    assert connected == [f"{PUBLIC}:80"]
    assert asked == [("www.kommun.example", "/a%20b?%C3%B6=1")]


@pytest.mark.parametrize(
    "url",
    [
        "http://inne.example/",
        "http://halv.example/",
        "http://mappad.example/",
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://2130706433/",
        "http://localhost.localdomain/",
    ],
)
def test_the_local_network_is_never_connected_to(outside: Network, url: str) -> None:
    assert ask(url, outside) == links.LinkAnswer(answers=False, detail=LOCAL)
    assert connected == []


@pytest.mark.parametrize("path", ["/in", "/metadata"])
def test_a_redirect_into_the_local_network_is_not_followed(outside: Network, path: str) -> None:
    assert ask(f"http://www.kommun.example{path}", outside).detail == LOCAL
    assert connected == [f"{PUBLIC}:80"]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://www.kommun.example:8080/", "egen port"),
        ("ftp://www.kommun.example/", "inte som en webbplats"),
        ("http://anna:ord@www.kommun.example/", "inte som en webbplats"),
        ("http://finns.inte.example/", "namnet går inte att slå upp"),
        ("https://www.kommun.example/", "inte som en webbplats"),
    ],
)
def test_what_cannot_be_asked_is_told(outside: Network, url: str, said: str) -> None:
    assert said in ask(url, outside).detail


def test_a_site_that_says_nothing_is_given_up(outside: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "SECONDS_IN_ALL", 0)
    assert "svarade inte i tid" in ask("http://www.kommun.example/", outside).detail


@pytest.mark.parametrize(
    "address",
    [
        "10.1.2.3", "172.16.0.1", "192.168.1.1", "127.0.0.1", "0.0.0.0", "169.254.169.254", "100.64.0.1", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1",
        "64:ff9b::10.0.0.1", "2002:0a00:0001::1", "fec0::1", "192.0.2.1", "2001:db8::1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2a00:1450:400f::1", "64:ff9b::8.8.8.8"])
def test_addresses_that_are(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/", "http://intranät/", "https://server.local", "http://x.internal/", "http://10.0.0.1:80/",
        "http://[fe80::1%25eth0]/", "http://0x7f.0.0.1/", "http://127.1/", "http://①②⑦.0.0.1/", "http://LOCALHOST./",
    ],
)  # fmt: skip
def test_addresses_that_lead_inside_by_what_is_written(url: str) -> None:
    assert leads_inside(url)


@pytest.mark.parametrize(
    "url", ["https://www.ostersund.se/", "http://8.8.8.8/", "https://räksmörgås.se/a", "x", ""]
)
def test_addresses_that_do_not(url: str) -> None:
    assert not leads_inside(url)


@pytest.fixture
def scene(db: None) -> Scene:
    return make_scene()


class TestTheJob:
    """A link is asked when it is saved, and not again the same day."""

    def test_saving_a_link_orders_it(self, scene: Scene) -> None:
        save(scene.reporter, "page", "https://www.ostersund.se/")
        check = LinkCheck.objects.get()
        assert (check.url, check.answers) == ("https://www.ostersund.se/", None)
        assert Job.objects.get(kind=CHECK_LINK).parameters == {"link": check.pk}

    def test_every_link_of_a_table_is_asked_once(self, scene: Scene) -> None:
        same = {"link": "https://www.ostersund.se/"}
        save(scene.reporter, "areas", {"unga": same, "vuxna": same})
        assert Job.objects.filter(kind=CHECK_LINK).count() == 1

    def test_two_who_give_the_same_links_write_them_in_the_same_order(self, scene: Scene) -> None:
        """Otherwise each could wait for the other: the database ends one of them, and a save is lost."""
        later, sooner = {"link": "https://b.example.se/"}, {"link": "https://a.example.se/"}
        save(scene.reporter, "areas", {"unga": later, "vuxna": sooner})
        assert list(LinkCheck.objects.order_by("pk").values_list("url", flat=True)) == [
            "https://a.example.se/",
            "https://b.example.se/",
        ]

    def test_a_link_into_the_local_network_is_refused_when_it_is_given(self, scene: Scene) -> None:
        saved = save(scene.reporter, "page", "http://192.168.1.10/plan")
        assert "lokalt nätverk" in saved.problems["page"]
        saved = save(scene.reporter, "areas", {"unga": {"link": "http://server.local/"}})
        assert "lokalt nätverk" in saved.problems["areas"]
        assert not LinkCheck.objects.exists()

    def test_what_it_answered_is_kept_for_a_day(self, outside: Network, scene: Scene) -> None:
        check = LinkCheck.objects.create(url="http://www.kommun.example/borta")
        assert check_link(check.pk, outside).detail == "Sidan finns inte (svar 404)."
        check_link(check.pk, outside)
        assert len(asked) == 1
        save(scene.reporter, "page", check.url)
        assert not Job.objects.filter(kind=CHECK_LINK).exists()
        LinkCheck.objects.update(checked_at=clock.now() - timedelta(days=2))
        save(scene.reporter, "page", check.url)
        assert Job.objects.filter(kind=CHECK_LINK).count() == 1
        check_link(check.pk, outside)
        assert len(asked) == 2

    def test_the_setting_turns_it_off(self, scene: Scene, settings: Settings) -> None:
        settings.LINK_CHECKS = False
        save(scene.reporter, "page", "https://www.ostersund.se/")
        assert not LinkCheck.objects.exists()
