#!/usr/bin/env python3
"""Counts the tokens in transcripts, without ccstore and without usage.jq: both, and `ccstore usage`, must say the same.

    usage.py FILE…      the files in the order in which they were stored

Where usage.jq goes through the lines once and remembers, this looks at everything at once: what was said is a graph.
Its nodes are lines with tokens; an edge ties two lines of one response. Its components are the responses, and what
sessions have in common is a matter of sets. Standard library only.
"""
import collections
import datetime
import json
import os
import sys

FIELDS = ("input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens",
          "ephemeral_5m_input_tokens", "ephemeral_1h_input_tokens")
Line = collections.namedtuple(
    "Line", "place file session time id uuid request parent model tokens tools extras inner side"
)


def child(value, *keys):
    """What lies at the end of a path through objects; None where it breaks off."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def text(value):
    return value if isinstance(value, str) and value else None


def numbers(usage):
    """The six numbers of a usage object."""
    both = {**(usage.get("cache_creation") if isinstance(usage.get("cache_creation"), dict) else {}),
            **{name: usage.get(name) for name in FIELDS[:4]}}
    return tuple(max(0, int(both[name])) if type(both.get(name)) in (int, float) else 0 for name in FIELDS)


def billed(tokens):
    """Input, output, 5-minute writes, 1-hour writes, reads."""
    given, answered, written, read, short, long = tokens
    return given, answered, max(short, written - long), long, read


def read_by(tokens):
    given, _, short, long, read = billed(tokens)
    return given + short + long + read


def blocks(message):
    content = child(message, "content")
    return [block for block in content if isinstance(block, dict)] if isinstance(content, list) else []


def is_typed(record):
    if record.get("type") != "user" or record.get("isMeta") is True or record.get("isCompactSummary") is True:
        return False
    if isinstance(child(record, "message", "content"), str):
        return True
    kinds = {str(block.get("type")) for block in blocks(record.get("message"))}
    return bool(kinds & {"text", "image", "document"}) and "tool_result" not in kinds


def extras(usage, model):
    """Advisors, compactions and other models: (model or None, tokens)."""
    listed = usage.get("iterations")
    for item in listed if isinstance(listed, list) else []:
        kind = child(item, "type")
        if not isinstance(kind, str) or kind == "message":
            continue
        other = child(item, "model")
        other = other if isinstance(other, str) and other != (model or "") else None
        if other is not None or kind.startswith("advisor") or kind == "compaction":
            yield other, numbers(item)


class Reading:
    def __init__(self, paths):
        self.lines, self.users, self.prompts = [], [], collections.defaultdict(list)
        self.stamps, self.background = collections.defaultdict(set), set()
        self.place = 0
        for path in paths:
            self.session = os.path.basename(path).removesuffix(".jsonl")
            with open(path, "rb") as file:
                for raw in file.read().split(b"\n"):
                    try:
                        record = json.loads(raw)
                    except (ValueError, RecursionError):
                        continue
                    if isinstance(record, dict):
                        self.place += 1
                        self.take(record, path)

    def take(self, record, path):
        if isinstance(record.get("sessionId"), str):
            self.session = record["sessionId"]
        time, side = (
            record.get("timestamp") if isinstance(record.get("timestamp"), str) else None,
            record.get("isSidechain") is True,
        )
        if record.get("type") == "user":
            self.users.append((self.place, path, side, is_typed(record), time))
            if is_typed(record) and not side and text(record.get("uuid")):
                self.prompts[record["uuid"]].append((self.session, time))
        if text(child(record, "forkedFrom", "sessionId")):
            self.stamps[self.session].add(record["forkedFrom"]["sessionId"])
        if record.get("sessionKind") == "bg":
            self.background.add(self.session)
        message, speaker = record.get("message"), record
        own = isinstance(child(message, "id"), str) or isinstance(child(message, "usage"), dict)
        inner = record.get("type") == "progress" and not own and isinstance(child(record, "data", "message"), dict)
        if inner:
            speaker = record["data"]["message"]
            message = speaker.get("message")
        usage, model = child(message, "usage"), child(message, "model")
        if not isinstance(usage, dict) or model == "<synthetic>":
            return
        request = record.get("requestId") if isinstance(record.get("requestId"), str) else speaker.get("requestId")
        model = model if isinstance(model, str) else None
        tools = {
            block["name"]
            for block in blocks(message)
            if block.get("type") == "tool_use" and isinstance(block.get("name"), str)
        }
        self.lines.append(
            Line(
                self.place,
                path,
                self.session,
                time,
                text(child(message, "id")),
                (text(speaker.get("uuid")) if inner else None) or text(record.get("uuid")),
                text(request),
                record.get("parentUuid"),
                model,
                numbers(usage),
                tools,
                tuple(extras(usage, model)),
                inner,
                side,
            )
        )


class Components:
    """The nodes that are connected: union-find."""

    def __init__(self, count):
        self.above = list(range(count))

    def root(self, node):
        while self.above[node] != node:
            self.above[node] = node = self.above[self.above[node]]
        return node

    def tie(self, a, b):
        a, b = sorted((self.root(a), self.root(b)))
        self.above[b] = a


def between(reading):
    """For each line that another one of its file and id follows directly: earlier, later, what the user wrote between.

    Of what the user wrote: what was typed, and anything at all.
    """
    latest, events = (
        {},
        sorted(
            [(line.place, "line", number) for number, line in enumerate(reading.lines) if not line.inner]
            + [(user[0], "user", user) for user in reading.users],
            key=lambda event: event[0],
        ),
    )
    for _, kind, what in events:
        if kind == "user":
            _, path, side, typed, time = what
            if path in latest and reading.lines[latest[path][0]].side == side:
                latest[path][1].append((typed, time))
        else:
            line = reading.lines[what]
            if line.file in latest:
                before, users = latest[line.file]
                if line.id and reading.lines[before].id == line.id:
                    yield before, what, users
            latest[line.file] = (what, [])


def responses(reading):
    """The components, each a list of lines."""
    lines, nodes = reading.lines, Components(len(reading.lines))
    by_id = collections.defaultdict(list)
    for number, line in enumerate(lines):
        by_id[line.id or line.uuid or repr((line.session, line.model, line.time, line.tokens))].append(number)
    follows = {later: (before, users) for before, later, users in between(reading)}
    for numbers_ in by_id.values():
        seen_request, seen_uuid, constant, shared = {}, {}, False, False
        for number in numbers_:
            line, first = lines[number], numbers_[0]
            def differs(other):
                a, b = (
                    read_by(line.tokens),
                    max(
                        read_by(lines[n].tokens) for n in numbers_ if n < number and nodes.root(n) == nodes.root(other)
                    ),
                )
                return a != b and a and b
            def written(other):
                return max(lines[n].tokens[1] for n in numbers_ if n < number and nodes.root(n) == nodes.root(other))
            tie = None
            if number != first:
                request = None if constant else line.request
                if (request is None or shared) and line.uuid in seen_uuid and line.uuid:
                    tie = seen_uuid[line.uuid]
                else:
                    same = seen_request.get(request) if request else None
                    before, users = follows.get(number, (None, []))
                    to = same if same is not None else before if before is not None else first
                    if before is not None and nodes.root(before) != nodes.root(to):
                        before = None
                    typed = [time for is_typed_, time in users if is_typed_]
                    asked = [
                        request
                        for n in numbers_
                        if n < number and nodes.root(n) == nodes.root(to)
                        for request in [lines[n].request]
                        if request
                    ]
                    if line.inner or all(
                        lines[n].inner for n in numbers_ if n < number and nodes.root(n) == nodes.root(to)
                    ):
                        apart = same is None and (shared or differs(to))
                    elif before is None:
                        apart = (
                            shared and differs(to)
                            if same is not None
                            else (
                                shared
                                or differs(to)
                                or line.session != lines[to].session
                                and not line.request
                                and not asked
                            )
                        )
                    elif line.parent and line.parent == lines[before].uuid:
                        apart = False
                    elif typed and (
                        typed[-1] is None or (lines[before].time or typed[-1]) <= typed[-1] <= (line.time or typed[-1])
                    ):
                        apart = same is None or differs(to) or line.tokens[1] <= written(to)
                    elif users:
                        apart = differs(to) if same is not None or line.request and asked else (
                            shared or differs(to) or line.tokens[1] < written(to))
                    else:
                        apart = bool(shared and same is None and line.request and asked)
                    if apart:
                        shared = True
                        constant = constant or bool(before is not None and line.request and line.request in asked)
                        seen_request[line.request] = number
                    else:
                        tie = to
            if tie is not None:
                nodes.tie(tie, number)
            if line.request:
                seen_request.setdefault(line.request, number)
            if line.uuid:
                seen_uuid.setdefault(line.uuid, number)
    found = collections.defaultdict(list)
    for number, line in enumerate(lines):
        found[nodes.root(number)].append(line)
    # What a subagent's own file says goes before what a progress record repeats of it.
    return [[line for line in group if not line.inner] or group for group in found.values()]


def descends(stamps, session):
    """The sessions that a session was copied from, at any distance."""
    found, edge = set(), {session}
    while edge:
        edge = {above for below in edge for above in stamps.get(below, ())} - found - {session}
        found |= edge
    return found


def owners(reading, groups):
    """The session that each response counts for."""
    holders = [frozenset(line.session for line in group) for group in groups]
    said, typed = collections.defaultdict(dict), collections.defaultdict(dict)
    for number, group in enumerate(groups):
        for session in holders[number]:
            said[session][number] = min((line.time for line in group if line.time), default=None)
    for uuid, places in reading.prompts.items():
        for session, _ in places:
            typed[session][uuid] = min((time for _, time in places if time), default=None)
    above = {session: descends(reading.stamps, session) for session in said}

    def earlier(a, b):
        """True if a is the original of the two."""
        if (a in above[b]) != (b in above[a]):
            return a in above[b]
        if (a in reading.background) != (b in reading.background):
            return b in reading.background
        mine, yours = said[a].keys() - said[b].keys(), said[b].keys() - said[a].keys()
        if bool(mine) != bool(yours):
            return not mine
        mine_typed, yours_typed = typed[a].keys() - typed[b].keys(), typed[b].keys() - typed[a].keys()
        if not mine and bool(mine_typed) != bool(yours_typed):
            return not mine_typed
        def start(session, numbers_, uuids):
            return min(
                [time for time in [said[session][n] for n in numbers_] + [typed[session][u] for u in uuids] if time],
                default="~",
            )

        return (start(a, mine, mine_typed), a) < (start(b, yours, yours_typed), b)

    chosen = {}
    for sessions in set(holders):
        best, *rest = sorted(sessions)
        for session in rest:
            if earlier(session, best):
                best = session
        chosen[sessions] = best
    return [chosen[sessions] for sessions in holders]


def parts(reading):
    """What is added up: the responses' own tokens, and what they say that advisors and other models used."""
    groups = responses(reading)
    for group, session in zip(groups, owners(reading, groups)):
        model = min(
            (line.model for line in group if line.model),
            default="" if any(line.model == "" for line in group) else None,
        )
        part = {
            "session": session,
            "model": model,
            "time": min((line.time for line in group if line.time), default=None),
            "tool": "+".join(sorted(set().union(*(line.tools for line in group)))) or None,
        }
        yield {**part, "own": 1, "tokens": billed([max(column) for column in zip(*(line.tokens for line in group))])}
        for row in range(max(len(line.extras) for line in group)):
            same = [line.extras[row] for line in group if row < len(line.extras)]
            other = next((name for name, _ in same if name is not None), None)
            yield {**part, "model": model if other is None else other, "own": 0,
                   "tokens": billed([max(column) for column in zip(*(tokens for _, tokens in same))])}


