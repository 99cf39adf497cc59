"""Every page, every filter in the address, back and forward, and how pages look at all widths."""

from __future__ import annotations

from harness import Browser, Server, check, go, place, settle, wait
from transcripts import LONG, SHOP, VERSIONS

PAGES = {
    "overview": "/",
    "sessions": "/sessions",
    "session": f"/s/{SHOP}",
    "search": "/search?q=total",
    "usage": "/usage",
    "tools": "/tools",
    "projects": "/projects",
    "storage": "/storage",
    "versions": f"/s/{VERSIONS}/versions",
}
SHOWN = {
    "overview": ["Overview", "Cost by day", "A year of days", "Latest sessions", "shop"],
    "sessions": ["Sessions", "Why is the total wrong?", "garden"],
    "session": ["Why is the total wrong?", "ccstore resume", "Is it done?", "Find **all** sums", "twice"],
    "search": ["records in", "Why is the total wrong?", "Prompts"],
    "usage": ["Usage", "Hours of the week", "Forecast", "Cache read", "Total"],
    "tools": ["Tools", "Bash", "Grep", "Median"],
    "projects": ["Projects", "shop", "garden"],
    "storage": ["Storage and health", "Runs", "completed", "Stored", "Remotes"],
    "versions": ["Versions", "2 versions", "ccstore restore", "1 new", "rewritten"],
}


def test_pages(browser: Browser, server: Server) -> None:
    page = browser.open(server, allowed="404")
    check("the token is not in the address", server.token not in place(page), place(page))
    check(
        "the token is kept for this tab only",
        page.evaluate("() => sessionStorage.token && !localStorage.token && !document.cookie"),
    )
    for name, address in PAGES.items():
        go(page, address)
        for text in SHOWN[name]:
            wait(
                page, "(text) => document.querySelector('main').innerText.includes(text)", f"{name} shows {text}", text
            )
        check(f"{name} has one heading of the first level", page.locator("main h1").count() == 1)
        check(f"{name} has a title", "ccstore" in page.title(), page.title())
        nodes = page.evaluate("() => document.querySelectorAll('*').length")
        check(f"{name} has fewer than 3,000 elements", nodes < 3000, nodes)
    go(page, "/nowhere")
    check("an unknown page says so", "no such page" in page.inner_text("main"))
    go(page, "/s/00000000")
    wait(page, "() => document.querySelector('main').innerText.includes('Not found')", "an unknown session says so")


def test_requests(browser: Browser, server: Server) -> None:
    page = browser.open(server, "/sessions")
    page.wait_for_selector(".rows .row")
    page.requests.clear()
    page.reload()
    page.wait_for_selector(".rows .row")
    asked = list(page.requests)
    check("the list stands after at most 12 requests", len(asked) <= 12, asked)
    check(
        "the page has no inline script or style, and no foreign link",
        page.evaluate("""() =>
      !document.querySelector('script:not([src]),style,[style^=x],[onclick],link[href^=http]')"""),
    )


