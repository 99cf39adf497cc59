"""Every key of the help page."""

from __future__ import annotations

from harness import Browser, Server, check, go, place, settle, wait
from transcripts import LONG, SHOP

CLIPBOARD = "() => navigator.clipboard.readText()"


def test_keys(browser: Browser, server: Server) -> None:
    page = browser.open(server)
    for key, address in [
        ("s", "#/sessions"),
        ("u", "#/usage"),
        ("t", "#/tools"),
        ("p", "#/projects"),
        ("h", "#/storage"),
        ("o", "#/"),
    ]:
        page.keyboard.press("g")
        page.keyboard.press(key)
        settle(page)
        check(f"g {key} goes to {address}", place(page) == address, place(page))
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open]")
    for text in ["Search", "Copy a link", "Follow the end", "Storage"]:
        check(f"the help names {text}", text in page.inner_text("dialog"))
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog:not([open])", state="attached")
    page.keyboard.press("/")
    check("/ goes to the search", page.evaluate("() => document.activeElement.name") == "q")
    page.keyboard.type("gs needle")
    check("keys in a field are text", page.input_value("#find input") == "gs needle" and place(page) == "#/")
    page.keyboard.press("Enter")
    page.wait_for_selector("main form")
    check("Enter searches", place(page).startswith("#/search?q=gs"), place(page))
    page.keyboard.press("y")
    check(
        "keys do nothing in a field",
        page.evaluate(
            "() => document.activeElement.matches('input') || document.querySelector('main').innerText.length > 0"
        ),
    )


def test_keys_of_lists(browser: Browser, server: Server) -> None:
    page = browser.open(server, "/sessions")
    page.wait_for_selector(".rows .row a")
    index = "() => document.activeElement.dataset.index"
    for key, expected in [("j", "0"), ("j", "1"), ("j", "2"), ("k", "1")]:
        page.keyboard.press(key)
        check(f"{key} goes to row {expected}", page.evaluate(index) == expected, page.evaluate(index))
    for _ in range(30):
        page.keyboard.press("j")
    check(
        "the last row is in sight",
        page.evaluate("""() => {
      const box = document.activeElement.getBoundingClientRect();
      return document.activeElement.dataset.index > 20 && box.top > 0 && box.bottom < innerHeight;
    }"""),
        page.evaluate(index),
    )
    page.keyboard.press("Enter")
    wait(page, "() => location.hash.startsWith('#/s/')", "Enter opens the row")
    page.wait_for_selector(".turn")
    settle(page)
    first = place(page)
    page.keyboard.press("]")
    wait(
        page,
        "(before) => location.hash !== before && document.querySelector('.turn')",
        "] goes to the next session",
        first,
    )
    settle(page)
    page.keyboard.press("[")
    wait(page, "(before) => location.hash === before", "[ goes back to it", first)
    go(page, "/search?q=needle")
    page.wait_for_selector(".found li a")
    page.keyboard.press("j")
    check("j goes to the first hit", page.evaluate("() => document.activeElement.closest('.found li') !== null"))


def test_keys_of_a_session(browser: Browser, server: Server) -> None:
    page = browser.open(server, f"/s/{SHOP}")
    page.wait_for_selector(".turn.user")
    page.keyboard.press("J")
    page.keyboard.press("J")
    wait(page, "() => document.activeElement.innerText.includes('Is it done?')", "J goes from prompt to prompt")
    page.keyboard.press("K")
    wait(page, "() => document.activeElement.innerText.includes('Why is the total')", "K goes back")
    page.keyboard.press("j")
    wait(page, "() => document.activeElement.matches('.turn.assistant')", "j goes to the next turn")
    seq = page.evaluate("() => document.activeElement.dataset.seq")
    check("the place stands in the address", place(page).startswith(f"#/s/{SHOP}@{seq}"), place(page))
    page.keyboard.press("y")
    page.wait_for_selector(".toast")
    link = page.evaluate(CLIPBOARD)
    check("y copies a link to the turn", link == f"{server.base}/#/s/{SHOP}@{seq}", link)
    page.keyboard.press("k")
    wait(page, "() => document.activeElement.matches('.turn.user')", "k goes to the turn before")
    page.keyboard.press("r")
    wait(page, "() => document.querySelector('.toast').innerText.includes('Command')", "r says that it copied")
    command = page.evaluate(CLIPBOARD)
    check("r copies the command", command == "ccstore resume " + SHOP[:8], command)
    page.keyboard.press(".")
    page.wait_for_selector("dialog[open] pre")
    check(". shows the record", "Why is the total wrong?" in page.inner_text("dialog pre"))
    page.keyboard.press("Escape")
    shown = "(kind) => [...document.querySelectorAll(kind)].some((node) => node.checkVisibility())"
    for key, part in [("t", ".k-tool"), ("h", ".k-thinking")]:
        before = page.evaluate(shown, part)
        page.keyboard.press(key)
        check(f"{key} turns {part} over", page.evaluate(shown, part) != before)
        page.keyboard.press(key)
        check(f"{key} turns {part} back", page.evaluate(shown, part) == before)
    go(page, f"/s/{LONG}")
    page.wait_for_selector(".turn.user")
    page.keyboard.press("f")
    wait(page, "() => document.querySelector('.turns').innerText.includes('Show it all.')", "f goes to the end")
    check("f stands in the address", "follow=true" in place(page), place(page))
    page.keyboard.press("f")
    wait(page, "() => !location.hash.includes('follow')", "f again ends it")


def test_reading_with_keys_only(browser: Browser, server: Server) -> None:
    page = browser.open(server, "/sessions")
    page.keyboard.press("Tab")
    check("the first tab is the link to the content", page.evaluate("() => document.activeElement.className") == "skip")
    page.keyboard.press("Enter")
    check("it leads to the content", page.evaluate("() => document.activeElement.id") == "main")
    landmarks = page.evaluate("""() => ['header', 'nav', 'main', '[role=search]', '[aria-live]']
      .filter((name) => !document.querySelector(name))""")
    check("the page has its landmarks", not landmarks, landmarks)


TESTS = [test_keys, test_keys_of_lists, test_keys_of_a_session, test_reading_with_keys_only]