def local(time, shape):
    if time is None:
        return None
    return datetime.datetime.fromisoformat(time[:19] + "+00:00").astimezone().strftime(shape)


def sums(some):
    columns = [sum(column) for column in zip(*(part["tokens"] for part in some))] or [0] * 5
    return {"responses": sum(part["own"] for part in some), "input_tokens": columns[0], "output_tokens": columns[1],
            "cache_creation_input_tokens": columns[2] + columns[3], "cache_creation_5m_input_tokens": columns[2],
            "cache_creation_1h_input_tokens": columns[3], "cache_read_input_tokens": columns[4]}


def main():
    everything = list(
        parts(Reading(sys.stdin.buffer.read().decode().split("\0")[:-1] if sys.argv[1:] == ["-0"] else sys.argv[1:]))
    )
    keys = {"day": lambda part: local(part["time"], "%Y-%m-%d"), "month": lambda part: local(part["time"], "%Y-%m"),
            "hour": lambda part: local(part["time"], "%Y-%m-%d %H:00"), "model": lambda part: part["model"],
            "session": lambda part: part["session"], "tool": lambda part: part["tool"]}
    answer = {"totals": sums(everything)}
    for name, key in keys.items():
        rows = collections.defaultdict(list)
        for part in everything:
            rows[key(part)].append(part)
        answer[name] = [{"key": value, **sums(rows[value])} for value in sorted(rows, key=lambda value: value or "")]
    json.dump(answer, sys.stdout)


main()
