#!/usr/bin/env python3
"""Asks every tool about every session of transcripts.py and records the answers: attacks.py LOG PROGRAM [ARGUMENT…]

Whether the attacks stay after their marks is found by validate.py in what was recorded. Here it is checked that they
are quoted at all, since an answer without them proves nothing.
"""
from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from mcp import Client
from mcp.client.stdio import StdioServerParameters
from transcripts import ATTACK, TEXTS


async def main() -> int:
    log, *program = sys.argv[1:]
    tee = str(Path(__file__).with_name("tee.py"))
    server = StdioServerParameters(command=sys.executable, args=[tee, log, *program], env=dict(os.environ))
    silent = []
    async with Client(server, mode="auto") as client:

        async def ask(name: str, **arguments: object) -> None:
            result = await client.call_tool(name, arguments)
            if result.is_error or ATTACK not in result.content[0].text:
                silent.append(f"{name} {arguments} quotes no attack: {result.content[0].text[-300:]}")

        for number, name in enumerate(TEXTS):
            session = f"{0x100 + number:08x}"
            for chars in [2000, 12_000, 40_000]:
                await ask("read", session=session, tools=True, thinking=True, full=True, max_chars=chars)
            await ask("overview", session=session)
            await ask("files", session=session)
            for role in ["user", "assistant", "tool_input", "tool_output"]:
                await ask("search", query=ATTACK, session=session, role=[role], exchange=True, limit=50)
            prompt = await client.get_prompt("handoff", {"session": session})
            page = await client.read_resource(f"ccstore://session/{session}")
            if ATTACK not in prompt.messages[0].content.text or ATTACK not in page.contents[0].text:
                silent.append(f"the prompt or the resource of '{name}' quotes no attack")
        await ask("sessions", limit=50, caller="none")
        await ask("search", query=ATTACK, limit=50, max_chars=40_000)
        for grouping in ["project", "session", "branch", "tool"]:
            await client.call_tool("usage", {"by": grouping, "limit": 60})
    for sentence in silent:
        print(sentence, file=sys.stderr)
    return len(silent)


sys.exit(min(100, asyncio.run(main())))