def test_filters(browser: Browser, server: Server) -> None:
    page = browser.open(server, "/sessions")
    count = "() => parseInt(document.querySelector('.heading .note').textContent)"
    wait(page, "() => document.querySelectorAll('.rows .row').length > 10", "the list has rows")
    every = page.evaluate(count)
    few = [
        ("project", "/work/shop", 2),
        ("text", "total", 1),
        ("model", "opus", 1),
        ("branch", "main", every),
        ("state", "missing", 0),
        ("since", "2d", None),
        ("until", "2020-01-01", 0),
        ("on", "2020-01-01", 0),
    ]
    for key, value, expected in few:
        go(page, f"/sessions?{key}={value}")
        wait(page, "() => document.querySelector('.chip')", f"the filter {key} has a chip")
        found = page.evaluate(count)
        if expected is None:
            wait(page, f"(n) => ({count})() > 0 && ({count})() < n", f"the filter {key} leaves some", every)
        else:
            wait(page, f"(n) => ({count})() === n", f"the filter {key} leaves {expected}, not {found}", expected)
        page.click(".chip")
        settle(page)
        wait(page, f"(n) => ({count})() === n", f"the chip of {key} takes the filter out", every)
        check(f"the address has no {key} any more", f"{key}=" not in place(page), place(page))
    for sort in ["started", "duration", "records", "messages", "tokens", "cost", "project", "title"]:
        go(page, f"/sessions?sort={sort}")
        wait(page, "() => document.querySelector('.rows .row a')", f"the list is sorted by {sort}")
    page.click("[role=columnheader] >> text=Cost")
    settle(page)
    page.wait_for_selector("[aria-sort=descending] >> text=Cost")
    first = page.inner_text(".rows .row >> nth=0")
    page.click("[role=columnheader] >> text=Cost")
    page.wait_for_selector("[aria-sort=ascending] >> text=Cost")
    wait(page, "(text) => document.querySelector('.rows .row').innerText !== text", "the order is turned round", first)
    go(page, "/sessions")
    page.fill("main input[type=search]", "total")
    wait(page, f"() => ({count})() === 1", "the field filters while it is typed into")
    check("what is typed stands in the address", "text=total" in place(page), place(page))
    page.click(".facet-lists a[title='/work/shop']")
    wait(page, "() => document.querySelectorAll('.chip').length === 3", "two filters have chips, and one clears them")
    page.go_back()
    settle(page)
    wait(page, "() => document.querySelectorAll('.chip').length === 1", "back takes the last filter out")
    page.go_back()
    settle(page)
    wait(page, f"(n) => ({count})() === n", "back once more shows all", every)
    page.go_forward()
    settle(page)
    wait(page, f"() => ({count})() === 1", "forward filters again")


def test_questions(browser: Browser, server: Server) -> None:
    page = browser.open(server, "/search", allowed="400")
    page.fill("main input[type=search]", '"total wrong"')
    page.keyboard.press("Enter")
    wait(page, "() => document.querySelectorAll('.found li').length === 1", "a phrase is found")
    check("the search stands in the address", "q=" in place(page), place(page))
    page.click(".found li a")
    page.wait_for_selector(".turn.target")
    check("a hit opens its turn", "total wrong" in page.inner_text(".turn.target"), page.inner_text(".turn.target"))
    page.go_back()
    page.wait_for_selector(".found li")
    for query, expected in [
        ("q=needle", True),
        ("q=needle&role=user", False),
        ("q=needle&role=tool_output", True),
        ("q=NEEDLE&case=true", False),
        ("q=need&word=true", False),
        ("q=ne..le&regex=true", True),
        ("q=needle&sort=relevance", True),
        ("q=needle&project=shop", True),
        ("q=needle&tool=Edit", False),
        ("q=needle&since=30d", True),
        ("q=needle&until=2020-01-01", False),
    ]:
        go(page, "/search?" + query)
        wait(
            page,
            "(some) => /records? in|Nothing was found/.test(document.querySelector('main').innerText)"
            " && (document.querySelectorAll('.found li').length > 0) === some",
            f"search {query}",
            expected,
        )
    go(page, "/search?q=%28&regex=true")
    wait(
        page,
        "() => document.querySelector('main').innerText.includes('cannot be shown')",
        "a wrong pattern is explained",
    )
    for query in [
        f"by={by}" for by in ["day", "week", "month", "model", "project", "session", "branch", "machine", "tool"]
    ] + [
        "split=model",
        "split=project&by=week",
        "show=tokens",
        "show=output",
        "show=responses",
        "range=all",
        "range=7d",
        "project=shop",
        "budget=200",
    ]:
        go(page, "/usage?" + query)
        wait(page, "() => document.querySelectorAll('main tbody tr').length > 0", f"usage {query} has a table")
    page.wait_for_selector("meter")
    with page.expect_download() as saved:
        page.click("text=Save as CSV")
    lines = open(saved.value.path(), encoding="utf-8").read().splitlines()  # noqa: SIM115
    check("the table can be saved as CSV", lines[0].startswith("Day,Responses,Input") and len(lines) > 3, lines[:2])


def test_long_counts(browser: Browser, server: Server) -> None:
    """Where there are more records than are counted, no number is shown as if it were that of all."""
    page = browser.open(server)

    def more(route: object) -> None:
        answer = route.fetch()
        document = answer.json()
        if "count=false" not in route.request.url:
            document |= {"total": None, "counted": 20_000}
        route.fulfill(response=answer, json=document)

    page.route("**/api/v1/search?*", more)
    go(page, "/search?q=total")
    said = page.inner_text("main .note[aria-live]")
    check("a count that has ended says so", said.startswith("At least 20,000 records in "), said)


