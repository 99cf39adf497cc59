#!/usr/bin/env python3
"""The session of session.py with version 2 of the library `mcp`: client_v2.py MODE WORD LOG PROGRAM [ARGUMENT…]

MODE is `auto`, where the client begins with the revision that has no handshake, or `legacy`.
"""
from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from types import SimpleNamespace

from mcp import Client
from mcp.client.stdio import StdioServerParameters
from mcp_types import PromptReference
from session import Session


class Adapter:
    def __init__(self, client: Client) -> None:
        self.client = client
        self.instructions = client.instructions or ""
        self.version = client.protocol_version
        self.progress: list[float] = []

    async def tools(self) -> list[dict]:
        listed = await self.client.list_tools()
        return [tool.model_dump(mode="json", by_alias=True, exclude_none=True) for tool in listed.tools]

    async def call(self, name: str, arguments: dict) -> SimpleNamespace:
        async def report(progress: float, total: float | None, message: str | None) -> None:
            self.progress.append(progress)

        result = await self.client.call_tool(name, arguments, progress_callback=report)
        text = "".join(part.text for part in result.content)
        return SimpleNamespace(is_error=result.is_error, text=text, structured=result.structured_content)

    async def prompts(self) -> list[str]:
        return [prompt.name for prompt in (await self.client.list_prompts()).prompts]

    async def prompt(self, name: str, arguments: dict) -> str:
        return (await self.client.get_prompt(name, arguments)).messages[0].content.text

    async def templates(self) -> list[str]:
        listed = await self.client.list_resource_templates()
        return [template.uri_template for template in listed.resource_templates]

    async def resources(self) -> list[str]:
        return [str(resource.uri) for resource in (await self.client.list_resources()).resources]

    async def read(self, uri: str) -> str:
        return (await self.client.read_resource(uri)).contents[0].text

    async def complete(self, prompt: str, argument: str, value: str) -> list[str]:
        reference = PromptReference(type="ref/prompt", name=prompt)
        return (await self.client.complete(reference, {"name": argument, "value": value})).completion.values


async def main() -> int:
    mode, word, log, *program = sys.argv[1:]
    tee = str(Path(__file__).with_name("tee.py"))
    server = StdioServerParameters(command=sys.executable, args=[tee, log, *program], env=dict(os.environ))
    async with Client(server, mode=mode) as client:
        session = Session(Adapter(client), word)
        expected = "2026-07-28" if mode == "auto" else "2025-11-25"
        session.check(f"the revision is {expected}", session.client.version == expected, session.client.version)
        await session.run()
        return session.failures


sys.exit(min(100, asyncio.run(main())))
