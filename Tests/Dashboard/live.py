"""What happens while a page is open: new turns, a server that stops, a token that is missing or wrong; and attacks."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from pathlib import Path

from harness import Browser, Server, Store, check, go, place, settle, wait
from transcripts import BAD, HOSTILE, Transcript, write_many

LIVE = "66666666-6666-4666-8666-666666666666"
DOWN = r"ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|network error"


def test_live(browser: Browser, store: Store) -> None:
    talk = Transcript(LIVE, "/work/live", datetime.now(timezone.utc))
    talk.prompt("The first question of all")
    talk.answer("The first answer.")
    path = store.root / "projects" / "-work-live" / f"{LIVE}.jsonl"
    talk.write(path)
    store.ingest()
    server = Server(store, "--watch", str(store.root))
    try:
        page = browser.open(server, f"/s/{LIVE}")
        page.wait_for_selector(".turn.assistant")
        page.keyboard.press("f")
        wait(page, "() => location.hash.includes('follow=true')", "the end is followed")
        overview = browser.open(server, "/sessions")
        overview.wait_for_selector(".rows .row")
        before = overview.evaluate("() => parseInt(document.querySelector('.heading .note').textContent)")
        for number in range(3):
            talk.prompt(f"Another question {number}")
            talk.answer(f"Another answer {number}.")
            talk.write(path)
            wait(
                page,
                "(text) => document.querySelector('.turns').innerText.includes(text)",
                f"the new turn {number} appears by itself",
                f"Another answer {number}.",
            )
        end = "() => innerHeight + scrollY >= document.documentElement.scrollHeight - 40"
        wait(page, end, "the page follows the end")
        page.keyboard.press("f")
        page.evaluate("() => scrollTo(0, 0)")
        at = page.evaluate("() => document.querySelector('.turn').getBoundingClientRect().top")
        talk.prompt("A question that is not followed")
        talk.write(path)
        wait(page, "() => document.querySelector('.turns').innerText.includes('is not followed')", "it appears, too")
        check("nothing jumps", page.evaluate("() => document.querySelector('.turn').getBoundingClientRect().top") == at)
        other = Transcript("77777777-7777-4777-8777-777777777777", "/work/live", datetime.now(timezone.utc))
        other.prompt("A session that is new")
        other.write(path.with_name(f"{other.session}.jsonl"))
        wait(
            overview,
            "(n) => parseInt(document.querySelector('.heading .note').textContent) === n",
            "the count of the list moves",
            before + 1,
        )
        wait(
            overview,
            "() => document.querySelector('.rows').innerText.includes('A session that is new')",
            "and its rows",
        )
    finally:
        server.stop()


def test_stopped(browser: Browser, store: Store) -> None:
    server = Server(store)
    try:
        page = browser.open(server, "/sessions", allowed=DOWN + "|401|503")
        page.wait_for_selector(".rows .row")
        server.stop()
        wait(
            page,
            "() => document.querySelector('#banner').innerText.includes('The server has stopped')",
            "the banner says so",
        )
        check("what was shown stays", page.locator(".rows .row").count() > 0)
        server.start()
        wait(
            page, "() => document.querySelector('#banner').innerText === ''", "the banner goes when the server is back"
        )
        go(page, "/tools")
        wait(page, "() => document.querySelector('main').innerText.includes('Median')", "the page continues")
        server.stop()
        server.token = "another-token-of-the-tests-that-is-long-enough-42"
        server.start()
        page.wait_for_selector(".token")
        check(
            "a new token is explained", "each start has a new token" in page.inner_text("main"), page.inner_text("main")
        )
        page.goto(server.page())
        settle(page)
        wait(
            page, "() => document.querySelector('main').innerText.includes('Latest sessions')", "the new address works"
        )
    finally:
        server.stop()


def test_token(browser: Browser, server: Server) -> None:
    denied = r"401"
    page = browser.open(server, token="", allowed=denied)
    page.wait_for_selector(".token")
    check("a page without a token says what to do", "ccstore serve --open" in page.inner_text("main"))
    check("it shows nothing of the store", "shop" not in page.inner_text("body"))
    page = browser.open(server, token="wrong-token-wrong-token-wrong-token-wrong", allowed=denied)
    page.wait_for_selector(".token")
    check("a wrong token is explained", "not valid" in page.inner_text("main"))
    page.goto(server.page())
    settle(page)
    wait(
        page,
        "() => document.querySelector('main').innerText.includes('Latest sessions')",
        "the right one helps at once",
    )
    check("the address has no token", server.token not in place(page) and server.token not in page.content())


def test_attacks(browser: Browser, server: Server) -> None:
    page = browser.open(server, f"/s/{BAD}", allowed="400|404|TrustedHTML")
    page.wait_for_selector(".turn.user")
    for _ in range(4):
        page.evaluate("() => document.querySelectorAll('.turns details').forEach((part) => { part.open = true; })")
        page.keyboard.press("End")
        page.wait_for_timeout(150)
    text = page.evaluate("() => document.querySelector('.turns').textContent")
    for attack in HOSTILE[:3]:
        check("a hostile text is shown as it is", attack in text, attack)
    for address in [
        f"/s/{BAD}",
        f"/s/{BAD}?q=%3Cscript%3E",
        f"/s/{BAD}/versions",
        "/",
        "/sessions",
        "/sessions?text=%3Cimg%20src%3Dx%3E",
        "/search?q=isAttacked",
        "/search?q=%3Csvg",
        "/projects",
        "/tools",
        "/usage?by=session",
        "/storage",
        "/usage?by=project&split=model",
        "/%3Cscript%3E",
        "/s/%3Cimg%3E",
        "/sessions?project=%22%3E%3Csvg%3E",
        "/s/..%2F..%2Fstatus",
        "/%",
    ]:
        page.evaluate("(to) => { location.hash = to; }", address)
        page.wait_for_timeout(250)
        check(
            f"no element came from a transcript at {address}",
            page.evaluate("""() => document.scripts.length === 1
          && !document.querySelector('main :is(img,iframe,script,style,base,meta),[onerror],[onload]')"""),
        )
        links = page.evaluate("() => [...document.links].map((link) => link.protocol)")
        check(f"links lead to pages only at {address}", set(links) <= {"http:", "https:"}, set(links))
    check("no script of a transcript ran", not page.evaluate("() => window.isAttacked"))
    check(
        "the policy refuses markup as text",
        page.evaluate("""() => {
      try { document.createElement('div').innerHTML = '<b>x</b>'; return false; } catch { return true; }
    }"""),
    )


def test_many(browser: Browser, programs: Path, place: Path, count: int) -> None:
    store = Store(place / "many", programs)
    write_many(store.root, count)
    store.ingest()
    server = Server(store)
    page = browser.open(server, "/sessions")
    try:
        # The middle of the list comes after all pages before it.
        page.set_default_timeout(60_000)
        page.wait_for_selector(".rows .row a")
        wait(
            page,
            f"() => document.querySelector('.heading .note').textContent.startsWith('{count:,} ')",
            "all are counted",
        )
        page.evaluate("""() => {
          window.longest = 0;
          let last = performance.now();
          const step = (now) => { longest = Math.max(longest, now - last); last = now; requestAnimationFrame(step); };
          requestAnimationFrame(step);
        }""")
        for part in [0.1, 0.5, 0.9, 0.3, 1]:
            page.evaluate("(part) => scrollTo(0, part * document.documentElement.scrollHeight)", part)
            wait(
                page,
                """() => {
              const made = [...document.querySelectorAll('.rows .row:not(.waiting)')];
              const rows = made.map((row) => row.getBoundingClientRect());
              return rows.some((box) => box.top <= innerHeight / 2 && box.bottom >= innerHeight / 2);
            }""",
                f"the rows at {part} of the list appear",
            )
        nodes = page.evaluate("() => document.querySelectorAll('*').length")
        check("a list of many sessions has fewer than 3,000 elements", nodes < 3000, nodes)
        print(
            f"{count} sessions: the longest frame while scrolling over all of them took "
            f"{page.evaluate('() => Math.round(longest)')} ms"
        )
        page.evaluate("() => scrollTo(0, 0)")
        start = time.monotonic()
        page.click(".facet-lists a[title='/work/project-10']")
        wait(
            page,
            "() => document.querySelector('.chip') && document.querySelector('.rows').innerText.includes('project-10')",
            "a filter is applied",
        )
        print(f"{count} sessions: a filter is applied in {1000 * (time.monotonic() - start):.0f} ms")
    finally:
        # A page that is open tries again, and a browser notes in its console that a server that stops refuses that.
        page.context.close()
        server.stop()