def test_same_records(browser: Browser, server: Server) -> None:
    """What a session says again in the same words stands once, with its number."""
    page = browser.open(server)

    def again(route: object) -> None:
        answer = route.fetch()
        document = answer.json()
        document["hits"] = document["hits"][:1] * 7
        route.fulfill(response=answer, json=document)

    page.route("**/api/v1/search?*", again)
    go(page, "/search?q=total")
    check("equal records are one row", page.locator(".found li").count() == 1, page.inner_text(".found"))
    check("it says how many there are", "7 ×" in page.inner_text(".found li"), page.inner_text(".found li"))


def test_forecast(browser: Browser, server: Server) -> None:
    page = browser.open(server)
    for date, forecast in [("2026-03-01T06:00:00Z", "from day 2"), ("2026-03-02T12:00:00Z", "at the same pace")]:
        page.clock.set_fixed_time(date)
        go(page, "/usage?range=365d&budget=5")
        go(page, "/usage?range=all&budget=5")
        text = page.inner_text("[aria-label='This month']")
        check(f"the forecast at {date} is {forecast}", forecast in text, text)
        check("without a forecast, none is compared", ("by the forecast" in text) == (forecast != "from day 2"), text)


def test_versions(browser: Browser, server: Server) -> None:
    """The page counts as the program does, whose --generation takes these numbers."""
    page = browser.open(server, f"/s/{VERSIONS}/versions")
    text = page.inner_text("main")
    check("the first version is 0", "Version 0" in text and "Version 1" in text and "Version 2" not in text, text[:300])
    check("the command restores the version that is chosen as the earlier one", "--generation 0" in text, text[:300])
    go(page, f"/s/{VERSIONS}?generation=1")
    check("an old version says its number", "This is version 1 of it" in page.inner_text("main"))


def test_session(browser: Browser, server: Server) -> None:
    page = browser.open(server, f"/s/{SHOP}")
    page.wait_for_selector(".turn.user")
    written = page.inner_text(".files li")
    check("a file that was written stands with its folder", written == "Sources/Cart.swift", written)
    page.click("details.k-tool summary >> nth=0")
    wait(page, "() => document.querySelector('details.k-tool').innerText.includes('needle')", "a call shows its result")
    shown = "(kind) => [...document.querySelectorAll(kind)].filter((node) => node.checkVisibility()).length"
    for kind, part in [
        ("prompts", ".k-prompt"),
        ("answers", ".k-answer"),
        ("thinking", ".k-thinking"),
        ("tools", ".k-tool"),
        ("subagents", ".subagent"),
    ]:
        check(f"there are {kind}", page.evaluate(shown, part) > 0)
        page.click(f"[data-kind={kind}]")
        check(f"{kind} are hidden", page.evaluate(shown, part) == 0)
        check("what is hidden stands in the address", kind in place(page), place(page))
        page.click(f"[data-kind={kind}]")
        check(f"{kind} are shown again", page.evaluate(shown, part) > 0)
    page.click("[data-kind=thinking]")
    page.reload()
    page.wait_for_selector(".turn.user")
    check("what is hidden is remembered", page.evaluate(shown, ".k-thinking") == 0)
    page.click("[data-kind=thinking]")
    page.click(".subagent > summary")
    wait(page, "() => document.querySelector('.subagent').innerText.includes('two others')", "a subagent stands inline")
    check(
        "Markdown becomes elements",
        page.locator(".k-answer strong").count() > 0 and page.locator(".k-answer table").count(),
    )
    link = page.locator(".k-answer a[href='https://example.org/issue/7']")
    check("a link to the web says nothing of where it is", link.get_attribute("rel") == "noopener noreferrer")
    page.click(".menu summary")
    for form in ["HTML", "Markdown", "JSON lines"]:
        with page.expect_download() as saved:
            page.click(f".menu >> text={form}")
        check(f"the session is saved as {form}", saved.value.path().stat().st_size > 1000)


