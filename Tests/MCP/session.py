#!/usr/bin/env python3
"""What a client asks, whichever library it is written with: every tool, prompt and resource, and what goes wrong.

A client is given as an object with the functions of `Client`. What is not as it should be is printed on standard error,
a sentence each, and the number of these sentences is returned.
"""
from __future__ import annotations

import json
import re
import sys
from typing import Protocol

TOOLS = ["search", "sessions", "read", "overview", "files", "usage", "status"]
DOCUMENTS = {"usage", "status"}
USUAL_CHARACTERS = 12_000
PAGES_MAX = 40


class Answer(Protocol):
    is_error: bool
    text: str
    structured: object


class Client(Protocol):
    """The functions return plain values, so that both versions of the library look alike."""

    instructions: str
    version: str

    async def tools(self) -> list[dict]: ...
    async def call(self, name: str, arguments: dict) -> Answer: ...
    async def prompts(self) -> list[str]: ...
    async def prompt(self, name: str, arguments: dict) -> str: ...
    async def templates(self) -> list[str]: ...
    async def resources(self) -> list[str]: ...
    async def read(self, uri: str) -> str: ...
    async def complete(self, prompt: str, argument: str, value: str) -> list[str]: ...


class Session:
    def __init__(self, client: Client, word: str) -> None:
        self.client, self.word = client, word
        self.failures = 0

    def check(self, sentence: str, holds: object, details: object = "") -> None:
        if not holds:
            self.failures += 1
            print(f"{sentence}: {str(details)[:400]}" if details != "" else sentence, file=sys.stderr)

    async def ask(self, name: str, **arguments: object) -> str:
        """Calls a tool that must succeed, and checks its form."""
        answer = await self.client.call(name, arguments)
        what = f"{name} {json.dumps(arguments)}"
        self.check(f"{what} succeeds", not answer.is_error, answer.text)
        limit = arguments.get("max_chars", USUAL_CHARACTERS)
        if name in DOCUMENTS:
            self.check(f"{what} answers the same twice", answer.structured == json.loads(answer.text), answer.text)
        else:
            self.check(f"{what} answers text only", answer.structured is None, answer.structured)
            self.check(f"{what} keeps to {limit} characters", len(answer.text) <= limit, len(answer.text))
        return answer.text

    async def refuses(self, name: str, arguments: dict, *words: str) -> None:
        """Calls a tool that must refuse its arguments with a sentence that has some words."""
        answer = await self.client.call(name, arguments)
        what = f"{name} {json.dumps(arguments)}"
        self.check(f"{what} is refused", answer.is_error, answer.text)
        for word in words:
            self.check(f"the refusal of {what} says '{word}'", word in answer.text, answer.text)

    async def continued(self, name: str, text: str) -> int:
        """Makes the calls with which answers say that they continue. Returns their number."""
        pages = 0
        while pages < PAGES_MAX:
            found = re.search(r"^(?!> ).*Continue with: (\w+) (\{.*\})$", text, re.MULTILINE)
            if not found:
                return pages
            self.check(f"an answer of {name} continues with the same tool", found[1] == name, found[0])
            text = await self.ask(found[1], **json.loads(found[2]))
            pages += 1
        return pages

    async def run(self) -> None:
        await self.introduction()
        first = await self.questions()
        await self.mistakes()
        await self.prompts_and_resources(first)

    async def introduction(self) -> None:
        tools = await self.client.tools()
        self.check("the tools are those that are known", [tool["name"] for tool in tools] == TOOLS, tools)
        size = len(json.dumps(tools, separators=(",", ":")))
        self.check("the list of tools is short", size < 6144, size)
        for tool in tools:
            hints = tool.get("annotations") or {}
            self.check(f"{tool['name']} changes nothing", hints.get("readOnlyHint") is True, hints)
            has_schema = bool(tool.get("outputSchema"))
            self.check(f"{tool['name']} states its documents", has_schema == (tool["name"] in DOCUMENTS))
        self.check("the list of tools is the same again", await self.client.tools() == tools)
        self.check("the instructions are short", 100 < len(self.client.instructions) < 2048)
        self.check("the instructions warn of secrets", "secret" in self.client.instructions)

    async def questions(self) -> str:
        """Asks every tool. Returns the id of a session."""
        await self.ask("status")
        usage = json.loads(await self.ask("usage", by="model", limit=3))
        self.check("usage has groups", usage.get("groups"), usage)
        listed = await self.ask("sessions", limit=3, caller="none")
        rows = re.findall(r"^([0-9a-zA-Z-]+) \d{4}-\d\d-\d\d", listed, re.MULTILINE)
        self.check("sessions names three sessions", len(rows) == 3, listed)
        self.check("sessions continues", await self.continued("sessions", listed) > 0, listed)
        first = rows[0] if rows else "last"
        found = await self.ask("search", query=self.word, caller="none", limit=2)
        self.check("search finds the word", self.word.lower() in found.lower(), found)
        exchange = await self.ask("search", query=self.word, exchange=True, caller="none")
        self.check("search finds the word with its exchange", self.word.lower() in exchange.lower(), exchange)
        await self.continued("search", found)
        await self.ask("search", query=self.word, role=["tool_output"], limit=50, max_chars=40_000)
        nothing = await self.ask("search", query="qqzzqqzz" + "x")
        self.check("search says so where there is nothing", len(nothing) < 1000, nothing)
        overview = await self.ask("overview", session=first)
        self.check("overview is short", len(overview) < 4000, len(overview))
        read = await self.ask("read", session=first, max_chars=1000)
        await self.continued("read", read)
        await self.ask("read", session=first, tail=2)
        files = await self.ask("files", limit=2)
        await self.continued("files", files)
        return first

    async def mistakes(self) -> None:
        await self.refuses("search", {"quary": "x"}, "quary", "query")
        await self.refuses("search", {})
        await self.refuses("search", {"query": "x", "limit": 100_000}, "limit")
        await self.refuses("search", {"query": "x", "cursor": "garbage"}, "cursor")
        await self.refuses("search", {"query": ["x"]}, "query")
        await self.refuses("read", {"session": "no-such-session"}, "no-such-session")
        await self.refuses("read", {"session": "../../etc/passwd"})
        await self.refuses("read", {"session": "last", "max_chars": 999}, "max_chars")
        await self.refuses("usage", {"by": "moon"}, "by", "model")
        await self.fails("an unknown tool", self.client.call("nope", {}))
        await self.fails("an unknown prompt", self.client.prompt("nope", {}))
        await self.fails("a missing resource", self.client.read("ccstore://session/zzzzzzzz"))
        await self.fails("a path as a resource", self.client.read("file:///etc/passwd"))

    async def fails(self, what: str, request: object) -> None:
        try:
            answer = await request
        except Exception as error:  # The libraries have different ones.
            self.check(f"{what} is an error with a message", str(error), repr(error))
        else:
            self.check(f"{what} is an error", getattr(answer, "is_error", False), answer)

    async def prompts_and_resources(self, session: str) -> None:
        self.check("the prompts are those that are known", await self.client.prompts() == ["decided", "handoff"])
        text = await self.client.prompt("decided", {"topic": "the format"})
        self.check("the prompt decided names its topic", "the format" in text, text)
        text = await self.client.prompt("handoff", {"session": session})
        self.check("the prompt handoff names its session", session in text, text)
        templates = await self.client.templates()
        self.check("there is a template of resources", templates == ["ccstore://session/{id}"], templates)
        self.check("no resource is listed", await self.client.resources() == [])
        page, pages = f"ccstore://session/{session}", 0
        while page and pages < PAGES_MAX:
            text = await self.client.read(page)
            self.check("a page of a resource keeps to its limit", len(text) <= 40_000, len(text))
            found = re.search(r"^(?!> ).*Continue with: (ccstore://\S+)$", text, re.MULTILINE)
            page, pages = found[1] if found else "", pages + 1
        values = await self.client.complete("handoff", "session", session[:2])
        self.check("a session is completed", session in values or len(values) == 100, values)
