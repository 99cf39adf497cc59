"""Transcripts for the tests of the dashboard: written by hand, or many small ones by number."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path

ATTACK = "window.isAttacked = true"
HOSTILE = [
    f"<script>{ATTACK}</script>",
    f'<img src=x onerror="{ATTACK}">',
    f'"><svg onload={ATTACK}>',
    f"[a link](javascript:{ATTACK})",
    f'[another](https://example.org/"onclick="{ATTACK})',
    f"javascript:{ATTACK}",
    "data:text/html,<b>x</b> and vbscript:x",
    "</script></style></title><meta http-equiv=refresh content=0>",
    "{{constructor.constructor('window.isAttacked=1')()}} ${window.isAttacked=1}",
    "\x1b[31mred\x1b[0m \u202egnp.exe \u200b\ufeff\u2028\u2029",
    "|a|b|\n|---|---|\n|<b>1</b>|" + "|" * 300,
    "> " * 300 + "deep",
    "`" * 200 + "*" * 400 + "_" * 400 + "[" * 400 + "](" * 200,
]
SHOP = "11111111-1111-4111-8111-111111111111"
LONG = "22222222-2222-4222-8222-222222222222"
BAD = "33333333-3333-4333-8333-333333333333"
VERSIONS = "44444444-4444-4444-8444-444444444444"


class Transcript:
    """The lines of a transcript, each of which follows the one before."""

    def __init__(self, session: str, cwd: str, start: datetime, agent: str | None = None) -> None:
        self.lines: list[str] = []
        self.session, self.cwd, self.time, self.agent = session, cwd, start, agent
        self.parent: str | None = None

    def add(self, kind: str, message: dict, **more: object) -> None:
        number = len(self.lines)
        uuid = f"{self.session[:8]}-{self.agent or '0000'}-4000-8000-{number:012d}"
        self.time += timedelta(seconds=7)
        time = self.time.strftime("%Y-%m-%dT%H:%M:%S.250Z")
        record = {
            "type": kind,
            "uuid": uuid,
            "parentUuid": self.parent,
            "sessionId": self.session,
            "cwd": self.cwd,
            "gitBranch": "main",
            "timestamp": time,
            "message": message,
        } | more
        if self.agent:
            record |= {"isSidechain": True, "agentId": self.agent}
        self.lines.append(json.dumps(record, ensure_ascii=False))
        self.parent = uuid

    def prompt(self, text: str) -> None:
        self.add("user", {"role": "user", "content": text})

    def answer(self, *blocks: dict | str, model: str = "claude-sonnet-4-5-20250929") -> None:
        content = [{"type": "text", "text": block} if isinstance(block, str) else block for block in blocks]
        usage = {"input_tokens": 1200, "output_tokens": 340 + 10 * len(self.lines), "cache_read_input_tokens": 56000}
        identity = f"msg_{self.session[:8]}{self.agent or ''}{len(self.lines)}"
        self.add(
            "assistant",
            {"id": identity, "role": "assistant", "model": model, "usage": usage, "content": content},
            requestId="req_" + identity,
        )

    def call(self, name: str, given: dict, result: str, *, is_error: bool = False, **more: object) -> None:
        identity = f"toolu_{self.session[:8]}{self.agent or ''}{len(self.lines)}"
        self.answer({"type": "tool_use", "id": identity, "name": name, "input": given})
        block = {"type": "tool_result", "tool_use_id": identity, "content": result, "is_error": is_error}
        self.add("user", {"role": "user", "content": [block]}, **more)

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(self.lines) + "\n", encoding="utf-8")


def shop(start: datetime) -> Transcript:
    talk = Transcript(SHOP, "/work/shop", start)
    talk.prompt("Why is the total wrong?")
    talk.answer({"type": "thinking", "thinking": "The total is a sum of **all** lines.", "signature": "x"}, "I look.")
    talk.call("Bash", {"command": "grep -rn 'total' Sources"}, "Cart.swift:7: needle")
    change = {
        "file_path": "/work/shop/Sources/Cart.swift",
        "old_string": "let a = 1\nlet b = 2",
        "new_string": "let a = 3",
    }
    talk.call("Edit", change, "The file was changed.")
    talk.call("Read", {"file_path": "/work/shop/none.swift"}, "There is no such file.", is_error=True)
    given = {"description": "Look for other sums", "subagent_type": "Explore", "prompt": "Find **all** sums."}
    talk.call("Task", given, "There are **two** others.", toolUseResult={"agentId": "abcd", "status": "completed"})
    talk.answer(
        "# Found\n\nIt adds the discount **twice**, see `Cart.total`:\n\n1. once\n2. again\n\n| place | sum |\n"
        "|---|---:|\n| here | 1 |\n\n```swift\nlet x = 1\n```\n\nSee https://example.org/issue/7."
    )
    talk.prompt("Is it done?")
    talk.answer("Yes.", model="claude-opus-4-5-20251101")
    return talk


def subagent(start: datetime) -> Transcript:
    talk = Transcript(SHOP, "/work/shop", start, "abcd")
    talk.prompt("Find **all** sums.")
    talk.call("Grep", {"pattern": "sum", "path": "Sources"}, "Tax.swift:3\nShip.swift:9")
    talk.answer("There are **two** others.")
    return talk


def long(start: datetime) -> Transcript:
    """Many turns, and one message of four million characters."""
    talk = Transcript(LONG, "/work/garden", start)
    for turn in range(150):
        talk.prompt(f"Question {turn}")
        for step in range(3):
            talk.call("Bash", {"command": f"make step-{step}"}, f"step {step} of turn {turn}")
        talk.answer(f"Answer {turn}.")
    talk.prompt("Show it all.")
    talk.answer("A line of a long answer, one of very many. " * 90_000)
    return talk


def hostile(start: datetime) -> Transcript:
    talk = Transcript(BAD, f'/work/<img src=x onerror="{ATTACK}">/"\'`', start)
    talk.prompt("\n".join(HOSTILE))
    for text in HOSTILE:
        talk.prompt(text)
        talk.answer(text, {"type": "thinking", "thinking": text, "signature": "x"})
        talk.call(text[:60], {text[:40]: text, "command": text}, text, is_error=True)
    return talk


def write_root(root: Path) -> None:
    now = datetime.now(timezone.utc).replace(microsecond=0)
    projects = root / "projects"
    shop(now - timedelta(hours=5)).write(projects / "-work-shop" / f"{SHOP}.jsonl")
    subagent(now - timedelta(hours=4)).write(projects / "-work-shop" / SHOP / "subagents" / "agent-abcd.jsonl")
    long(now - timedelta(hours=30)).write(projects / "-work-garden" / f"{LONG}.jsonl")
    hostile(now - timedelta(hours=3)).write(projects / "-work-bad" / f"{BAD}.jsonl")
    for number in range(30):
        session = f"5555{number:04d}-1111-4111-8111-111111111111"
        talk = Transcript(session, f"/work/garden{number % 4}", now - timedelta(days=3 * number + 1))
        for turn in range(1 + number % 5):
            talk.prompt(f"Plant {number}, step {turn}")
            talk.answer(f"Planted {turn}.")
        talk.write(projects / f"-work-garden{number % 4}" / f"{session}.jsonl")


def write_version(root: Path, *, second: bool) -> None:
    """A transcript that is rewritten between two ingests."""
    talk = Transcript(VERSIONS, "/work/shop", datetime.now(timezone.utc) - timedelta(hours=9))
    talk.prompt("The first question, rewritten" if second else "The first question")
    talk.answer("The second answer" if second else "The first answer")
    if second:
        talk.prompt("A new question")
    talk.write(root / "projects" / "-work-shop" / f"{VERSIONS}.jsonl")


def write_many(root: Path, count: int) -> None:
    """As many sessions of one prompt and one answer."""
    start = datetime(2026, 1, 1, tzinfo=timezone.utc)
    for number in range(count):
        session = f"{number:08x}-1111-4111-8111-111111111111"
        talk = Transcript(session, f"/work/project-{number % 120}", start + timedelta(minutes=number))
        talk.prompt(f"Task {number}")
        talk.answer("Done.")
        talk.write(root / "projects" / f"-work-project-{number % 120}" / f"{session}.jsonl")
