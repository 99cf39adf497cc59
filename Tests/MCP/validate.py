#!/usr/bin/env python3
"""Validates what was recorded against the schemas of the protocol: validate.py [--schemas DIRECTORY] LOG…

PyPI carries no schema.json of the specification. The package mcp-types of its authors holds a model for each type of a
revision, made from that revision's schema.json, whose checksum it states; printed as JSON Schema and with optional
members that may be absent but not null, they say the same. With --schemas, a directory of the specification's
repository with a schema.json for each revision, every line is validated against those, too.

A log is one of tee.py, or one of raw.py, which holds only what the server said. Every line of a server must also be one
line for any reader, hold no hidden character, and quote the words of ATTACK after a mark only.
"""
from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path

from jsonschema import Draft202012Validator
from mcp_types import methods
from mcp_types.version import KNOWN_PROTOCOL_VERSIONS
from pydantic import TypeAdapter
from transcripts import ATTACK

VERSION = "io.modelcontextprotocol/protocolVersion"
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff\ud800-\udfff]"
)
MARK = "> "
failures: list[str] = []
counts: Counter[str] = Counter()


def fail(place: str, sentence: str, details: object = "") -> None:
    failures.append(f"{place}: {sentence}: {str(details)[:400]}")


def without_nulls(schema: object) -> object:
    """A model states an optional member as one that may be null. On the wire it is absent instead."""
    if isinstance(schema, list):
        return [without_nulls(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: without_nulls(part) for key, part in schema.items()}
    choices = found.get("anyOf")
    if found.get("default", 0) is None and isinstance(choices, list) and len(choices) > 1:
        found["anyOf"] = [choice for choice in choices if choice != {"type": "null"}]
    return found


class Schemas:
    """The schemas of all revisions, by the name of a type."""

    def __init__(self, directory: str | None) -> None:
        self.directory = directory
        self.models: dict[object, Draft202012Validator] = {}
        self.documents: dict[str, dict] = {}

    def check(self, place: str, model: object, version: str, value: object) -> None:
        if model not in self.models:
            schema = TypeAdapter(model).json_schema(by_alias=True, mode="validation")
            self.models[model] = Draft202012Validator(without_nulls(schema))
        for problem in self.models[model].iter_errors(value):
            fail(place, f"is not valid in {version}", f"{problem.json_path} {problem.message}")
        if self.directory:
            names = [part.__name__ for part in getattr(model, "__args__", None) or [model]]
            self.check_document(place, names, version, value)

    def check_document(self, place: str, names: list[str], version: str, value: object) -> None:
        if version not in self.documents:
            self.documents[version] = json.loads(Path(self.directory, version, "schema.json").read_text())
        document = self.documents[version]
        key = "$defs" if "$defs" in document else "definitions"
        # Newer revisions name types that older ones do not have.
        known = [name for name in names if name in document[key]]
        if not known:
            counts["without a type in schema.json"] += 1
            return
        schema = {key: document[key], "anyOf": [{"$ref": f"#/{key}/{name}"} for name in known]}
        counts["validated against schema.json"] += 1
        for problem in Draft202012Validator(schema).iter_errors(value):
            fail(place, f"is not valid in schema.json of {version}", f"{problem.json_path} {problem.message}")


class Log:
    """One connection. It remembers the method and the revision of each request."""

    def __init__(self, path: Path, schemas: Schemas) -> None:
        self.path, self.schemas = path, schemas
        self.requests: dict[object, tuple[str, str]] = {}
        self.agreed = "2025-11-25"

    def read(self) -> None:
        content = self.path.read_bytes()
        for number, line in enumerate(content.split(b"\n")[:-1], 1):
            place = f"{self.path.name}:{number}"
            mark, message = line[:2], line[2:]
            if mark == b"> ":
                self.client(place, json.loads(message))
            else:
                self.server(place, message)

    def client(self, place: str, message: dict) -> None:
        params = message.get("params") or {}
        version = (params.get("_meta") or {}).get(VERSION, self.agreed)
        if version not in KNOWN_PROTOCOL_VERSIONS:
            return
        method = message.get("method", "")
        known = methods.CLIENT_REQUESTS if "id" in message else methods.CLIENT_NOTIFICATIONS
        if model := known.get((method, version)):
            self.schemas.check(place, model, version, message)
            counts[f"{version} from the client"] += 1
        if "id" in message:
            self.requests[message["id"]] = (method, version)

    def server(self, place: str, line: bytes) -> None:
        try:
            text = line.decode()
            message = json.loads(text)
        except ValueError as error:
            return fail(place, "is not a line of JSON in UTF-8", error)
        if len(text.splitlines()) != 1 or HIDDEN.search(text):
            fail(place, "has a character that ends a line or is hidden", ascii(text[:200]))
        if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
            return fail(place, "is no message of JSON-RPC", text)
        if "error" in message:
            self.error(place, message)
        elif "method" in message:
            self.notification(place, message)
        else:
            self.result(place, message)
        result = message.get("result")
        if isinstance(result, dict):
            # A document is JSON, which a client gives to the model as JSON: nothing in it can begin a line.
            documents = result.pop("structuredContent", None)
            for words in strings(result):
                self.fence(place, words)
            for words in strings(documents):
                if HIDDEN.search(words.replace("\n", " ")):
                    fail(place, "has a hidden character in a document", ascii(words[:200]))

    def error(self, place: str, message: dict) -> None:
        """An error without an id is one of a message whose id could not be read."""
        problem = message["error"]
        if not set(message) <= {"jsonrpc", "id", "error"} or not set(problem) <= {"code", "message", "data"}:
            fail(place, "has other members than an error", message)
        if not isinstance(problem.get("code"), int) or not isinstance(problem.get("message"), str):
            fail(place, "has no code or message", message)
        if "id" in message and (isinstance(message["id"], bool) or not isinstance(message["id"], (int, str))):
            fail(place, "has an id that is neither a number nor a string", message)
        counts["errors"] += 1

    def notification(self, place: str, message: dict) -> None:
        for version in {self.agreed, "2026-07-28"}:
            model = methods.SERVER_NOTIFICATIONS.get((message["method"], version))
            if "id" in message or model is None:
                fail(place, "is no notification of the protocol", message)
            else:
                self.schemas.check(place, model, version, message)
                counts["notifications"] += 1

    def result(self, place: str, message: dict) -> None:
        if set(message) != {"jsonrpc", "id", "result"}:
            return fail(place, "has other members than a result", message)
        result = message["result"]
        method, version = self.requests.get(message["id"], ("", ""))
        if method == "initialize":
            self.agreed = version = result["protocolVersion"]
        if not method:
            if self.path.suffix != ".raw":
                fail(place, "answers no request", message)
            return
        model = methods.SERVER_RESULTS.get((method, version))
        if model is None:
            return fail(place, f"answers {method}, which {version} does not have", message)
        self.schemas.check(place, model, version, result)
        counts[f"{version} from the server"] += 1

    def fence(self, place: str, words: str) -> None:
        """Whatever a transcript holds stands in lines that begin with the mark, and nothing in it is hidden."""
        if HIDDEN.search(words):
            fail(place, "gives a hidden character to the model", ascii(words[:200]))
        for line in words.split("\n") if ATTACK in words else []:
            if ATTACK in line:
                counts["quoted lines of attacks"] += 1
                if not line.startswith(MARK) and not is_own(line):
                    fail(place, "gives words of the past without a mark", line)


def is_own(line: str) -> bool:
    """The words of an attack may stand in a line of the server as a JSON string, which they cannot end, or in JSON. The
    name of a tool may stand there as it is if it has nothing but letters, digits, dots, hyphens and underscores.
    """
    if line.startswith(("{", "[")):
        try:
            json.loads(line)
        except ValueError:
            return False
        return True
    return ATTACK not in re.sub(r'"(?:\\.|[^"\\])*"|\bmcp__[A-Za-z0-9._-]{1,128}', "", line)


def strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for part in parts for text in strings(part)]


def main() -> None:
    arguments = sys.argv[1:]
    directory = None
    if arguments[0] == "--schemas":
        directory, arguments = arguments[1], arguments[2:]
    schemas = Schemas(directory)
    for name in arguments:
        Log(Path(name), schemas).read()
    for failure in failures[:100]:
        print(failure, file=sys.stderr)
    print("validated: " + ", ".join(f"{number} {name}" for name, number in sorted(counts.items())))
    sys.exit(min(100, len(failures)))


main()
