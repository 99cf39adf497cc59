#!/usr/bin/env python3
"""Messages that no library sends: raw.py LOG STORE PROGRAM

LOG names a directory for what was recorded. The program is started as a server several times. What is not as it should
be is printed on standard error, a sentence each; the exit status is their number.
"""
from __future__ import annotations

import contextlib
import json
import queue
import signal
import subprocess
import sys
import threading
from pathlib import Path

PREFIX = "io.modelcontextprotocol/"
META = {
    PREFIX + "protocolVersion": "2026-07-28",
    PREFIX + "clientInfo": {"name": "raw", "version": "1"},
    PREFIX + "clientCapabilities": {},
}
# Long enough for a machine that does much else; a server that is waited for so long hangs.
PATIENCE = 120
failures = 0


def check(sentence: str, holds: object, details: object = "") -> None:
    global failures
    if not holds:
        failures += 1
        print(f"{sentence}: {str(details)[:400]}" if details != "" else sentence, file=sys.stderr)


class Server:
    """A running server, whose answers are recorded and given out in their order."""

    def __init__(self, name: str, *program: str) -> None:
        self.process = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.lines: queue.Queue[bytes | None] = queue.Queue()
        self.log = Path(sys.argv[1], name + ".raw")
        threading.Thread(target=self.collect, daemon=True).start()

    def collect(self) -> None:
        with self.log.open("wb") as log:
            for line in self.process.stdout:
                log.write(b"< " + line)
                log.flush()
                self.lines.put(line)
        self.lines.put(None)

    def send(self, *messages: dict | list | str | bytes) -> None:
        """Sends messages with one write."""
        lines = []
        for message in messages:
            if not isinstance(message, (str, bytes)):
                message = json.dumps(message)
            lines.append(message.encode() if isinstance(message, str) else message)
        self.process.stdin.write(b"".join(line + b"\n" for line in lines))
        self.process.stdin.flush()

    def get(self) -> dict:
        """The next answer; empty where the server has ended."""
        line = self.lines.get(timeout=PATIENCE)
        return json.loads(line) if line else {}

    def ask(self, message: dict | list | str | bytes) -> dict:
        self.send(message)
        return self.get()

    def end(self) -> list[dict]:
        """Ends the input. Returns the answers that were still to come."""
        self.process.stdin.close()
        rest = []
        while (line := self.lines.get(timeout=PATIENCE)) is not None:
            rest.append(json.loads(line))
        check("the server ends with status 0", self.process.wait(PATIENCE) == 0, self.process.returncode)
        return rest


def request(number: int | str, method: str, meta: dict | None = META, **params: object) -> dict:
    params = params | ({"_meta": meta} if meta is not None else {})
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": params}


def call(number: int | str, name: str, **arguments: object) -> dict:
    return request(number, "tools/call", name=name, arguments=arguments)


def initialize(number: int, version: str) -> dict:
    client = {"name": "raw", "version": "1"}
    return request(
        number, "initialize", None, protocolVersion=version, capabilities={}, clientInfo=client)


def error(answer: dict) -> int | None:
    return answer.get("error", {}).get("code")


def test_malformed(program: list[str]) -> None:
    server = Server("malformed", *program)
    deep = "[" * 100_000
    for message in ["not json", "{", b"\xff\xfe", b'{"a":"\xff"}', "{}{}", deep, '{"a":\x00}']:
        answer = server.ask(message)
        is_parse_error = error(answer) == -32700 and "id" not in answer
        check(f"{message[:20]!r} is a parse error without an id", is_parse_error, answer)
    old = {"jsonrpc": "1.0", "id": 1, "method": "ping"}
    for message in [[], [request(1, "ping")], 7, old, {"jsonrpc": "2.0", "id": 2}]:
        answer = server.ask(message)
        check(f"{json.dumps(message)[:60]} is an invalid request", error(answer) == -32600, answer)
    for number in [None, True, [], {}]:
        answer = server.ask({"jsonrpc": "2.0", "id": number, "method": "ping"})
        check(f"an id {number} is refused and not repeated", error(answer) and "id" not in answer, answer)
    answer = server.ask(b'{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":"' + b"x" * (5 << 20) + b'"}}')
    check("a message of five megabytes is refused", error(answer) == -32600, answer)
    server.send("", "  ", "\r")
    answer = server.ask(b'{"jsonrpc":"2.0","id":"a\\u0000\\u2028","method":"ping"}\r')
    check("the id is repeated as it was", answer == {"jsonrpc": "2.0", "id": "a\0\u2028", "result": {}}, answer)
    answer = server.ask({"jsonrpc": "2.0", "method": "notifications/nonsense"} | {"id": 3, "method": "ping"})
    check("the server answers after all that", answer.get("id") == 3, answer)
    server.send({"jsonrpc": "2.0", "method": "notifications/nonsense"}, {"jsonrpc": "2.0", "id": 4, "result": {}})
    check("notifications and answers get no answer", server.end() == [])


