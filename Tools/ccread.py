#!/usr/bin/env python3
"""An independent reader of ccstore stores, written from FORMAT.md alone.

    ccread.py check STORE                         check every byte; exit 0: clean, 3: problems
    ccread.py events STORE [--json]               the events, one a line
    ccread.py export STORE DIR [--generation N]   the original files
    ccread.py vectors FORMAT.md                   decode the test vectors of the format page

Python's standard library only, nothing shared with the program: where the two disagree, one of them or the page is wrong.
"""
from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import re
import struct
import sys
import tempfile
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Callable, Iterator, NamedTuple, Optional

Fields = dict[int, Any]  # the values of an event by column id: integers and bytes
Key = tuple[int, int]  # number of a source, generation
MIB = 1 << 20
MAX_RAW, MAX_ROWS, MAX_BODY, MAX_SEGMENT, MAX_SEGMENTS, MAX_SNAPSHOT = 64 * MIB, 65536, 1 << 30, 1 << 40, MIB, 1 << 30
EVENTS, BODIES, COMMIT, ATTEST, SEAL = 1, 2, 3, 4, 5
ACTIVE, SEALED, CUT = 1, 2, 3

KINDS = dict(enumerate("source,record,piece,progress,decision,run started,run finished,missing,reset".split(","), 1))
COLUMNS: dict[int, str] = {}
for first, names in {
        16: "source,generation,line,offset,piece,defect,flags,uuid,parent,session,type,subtype,timestamp,message,request,"
            "model,cwd,branch,version,agent,tools,custom title,AI title,summary,leaf,prompt,input tokens,output tokens,"
            "cache writes,5-minute cache writes,1-hour cache writes,cache reads",
        64: "origin,root,path,form,host", 72: "length,lines,MD5,size,mtime,ctime,inode,device,reason,old length,old MD5,rules,"
            "related,related generation,base length",
        96: "run,sync key,time,options,status,message,files discovered,new,updated,unchanged,skipped,missing,failed,rewritten,"
            "records,bad lines,bytes stored,sessions inserted,sessions updated,waiting tails"}.items():
    COLUMNS.update(enumerate(names.split(","), first))


class Damage(Exception):
    """Something at a place of a file that the format does not allow."""

    def __init__(self, at: int, message: str):
        super().__init__(message)
        self.at = at


class Torn(Damage):
    """A frame that is not valid, or a commit without its end: normal behind everything that was acknowledged."""


def need(ok: object, at: int, message: str) -> None:
    if not ok:
        raise Damage(at, message)


# --- Primitives ------------------------------------------------------------------------------------------------------

def _tables() -> tuple[list[int], list[int], list[int]]:
    one = []
    for n in range(256):
        for _ in range(8):
            n = n >> 1 ^ (0x82F63B78 if n & 1 else 0)
        one.append(n)
    two = [one[(h := one[n & 255] ^ n >> 8) & 255] ^ h >> 8 for n in range(65536)]
    return one, two, [two[h & 65535] ^ h >> 16 for h in two]


_ONE, _HIGH, _LOW = _tables()


def crc32c(data: bytes) -> int:
    """CRC-32C, four bytes a step."""
    crc, whole = 0xFFFFFFFF, len(data) & ~3
    for start in range(0, whole, 65536):
        part = data[start:min(start + 65536, whole)]
        for word in struct.unpack(f"<{len(part) // 4}I", part):
            crc ^= word
            crc = _LOW[crc & 65535] ^ _HIGH[crc >> 16]
    for byte in data[whole:]:
        crc = _ONE[(crc ^ byte) & 255] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


