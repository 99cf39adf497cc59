"""A page that is left while it waits for an answer never appears over the page that is shown then."""

from __future__ import annotations

from urllib.parse import urlsplit

from harness import Browser, Server, check, settle, wait
from pages import PAGES

# What a page knows of an answer is known after the tasks that wait in it.
TURN = "() => new Promise((done) => setTimeout(() => setTimeout(done)))"


class Requests:
    """
    The questions of a page: all are passed on but one, which is held until it is released. The events of the server
    do not arrive before the end, because the frame asks something of its own when they do.
    """

    def __init__(self, page: object) -> None:
        self.page, self.open, self.seen = page, 0, []
        self.wanted: tuple[str, int] | None = None
        self.held: object | None = None
        self.events: list[object] | None = []
        page.route("**/api/v1/**", self.route)
        page.on("requestfinished", self.ended)
        page.on("requestfailed", self.ended)
        page.reload()
        settle(page)

    @staticmethod
    def name(request: object) -> str | None:
        path = urlsplit(request.url).path
        return None if "/api/v1/" not in path or path.endswith("/events") else path

    def route(self, route: object) -> None:
        name = self.name(route.request)
        if not name:
            if self.events is None:
                route.continue_()
            else:
                self.events.append(route)
            return
        self.open += 1
        one = (name, sum(name == other for other, _ in self.seen))
        self.seen.append(one)
        if one == self.wanted:
            self.held = route
        else:
            route.continue_()

    def ended(self, request: object) -> None:
        if self.name(request):
            self.open -= 1

    def end(self) -> None:
        """Lets the events arrive that have waited."""
        waiting, self.events = self.events, None
        for route in waiting:
            route.continue_()
        self.page.unroute_all()

    def visit(self, address: str, held: tuple[str, int] | None = None) -> list[tuple[str, int]]:
        """Goes to a page, and waits until it has all its answers but the one that is held."""
        self.seen, self.wanted, self.held = [], held, None
        self.page.evaluate("(to) => { location.hash = to; }", address)
        if held is None:
            settle(self.page)
        for _ in range(400):
            before = len(self.seen)
            self.page.evaluate(TURN)
            is_quiet = self.open == (0 if self.held is None else 1) and len(self.seen) == before
            if is_quiet and (held is None or self.held is not None):
                return list(self.seen)
            self.page.wait_for_timeout(5)
        raise RuntimeError(f"{address} asks {held}, and has no end: {self.seen}")


def test_leaving(browser: Browser, server: Server) -> None:
    page = browser.open(server)
    requests = Requests(page)
    # Both are drawn before they ask for anything, so whatever appears later replaces them for good.
    refuges = {"search": ("/search", "Search"), "sessions": ("/sessions", "Sessions")}
    shown = "() => document.querySelector('main h1')?.textContent"
    count = 0
    for name, address in PAGES.items():
        refuge, title = refuges["sessions" if name == "search" else "search"]
        requests.visit(refuge)
        for question in requests.visit(address):
            requests.visit(refuge)
            requests.visit(address, question)
            held, requests.held = requests.held, None
            page.evaluate("(to) => { location.hash = to; }", refuge)
            settle(page)
            held.abort()
            wait(page, f"(title) => ({shown})() === title", f"one can leave {name} while it waits", title)
            requests.visit(refuge + "?since=30d")
            check(f"{name} stays left when {question} comes to its end", page.evaluate(shown) == title)
            check("the title is the page's", page.title().startswith(title), page.title())
            count += 1
    check("every page was left while it waited for each of its answers", count > 2 * len(PAGES), count)
    requests.end()


def test_overtaking(browser: Browser, server: Server) -> None:
    """Of two choices on one page the later one is shown, whichever answer comes first."""
    page = browser.open(server)
    requests = Requests(page)
    for address in ["/", "/usage", "/tools"]:
        requests.visit("/search")
        requests.visit(address)
        question = next(one for one in requests.visit(address + "?range=365d") if not one[0].endswith("doctor"))
        requests.visit(address + "?range=7d", question)
        held, requests.held = requests.held, None
        requests.visit(address + "?range=all")
        held.abort()
        page.evaluate(TURN)
        chosen = page.inner_text(".heading .choice [aria-current]")
        check(f"the period that was chosen last is shown at {address}", chosen == "All", chosen)
    # The records of a search are counted after the latest ones are shown: a count that nobody waits for is cancelled.
    requests.visit("/usage")
    count = requests.visit("/search?q=total")[-1]
    requests.visit("/usage")
    requests.visit("/search?q=needle", count)
    wait(page, "() => document.querySelectorAll('.found li').length > 0", "the latest records stand before the count")
    held, requests.held = requests.held, None
    asked = held.request
    requests.visit("/search?q=total")
    check("the count of the search before is cancelled", asked.failure is not None, asked.url)
    found = page.inner_text(".found li")
    check("the later search is shown", "total" in found, found)
    requests.end()


TESTS = [test_leaving, test_overtaking]
