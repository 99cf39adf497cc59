#!/usr/bin/env python3
"""Runs a server and records what passes between it and its client: tee.py LOG PROGRAM [ARGUMENT…]

A line of the log begins with "> " where the client speaks, and with "< " where the server does. Bytes that are not
UTF-8 stay as they are.
"""
from __future__ import annotations

import subprocess
import sys
import threading
from typing import BinaryIO


def main() -> None:
    server = subprocess.Popen(sys.argv[2:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    lock = threading.Lock()
    with open(sys.argv[1], "wb") as log:

        def record(mark: bytes, line: bytes) -> None:
            with lock:
                log.write(mark + line.rstrip(b"\n") + b"\n")
                log.flush()

        def carry(source: BinaryIO, mark: bytes, target: BinaryIO) -> None:
            for line in source:
                record(mark, line)
                target.write(line)
                target.flush()

        def carry_input() -> None:
            try:
                carry(sys.stdin.buffer, b"> ", server.stdin)
                server.stdin.close()
            except BrokenPipeError:
                pass

        threading.Thread(target=carry_input, daemon=True).start()
        carry(server.stdout, b"< ", sys.stdout.buffer)
        sys.exit(server.wait())


main()