def test_versions(program: list[str]) -> None:
    server = Server("versions", *program)
    server.send(request(1, "server/discover"), initialize(2, "2025-11-25"))
    answers = {answer["id"]: answer.get("result", {}) for answer in [server.get(), server.get()]}
    check("a probe and a handshake at the same moment are both answered", set(answers) == {1, 2}, answers)
    check("the probe names the revision", "2026-07-28" in answers[1].get("supportedVersions", []), answers)
    check("the handshake agrees", answers[2].get("protocolVersion") == "2025-11-25", answers)
    for version in ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"]:
        answer = server.ask(initialize(3, version))
        check(f"{version} is agreed to", answer["result"]["protocolVersion"] == version, answer)
    for version in ["1900-01-01", "2026-07-28", ""]:
        answer = server.ask(initialize(4, version))
        agreed = answer["result"]["protocolVersion"]
        check(f"'{version}' gets a revision with a handshake", agreed == "2025-11-25", answer)
    answer = server.ask(request(5, "tools/list", META | {PREFIX + "protocolVersion": "2027-01-01"}))
    data = answer.get("error", {}).get("data", {})
    check("an unknown revision is an error that names those that are known", error(answer) == -32022, answer)
    check("it repeats what was asked for", data.get("requested") == "2027-01-01" and data.get("supported"), answer)
    partial = {PREFIX + "protocolVersion": "2026-07-28"}
    check("missing capabilities are an error", error(server.ask(request(6, "tools/list", partial))) == -32602)
    check("a probe without a revision is an error", error(server.ask(request(7, "server/discover", {}))) == -32602)
    check("an unknown method is an error", error(server.ask(request(8, "nope"))) == -32601)
    check("ping is unknown to the new revision", error(server.ask(request(9, "ping"))) == -32601)
    check("ping is known to the older ones", server.ask(request(10, "ping", None)).get("result") == {})
    answer = server.ask(request(11, "logging/setLevel", None, level="debug"))
    check("a level of the log is accepted by the older ones", answer.get("result") == {}, answer)
    new, old = server.ask(request(12, "tools/list")), server.ask(request(13, "tools/list", None))
    for key in ["resultType", "ttlMs", "cacheScope"]:
        check(f"{key} is there in the new revision only", key in new["result"] and key not in old["result"])
    check("both list the same tools", new["result"]["tools"] == old["result"]["tools"])
    missing = "ccstore://session/zzzzzzzz"
    answer = server.ask(request(14, "resources/read", uri=missing))
    check("a missing resource is -32602", error(answer) == -32602, answer)
    answer = server.ask(request(15, "resources/read", None, uri=missing))
    check("a missing resource was -32002", error(answer) == -32002, answer)
    check("nothing more comes", server.end() == [])


def test_calls(program: list[str]) -> None:
    server = Server("calls", *program)
    answer = server.ask(call(1, "search", query="x", cursor="garbage"))
    is_refused = answer["result"]["isError"] and "cursor" in json.dumps(answer)
    check("a bad cursor is refused with its name", is_refused, answer)
    answer = server.ask(call(2, "nope"))
    check("an unknown tool is an error", error(answer) == -32602, answer)
    answer = server.ask(request(3, "tools/call", name="search", arguments=[]))
    check("arguments must be an object", error(answer) == -32602 or answer["result"]["isError"], answer)
    answer = server.ask(
        b'{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"search",'
        b'"arguments":{"query":"a","query":"b"}}}')
    check("an argument that is given twice is refused", answer["result"].get("isError"), answer)
    answer = server.ask(call(5, "search", query="\u202e\x1b[2Jqqzz\u2028", caller="none"))
    check("what is not found is said in a sentence", "result" in answer and not answer["result"].get("isError"), answer)
    number = 6
    meta = META | {"progressToken": "t"}
    server.send(request(number, "tools/call", meta, name="search", arguments={"query": "e", "caller": "none"}))
    steps = []
    while "id" not in (answer := server.get()):
        steps.append(answer["params"])
    check("progress comes before the answer and grows", answer["id"] == number, answer)
    check("progress grows", all(a["progress"] < b["progress"] for a, b in zip(steps, steps[1:])), steps)
    numbers = list(range(100, 400))
    server.send(*[call(number, "sessions", limit=1) for number in numbers])
    check("each of many requests at once gets one answer", sorted(server.get()["id"] for _ in numbers) == numbers)
    check("nothing more comes", server.end() == [])


def test_cancellation(program: list[str]) -> None:
    server = Server("cancellation", *program)
    cancelled = {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 50, "reason": "test"}}
    # Enough run before it that it still waits when it is cancelled.
    before = list(range(1, 41))
    server.send(
        *[call(number, "search", query=f"e {number}", caller="none") for number in before],
        call(50, "search", query="e", caller="none"), cancelled, cancelled | {"params": {"requestId": 999}},
        cancelled | {"params": {}}, call(51, "search", query="e", caller="none"))
    numbers = sorted(server.get()["id"] for _ in range(len(before) + 1))
    check("the others are answered", numbers == [*before, 51], numbers)
    check("what was cancelled gets no answer", server.end() == [])


def test_ends(program: list[str], empty: str) -> None:
    server = Server("without-store", program[0], "mcp", "--store", empty)
    answer = server.ask(call(1, "sessions"))
    check("without a store the tools say what to do", "ccstore ingest" in json.dumps(answer), answer)
    server.end()
    server = Server("signal", *program)
    check("the server answers", server.ask(request(1, "tools/list")).get("id") == 1)
    server.process.send_signal(signal.SIGTERM)
    check("the server ends when it is asked to", server.process.wait(PATIENCE) in (0, 143, -signal.SIGTERM))
    process = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    process.stdout.close()
    with contextlib.suppress(BrokenPipeError):
        process.stdin.write((json.dumps(call(1, "sessions")) + "\n").encode())
        process.stdin.close()
    check("the server ends quietly when nobody reads", process.wait(PATIENCE) is not None)
    server = Server("half", *program)
    server.process.stdin.write(b'{"jsonrpc":"2.0","id":1,"method":"ping"}')
    check("half a line at the end is no message, or a whole one", len(server.end()) <= 1)


def main() -> None:
    log, store, program = sys.argv[1:]
    command = [program, "mcp", "--store", store]
    for test in [test_malformed, test_versions, test_calls, test_cancellation]:
        test(command)
    test_ends(command, str(Path(log, "no-store")))
    sys.exit(min(100, failures))


main()