def lz4(source: bytes, raw: int) -> bytes:
    """Decodes one LZ4 block to exactly `raw` bytes; never holds more."""
    out, at = bytearray(), 0
    try:
        while True:
            token, at = source[at], at + 1
            length = token >> 4
            more = length == 15
            while more:
                length, more, at = length + source[at], source[at] == 255, at + 1
            if at + length > len(source) or len(out) + length > raw:
                raise Damage(0, "LZ4 literals too long")
            out += source[at:at + length]
            at += length
            if at == len(source):
                break
            distance, at = source[at] | source[at + 1] << 8, at + 2
            length = token & 15
            more = length == 15
            while more:
                length, more, at = length + source[at], source[at] == 255, at + 1
            length += 4
            start = len(out) - distance
            if distance == 0 or start < 0 or len(out) + length > raw:
                raise Damage(0, "LZ4 match out of range")
            out += out[start:start + length] if distance >= length else (out[start:] * (length // distance + 1))[:length]
    except IndexError:
        raise Damage(0, "LZ4 block cut off") from None
    need(len(out) == raw, 0, "LZ4 block has another length")
    return bytes(out)


def unpack_payload(codec: int, stored: bytes, raw: int, crcs: tuple[int, int], at: int) -> bytes:
    """The decoded payload of a frame or snapshot whose stored bytes are in hand."""
    if crc32c(stored) != crcs[0]:
        raise Torn(at, "CRC of the stored payload is wrong")
    need(codec in (0, 1), at, f"unknown codec {codec}")
    need(len(stored) == raw if codec == 0 else len(stored) < raw, at, "stored and raw length do not fit the codec")
    try:
        payload = stored if codec == 0 else lz4(stored, raw)
    except Damage as damage:
        raise Torn(at, str(damage)) from None
    if codec and crc32c(payload) != crcs[1] or not codec and crcs[0] != crcs[1]:
        raise Torn(at, "CRC of the raw payload is wrong")
    return payload


# --- CCSTORE, headers, manifest ----------------------------------------------------------------------------------------

def parse_ccstore(data: bytes) -> bytes:
    """The UUID of the store."""
    match = re.fullmatch(rb"(ccstore 1\nstore ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\n"
                         rb"created \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\n)crc32c ([0-9a-f]{8})\n", data)
    if not match:
        raise Damage(0, "not the four lines of a CCSTORE file")
    need(crc32c(match[1]) == int(match[3], 16), 0, "CRC is wrong")
    return bytes.fromhex(match[2].decode().replace("-", ""))


def check_prologue(data: bytes, magic: bytes, store: Optional[bytes]) -> None:
    """Magic, version, incompatible features and store UUID: alike in a segment and a manifest."""
    need(data[:8] == magic + b"\r\n\x1a\n", 0, "magic is wrong")
    need(struct.unpack_from("<H", data, 8)[0] == 1, 8, "unknown major version")
    need(not any(data[16:24]), 16, "unknown incompatible features")
    need(store in (None, data[32:48]), 32, "belongs to another store")


class Entry(NamedTuple):
    """A segment as the manifest names it."""
    ordinal: int
    generation: int
    last: int
    state: int
    length: int
    first: int
    after: int
    chain: bytes
    chain_after: bytes

    @property
    def name(self) -> str:
        return f"seg/{self.ordinal:08x}-{self.generation:08x}.ccs"


def parse_segment_header(data: bytes, store: Optional[bytes] = None) -> tuple[int, int, int, int, bytes, int]:
    """Ordinal, generation, last ordinal covered, first event, chain hash before it, time of creation."""
    need(len(data) == 128, len(data), "segment header is cut off")
    need(data[:8] == b"\x89CCS\r\n\x1a\n", 0, "magic is wrong")
    need(crc32c(data[:124]) == struct.unpack_from("<I", data, 124)[0], 124, "CRC of the segment header is wrong")
    check_prologue(data, b"\x89CCS", store)
    length, = struct.unpack_from("<I", data, 12)
    ordinal, generation, last, zero, first, chain, time = struct.unpack_from("<IIIIQ32sq", data, 48)
    need(length == 128, 12, "length of the segment header is not 128")
    need(zero == 0 and not any(data[112:124]), 60, "bytes that must be zero are not")
    return ordinal, generation, last, first, chain, time


class Manifest(NamedTuple):
    generation: int
    time: int
    predecessor: bytes
    segments: list[Entry]


def parse_manifest(data: bytes, store: Optional[bytes] = None) -> Manifest:
    need(len(data) >= 244, len(data), "manifest is cut off")
    need(data[:8] == b"\x89CCM\r\n\x1a\n", 0, "magic is wrong")
    need(crc32c(data[:-4]) == struct.unpack("<I", data[-4:])[0], len(data) - 4, "CRC of the manifest is wrong")
    check_prologue(data, b"\x89CCM", store)
    length, = struct.unpack_from("<I", data, 12)
    generation, time, predecessor, count = struct.unpack_from("<Qq32sI", data, 48)
    need(length == len(data) == 132 + 112 * count and 0 < count <= MAX_SEGMENTS, 12, "length or number of segments is wrong")
    need(not any(data[100:128]), 100, "bytes that must be zero are not")
    need(generation > 0 and (generation > 1 or not any(predecessor)), 48, "generation and predecessor do not fit")
    segments: list[Entry] = []
    ordinal, first, chain = 0, 1, bytes(32)
    for at in range(128, 128 + 112 * count, 112):
        number, gen, last, state, length, start, after, before, chain_after = struct.unpack_from("<IIIBxxxQQQ32s32s", data, at)
        need(not any(data[at + 13:at + 16]) and not any(data[at + 104:at + 112]), at, "bytes that must be zero are not")
        need(state == ACTIVE if at == 16 + 112 * count else state in (SEALED, CUT), at + 12, "state is wrong")
        need(128 <= length <= MAX_SEGMENT and start <= after and number <= last, at, "segment entry makes no sense")
        need((number, start, before) == (ordinal, first, chain), at, "segment does not fit the one before")
        segments.append(Entry(number, gen, last, state, length, start, after, before, chain_after))
        ordinal, first, chain = last + 1, after, chain_after
    return Manifest(generation, time, predecessor, segments)


@dataclass
class Snapshot:
    name: str
    version: int
    sequence: int
    chain: bytes
    payload: bytes


def parse_snapshot(data: bytes, store: Optional[bytes] = None) -> Snapshot:
    need(len(data) >= 128, len(data), "snapshot is cut off")
    need(data[:8] == b"\x89CCP\r\n\x1a\n", 0, "magic is wrong")
    need(crc32c(data[:124]) == struct.unpack_from("<I", data, 124)[0], 124, "CRC of the snapshot header is wrong")
    major, _, version, codec, zero, name, uuid, sequence, chain, raw, stored, *crcs = struct.unpack_from(
        "<HHHBB16s16sQ32sQQII", data, 8)
    need(major == 1, 8, "unknown major version")
    need(store in (None, uuid), 32, "belongs to another store")
    need(zero == 0 and not any(data[112:124]), 15, "bytes that must be zero are not")
    text = name.rstrip(b"\0")
    need(text.isascii() and b"\0" not in text, 16, "name is not ASCII, zero-padded")
    need(stored == len(data) - 128 and raw <= MAX_SNAPSHOT, 88, "lengths are wrong")
    return Snapshot(text.decode(), version, sequence, chain, unpack_payload(codec, data[128:], raw, (crcs[0], crcs[1]), 128))


# --- Frames ----------------------------------------------------------------------------------------------------------

class Frame(NamedTuple):
    type: int
    codec: int
    flags: int
    stored: int
    raw: int
    at: int
    durable: int
    sequence: int
    count: int
    ordinal: int
    generation: int
    stored_crc: int
    raw_crc: int
    payload: bytes = b""

    @property
    def end(self) -> int:
        return self.at + 64 + (self.stored + 7 & ~7)


def parse_frame_header(data: bytes, at: int, ordinal: int, generation: int) -> Frame:
    for ok, message in ((lambda: len(data) == 64, "frame header is cut off"), (lambda: data[:4] == b"\xc5CFR", "no sync mark"),
                        (lambda: crc32c(data[:60]) == struct.unpack_from("<I", data, 60)[0], "CRC of the frame header is wrong")):
        if not ok():
            raise Torn(at, message)
    frame = Frame(*struct.unpack_from("<BBHIIQQQIIIII", data, 4))
    if (frame.at, frame.ordinal, frame.generation) != (at, ordinal, generation):
        raise Torn(at, "frame belongs to another place, segment or generation")
    if not frame.stored <= frame.raw <= MAX_RAW:
        raise Torn(at, "length of the frame is out of limits")
    need(EVENTS <= frame.type <= SEAL or frame.type >= 128, at + 4, f"unknown frame type {frame.type}")
    need(frame.flags == 0, at + 6, "bytes that must be zero are not")
    need(frame.durable <= at, at + 24, "durable offset is behind the frame itself")
    return frame


def read_frame(file: BinaryIO, at: int, limit: int, ordinal: int, generation: int, base: int = 0) -> Frame:
    """The valid frame at `at`, payload decoded, in a file that begins at offset `base` and ends at `limit`."""
    file.seek(at - base)
    frame = parse_frame_header(file.read(min(64, limit - at)), at, ordinal, generation)
    if frame.end > limit:
        raise Torn(at, "frame is cut off")
    stored, padding = file.read(frame.stored), file.read(frame.end - at - 64 - frame.stored)
    if any(padding):
        raise Torn(at + 64 + frame.stored, "padding is not zero")
    if frame.type >= 128:  # unknown, and so perhaps its codec: the stored bytes can be checked all the same
        if crc32c(stored) != frame.stored_crc:
            raise Torn(at, "CRC of the stored payload is wrong")
        return frame
    payload = unpack_payload(frame.codec, stored, frame.raw, (frame.stored_crc, frame.raw_crc), at + 64)
    fixed = {COMMIT: 48, ATTEST: 0, SEAL: 48}.get(frame.type)
    if fixed is not None:
        need(frame.codec == 0 and len(payload) == fixed, at, "codec or length is wrong for the type of the frame")
    need((frame.count == 0) == (frame.type in (ATTEST, SEAL)), at + 40, "count of events is wrong for the type of the frame")
    return frame._replace(payload=payload)


# --- Events ----------------------------------------------------------------------------------------------------------

class Cursor:
    """Reads a column's data; nothing beyond its end."""

    def __init__(self, data: bytes, at: int):
        self.data, self.pos, self.at = data, 0, at

    def take(self, count: int) -> bytes:
        need(count <= len(self.data) - self.pos, self.at, "column is too short")
        self.pos += count
        return self.data[self.pos - count:self.pos]

    def varint(self) -> int:
        value = 0
        for shift in range(0, 70, 7):
            need(self.pos < len(self.data), self.at, "column is too short")
            byte = self.data[self.pos]
            self.pos += 1
            value |= (byte & 127) << shift
            if byte < 128:
                need(value < 1 << 64, self.at, "varint above 64 bits")
                return value
        raise Damage(self.at, "varint above 10 bytes")


def uuid_text(data: bytes) -> bytes:
    text = data.hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:])).encode()