def test_long_session(browser: Browser, server: Server) -> None:
    page = browser.open(server, f"/s/{LONG}")
    page.wait_for_selector(".turn.user")
    page.wait_for_selector(".strip svg")
    for _ in range(12):
        page.keyboard.press("End")
        page.wait_for_timeout(60)
    page.click(".outline span:text-is('Question 120')")
    focused = "() => document.activeElement.matches('.turn') && document.activeElement.innerText.includes(' 120')"
    wait(page, focused, "the outline jumps to a prompt")
    check("the address has the place", "@" in place(page), place(page))
    nodes = page.evaluate("() => document.querySelectorAll('*').length")
    check("a long session has fewer than 3,000 elements", nodes < 3000, nodes)
    page.click(".outline a >> text=Show it all.")
    page.wait_for_selector(".more")
    took = page.evaluate("""async () => {
      const start = performance.now();
      document.querySelector('.more').click();
      await new Promise((done) => {
        new MutationObserver(() => document.querySelector('.part') && done()).observe(document.querySelector('.turns'),
          { childList: true, subtree: true });
      });
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      return performance.now() - start;
    }""")
    check("a message of a million characters is shown within five seconds", took < 5000, took)


def test_moment(browser: Browser, server: Server) -> None:
    page = browser.open(server, "/sessions")
    page.wait_for_selector("#past input")
    count = "() => parseInt(document.querySelector('.heading .note').textContent)"
    now = page.evaluate(count)
    page.focus("#past input")
    page.keyboard.press("Home")
    wait(page, "() => location.hash.includes('as_of=')", "the slider goes back, and the address says so")
    wait(page, "() => document.body.classList.contains('past')", "the past has another colour")
    wait(page, f"(n) => ({count})() < n", "the past has fewer sessions", now)
    page.click("#nav >> text=Storage")
    settle(page)
    check("the moment stays on other pages", "as_of=" in place(page), place(page))
    page.click("#past >> text=Back to now")
    wait(page, "() => !location.hash.includes('as_of=')", "back to now")


def test_jobs(browser: Browser, server: Server) -> None:
    page = browser.open(server, "/storage")
    done = "() => document.querySelector('main [role=status]').innerText === 'Done.'"
    # The check appends an event; the page must not be made anew by it while it waits for the end of the check.
    for text in ["Check every byte", "Check every byte", "Store what is new"]:
        page.click(f"main button >> text={text}")
        wait(page, "() => document.querySelector('main [role=status]').innerText.endsWith('.')", f"{text} begins")
        wait(page, done, f"{text} comes to its end")
        page.evaluate("() => { document.querySelector('main [role=status]').textContent = ''; }")
    wait(page, "() => document.querySelector('main').innerText.includes('Every byte was checked')", "the check is told")


def test_widths(browser: Browser, server: Server) -> None:
    for width, scheme in [
        (390, "light"),
        (390, "dark"),
        (768, "light"),
        (1280, "light"),
        (1280, "dark"),
        (1920, "light"),
        (1920, "dark"),
    ]:
        page = browser.open(server, width=width, scheme=scheme)
        for name, address in PAGES.items():
            go(page, address)
            page.wait_for_timeout(150)
            excess = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
            check(f"{name} fits {width} pixels", excess <= 0, f"{excess} too wide")
            # The runs of the ingest are eleven columns, and a phone is too narrow for any table.
            if width >= 768 and name != "storage":
                wide = "[...document.querySelectorAll('.scroll')].filter(e => e.scrollWidth > e.clientWidth)"
                labels = page.evaluate(f"() => {wide}.map(e => e.getAttribute('aria-label'))")
                check(f"no table of {name} scrolls sideways at {width} pixels", not labels, labels)
            if browser.pictures:
                page.wait_for_timeout(500)
                page.screenshot(path=browser.pictures / f"{name}-{width}-{scheme}.png")
        page.context.close()


def test_accessibility(browser: Browser, server: Server) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for width, scheme in [(1280, "light"), (1280, "dark"), (390, "light")]:
        page = browser.open(server, width=width, scheme=scheme)
        for name, address in PAGES.items():
            go(page, address)
            page.wait_for_timeout(200)
            for problem in Axe().run(page).response["violations"]:
                nodes = [node["html"][:140] for node in problem["nodes"][:3]]
                check(f"axe has no objections to {name}, {width}, {scheme}", False, (problem["id"], nodes))
        page.context.close()


TESTS = [
    test_pages,
    test_requests,
    test_filters,
    test_questions,
    test_long_counts,
    test_same_records,
    test_forecast,
    test_versions,
    test_session,
    test_long_session,
    test_moment,
    test_jobs,
    test_accessibility,
    test_widths,
]
