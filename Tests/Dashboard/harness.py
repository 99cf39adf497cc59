"""The server and the browser of the tests, and what they complain about."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

TOKEN = "a-token-of-the-tests-that-is-long-enough-0123456789"
failures: list[str] = []


def check(sentence: str, holds: object, details: object = "") -> None:
    if not holds:
        failures.append(f"{sentence}: {details}" if details != "" else sentence)


class Store:
    """A store of its own, its transcripts, and the programs."""

    def __init__(self, place: Path, programs: Path) -> None:
        place.mkdir(parents=True, exist_ok=True)
        self.root, self.path, self.programs = place / "root", place / "store", programs
        self.variables = {key: value for key, value in os.environ.items() if not key.startswith(("CCSTORE", "CLAUDE"))}
        self.variables |= {
            "HOME": str(place),
            "TZ": "Europe/Berlin",
            "LC_ALL": "C.UTF-8",
            "XDG_RUNTIME_DIR": str(place),
            "CLAUDE_CONFIG_DIR": str(self.root),
        }

    def ingest(self) -> None:
        words = [self.programs / "ccstore", "ingest", self.root, "--store", self.path, "--quiet"]
        subprocess.run(words, check=True, env=self.variables)


class Server:
    def __init__(self, store: Store, *options: str, token: str = TOKEN) -> None:
        self.store, self.options, self.token, self.port = store, options, token, "0"
        self.start()

    def start(self) -> None:
        words = [
            str(self.store.programs / "ccstore-serve"),
            "--store",
            str(self.store.path),
            "--port",
            self.port,
            "--quiet",
        ]
        variables = self.store.variables | {"CCSTORE_SERVE_TOKEN": self.token}
        self.process = subprocess.Popen([*words, *self.options], stdout=subprocess.PIPE, text=True, env=variables)
        line = self.process.stdout.readline()
        found = re.match(r"(http://127\.0\.0\.1:(\d+))/", line)
        if not found:
            raise RuntimeError(f"the server does not say where it is: {line!r}")
        self.base, self.port = found[1], found[2]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)
        self.process.stdout.close()

    def page(self, address: str = "/", token: str | None = None) -> str:
        return f"{self.base}/#{self.token if token is None else token}" if address == "/" else f"{self.base}/#{address}"


class Browser:
    """Opens pages, and keeps what they complain about. Each page is one of its own, with an empty session storage."""

    def __init__(self, chrome: object, pictures: Path | None = None) -> None:
        self.chrome, self.pictures = chrome, pictures

    def open(
        self,
        server: Server,
        address: str = "/",
        *,
        width: int = 1280,
        scheme: str = "light",
        token: str | None = None,
        allowed: str = r"$^",
    ) -> object:
        """A page at an address. A message of the console that `allowed` matches is no failure."""
        context = self.chrome.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            timezone_id="Europe/Berlin",
            reduced_motion="reduce",
        )
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.requests = []
        page.on(
            "console",
            lambda message: check(
                "the console stays empty",
                re.search(allowed, message.text),
                f"{message.text} of {message.location.get('url')} at {address}",
            ),
        )
        page.on("pageerror", lambda error: check("the script has no errors", False, f"{error} at {address}"))
        page.on("dialog", lambda dialog: check("no page opens a dialog", False, dialog.message))
        page.on("request", lambda request: page.requests.append(request.url))
        page.on(
            "request",
            lambda request: check(
                "a page asks for nothing elsewhere",
                request.url.startswith((server.base + "/", "data:", "blob:")),
                request.url,
            ),
        )
        page.goto(server.page("/", token))
        page.wait_for_selector("main h1")
        if address != "/":
            go(page, address)
        return page


def go(page: object, address: str) -> None:
    """Goes to an address of the page and waits until it is shown."""
    page.evaluate("(to) => { location.hash = to; }", address)
    settle(page)


def settle(page: object) -> None:
    # The event about the address comes after it has changed.
    page.evaluate("() => new Promise((done) => setTimeout(done, 0))")
    page.wait_for_function("""() => document.querySelector('main h1')
      && !document.querySelector('main').hasAttribute('aria-busy')""")


def place(page: object) -> str:
    return page.evaluate("() => location.hash")


def wait(page: object, condition: str, sentence: str, argument: object = None) -> None:
    """Waits until a condition in the page holds, and fails with the sentence where it does not."""
    try:
        page.wait_for_function(condition, arg=argument)
    except Exception as error:  # noqa: BLE001 (whatever the browser says, the sentence is the failure)
        check(
            sentence,
            False,
            str(error).splitlines()[0] + " at " + place(page) + ": " + page.inner_text("main")[:300].replace("\n", " "),
        )