def parse_column(data: bytes, encoding: int, rows: int, at: int) -> list:
    """The values of a column, None where a row has none."""
    cursor = Cursor(data, at)
    present = cursor.take(1)[0]
    need(present < 2, at, "presence byte is neither 0 nor 1")
    bits = (1 << rows) - 1
    if present:
        bits = int.from_bytes(cursor.take((rows + 7) // 8), "little")
        need(bits >> rows == 0, at, "unused bits are not zero")
        need(bits, at, "a column without values")
    mask = bits.to_bytes((rows + 7) // 8, "little")
    filled = [row for row in range(rows) if mask[row >> 3] >> (row & 7) & 1]
    values: list = [None] * rows
    if encoding == 0:
        last = 0
        for row in filled:
            number = cursor.varint()
            last = last + (number >> 1 ^ -(number & 1)) & (1 << 64) - 1
            values[row] = last - (last >> 63 << 64)
    elif encoding == 1:
        count = cursor.varint()
        need(count <= len(data), at, "dictionary is longer than its column")
        words = [cursor.take(length) for length in [cursor.varint() for _ in range(count)]]
        for row in filled:
            index = cursor.varint()
            need(index < count, at, "value is not in the dictionary")
            values[row] = words[index]
    elif encoding in (2, 3):
        width = 16 if encoding == 2 else cursor.take(1)[0]
        need(width, at, "width is 0")
        for row in filled:
            values[row] = uuid_text(cursor.take(16)) if encoding == 2 else cursor.take(width)
    else:
        raise Damage(at, f"unknown encoding {encoding}")
    need(cursor.pos == len(data), at, "column is too long")
    return values


def parse_events(payload: bytes, rows: int, at: int) -> dict[int, list]:
    """The columns of an EVENTS payload by id."""
    need(0 < rows <= MAX_ROWS, at, "number of events is out of limits")
    need(len(payload) >= 4, at, "payload is too short")
    count, zero = struct.unpack_from("<HH", payload)
    need(count <= 256 and zero == 0 and len(payload) >= 4 + 8 * count, at, "directory is wrong")
    columns: dict[int, list] = {}
    pos, before = 4 + 8 * count, -1
    for ident, encoding, zero, length in struct.iter_unpack("<BBHI", payload[4:pos]):
        need(ident > before and zero == 0 and length <= len(payload) - pos, at, "directory is wrong")
        columns[ident] = parse_column(payload[pos:pos + length], encoding, rows, at)
        pos, before = pos + length, ident
    need(pos == len(payload), at, "bytes behind the last column")
    for ident, limit in ((0, 255), (1, MAX_BODY)):
        need(all(isinstance(value, int) and 0 <= value <= limit for value in columns.get(ident, [None])), at,
             f"column {ident} has a missing or impossible value")
    return columns


class Event(NamedTuple):
    sequence: int
    kind: int
    fields: Fields
    body: bytes
    hash: bytes


def canonical(kind: int, fields: Fields) -> bytes:
    """The canonical envelope; `fields` by rising column id."""
    parts = [struct.pack("<BH", kind, len(fields))]
    for ident, value in fields.items():
        parts.append(struct.pack("<BBq", ident, 0, value) if isinstance(value, int) else
                     struct.pack("<BBI", ident, 1, len(value)) + value)
    return b"".join(parts)


def event_hash(envelope: bytes, body: bytes) -> bytes:
    return hashlib.sha256(envelope + struct.pack("<Q", len(body)) + hashlib.sha256(body).digest()).digest()


class Walk:
    """One segment, read from its header to `limit`. `good`, `after` and `chain` are as of the last COMMIT."""

    def __init__(self, file: BinaryIO, entry: Entry, limit: int):
        self.file, self.entry, self.limit = file, entry, limit
        self.at, self.frames, self.blocks, self.promised = 128, 0, 0, entry.length if entry.state == ACTIVE else 0
        self.good, self.after, self.chain = 128, entry.first, entry.chain
        self.sealed = False
        self.listed = (entry.first, entry.chain)  # as of the last COMMIT within the manifest's length
        self.commits: dict[int, bytes] = {}

    def next(self) -> Optional[Frame]:
        """The next frame that is not to be skipped, or None at the end."""
        while self.at < self.limit:
            frame = read_frame(self.file, self.at, self.limit, self.entry.ordinal, self.entry.generation)
            need(not self.sealed, frame.at, "a frame behind SEAL")
            self.at, self.promised, self.frames = frame.end, max(self.promised, frame.durable), self.frames + 1
            self.blocks += frame.type in (EVENTS, BODIES)
            if frame.type < 128:
                return frame
        return None

    def block(self, events: Frame) -> Iterator[tuple[int, Fields, bytes]]:
        """Kind, fields and body of each event of the block that begins with this EVENTS frame."""
        columns = parse_events(events.payload, events.count, events.at)
        kinds, lengths = columns[0], columns[1]
        left, buffer = sum(lengths), bytearray()
        named = [(ident, column) for ident, column in columns.items() if ident >= 16]
        pos = 0
        for row in range(events.count):
            end = lengths[row]
            while len(buffer) - pos < end:
                frame = self.next()
                if frame is None:
                    raise Torn(self.good, "a block without its bodies")
                need(frame.type == BODIES and (frame.sequence, frame.count) == (events.sequence, events.count), frame.at,
                     "not the BODIES frame that the block needs")
                need(0 < frame.raw <= left, frame.at, "BODIES frame is empty or too long")
                del buffer[:pos]
                buffer += frame.payload
                pos, left = 0, left - frame.raw
            body = bytes(buffer[pos:pos + end])
            pos += end
            yield kinds[row], {i: c[row] for i, c in named if c[row] is not None}, body
        need(left == 0, events.at, "bodies are longer than the block says")

    def events(self) -> Iterator[Event]:
        """The events, also those that no COMMIT follows; raises Damage at the first thing that is wrong."""
        sequence, chain = self.after, self.chain
        while frame := self.next():
            if frame.type == EVENTS:
                need(frame.sequence == sequence, frame.at + 32, f"block starts at event {frame.sequence}, not {sequence}")
                for kind, fields, body in self.block(frame):
                    digest = event_hash(canonical(kind, fields), body)
                    chain = hashlib.sha256(chain + digest).digest()
                    yield Event(sequence, kind, fields, body, digest)
                    sequence += 1
                continue
            need(frame.type != BODIES, frame.at, "BODIES frame without its EVENTS")
            expected = self.after if frame.type == COMMIT else sequence
            need(frame.sequence == expected, frame.at + 32, f"frame names event {frame.sequence}, not {expected}")
            if frame.type == COMMIT:
                hashed, _, count, zero = struct.unpack("<32sqII", frame.payload)
                need(frame.count == sequence - self.after, frame.at + 40, "COMMIT counts other events")
                need(count == self.blocks and zero == 0, frame.at + 104, "COMMIT counts other frames")
                need(hashed == chain, frame.at + 64, "COMMIT has another chain hash")
                self.good, self.after, self.chain, self.blocks = frame.end, sequence, chain, 0
                if frame.end <= self.entry.length:
                    self.listed = (sequence, chain)
                self.commits[sequence - 1] = chain
                continue
            need(self.blocks == 0, frame.at, "frame inside a commit")
            if frame.type == SEAL:
                hashed, count, frames = struct.unpack("<32sQQ", frame.payload)
                need((hashed, count, frames) == (chain, sequence - self.entry.first, self.frames - 1), frame.at + 64,
                     "SEAL has another chain hash or count")
                self.sealed = True
        if self.blocks:
            raise Torn(self.good, "a block without COMMIT")

    def promise(self) -> int:
        """The largest durable offset, also of the valid frame headers behind a bad byte."""
        at = self.at
        while at + 64 <= self.limit:
            self.file.seek(at)
            chunk = self.file.read(min(MIB + 64, self.limit - at))
            pos = chunk.find(b"\xc5CFR")
            while 0 <= pos <= len(chunk) - 64:
                if pos % 8 == 0:
                    try:
                        header = parse_frame_header(chunk[pos:pos + 64], at + pos, self.entry.ordinal, self.entry.generation)
                        self.promised = max(self.promised, header.durable)
                    except Damage:
                        pass
                pos = chunk.find(b"\xc5CFR", pos + 1)
            at += MIB
        return self.promised


# --- Store -----------------------------------------------------------------------------------------------------------

@dataclass
class Store:
    """A store, checked as it is read. `problems` has what is wrong, `notes` what is unusual and allowed."""
    path: str
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    walks: list[Walk] = field(default_factory=list)
    uuid: Optional[bytes] = None

    def report(self, name: str, error: Exception) -> None:
        at = error.at if isinstance(error, Damage) else 0
        self.problems.append(f"{name} at byte {at}: {getattr(error, 'strerror', None) or error}")

    def guarded(self, name: str, limit: int, parse: Callable[[bytes], object]) -> object:
        """The parsed content of a small file, or None after a problem."""
        try:
            with open(os.path.join(self.path, name), "rb") as file:
                need(os.fstat(file.fileno()).st_size <= limit, limit, "file is too long")
                return parse(file.read(limit))
        except (Damage, OSError) as error:
            self.report(name, error)
            return None

    def names(self, folder: str, pattern: str) -> list[str]:
        try:
            return sorted(name for name in os.listdir(os.path.join(self.path, folder)) if re.fullmatch(pattern, name))
        except OSError:
            return []

    def manifest(self) -> Optional[Manifest]:
        names = self.names("manifest", r"[0-9a-f]{16}\.mf")
        if not names:
            self.report("manifest", Damage(0, "there is none"))
            return None
        limit = 132 + 112 * MAX_SEGMENTS
        manifest = self.guarded("manifest/" + names[-1], limit, lambda data: parse_manifest(data, self.uuid))
        if not isinstance(manifest, Manifest):
            return None
        if manifest.generation != int(names[-1][:16], 16):
            self.report("manifest/" + names[-1], Damage(48, "generation is not that of the name"))
        if manifest.generation > 1:
            name = f"manifest/{manifest.generation - 1:016x}.mf"
            digest = self.guarded(name, limit, lambda data: hashlib.sha256(data).digest())
            if digest not in (None, manifest.predecessor):
                self.report(name, Damage(0, "not the predecessor that the newest manifest names"))
        return manifest

    def segment(self, entry: Entry, visit: Callable[[Event], None]) -> None:
        """Checks one segment, and hands its events on, also those behind the last COMMIT."""
        with open(os.path.join(self.path, entry.name), "rb") as file:
            size = os.fstat(file.fileno()).st_size
            need(size == entry.length if entry.state == SEALED else entry.length <= size <= MAX_SEGMENT, min(size, entry.length),
                 f"file has {size} bytes, the manifest says {entry.length}")
            header = parse_segment_header(file.read(128), self.uuid)
            need(header[:5] == (entry.ordinal, entry.generation, entry.last, entry.first, entry.chain), 48,
                 "header does not agree with the manifest")
            walk = Walk(file, entry, size if entry.state == ACTIVE else entry.length)
            self.walks.append(walk)
            try:
                for event in walk.events():
                    visit(event)
            except Torn as torn:
                if entry.state != ACTIVE or walk.promise() > walk.good:
                    raise
                self.notes.append(f"{entry.name} at byte {torn.at}: torn tail, never acknowledged: {torn}")
            need(walk.listed == (entry.after, entry.chain_after), entry.length, "manifest has other events or another chain hash")
            need(entry.state != SEALED or walk.sealed, walk.at, "sealed segment does not end with SEAL")
            need(entry.state != CUT or walk.good == entry.length, walk.good, "cut segment does not end with a COMMIT")

    def check(self, visit: Callable[[Event], None] = lambda event: None) -> None:
        self.uuid = self.guarded("CCSTORE", 4096, parse_ccstore)
        manifest = self.manifest()
        for entry in manifest.segments if manifest else []:
            try:
                self.segment(entry, visit)
            except (Damage, OSError) as error:
                self.report(entry.name, error)
        for name in self.names("snap", r".+-[0-9a-f]{16}\.snap"):
            snapshot = self.guarded("snap/" + name, MAX_SNAPSHOT + 128, lambda data: parse_snapshot(data, self.uuid))
            if isinstance(snapshot, Snapshot):
                if name != f"{snapshot.name}-{snapshot.sequence:016x}.snap":
                    self.report("snap/" + name, Damage(16, "name or sequence number is not that of the file's name"))
                if not any(walk.commits.get(snapshot.sequence) == snapshot.chain for walk in self.walks):
                    self.report("snap/" + name, Damage(48, "no COMMIT ends there with that chain hash"))

    def committed(self) -> Iterator[Event]:
        """After `check`: the events up to the last COMMIT of each segment, in order."""
        for walk in self.walks:
            with open(os.path.join(self.path, walk.entry.name), "rb") as file:
                yield from Walk(file, walk.entry, walk.good).events()

    def finish(self) -> int:
        for line in self.notes:
            print("note: " + line, file=sys.stderr)
        for line in self.problems:
            print(line, file=sys.stderr)
        return 3 if self.problems else 0


# --- Commands --------------------------------------------------------------------------------------------------------

def command_check(path: str) -> int:
    store = Store(path)
    store.check()
    for line in store.notes + store.problems:
        print(line)
    last = store.walks[-1] if store.walks else None
    events = sum(walk.after - walk.entry.first for walk in store.walks)
    print(f"{events} events, {len(store.walks)} segments, chain {last.chain.hex() if last else '-'}")
    return 3 if store.problems else 0


def shown(value: Any) -> object:
    """A value for JSON: text where it is UTF-8, else hex."""
    if isinstance(value, int):
        return value
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.hex()


def command_events(path: str, as_json: bool) -> int:
    store = Store(path)
    store.check()
    for event in store.committed():
        kind = KINDS.get(event.kind, str(event.kind))
        columns = {COLUMNS.get(ident, str(ident)): shown(value) for ident, value in event.fields.items()}
        if as_json:
            print(json.dumps({"seq": event.sequence, "kind": kind, "columns": columns, "body": len(event.body),
                              "hash": event.hash.hex()}, ensure_ascii=False))
        else:
            print(event.sequence, kind, *(f"{name}={json.dumps(value)}" for name, value in columns.items()))
    return store.finish()


def export_path(fields: Fields, several: bool) -> bytes:
    """Where a source goes below the directory; `fields` are those of its `source` event."""
    plain = re.compile(rb"[^A-Za-z0-9._]")
    parts = bytes(fields[66]).split(b"/")
    if several:
        parts = [plain.sub(b"-", bytes(fields[ident])) for ident in (68, 65)] + parts
    if any(part in (b"", b".", b"..") or b"\0" in part for part in parts):
        raise ValueError("path leads out of the directory")
    return b"/".join(parts)


class Export:
    """The files of a store. A generation is what its own records hold, behind a base that another one has."""

    def __init__(self, store: Store, folder: str):
        self.store, self.folder = store, folder
        self.sources: dict[int, Fields] = {}
        self.states: dict[Key, Fields] = {}
        for event in store.committed():
            source, generation = event.fields.get(16), event.fields.get(17)
            if event.kind == 1:
                self.sources[source] = event.fields
            elif event.kind in (4, 5) and generation is not None:  # a decision without a generation stored nothing
                self.states[source, generation] = event.fields
            elif event.kind in (2, 3):
                with open(self.own((source, generation)), "ab") as file:
                    file.write(event.body)

    def own(self, key: Key) -> str:
        """Where the bytes of the records of one generation are gathered."""
        return os.path.join(self.folder, "%d-%d" % key)

    def content(self, key: Key, length: int, seen: tuple[Key, ...] = ()) -> Iterator[bytes]:
        """The first `length` bytes of one generation."""
        state = self.states.get(key)
        if state is None or key in seen or length > state.get(72, 0):
            raise ValueError(f"generation {key[1]} of source {key[0]} does not have {length} bytes")
        base = min(state.get(86, 0), length)
        if base:
            yield from self.content((state[84], state[85]), base, seen + (key,))
        if length > base:
            with open(self.own(key), "rb") as file:
                left: int = length - base
                while left and (chunk := file.read(min(left, MIB))):
                    left -= len(chunk)
                    yield chunk

    def write(self, target: str, generation: Optional[int]) -> int:
        """Writes the files, each checked against the MD5 that the log has of it; their number."""
        several = len({(fields.get(64), fields.get(65)) for fields in self.sources.values()}) > 1
        written = 0
        for number, fields in self.sources.items():
            known = [key[1] for key in self.states if key[0] == number]
            wanted = max(known, default=None) if generation is None else generation
            if wanted not in known:
                continue
            try:
                state, md5 = self.states[number, wanted], hashlib.md5()
                name = os.path.join(os.fsencode(target), export_path(fields, several))
                os.makedirs(os.path.dirname(name), exist_ok=True)
                with open(name, "xb") as file:
                    for chunk in self.content((number, wanted), state[72]):
                        file.write(chunk)
                        md5.update(chunk)
                need(md5.digest() == state[74], 0, "MD5 is not that of the last decision")
                written += 1
            except (Damage, OSError, ValueError, KeyError, TypeError) as error:
                self.store.problems.append(f"source {number} at byte 0: {error}")
        return written


def command_export(path: str, target: str, generation: Optional[int]) -> int:
    store = Store(path)
    store.check()
    with tempfile.TemporaryDirectory() as folder:
        print(f"{Export(store, folder).write(target, generation)} files")
    return store.finish()


UUID = bytes.fromhex("00112233445566778899aabbccddeeff")


def frame_vector(data: bytes, at: int) -> tuple:
    frame = read_frame(io.BytesIO(data), at, at + len(data), 0, 0, base=at)
    return frame.type, frame.at, frame.durable, frame.sequence, frame.count, len(data), frame.payload


def event_vector(data: bytes) -> tuple[bytes, bytes]:
    digest = event_hash(data, b'{"a":1}\n')
    return digest, hashlib.sha256(bytes(32) + digest).digest()


ENVELOPE = canonical(2, {16: 7, 26: b"user"})
VECTORS: dict[str, tuple[Callable[[bytes], object], object]] = {
    "ccstore": (parse_ccstore, UUID),
    "segment-header": (lambda d: parse_segment_header(d, UUID), (3, 1, 4, 1000, b"\x11" * 32, 1764000000000)),
    "events-payload": (lambda d: parse_events(d, 3, 0), {
        0: [2, 2, 2], 1: [5, 0, 300], 16: [7, 7, 7], 19: [0, None, -3], 23: [b"00112233-4455-6677-8899-aabbccddeeff"] * 3,
        26: [b"user", b"assistant", b"user"], 72: [None, None, b"\xab" * 16]}),
    "commit-frame": (lambda d: frame_vector(d, 4096),
                     (COMMIT, 4096, 1024, 10, 5, 112, b"\x22" * 32 + struct.pack("<qII", 1764000000123, 4, 0))),
    "attest-frame": (lambda d: frame_vector(d, 4208), (ATTEST, 4208, 4208, 15, 0, 64, b"")),
    "seal-frame": (lambda d: frame_vector(d, 4272), (SEAL, 4272, 4208, 15, 0, 112, b"\x22" * 32 + struct.pack("<QQ", 14, 9))),
    "event-canonical": (lambda d: d, ENVELOPE),
    "event-hash": (lambda d: d, event_vector(ENVELOPE)[0]),
    "chain-1": (lambda d: d, event_vector(ENVELOPE)[1]),
    "manifest": (lambda d: parse_manifest(d, UUID), Manifest(2, 1764000000456, b"\x33" * 32, [
        Entry(0, 0, 0, SEALED, 4384, 1, 15, bytes(32), b"\x22" * 32),
        Entry(1, 0, 1, ACTIVE, 128, 15, 15, b"\x22" * 32, b"\x22" * 32)])),
    "snapshot": (lambda d: parse_snapshot(d, UUID), Snapshot("sessions", 1, 14, b"\x22" * 32, b"\0\1\2")),
}


def command_vectors(page: str) -> int:
    with open(page, encoding="utf-8") as file:
        blocks = re.findall(r"^```hex ?(\S*)\n(.*?)^```", file.read(), re.M | re.S)
    wrong = [name for name in VECTORS if name not in dict(blocks)]
    for name, text in blocks:
        try:
            decode, expected = VECTORS[name]
            found = decode(bytes.fromhex(text))
            need(found == expected, 0, f"{found!r} is not {expected!r}")
        except (Damage, KeyError, ValueError) as error:
            print(f"{name}: {error}")
            wrong.append(name)
    print(f"{len(blocks)} vectors, {len(wrong)} wrong")
    return 3 if wrong else 0


def main() -> int:
    parser = argparse.ArgumentParser(description="An independent reader of ccstore stores.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="check every byte").add_argument("store")
    events = commands.add_parser("events", help="the events, one a line")
    events.add_argument("store")
    events.add_argument("--json", action="store_true")
    export = commands.add_parser("export", help="the original files")
    export.add_argument("store")
    export.add_argument("directory")
    export.add_argument("--generation", type=int)
    commands.add_parser("vectors", help="the test vectors of the format page").add_argument("page")
    args = parser.parse_args()
    sys.stdout.reconfigure(errors="surrogateescape")  # type: ignore[union-attr]
    try:
        if args.command == "check":
            return command_check(args.store)
        if args.command == "events":
            return command_events(args.store, args.json)
        if args.command == "export":
            return command_export(args.store, args.directory, args.generation)
        return command_vectors(args.page)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (Damage, OSError) as error:  # a file that changed or went away between two readings of it
        print(f"ccread: {error}", file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main())
