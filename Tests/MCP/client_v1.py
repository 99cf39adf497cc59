#!/usr/bin/env python3
"""The session of session.py with version 1 of the library `mcp`: client_v1.py WORD LOG PROGRAM [ARGUMENT…]

That version is what older clients use.
"""
from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from types import SimpleNamespace

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.types import InitializeResult, PromptReference
from pydantic import AnyUrl
from session import Session


class Adapter:
    def __init__(self, session: ClientSession, introduction: InitializeResult) -> None:
        self.session = session
        self.instructions = introduction.instructions or ""
        self.version = introduction.protocolVersion

    async def tools(self) -> list[dict]:
        listed = await self.session.list_tools()
        return [tool.model_dump(mode="json", by_alias=True, exclude_none=True) for tool in listed.tools]

    async def call(self, name: str, arguments: dict) -> SimpleNamespace:
        result = await self.session.call_tool(name, arguments)
        text = "".join(part.text for part in result.content)
        return SimpleNamespace(is_error=result.isError, text=text, structured=result.structuredContent)

    async def prompts(self) -> list[str]:
        return [prompt.name for prompt in (await self.session.list_prompts()).prompts]

    async def prompt(self, name: str, arguments: dict) -> str:
        return (await self.session.get_prompt(name, arguments)).messages[0].content.text

    async def templates(self) -> list[str]:
        listed = await self.session.list_resource_templates()
        return [template.uriTemplate for template in listed.resourceTemplates]

    async def resources(self) -> list[str]:
        return [str(resource.uri) for resource in (await self.session.list_resources()).resources]

    async def read(self, uri: str) -> str:
        return (await self.session.read_resource(AnyUrl(uri))).contents[0].text

    async def complete(self, prompt: str, argument: str, value: str) -> list[str]:
        reference = PromptReference(type="ref/prompt", name=prompt)
        return (await self.session.complete(reference, {"name": argument, "value": value})).completion.values


async def main() -> int:
    word, log, *program = sys.argv[1:]
    tee = str(Path(__file__).with_name("tee.py"))
    server = StdioServerParameters(command=sys.executable, args=[tee, log, *program], env=dict(os.environ))
    async with stdio_client(server) as (reader, writer), ClientSession(reader, writer) as client:
        session = Session(Adapter(client, await client.initialize()), word)
        session.check("the revision is 2025-11-25", session.client.version == "2025-11-25", session.client.version)
        await client.send_ping()
        await session.run()
        return session.failures


sys.exit(min(100, asyncio.run(main())))
