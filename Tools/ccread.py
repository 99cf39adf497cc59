#!/usr/bin/env python3
"""An independent reader of ccstore stores, written from FORMAT.md alone.

    ccread.py check STORE                         check every byte; exit 0: clean, 3: problems
    ccread.py events STORE [--json]               the events, one a line
    ccread.py export STORE DIR [--generation N]   the original files
    ccread.py vectors FORMAT.md                   decode the test vectors of the format page

STORE is the directory of a store, or a snapshot of one, a .ccsnap file.

Python's standard library only, nothing shared with the program: where the two disagree, one of them or the page is
wrong.
"""
from __future__ import annotations

import argparse
import array
import base64
import datetime
import errno
import functools
import hashlib
import hmac
import io
import json
import os
import re
import stat
import struct
import sys
import tempfile
import uuid
from collections import namedtuple
from collections.abc import Iterator
from typing import Any, BinaryIO, Callable, TextIO, TypeVar

Fields = dict[int, Any]  # the values of an event by column id: integers and bytes
Key = tuple[int, int]  # number of a source, generation
T = TypeVar("T")
MIB = 1 << 20
MAX_RAW, MAX_ROWS, MAX_BODY, MAX_SEGMENT, MAX_SEGMENTS, MAX_SNAPSHOT = 64 * MIB, 65536, 1 << 30, 1 << 40, MIB, 1 << 30
MAX_BLOCK, MAX_ENVELOPES = 128 * MIB, 80 * MIB
EVENTS, BODIES, COMMIT, ATTEST, SEAL, MERGED = 1, 2, 3, 4, 5, 128
FIXED = {COMMIT: (48, 64), ATTEST: (0,), SEAL: (48,)}  # lengths of the payload
ACTIVE, SEALED, CUT = 1, 2, 3
VERSION = 0, 2, 0  # of ccstore: the format that this reader knows

KINDS = dict(enumerate("source,record,piece,progress,decision,run started,run finished,missing,reset,lost,"
                       "erasure,foreign,imported,mended,earlier,pruned".split(","), 1))
COLUMNS: dict[int, str] = {}
for first, names in {
    16: "source,generation,line,offset,piece,defect,flags,uuid,parent,session,type,subtype,timestamp,message,request,"
    "model,cwd,branch,version,agent,tools,custom title,AI title,summary,leaf,prompt,input tokens,output tokens,"
    "cache writes,5-minute cache writes,1-hour cache writes,cache reads,calls,results,scanner",
    51: "billing,iterations,cost,forked from,session kind,inner uuid",
    57: "speaker,answer,output file",
    64: "origin,root,path,form,host,number",
    72: "length,lines,MD5,size,mtime,ctime,inode,device,reason,old length,old MD5,rules,"
    "related,related generation,base length,keyed MD5,old keyed MD5",
    96: "run,sync key,time,options,status,message,files discovered,new,updated,unchanged,skipped,missing,failed,"
    "rewritten,records,bad lines,bytes stored,sessions inserted,sessions updated,waiting tails,kept out",
    120: "key,digests,home,store,position,events,chain before,chain after,first number,sequence",
}.items():
    COLUMNS.update(enumerate(names.split(","), first))
# The columns that hold bytes; the others hold integers.
BYTES = {*range(23, 28), *range(29, 42), 48, 49, 51, 52, 54, 55, 56, 58, 59, 64, 65, 66, 68, 74, 82, 87, 88, 97, 101}
BYTES |= {*range(120, 124), 126, 127}


class Damage(Exception):
    """Something at a place of a file that the format does not allow."""

    def __init__(self, at: int, message: str):
        super().__init__(message)
        self.at = at


class Unsupported(Exception):
    """The store needs a later version than the one whose format this reader knows."""


class Torn(Damage):
    """A frame that is not valid, or a commit without its end: no damage after everything that was acknowledged."""


def need(ok: object, at: int, message: str) -> None:
    if not ok:
        raise Damage(at, message)


# --- Primitives ------------------------------------------------------------------------------------------------------
ONE = [functools.reduce(lambda n, _: n >> 1 ^ (0x82F63B78 if n & 1 else 0), range(8), byte) for byte in range(256)]
HIGH = [ONE[(m := ONE[n & 255] ^ n >> 8) & 255] ^ m >> 8 for n in range(65536)]  # two bytes a step
LOW = [HIGH[n & 65535] ^ n >> 16 for n in HIGH]  # the same, two bytes further


def crc32c(data: bytes) -> int:
    """CRC-32C, four bytes a step."""
    crc, whole = 0xFFFFFFFF, len(data) & ~3
    for start in range(0, whole, 65536):
        for word, in struct.iter_unpack("<I", data[start:min(start + 65536, whole)]):
            crc ^= word
            crc = LOW[crc & 65535] ^ HIGH[crc >> 16]
    for byte in data[whole:]:
        crc = ONE[(crc ^ byte) & 255] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


def lz4(source: bytes, raw: int, where: int) -> bytes:
    """Decodes one LZ4 block to exactly `raw` bytes; never holds more."""
    out, at = bytearray(), 0

    def extended(length: int) -> int:
        nonlocal at
        more = length == 15
        while more:
            length, more, at = length + source[at], source[at] == 255, at + 1
        return length

    try:
        while True:
            token, at = source[at], at + 1
            length = extended(token >> 4)
            need(at + length <= len(source) and len(out) + length <= raw, where, "LZ4 literals too long")
            out += source[at:at + length]
            at += length
            if at == len(source):
                break
            distance, at = source[at] | source[at + 1] << 8, at + 2
            length = extended(token & 15) + 4
            start = len(out) - distance
            need(distance and start >= 0 and len(out) + length <= raw, where, "LZ4 match out of range")
            out += (
                out[start : start + length] if distance >= length else (out[start:] * (length // distance + 1))[:length]
            )
    except IndexError:
        raise Damage(where, "LZ4 block cut off") from None
    need(len(out) == raw, where, "LZ4 block has another length")
    return bytes(out)


class Cursor:
    """Reads the data of a column or stream; nothing beyond its end."""

    def __init__(self, data: bytes, at: int, name: str = "column"):
        self.data, self.pos, self.at, self.name = data, 0, at, name

    def take(self, count: int) -> bytes:
        need(count <= len(self.data) - self.pos, self.at, f"{self.name} is too short")
        self.pos += count
        return self.data[self.pos - count:self.pos]

    def byte(self) -> int:
        return self.take(1)[0]

    def varint(self) -> int:
        value = 0
        for count, byte in enumerate(self.data[self.pos:self.pos + 10]):
            value |= (byte & 127) << 7 * count
            if byte < 128:
                need(value < 1 << 64, self.at, "varint above 64 bits")
                self.pos += count + 1
                return value
        raise Damage(self.at, f"{self.name}: varint is cut off or above 10 bytes")

    def zigzag(self) -> int:
        number = self.varint()
        return number >> 1 ^ -(number & 1)

    def prefixes(self) -> list[bytes]:
        return [self.take(self.byte()) for _ in range(self.byte())]

    def base62(self, count: int) -> bytes:
        """So many characters of 6 bits each."""
        text = base64.b64encode(self.take((6 * count + 7) // 8))[:count]  # right but for the names of the 64 digits
        need(b"+" not in text and b"/" not in text, self.at, "no digit of base 62")
        return text.translate(BASE62)

    def end(self) -> None:
        need(self.pos == len(self.data), self.at, f"{self.name} is too long")


DIGITS = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
BASE62 = bytes.maketrans(DIGITS[10:] + DIGITS[:10], DIGITS)


def signed(number: int) -> int:
    """The i64 that the number is modulo 2^64."""
    number &= (1 << 64) - 1
    return number - (number >> 63 << 64)


def uuid_text(data: bytes) -> bytes:
    text = data.hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:])).encode()


def packed(cursor: Cursor, limit: int, packings: tuple[int, ...] = (0, 1, 2, 3)) -> bytes:
    """A packed stream of at most `limit` bytes, in one of these packings."""
    size = cursor.varint()
    need(size <= limit, cursor.at, "packed stream is too long")
    if size == 0:
        return b""
    packing = cursor.byte()
    need(packing in packings, cursor.at, f"packing {packing} is unknown, or not allowed here")
    if packing == 0:
        return cursor.take(size)
    if packing == 1:
        return lz4(cursor.take(cursor.varint()), size, cursor.at)
    first = packed(cursor, size, (0, 1, 3) if packing == 2 else (0, 1))
    return (long_matches if packing == 2 else words)(first, packed(cursor, size, (0, 1)), size, cursor.at)


def long_matches(source: bytes, operations: bytes, size: int, at: int) -> bytes:
    literals, numbers, out, distance = (
        Cursor(source, at, "literals"),
        Cursor(operations, at, "operations"),
        bytearray(),
        1,
    )
    while distance:
        out += literals.take(numbers.varint())
        need(len(out) <= size, at, "long matches are too long")
        if distance := numbers.varint():
            length, start = numbers.varint(), len(out) - distance
            need(start >= 0 and length <= size - len(out), at, "long match out of range")
            out += (
                out[start : start + length] if distance >= length else (out[start:] * (length // distance + 1))[:length]
            )
    need(len(out) == size, at, "long matches have another length")
    literals.end()
    numbers.end()
    return bytes(out)


RAW = b"\xff(?s:%s)" % b"|".join(b"\\x%02x.{%d}" % (n, n) for n in range(256))
CODED = re.compile(b"(?s:[\x80-\xbf]|[\xc0-\xfe].|%s)" % RAW)
SOME = re.compile(
    b"(?s:[\0-\xbf]|[\xc0-\xfe].|%s){1,4096}" % RAW
)  # few enough to write them down before looking at the length


def words(dictionary: bytes, coded: bytes, size: int, at: int) -> bytes:
    cursor, out, pos = Cursor(dictionary, at, "dictionary"), bytearray(), 0
    table: dict[bytes, bytes] = {}
    while cursor.pos < len(dictionary):
        number = len(table)
        need(number < 16192, at, "too many words")
        table[bytes((128 + number,) if number < 64 else divmod(number - 64 + 0xC000, 256))] = cursor.take(cursor.byte())
    try:
        while some := SOME.match(coded, pos):
            out += CODED.sub(lambda code: code[0][2:] if code[0][0] == 255 else table[code[0]], some[0])
            need(len(out) <= size, at, "words are too long")
            pos = some.end()
    except KeyError:
        raise Damage(at, "word that is not in the dictionary") from None
    need(pos == len(coded) and len(out) == size, at, "words are cut off, or have another length")
    return bytes(out)


def unpack_payload(codec: int, stored: bytes, raw: int, raw_crc: int, at: int,
                   lines: Callable[[], bytes] | None = None) -> bytes:
    """The decoded payload of a frame, checkpoint or index whose stored bytes are in hand and have the right CRC.

    `lines` decodes it if the codec is 3.
    """
    need(codec in (0, 1, 2) or codec == 3 and lines, at, f"codec {codec} is unknown, or not allowed here")
    need(len(stored) == raw if codec == 0 else len(stored) < raw, at, "stored and raw length do not fit the codec")
    if codec == 3 and lines:
        payload = lines()
    elif codec == 2:
        cursor = Cursor(stored, at, "payload")
        payload = packed(cursor, raw)
        cursor.end()
        need(len(payload) == raw, at, "packed stream has another length")
    else:
        payload = lz4(stored, raw, at) if codec else stored
    need(crc32c(payload) == raw_crc, at, "CRC of the raw payload is wrong")
    return payload


# --- CCSTORE, headers, manifest, HEAD, checkpoints, indexes, snapshots -----------------------------------------------
def parse_ccstore(data: bytes) -> bytes:
    """The UUID of the store."""
    head, _, crc = data.rpartition(b"crc32c ")
    need(re.fullmatch(rb"[0-9a-f]{8}\n", crc) and crc32c(head) == int(crc, 16), len(head), "CRC is wrong")
    need(head.startswith(b"ccstore 1\n"), 0, "unknown version")
    match = re.fullmatch(rb"ccstore 1\nstore ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\n"
                         rb"created \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\n", head)
    if not match:
        raise Damage(0, "not the four lines of a CCSTORE file")
    return uuid.UUID(match[1].decode()).bytes


def program_version(data: bytes, at: int) -> tuple[int, int, int] | None:
    """The version of ccstore that four bytes state; None where they state none."""
    code = struct.unpack_from("<I", data, at)[0] & 0x3FFFFFFF
    return (code >> 20, code >> 10 & 1023, code & 1023) if code else None


def check_header(
    data: bytes, letter: bytes, size: int, owner: int, store: bytes | None, *zeros: tuple[int, int]
) -> None:
    """What all binary files have: magic, CRC in the last of `size` bytes, version, UUID at `owner`, zero bytes."""
    need(len(data) >= size, len(data), "file is cut off")
    need(data[:8] == b"\x89CC" + letter + b"\r\n\x1a\n", 0, "magic is wrong")
    need(crc32c(data[:size - 4]) == struct.unpack_from("<I", data, size - 4)[0], size - 4, "CRC is wrong")
    if letter in b"SMX" and (needed := program_version(data, 24) or VERSION) > VERSION:
        raise Unsupported("needs ccstore {}.{}.{} or later; this reader knows {}.{}.{}".format(*needed, *VERSION))
    need(data[8:10] == b"\1\0", 8, "unknown major version")
    need(letter not in b"SMX" or not any(data[16:24]), 16, "unknown incompatible features")
    need(store in (None, data[owner:owner + 16]), owner, "belongs to another store")
    for start, end in zeros:
        need(not any(data[start:end]), start, "bytes that must be zero are not")


Manifest = namedtuple("Manifest", "generation time predecessor segments needed writer", defaults=(None, None))
Head = namedtuple("Head", "ordinal generation durable sequence chain inode segment", defaults=(None, None, None))
Snapshot = namedtuple("Snapshot", "name version sequence chain payload")
Index = namedtuple("Index", "version ordinal generation sequence chain covered state")
Event = namedtuple("Event", "sequence kind fields body hash dropped")


class Entry(namedtuple("Entry", "ordinal generation last state length first after chain chain_after")):
    """A segment as the manifest names it."""

    @property
    def name(self) -> str:
        return f"seg/{self.ordinal:08x}-{self.generation:08x}.ccs"


def parse_segment_header(
    data: bytes, store: bytes | None = None
) -> tuple[int, int, int, int, bytes, int, int, int, int, int]:
    """Ordinal, generation, last ordinal, first event, chain hash before it, time of creation; how it was compacted."""
    check_header(data, b"S", 128, 32, store, (60, 64), (115, 116), (120, 124))
    need(struct.unpack_from("<I", data, 12)[0] == 128, 12, "length of the segment header is not 128")
    compacted, _, encoders, _, block = struct.unpack_from("<4BI", data, 112)
    need(
        encoders and block if compacted in (1, 2) else not any(data[112:124]),
        112,
        "how it was compacted makes no sense",
    )
    return struct.unpack_from("<III4xQ32sqBBBxI", data, 48)


def parse_manifest(data: bytes, store: bytes | None = None) -> Manifest:
    need(len(data) >= 244, len(data), "manifest is cut off")
    check_header(data, b"M", len(data), 32, store, (100, 128))
    length, = struct.unpack_from("<I", data, 12)
    generation, time, predecessor, count = struct.unpack_from("<Qq32sI", data, 48)
    need(
        length == len(data) == 132 + 112 * count and 0 < count <= MAX_SEGMENTS,
        12,
        "length or number of segments is wrong",
    )
    need(generation > 0 and (generation > 1 or not any(predecessor)), 48, "generation and predecessor do not fit")
    segments: list[Entry] = []
    expected = 0, 1, bytes(32)
    for at in range(128, len(data) - 4, 112):
        entry = Entry(*struct.unpack_from("<IIIB3xQQQ32s32s", data, at))
        need(not any(data[at + 13:at + 16]) and not any(data[at + 104:at + 112]), at, "bytes that must be zero are not")
        need(
            entry.state == ACTIVE if at == 16 + 112 * count else entry.state in (SEALED, CUT), at + 12, "state is wrong"
        )
        need(128 <= entry.length <= MAX_SEGMENT and entry.first <= entry.after and entry.ordinal <= entry.last, at,
             "segment entry makes no sense")
        need((entry.ordinal, entry.first, entry.chain) == expected, at, "segment does not fit the one before")
        segments.append(entry)
        expected = entry.last + 1, entry.after, entry.chain_after
    return Manifest(
        generation, time, predecessor, segments, program_version(data, 24), program_version(data, 28)
    )


def parse_head(data: bytes, store: bytes | None = None) -> Head:
    need(len(data) in (80, 128), len(data), "HEAD does not have 128 bytes, nor 80")
    check_header(data, b"H", len(data), 16, store, (12, 16), (len(data) - 24, len(data) - 4))
    return Head(*struct.unpack_from("<IIQQ" if len(data) == 80 else "<IIQQ32sQQ", data, 32))


def parse_snapshot(data: bytes, store: bytes | None = None) -> Snapshot:
    """A checkpoint of a projection. Its test vector is called `snapshot`, that of a snapshot `store-snapshot`."""
    check_header(data, b"P", 128, 32, store, (15, 16), (112, 124))
    version, codec, name, sequence, chain, raw, stored, stored_crc, raw_crc = struct.unpack_from(
        "<HBx16s16xQ32sQQII", data, 12
    )
    text = name.rstrip(b"\0")
    need(text.isascii() and b"\0" not in text, 16, "name is not ASCII, zero-padded")
    need(stored == len(data) - 128 and raw <= MAX_SNAPSHOT, 88, "lengths are wrong")
    need(crc32c(data[128:]) == stored_crc, 128, "CRC of the stored payload is wrong")
    return Snapshot(text.decode(), version, sequence, chain, unpack_payload(codec, data[128:], raw, raw_crc, 128))


def parse_index(data: bytes, store: bytes | None = None) -> Index:
    check_header(data, b"I", 128, 24, store, (15, 16), (112, 124))
    version, codec, ordinal, generation, sequence, chain, covered, raw, stored, stored_crc, raw_crc = (
        struct.unpack_from("<HBxII16xQ32sQQQII", data, 12)
    )
    need(stored == len(data) - 128 and raw <= MAX_SNAPSHOT, 88, "lengths are wrong")
    need(crc32c(data[128:]) == stored_crc, 128, "CRC of the stored payload is wrong")
    return Index(
        version, ordinal, generation, sequence, chain, covered, unpack_payload(codec, data[128:], raw, raw_crc, 128)
    )


Part = namedtuple("Part", "kind ordinal generation start length offset")
Contents = namedtuple("Contents", "store since last chain_since chain length parts")


def parse_store_snapshot(data: bytes) -> Contents:
    """Header and entries of a snapshot."""
    check_header(data, b"X", 192, 0, None, (140, 188))
    need(struct.unpack_from("<I", data, 12)[0] == 192, 12, "length of the header is not 192")
    store, since, last, chain_since, chain, length, count = struct.unpack_from("<16sQQ32s32sQI", data, 32)
    need(
        3 <= count <= MAX_SEGMENTS + 2 and since <= last and (since or not any(chain_since)),
        48,
        "header makes no sense",
    )
    need(len(data) >= 192 + 64 * count, len(data), "file is cut off")
    parts: list[Part] = []
    expected = 192 + 64 * count
    for at in range(192, 192 + 64 * count, 64):
        need(crc32c(data[at:at + 60]) == struct.unpack_from("<I", data, at + 60)[0], at + 60, "CRC is wrong")
        need(not any(data[at + 12:at + 16]) and not any(data[at + 40:at + 60]), at, "bytes that must be zero are not")
        part = Part(*struct.unpack_from("<III4xQQQ", data, at))
        need(
            part.kind == min(3, len(parts) + 1) and part.start == expected, at, "part is not the one that belongs here"
        )
        need(part.kind == 3 or not any((part.ordinal, part.generation, part.offset)), at, "part is of no segment")
        need(part.offset == 0 or len(parts) == 2, at + 32, "only the first segment may lack its beginning")
        expected = part.start + part.length
        parts.append(part)
    need(length == expected + 32, 128, "length of the file is not that of its parts")
    return Contents(store, since, last, chain_since, chain, length, parts)


class Slice:
    """A part of a snapshot, read as the segment's file."""

    def __init__(self, file: BinaryIO, part: Part):
        self.file, self.part, self.at = file, part, 0

    def seek(self, at: int) -> None:
        self.at = at

    def read(self, count: int) -> bytes:
        end = self.part.offset + self.part.length
        self.file.seek(self.part.start + self.at - self.part.offset)
        data = self.file.read(max(0, min(count, end - self.at)))
        self.at += len(data)
        return data

    def __enter__(self) -> Slice:
        return self

    def __exit__(self, *_: object) -> None:
        pass


# --- Frames ----------------------------------------------------------------------------------------------------------
class Frame(
    namedtuple(
        "Frame",
        "type codec flags stored raw at durable sequence count ordinal generation stored_crc raw_crc payload",
        defaults=[b""],
    )
):
    @property
    def end(self) -> int:
        return self.at + 64 + (self.stored + 7 & ~7)


def parse_frame_header(data: bytes, at: int, entry: Entry) -> Frame:
    if len(data) < 64 or data[:4] != b"\xc5CFR" or crc32c(data[:60]) != struct.unpack_from("<I", data, 60)[0]:
        raise Torn(at, "no frame header with sync mark and right CRC")
    frame = Frame(*struct.unpack_from("<BBHIIQQQIIIII", data, 4))
    if (frame.at, frame.ordinal, frame.generation) != (at, entry.ordinal, entry.generation):
        raise Torn(at, "frame belongs to another place, segment or generation")
    return frame


def read_frame(file: BinaryIO, at: int, limit: int, entry: Entry, base: int = 0) -> Frame:
    """The frame at `at`, payload decoded unless of codec 3, in a file that begins at offset `base` and ends at `limit`.

    Raises Torn where it is not valid, Damage where it is valid and does not fit."""
    file.seek(at - base)
    frame = parse_frame_header(file.read(min(64, limit - at)), at, entry)
    if frame.end > limit:
        raise Torn(at, "frame is cut off")
    stored, padding = file.read(frame.stored), file.read(-frame.stored % 8)
    if any(padding) or crc32c(stored) != frame.stored_crc:
        raise Torn(at, "CRC of the stored payload is wrong, or its padding is not zero")
    need(frame.raw <= MAX_RAW, at + 12, "length of the frame is out of limits")
    alone = frame.codec != 3 or frame.type != BODIES  # else its block decodes it
    payload = unpack_payload(frame.codec, stored, frame.raw, frame.raw_crc, at + 64) if alone else stored
    need(alone or frame.stored < frame.raw, at, "stored and raw length do not fit the codec")
    if frame.type >= 128 and frame.type != MERGED:
        return frame
    need(EVENTS <= frame.type <= SEAL or frame.type == MERGED, at + 4, f"unknown frame type {frame.type}")
    need(frame.flags == 0, at + 6, "bytes that must be zero are not")
    need(frame.durable <= at, at + 24, "durable offset is after the frame itself")
    if frame.type in FIXED:
        need(
            frame.codec == 0 and frame.raw in FIXED[frame.type],
            at,
            "codec or length is wrong for the type of the frame",
        )
    need(
        (frame.count == 0) == (frame.type in (ATTEST, SEAL)),
        at + 40,
        "count of events is wrong for the type of the frame",
    )
    return frame._replace(payload=payload)


# --- Events ----------------------------------------------------------------------------------------------------------
def parse_distinct(cursor: Cursor, count: int) -> list[bytes]:
    """So many values as encoding 4 has them."""
    size, prefixes = cursor.varint(), cursor.prefixes()
    need(size <= count, cursor.at, "more entries than values")
    forms = cursor.take(size)
    need(max(forms, default=0) < 2 + len(prefixes), cursor.at, "unknown form")
    lengths = [16 if form == 1 else cursor.varint() for form in forms]
    entries = [prefixes[form - 2] + cursor.base62(length) if form > 1 else
               uuid_text(cursor.take(16)) if form else cursor.take(length) for form, length in zip(forms, lengths)]
    values, used = [], 0
    for _ in range(count):
        back = cursor.varint()
        need(back <= used if back else used < size, cursor.at, "no such entry")
        values.append(entries[used - back])
        used += not back
    need(used == size, cursor.at, "entry that no value is")
    return values


def parse_elsewhere(cursor: Cursor, rows: list[int], ident: int, columns: dict[int, list],
                    encodings: dict[int, int]) -> list[bytes]:
    """The values of these rows as encoding 5 of column `ident` has them."""
    other = cursor.byte()
    need(other < ident and encodings.get(other) in (1, 2, 3, 4), cursor.at, f"column {other} cannot be referred to")
    source, values = columns[other], []
    for row in rows:
        number = cursor.varint()
        if number == 0:
            values.append(None)
            continue
        place = row - ((number - 1) >> 1 ^ -((number - 1) & 1))
        need(
            0 <= place < len(source) and source[place] is not None, cursor.at, f"no value in that row of column {other}"
        )
        values.append(source[place])
    others = iter(parse_distinct(cursor, values.count(None)))
    return [next(others) if value is None else value for value in values]


def parse_column(
    data: bytes, ident: int, rows: int, at: int, columns: dict[int, list], encodings: dict[int, int]
) -> list:
    """The values of a column, None where a row has none.

    `columns` are those before it, `encodings` has its own, too.
    """
    cursor, encoding = Cursor(data, at, f"column {ident}"), encodings[ident]
    present = cursor.byte()
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
            values[row] = last = signed(last + cursor.zigzag())
    elif encoding == 1:
        count = cursor.varint()
        need(count <= len(data), at, "dictionary is longer than its column")
        words = [cursor.take(length) for length in [cursor.varint() for _ in range(count)]]
        for row in filled:
            index = cursor.varint()
            need(index < count, at, "value is not in the dictionary")
            values[row] = words[index]
    elif encoding in (2, 3):
        width = 16 if encoding == 2 else cursor.byte()
        need(width, at, "width is 0")
        for row in filled:
            values[row] = cursor.take(width) if encoding == 3 else uuid_text(cursor.take(16))
    elif encoding in (4, 5):
        found = (parse_distinct(cursor, len(filled)) if encoding == 4
                 else parse_elsewhere(cursor, filled, ident, columns, encodings))
        for row, value in zip(filled, found):
            values[row] = value
    elif encoding == 6:
        need(1 in columns, at, "column 1 is missing")
        last = 0
        for row in filled:
            values[row] = number = signed(last + cursor.zigzag())
            last = number + columns[1][row]
    else:
        raise Damage(at, f"unknown encoding {encoding}")
    cursor.end()
    return values


def parse_events(payload: bytes, rows: int, at: int) -> dict[int, list]:
    """The columns of an EVENTS payload by id."""
    need(0 < rows <= MAX_ROWS, at, "number of events is out of limits")
    need(len(payload) >= 4, at, "payload is too short")
    count, zero = struct.unpack_from("<HH", payload)
    need(count <= 256 and zero == 0 and len(payload) >= 4 + 8 * count, at, "directory is wrong")
    columns: dict[int, list] = {}
    encodings: dict[int, int] = {}
    pos, before = 4 + 8 * count, -1
    for ident, encoding, zero, length in struct.iter_unpack("<BBHI", payload[4:pos]):
        need(ident > before and zero == 0 and length <= len(payload) - pos, at, "directory is wrong")
        if not 4 <= ident < 16:  # reserved, ignored
            encodings[ident] = encoding
            columns[ident] = parse_column(payload[pos:pos + length], ident, rows, at, columns, encodings)
        pos, before = pos + length, ident
        need(ident > 1 or encoding == 0 and payload[pos - length] == 0, at, f"column {ident} is not plain integers")
    need(pos == len(payload), at, "bytes after the last column")
    for ident, limit in ((0, 255), (1, MAX_BODY)):
        need(ident in columns and 0 <= min(columns[ident]) <= max(columns[ident]) <= limit, at,
             f"column {ident} is missing or has an impossible value")
    for length, dropped, digest in zip(columns[1], columns.get(2, [None] * rows), columns.get(3, [None] * rows)):
        need(dropped is None and digest is None or length == 0 and isinstance(dropped, int) and 0 < dropped <= MAX_BODY
             and isinstance(digest, bytes) and len(digest) == 32, at, "columns 2 and 3 make no sense")
    return columns


def parse_merged(payload: bytes, at: int) -> list[tuple[int, int]]:
    """Numbers of events, and when they were committed."""
    cursor, time, parts = Cursor(payload, at, "MERGED"), 0, []
    for _ in range(cursor.varint()):
        count, time = cursor.varint(), signed(time + cursor.zigzag())
        need(count, at, "a part without events")
        parts.append((count, time))
    cursor.end()
    return parts


# --- Codec 3: lines taken apart --------------------------------------------------------------------------------------
STREAMS = "rows,shapes,slot columns,codes,numbers,identifiers,binary,text".split(",")
SHAPE, KEY = re.compile(rb'[\1-\3{}\[\]"]'), re.compile(rb'["\\]')  # what counts outside of a key, and in one
ESCAPES = [
    (b"\\", rb"\\"),
    (b'"', rb"\""),
    (b"\n", rb"\n"),
    (b"\t", rb"\t"),
    (b"\r", rb"\r"),
    (b"\b", rb"\b"),
    (b"\f", rb"\f"),
    (b"\2", rb"\/"),
    (b"\x1b", rb"\u001b"),
    (b"\1", rb"\u"),
]
NUMBERED = {72: b"%6d\xe2\x86\x92%s", 73: b"%d\xe2\x86\x92%s", 74: b"%6d\t%s", 75: b"%d\t%s"}
EPOCH, LAST_TIME = datetime.datetime(1970, 1, 1), 253_402_300_799_999


class Slot:
    """What is known about one kind of mark at one place of the lines."""

    def __init__(self, column: list | None):
        self.column, self.last = column, 0
        self.recent: list[bytes] = []  # the latest is the last

    def latest(self, text: bytes) -> None:
        self.recent.append(text)
        del self.recent[:-48]


class Lines:
    """One payload of codec 3: `raw` bytes of bodies, of a block with these columns."""

    def __init__(self, payload: bytes, raw: int, columns: dict[int, list], at: int):
        self.columns, self.at = columns, at
        cursor = Cursor(payload, at, "payload")
        reference = cursor.byte()
        self.reference = self.column(reference)
        need(not self.reference or isinstance(next(v for v in self.reference if v is not None), bytes), at,
             f"reference column {reference} does not hold bytes")
        self.prefixes = cursor.prefixes()
        need(len(self.prefixes) <= 32, at, "too many prefixes")
        self.streams, room = [], raw
        for name in STREAMS:
            self.streams.append(Cursor(packed(cursor, room), at, name))
            room -= len(self.streams[-1].data)
        cursor.end()
        self.rows, self.bytes, self.slot_columns, self.codes = self.streams[:4]
        self.numbers, self.identifiers, self.binary, self.text = self.streams[4:]
        self.shapes: list[tuple[bytes, array.array, array.array]] = []  # with the places and slots of the marks
        self.numbered: dict[tuple[int, int, bytes], int] = {}  # kind of mark, depth and key to slot
        self.slots: list[Slot] = []
        self.known: list[bytes] = []
        self.time, self.out = 0, bytearray()

    def column(self, ident: int) -> list | None:
        need(
            ident == 0 or ident >= 16 and ident in self.columns,
            self.at,
            f"the block has no column {ident} of the application",
        )
        return self.columns[ident] if ident else None

    def shape(self, shape: bytes) -> None:
        """One more shape."""
        depth, key, pos, places, slots = 0, b"", 0, array.array("I"), array.array("H")
        while token := SHAPE.search(shape, pos):
            first, pos = token[0][0], token.end()
            if first == 34:
                end = pos
                while (found := KEY.search(shape, end)) and found[0] == b"\\":
                    end = found.end() + 1
                end = found.start() if found else len(shape)
                key, pos = shape[pos:end], end + 1
            elif first > 3:
                depth += 1 if first in b"{[" else -1
            else:
                slot = self.numbered.setdefault((first, min(max(depth, 0), 255), key), len(self.numbered))
                need(slot < 65536, self.at, "too many slots")
                places.append(token.start())
                slots.append(slot)
        while len(self.slots) < len(self.numbered):
            self.slots.append(Slot(self.column(self.slot_columns.byte())))
        self.shapes.append((shape, places, slots))

    def moment(self, time: int) -> bytes:
        need(0 <= time <= LAST_TIME, self.at, "time out of range")
        self.time = time
        return ((EPOCH + datetime.timedelta(milliseconds=time)).isoformat(timespec="milliseconds") + "Z").encode()

    def escaped(self, text: bytes) -> bytes:
        for byte, escape in ESCAPES:
            text = text.replace(byte, escape)
        return text

    def value(self, column: list | None, row: int) -> Any:
        need(
            column and 0 <= row < len(column) and column[row] is not None, self.at, "no value in that row of the column"
        )
        return column[row] if column else None

    def string(self, slot: Slot, row: int, room: int) -> bytes:
        """The next string of a line of this row, of at most about `room` bytes."""
        code = self.codes.byte()
        if code == 0:
            value = self.value(slot.column, row)
            return self.moment(value) if isinstance(value, int) else value
        if code <= 48:
            need(code <= len(slot.recent), self.at, "no such recent string")
            text = slot.recent.pop(-code)
            slot.latest(text)
            return text
        if code == 64:
            text = self.value(self.reference, row + self.numbers.zigzag())
        elif code == 65:
            back = self.numbers.varint()
            need(back < len(self.known), self.at, "no such known identifier")
            text = self.known[-1 - back]
        elif code == 66:
            text = uuid_text(self.identifiers.take(16))
        elif code == 67:
            return self.moment(self.time + self.numbers.zigzag())
        elif code == 68:
            text = base64.b64encode(self.binary.take(self.numbers.varint()))
        elif code == 69:
            text = self.identifiers.take(self.numbers.varint()).hex().encode()
        elif code == 70:
            length = self.numbers.varint()
            need(length <= room, self.at, "text is too long for its line")
            text = self.escaped(self.text.take(length))
        elif code in NUMBERED:
            text = self.lines(NUMBERED[code], room)
        else:
            need(80 <= code < 80 + len(self.prefixes), self.at, f"unknown code {code}")
            text = self.prefixes[code - 80] + self.identifiers.base62(self.numbers.varint())
        if code in (65, 66) or code >= 80:
            self.known.append(text)
        if len(text) <= 80:
            slot.latest(text)
        return text

    def lines(self, pattern: bytes, room: int) -> bytes:
        first, length, rest = self.numbers.varint(), self.numbers.varint(), self.numbers.varint()
        need(first <= 999_999_999, self.at, "number of a line is too large")
        text, out = self.text.take(length) + b"\n", bytearray()
        need(length + rest + 3 * text.count(b"\n") <= room, self.at, "numbered lines are too long for their line")
        for number, line in enumerate(io.BytesIO(text), first):
            out += pattern % (number, line)
        return self.escaped(bytes(out[:-1]) + self.text.take(rest))

    def decode(self, first: int, lengths: list[int]) -> bytes:
        """The lines of the rows from `first` on, which have these lengths."""
        for row, length in enumerate(lengths, first):
            end = len(self.out) + length
            number = self.rows.varint()
            if number == 0:
                self.out += self.text.take(length)
                continue
            if number == 1:
                self.shape(self.bytes.take(self.rows.varint()))
            need(number - 2 < len(self.shapes), self.at, "no such shape")
            shape, places, slots = self.shapes[number - 2]
            self.line(shape, places, slots, row, end)
            need(len(self.out) == end, self.at, f"line of row {row} has another length than column 1 says")
        for stream in self.streams:
            stream.end()
        return bytes(self.out)

    def line(self, shape: bytes, places: array.array, slots: array.array, row: int, end: int) -> None:
        out, pos = self.out, 0
        for place, number in zip(places, slots):
            out += shape[pos:place]
            slot, pos = self.slots[number], place + 1
            if shape[place] == 2:
                value = slot.column and slot.column[row]
                slot.last = signed((value if isinstance(value, int) else slot.last) + self.numbers.zigzag())
                out += b"%d" % slot.last
                need(len(out) <= end, self.at, f"line of row {row} is longer than column 1 says")
            else:
                count = self.numbers.varint() if shape[place] == 3 else 1
                need(count, self.at, "a list without strings")
                for left in range(count - 1, -1, -1):
                    out += b'"'
                    out += self.string(slot, row, end - len(out))
                    out += b'",' if left else b'"'
                    need(len(out) <= end, self.at, f"line of row {row} is longer than column 1 says")
        out += shape[pos:]


def taken_together(frame: Frame, columns: dict[int, list], first: int) -> Frame:
    """The BODIES frame of codec 3 with its payload decoded; its lines are those of the rows from `first` on."""
    size, last, lengths = 0, first, columns[1]
    while last < len(lengths) and size + lengths[last] <= frame.raw:
        size, last = size + lengths[last], last + 1
    need(size == frame.raw, frame.at, "frame of codec 3 ends inside a body")
    return frame._replace(payload=unpack_payload(
        frame.codec, frame.payload, frame.raw, frame.raw_crc, frame.at + 64,
        lambda: Lines(frame.payload, frame.raw, columns, frame.at + 64).decode(first, lengths[first:last])))


def canonical(kind: int, fields: Fields) -> bytes:
    """The canonical envelope; `fields` by rising column id."""
    return struct.pack("<BH", kind, len(fields)) + b"".join(
        struct.pack("<BBq", ident, 0, value)
        if isinstance(value, int)
        else struct.pack("<BBI", ident, 1, len(value)) + value
        for ident, value in fields.items()
    )


def event_hash(envelope: bytes, body: bytes, dropped: tuple[int, bytes] | None = None) -> bytes:
    """`dropped`: length and SHA-256 of a body that is not there any more."""
    length, digest = dropped or (len(body), hashlib.sha256(body).digest())
    return hashlib.sha256(envelope + struct.pack("<Q", length) + digest).digest()


class Walk:
    """One segment, read from its header to `limit`.

    `good`, `after` and `chain` are as of the last COMMIT, `listed` is the same as of the last one within the manifest's
    length; `settled` and `promised` are those of the page.
    """

    def __init__(self, file: BinaryIO, entry: Entry, limit: int, promised: int = 0):
        self.file, self.entry, self.limit, self.promised = file, entry, limit, promised
        self.at, self.frames, self.blocks, self.sealed = 128, 0, 0, False
        self.good, self.after, self.chain = self.listed = 128, entry.first, entry.chain
        self.settled = 128
        self.commits: dict[int, bytes] = {}
        self.ends = {128: (entry.first, entry.chain)}
        self.counted = True

    def begin(self, at: int, after: int, chain: bytes) -> None:
        """Starts at a commit inside of the segment."""
        self.at = self.settled = at
        self.good, self.after, self.chain = self.listed = at, after, chain
        self.counted = False

    def next(self) -> Frame | None:
        """The next frame that is not to be skipped, or None at the end."""
        while self.at < self.limit:
            frame = read_frame(self.file, self.at, self.limit, self.entry)
            need(not self.sealed, frame.at, "a frame after SEAL")
            self.at, self.promised, self.frames = frame.end, max(self.promised, frame.durable), self.frames + 1
            self.blocks += frame.type in (EVENTS, BODIES)
            if not self.blocks:
                self.settled = self.at
            if frame.type < 128 or frame.type == MERGED:
                return frame
        return None

    def block(self, events: Frame) -> Iterator[tuple[int, Fields, bytes, tuple[int, bytes] | None]]:
        """Kind, fields, body and dropped body of each event of the block that begins with this EVENTS frame."""
        columns = parse_events(events.payload, events.count, events.at)
        kinds, lengths = columns[0], columns[1]
        left, buffer = sum(lengths), bytearray()
        need(len(events.payload) + left <= MAX_BLOCK, events.at, "a block of more than 128 MiB")
        named = [(ident, column) for ident, column in columns.items() if ident >= 16]
        for ident, column in named:
            value = next(value for value in column if value is not None)
            need(
                ident not in COLUMNS or isinstance(value, bytes) == (ident in BYTES),
                events.at,
                f"column {ident}: wrong type",
            )
        pos, total, said = 0, left, 0
        for row in range(events.count):
            end = lengths[row]
            while len(buffer) - pos < end:
                frame = self.next()
                if frame is None:
                    raise Torn(self.good, "a block without its bodies")
                need(
                    frame.type == BODIES and (frame.sequence, frame.count) == (events.sequence, events.count),
                    frame.at,
                    "not the BODIES frame that the block needs",
                )
                need(0 < frame.raw <= left, frame.at, "BODIES frame is empty or too long")
                del buffer[:pos]
                if frame.codec == 3:
                    need(not buffer, frame.at, "frame of codec 3 begins inside a body")
                    frame = taken_together(frame, columns, 0 if left == total else row)
                buffer += frame.payload
                pos, left = 0, left - frame.raw
            body = bytes(buffer[pos:pos + end])
            pos += end
            dropped = (columns[2][row], columns[3][row]) if 2 in columns and columns[2][row] is not None else None
            said += 3 + sum(10 if isinstance(c[row], int) else 6 + len(c[row]) for _, c in named if c[row] is not None)
            need(said <= MAX_ENVELOPES, events.at, "a block with envelopes of more than 80 MiB")
            yield kinds[row], {i: c[row] for i, c in named if c[row] is not None}, body, dropped
        need(left == 0, events.at, "bodies are longer than the block says")

    def events(self) -> Iterator[Event]:
        """The events, also those that no COMMIT follows; raises Damage at the first thing that is wrong."""
        sequence, chain = self.after, self.chain
        merged: list[tuple[int, int]] = []
        while frame := self.next():
            need(not merged or frame.type == COMMIT, frame.at, "no COMMIT after MERGED")
            if frame.type == EVENTS:
                need(
                    frame.sequence == sequence, frame.at + 32, f"block starts at event {frame.sequence}, not {sequence}"
                )
                for kind, fields, body, dropped in self.block(frame):
                    digest = event_hash(canonical(kind, fields), body, dropped)
                    chain = hashlib.sha256(chain + digest).digest()
                    yield Event(sequence, kind, fields, body, digest, dropped)
                    sequence += 1
                continue
            need(frame.type != BODIES, frame.at, "BODIES frame without its EVENTS")
            expected = self.after if frame.type in (COMMIT, MERGED) else sequence
            need(frame.sequence == expected, frame.at + 32, f"frame names event {frame.sequence}, not {expected}")
            if frame.type == MERGED:
                merged = parse_merged(frame.payload, frame.at)
                need(
                    self.blocks and frame.count == sequence - self.after == sum(count for count, _ in merged),
                    frame.at,
                    "MERGED has other counts",
                )
                continue
            if frame.type == COMMIT:
                hashed, time, count, zero = struct.unpack("<32sqII", frame.payload[:48])
                if frame.raw > 48:
                    need(any(frame.payload[48:56]), frame.at + 112, "COMMIT has no writer")
                    need(frame.payload[56:] == self.chain[:8], frame.at + 120, "COMMIT was written after another one")
                need(not merged or merged[-1][1] == time, frame.at, "MERGED has another time")
                merged = []
                need(
                    (frame.count, count, zero) == (sequence - self.after, self.blocks, 0),
                    frame.at,
                    "COMMIT has other counts",
                )
                need(hashed == chain, frame.at + 64, "COMMIT has another chain hash")
                self.good, self.after, self.chain = commit = frame.end, sequence, chain
                self.settled, self.blocks = frame.end, 0
                if frame.end <= self.entry.length:
                    self.listed = commit
                self.commits[sequence - 1] = chain
                self.ends[frame.end] = sequence, chain
                continue
            need(self.blocks == 0, frame.at, "frame inside a commit")
            if frame.type == SEAL:
                hashed, count, frames = struct.unpack("<32sQQ", frame.payload)
                need(
                    (hashed, count) == (chain, sequence - self.entry.first)
                    and (frames == self.frames - 1 or not self.counted),
                    frame.at + 64,
                    "SEAL has another chain hash or count",
                )
                self.sealed = True
        if self.blocks:
            raise Torn(self.good, "a block without COMMIT")

    def promise(self) -> int:
        """The largest durable offset, also of the frame headers after a frame that is not valid."""
        at = self.at
        while at + 64 <= self.limit:
            self.file.seek(at)
            chunk = self.file.read(min(MIB + 64, self.limit - at))
            pos = chunk.find(b"\xc5CFR")
            while pos >= 0:
                try:
                    if pos % 8 == 0:
                        header = parse_frame_header(chunk[pos:pos + 64], at + pos, self.entry)
                        self.promised = max(self.promised, header.durable)
                except Torn:
                    pass
                pos = chunk.find(b"\xc5CFR", pos + 1)
            at += MIB
        return self.promised


# --- Store -----------------------------------------------------------------------------------------------------------
class Store:
    """A store, checked as it is read. `problems` has what is wrong, `notices` what is unusual and allowed."""

    def __init__(self, path: str):
        self.path, self.uuid = path, None
        self.problems: list[str] = []
        self.is_early = False
        self.notices: list[str] = []
        self.walks: list[Walk] = []

    def report(self, name: str, error: Exception, derived: bool = False) -> None:
        text = f"{name} at byte {getattr(error, 'at', 0)}: {getattr(error, 'strerror', None) or error}"
        self.notices.append("notice: " + text) if derived else self.problems.append(text)

    def guarded(self, name: str, limit: int, parse: Callable[[bytes], T], derived: bool = False) -> T | None:
        """The parsed content of a small file, or None after a report."""
        try:
            with self.plain(name) as file:
                need(os.fstat(file.fileno()).st_size <= limit, limit, "file is too long")
                return parse(file.read(limit))
        except (Damage, OSError) as error:
            self.report(name, error, derived)
            return None

    def names(self, folder: str, pattern: str) -> list[str]:
        try:
            if os.path.islink(os.path.join(self.path, folder)):
                return []
            with os.scandir(os.path.join(self.path, folder)) as entries:
                return sorted(entry.name for entry in entries
                              if re.fullmatch(pattern, entry.name) and entry.is_file(follow_symlinks=False))
        except OSError:
            return []

    def plain(self, name: str) -> BinaryIO:
        """A plain file of the store: it has no links, and nothing in it leads outside."""
        folder = os.path.dirname(name)
        if folder and os.path.islink(os.path.join(self.path, folder)):
            raise FileNotFoundError(errno.ENOENT, "is behind a symbolic link, and a store has none")
        number = os.open(
            os.path.join(self.path, name), os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        )
        file = os.fdopen(number, "rb")
        if not stat.S_ISREG(os.fstat(number).st_mode):
            file.close()
            raise FileNotFoundError(errno.ENOENT, "is no plain file")
        return file

    def manifest(self) -> Manifest | None:
        names = self.names("manifest", r"[0-9a-f]{16}\.mf")
        if not names:
            long = [name for name in self.names("seg", r"[0-9a-f]{8}-[0-9a-f]{8}\.ccs")
                    if os.path.getsize(os.path.join(self.path, "seg", name)) > 128]
            self.report("manifest", Damage(0, "there is none"), derived=not long)
            return None
        hashes: dict[int, bytes] = {}

        def parse(data: bytes, number: int) -> Manifest:
            hashes[number], manifest = hashlib.sha256(data).digest(), parse_manifest(data, self.uuid)
            need(manifest.generation == number, 48, "generation is not that of the name")
            need(
                hashes.get(number - 1, manifest.predecessor) == manifest.predecessor,
                64,
                "not the hash of its predecessor",
            )
            return manifest

        for name in names:  # also those that only wait to be removed
            number = int(name[:16], 16)
            manifest = self.guarded("manifest/" + name, 132 + 112 * MAX_SEGMENTS, lambda data: parse(data, number))
        return manifest

    def is_copy(self, head: Head) -> bool:
        """True if neither HEAD nor the segment that it names is the file that it was when HEAD was written."""
        def inode(name: str) -> int | None:
            try:
                return os.stat(os.path.join(self.path, name), follow_symlinks=False).st_ino
            except FileNotFoundError:
                return None
        return head.inode is not None and inode("HEAD") != head.inode and \
            inode(f"seg/{head.ordinal:08x}-{head.generation:08x}.ccs") != head.segment

    def segment(self, entry: Entry, head: Head | None) -> None:
        with self.plain(entry.name) as file:
            size, active = os.fstat(file.fileno()).st_size, entry.state == ACTIVE
            need(
                size == entry.length if entry.state == SEALED else entry.length <= size <= MAX_SEGMENT,
                min(size, entry.length),
                f"file has {size} bytes, the manifest says {entry.length}",
            )
            header = parse_segment_header(file.read(128), self.uuid)
            need(header[:5] == (entry.ordinal, entry.generation, entry.last, entry.first, entry.chain), 48,
                 "header does not agree with the manifest")
            promised = max(entry.length, head.durable if head and head[:2] == entry[:2] else 0)
            walk = Walk(file, entry, size if active else entry.length, promised if active else 0)
            self.walks.append(walk)
            try:
                for _ in walk.events():
                    pass
            except Torn as torn:
                if not active or walk.promise() > walk.settled:
                    raise
                self.report(entry.name, Damage(torn.at, f"torn tail, never acknowledged: {torn}"), derived=True)
            need(walk.promised <= walk.settled or not active, walk.settled, f"{walk.promised} bytes were acknowledged")
            if active and head and head.chain and head[:2] == entry[:2] and head.durable <= walk.settled:
                need(walk.ends.get(head.durable) == (head.sequence, head.chain), head.durable,
                     "something else stands here than was acknowledged")
            if entry.state == SEALED:
                need(walk.sealed and walk.listed[1:] == (entry.after, entry.chain_after), walk.at,
                     "sealed segment does not end with SEAL, or the manifest has other events or another chain hash")
            else:
                need(walk.listed == (entry.length, entry.after, entry.chain_after), entry.length,
                     "no COMMIT ends at the manifest's length with its event and chain hash")

    def check(self) -> None:
        self.uuid = self.guarded("CCSTORE", 4096, parse_ccstore)
        manifest = self.manifest()
        head = self.guarded("HEAD", 4096, lambda data: parse_head(data, self.uuid), derived=True)
        acknowledged = 0
        if head and self.is_copy(head):
            self.is_early, acknowledged, head = True, head.sequence, None
        if head and (not manifest or head.ordinal > manifest.segments[-1].last):
            self.report("HEAD", Damage(32, "names a later segment than the newest manifest"))
        for entry in manifest.segments if manifest else []:
            try:
                self.segment(entry, head)
            except (Damage, OSError) as error:
                self.report(entry.name, error)
        if acknowledged > max((walk.after for walk in self.walks), default=1):
            self.report(
                "HEAD",
                Damage(48, f"a copy that ends before event {acknowledged - 1}, which was acknowledged"),
                derived=True,
            )
        for name in self.names("snap", r".+-[0-9a-f]{16}\.snap"):
            self.snapshot("snap/" + name)
        for name in self.names("idx", r"[0-9a-f]{8}-[0-9a-f]{8}\.idx"):
            index = self.guarded(
                "idx/" + name, MAX_SNAPSHOT + 128, lambda data: parse_index(data, self.uuid), derived=True
            )
            if index and name != f"{index.ordinal:08x}-{index.generation:08x}.idx":
                self.report(
                    "idx/" + name, Damage(16, "ordinal or generation is not that of the file's name"), derived=True
                )

    def snapshot(self, name: str) -> None:
        """What is wrong with a checkpoint is no damage, but a valid one beyond the log proves that events are lost."""
        snapshot = self.guarded(name, MAX_SNAPSHOT + 128, lambda data: parse_snapshot(data, self.uuid), derived=True)
        if not snapshot:
            return
        if name != f"snap/{snapshot.name}-{snapshot.sequence:016x}.snap":
            self.report(name, Damage(16, "name or sequence number is not that of the file's name"), derived=True)
        elif snapshot.sequence >= max((walk.after for walk in self.walks), default=1):
            self.report(
                name, Damage(48, "checkpoint beyond the last event of the log: events are lost"), derived=self.is_early
            )
        elif not any(walk.commits.get(snapshot.sequence) == snapshot.chain for walk in self.walks):
            self.report(name, Damage(48, "no COMMIT ends there with that chain hash"), derived=True)

    def committed(self) -> Iterator[Event]:
        """After `check`: the events up to the last COMMIT of each segment, in order."""
        for walk in self.walks:
            with self.open(walk.entry) as file:
                yield from self.walk(file, walk.entry, walk.good).events()

    def open(self, entry: Entry) -> BinaryIO:
        return self.plain(entry.name)

    def walk(self, file: BinaryIO, entry: Entry, limit: int) -> Walk:
        return Walk(file, entry, limit)

    def finish(self, output: TextIO) -> int:
        print(*self.notices, *self.problems, sep="\n", end="\n" if self.notices or self.problems else "", file=output)
        return 3 if self.problems else 0


class SnapshotFile(Store):
    """A snapshot, read as the store that it is, or as the part of one."""

    def open(self, entry: Entry) -> BinaryIO:
        return Slice(self.file, self.parts[entry.ordinal, entry.generation])  # type: ignore[return-value]

    def walk(self, file: BinaryIO, entry: Entry, limit: int) -> Walk:
        walk = Walk(file, entry, limit)
        part = self.parts[entry.ordinal, entry.generation]
        if part.offset:
            walk.begin(part.offset, self.contents.since + 1, self.contents.chain_since)
        return walk

    def check(self) -> None:
        try:
            self.file = open(self.path, "rb")  # noqa: SIM115  (as long as the snapshot is looked at)
            self.read()
        except (Damage, OSError, struct.error) as error:
            self.report(self.path, error)

    def read(self) -> None:
        size = os.fstat(self.file.fileno()).st_size
        head = self.file.read(192)
        need(len(head) == 192, len(head), "file is cut off")
        count, = struct.unpack_from("<I", head, 136)
        self.contents = contents = parse_store_snapshot(head + self.file.read(64 * min(count, MAX_SEGMENTS + 2)))
        need(
            size == contents.length,
            min(size, contents.length),
            f"file has {size} bytes, the header says {contents.length}",
        )
        self.digest()
        self.uuid = contents.store
        need(
            parse_ccstore(self.bytes(contents.parts[0])) == self.uuid,
            contents.parts[0].start,
            "CCSTORE of another store",
        )
        manifest = parse_manifest(self.bytes(contents.parts[1]), self.uuid)
        need(manifest.generation == 1, contents.parts[1].start + 48, "generation of the manifest is not 1")
        self.parts = {(part.ordinal, part.generation): part for part in contents.parts[2:]}
        wanted = [entry for entry in manifest.segments[:-1] if entry.after > contents.since + 1] + manifest.segments[
            -1:
        ]
        need(
            [entry[:2] for entry in wanted] == list(self.parts),
            contents.parts[1].start,
            "parts are not those of the manifest",
        )
        last = manifest.segments[-1]
        need(
            (last.first, last.after, last.chain, last.length)
            == (contents.last + 1, contents.last + 1, contents.chain, 128),
            contents.parts[1].start,
            "manifest does not end where the snapshot does",
        )
        for entry in wanted:
            part = self.parts[entry[:2]]
            need(part.offset + part.length == entry.length, part.start, "part is not as long as the manifest says")
            try:
                self.part(entry, part, manifest.time)
            except Damage as error:
                raise Damage(part.start + error.at - part.offset, f"{entry.name}: {error}") from error

    def part(self, entry: Entry, part: Part, time: int) -> None:
        file = self.open(entry)
        if part.offset == 0:
            header = parse_segment_header(file.read(128), self.uuid)
            need(header[:5] == (entry.ordinal, entry.generation, entry.last, entry.first, entry.chain), 48,
                 "header does not agree with the manifest")
            need(entry.state != ACTIVE or header[5:7] == (time, 0), 104, "active segment was created at another time")
        else:
            need(entry.first <= self.contents.since < entry.after - 1, 0, "segment has no reason to lack its beginning")
        walk = self.walk(file, entry, entry.length)
        self.walks.append(walk)
        for _ in walk.events():
            pass
        need((walk.after, walk.chain, walk.sealed) == (entry.after, entry.chain_after, entry.state == SEALED), walk.at,
             "segment does not end as the manifest says")

    def bytes(self, part: Part) -> bytes:
        self.file.seek(part.start)
        return self.file.read(part.length)

    def digest(self) -> None:
        hashed, left = hashlib.sha256(), self.contents.length - 32
        self.file.seek(0)
        while left and (data := self.file.read(min(MIB, left))):
            hashed.update(data)
            left -= len(data)
        need(self.file.read() == hashed.digest(), self.contents.length - 32, "SHA-256 of the file is wrong")


# --- Commands --------------------------------------------------------------------------------------------------------
def command_check(store: Store) -> None:
    whole = not isinstance(store, SnapshotFile) or store.contents.since == 0
    if whole and not store.problems:
        Origins(store).check()
        Generations(store).check()
    events = sum(walk.after - walk.entry.first for walk in store.walks)
    print(f"{events} events, {len(store.walks)} segments, chain {store.walks[-1].chain.hex() if store.walks else '-'}")


def command_events(store: Store, as_json: bool) -> None:
    def shown(value: Any) -> object:
        """A value for JSON: text where it is UTF-8, else hex."""
        try:
            return value if isinstance(value, int) else value.decode()
        except UnicodeDecodeError:
            return value.hex()

    for event in store.committed():
        kind = KINDS.get(event.kind, str(event.kind))
        columns = {COLUMNS.get(ident, str(ident)): shown(value) for ident, value in event.fields.items()}
        if as_json:
            print(json.dumps({"seq": event.sequence, "kind": kind, "columns": columns, "body": len(event.body),
                              "hash": event.hash.hex()}, ensure_ascii=False))
        else:
            print(event.sequence, kind, *(f"{name}={json.dumps(value)}" for name, value in columns.items()))


def fork_name(store: bytes, count: int, following: bytes) -> bytes:
    """The name of a copy of a store that has other events after this many."""
    name = bytearray(hashlib.sha256(b"ccstore fork\0" + store + struct.pack("<Q", count) + following).digest()[:16])
    name[6], name[8] = name[6] & 15 | 128, name[8] & 63 | 128
    return bytes(name)


def said(events: Iterator[Event]) -> Iterator[Event]:
    """The events that count: what another store says of a source that it did not make known itself says nothing."""
    homes: dict[int, bytes | None] = {}
    for event in events:
        home, number = event.fields.get(122), event.fields.get(16)
        if event.kind == 1:
            if homes.setdefault(number, home) != home:
                continue
        elif home is not None and event.kind in SPEAKS and homes.get(number) != home:
            continue
        yield event


SPEAKS = (2, 3, 4, 5, 8, 10, 11, 14, 16)  # kinds that speak of a source


class Origins:
    """The events of other stores, checked against the chain hashes that these stores gave them."""

    def __init__(self, store: Store):
        self.store = store
        self.numbers: dict[tuple[bytes, int], int] = {}  # store and number here, to the number there
        count: dict[bytes, int] = {}  # events of each stream that are here
        made: dict[
            bytes, list[tuple[int, int]]
        ] = {}  # place in the stream and number here of the sources that it makes known
        notes: list[tuple[bytes, Fields]] = []
        for event in store.committed():
            home = event.fields.get(122, b"")
            place = count[home] = count.get(home, 0) + 1
            if event.kind == 1:
                made.setdefault(home, []).append((place - 1, event.fields[16]))
                if home:
                    self.numbers[home, event.fields[16]] = event.fields[69]
            elif event.kind == 12 and home:
                notes.append((home, event.fields))
        for home, note in notes:
            other = b"" if note[123] == store.uuid else note[123]
            known = [number for place, number in made.get(other, []) if note[124] <= place < note[124] + note[125]]
            self.numbers.update(((home, number), note[128] + index) for index, number in enumerate(known))

    def original(self, event: Event) -> bytes:
        """The hash of an event as its own store has it."""
        fields = {ident: value for ident, value in event.fields.items() if ident not in (69, 122)}
        for ident in (16, 84):
            if ident in fields:
                number = fields[ident]
                fields[ident] = -1 - number if number < 0 else self.numbers.get((event.fields[122], number), number)
        return event_hash(canonical(event.kind, fields), event.body, event.dropped)

    def check(self) -> None:
        store, left, chain, after = b"", 0, None, b""
        positions: dict[bytes, int] = {}
        for event in self.store.committed():
            home = event.fields.get(122)
            stub = home is None and event.kind in (2, 3) and 72 in event.fields  # an old purge took the column
            if left:
                need(
                    chain is None or home == store, 0, f"event {event.sequence}: is not of the store that was announced"
                )
                if home != store and not stub:  # a repair has lost some
                    left = 0
                else:
                    left -= 1
                    positions[store] += 1
                    if chain is not None:
                        chain = hashlib.sha256(chain + self.original(event)).digest()
                        need(left or chain == after, 0, f"event {event.sequence}: chain hash of its store is wrong")
                    continue
            if event.kind == 12 and home is None:
                store, left, position = (event.fields[ident] for ident in (123, 125, 124))
                chain, after = event.fields.get(126), event.fields.get(127, b"")
                need(
                    chain is None or positions.get(store, 0) == position,
                    0,
                    f"event {event.sequence}: {positions.get(store, 0)} events of the store come before it, "
                    f"and not {position}",
                )
                positions[store] = position
            else:
                need(home is None or chain is None, 0, f"event {event.sequence}: its store was not announced")


class Generations:
    """The invariant: the records of a generation follow each other.

    They are as long as its events say, and have the MD5 that these say.
    """

    def __init__(self, store: Store):
        self.store = store
        self.ends: dict[Key, int] = {}
        self.hashes: dict[Key, Any] = {}  # none where it is not known any more
        self.claims: dict[Key, dict[int, Any]] = {}  # the hashes at the last two lengths that events say
        self.names: dict[int, bytes] = {}
        self.begun: dict[Key, int] = {}  # where the run under way has begun to store a generation
        self.twice: dict[Key, int] = {}  # second readings that no event says to be known: where the first is
        self.said: set[Key] = set()

    def report(self, key: Key, at: int, problem: str) -> None:
        if key not in self.said:
            self.said.add(key)
            self.store.problems.append(
                f"{self.names.get(key[0], b'?').decode(errors='replace')} at byte {at}: version {key[1]}: {problem}")

    def check(self) -> None:
        for event in said(self.store.committed()):
            fields, key = event.fields, (event.fields.get(16), event.fields.get(17))
            if event.kind == 1:
                self.names[fields[16]] = fields[65] + b"/" + fields[66]
            elif event.kind in (6, 7):
                self.begun.clear()
            elif event.kind == 14:
                self.twice.pop(key, None)
            elif event.kind == 10:
                self.ends[key], self.hashes[key] = (
                    max(self.ends.get(key, 0), fields.get(19, 0) + fields.get(72, 0)),
                    None,
                )
            elif event.kind in (2, 3):
                self.record(key, event)
            elif event.kind in (4, 5) and key[1] is not None:
                self.claim(key, fields)
        for key, at in self.twice.items():
            self.report(key, at, "what it has from there on is stored more than once")

    def record(self, key: Key, event: Event) -> None:
        at = event.fields.get(19, 0)
        if key not in self.ends:  # the first bytes are those of a base, which the next claim names
            self.ends[key], self.hashes[key] = at, hashlib.md5() if at == 0 else [b""]
        end, first = self.ends[key], self.begun.get(key)
        if at < end and at == first:
            self.twice.setdefault(key, at)
            known = self.claims.get(key, {}).get(at)
            self.hashes[key] = known and known.copy() if at else hashlib.md5()
        elif at != end:
            self.report(key, min(at, end), f"a record begins at byte {at}, what came before ends at byte {end}")
            self.hashes[key] = None
        self.begun.setdefault(key, at)
        length = event.fields.get(72, event.dropped[0] if event.dropped else len(event.body))
        hashed = self.hashes[key]
        if 72 in event.fields or event.dropped:
            self.hashes[key] = None
        elif isinstance(hashed, list):
            hashed.append(event.body)
        elif hashed:
            hashed.update(event.body)
        self.ends[key] = at + length

    def claim(self, key: Key, fields: Fields) -> None:
        base = fields.get(86, 0)
        if key not in self.ends or isinstance(self.hashes[key], list):
            known = self.claims.get((fields.get(84), fields.get(85)), {}).get(base) if base else hashlib.md5()
            hashed = known and known.copy()
            for body in self.hashes.get(key) or [] if hashed else []:
                hashed.update(body)
            self.ends.setdefault(key, base)
            self.hashes[key] = hashed
        if self.ends[key] != fields.get(72, 0):
            self.report(key, self.ends[key], f"it has {self.ends[key]} bytes, event says {fields.get(72, 0)}")
        hashed = self.hashes[key]
        if hashed and 74 in fields and hashed.digest() != fields[74]:
            self.report(key, 0, "its MD5 is not the one that an event says")
        claims = self.claims.setdefault(key, {})
        claims.pop(self.ends[key], None)
        claims[self.ends[key]] = hashed and hashed.copy()
        while len(claims) > 2:
            claims.pop(next(iter(claims)))


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
    """The files of a store.

    A generation is what its own records hold, after a base that another one has, without what is erased.
    """

    def __init__(self, store: Store, folder: str):
        self.store, self.folder = store, folder
        self.sources: dict[int, Fields] = {}
        self.states: dict[Key, Fields] = {}
        self.lengths: dict[Key, int] = {}  # with the records after the event that states it
        self.dropped: set[Key] = set()  # what was dropped on request
        self.extents: dict[Key, list[list[int]]] = {}  # offset in the file, place among the gathered bytes, length
        self.erased: dict[Key, list[tuple[int, int]]] = {}  # where something is forgotten, from and to
        self.touched: set[int] = set()  # sources that an erasure names
        for event in said(store.committed()):
            state, key = event.fields, (event.fields.get(16), event.fields.get(17))
            if event.kind == 1:
                self.sources[key[0]] = state
            elif event.kind in (4, 5) and key[1] is not None:  # a decision without a generation says nothing of any
                before = self.states.get(key, state)
                if (
                    state.get(86) != before.get(86)
                    or 86 in state
                    and any(state.get(i) != before.get(i) for i in (84, 85))
                ):
                    store.problems.append(f"event {event.sequence}: another base than before in its generation")
                self.states[key] = state
                self.lengths[key] = state.get(72, 0)
            elif event.kind in (2, 3) and event.dropped:
                self.dropped.add(key)
                self.follow(key, event)
            elif event.kind in (2, 3) and 72 not in state:
                self.follow(key, event)
                with open(self.own(key), "ab") as file:
                    extents, place = self.extents.setdefault(key, []), file.tell()
                    while extents and extents[-1][0] >= state[19]:  # a second reading takes their place
                        extents.pop()
                    if extents:
                        extents[-1][2] = min(extents[-1][2], state[19] - extents[-1][0])
                    if extents and sum(extents[-1][::2]) == state[19] and extents[-1][1] + extents[-1][2] == place:
                        extents[-1][2] += len(event.body)
                    else:
                        extents.append([state[19], place, len(event.body)])
                    file.write(event.body)
            elif event.kind in (2, 3, 11):
                if event.kind != 11:
                    self.follow(key, event)
                self.erased.setdefault(key, []).append((state[19], state[19] + state[72]))
                if event.kind == 11:
                    self.touched.add(key[0])

    def follow(self, key: Key, event: Event) -> None:
        """Takes a record into the length of its generation, if it begins at its end, or is its first."""
        at = event.fields.get(19, 0)
        if at == self.lengths.setdefault(key, at):
            self.lengths[key] += event.fields.get(72, event.dropped[0] if event.dropped else len(event.body))

    def own(self, key: Key) -> str:
        """Where the bytes of the records of one generation are gathered."""
        return os.path.join(self.folder, f"{key[0]}-{key[1]}")

    def gone(self, key: Key, start: int, end: int) -> list[tuple[int, int]]:
        """What is erased of a generation's own bytes between two offsets, in order and apart."""
        merged: list[tuple[int, int]] = []
        for first, last in sorted((max(first, start), min(last, end)) for first, last in self.erased.get(key, [])):
            if first < last and merged and first <= merged[-1][1]:
                merged[-1] = merged[-1][0], max(last, merged[-1][1])
            elif first < last:
                merged.append((first, last))
        return merged

    def content(self, key: Key, length: int, seen: tuple[Key, ...] = ()) -> Iterator[bytes | int]:
        """The first `length` bytes of one generation; a number stands for that many erased ones."""
        state = self.states.get(key, {})
        if key in seen or length > self.lengths.get(key, -1):
            raise ValueError(f"generation {key[1]} of source {key[0]} does not have {length} bytes")
        if key in self.dropped:
            raise ValueError(f"generation {key[1]} of source {key[0]} was dropped on request")
        base = min(state.get(86, 0), length)
        extents = self.extents.get(key)
        if key not in self.states and extents and extents[0][0] > 0:
            raise ValueError(f"nothing says what the first {extents[0][0]} bytes of generation {key[1]} are")
        if base:
            yield from self.content((state[84], state[85]), base, seen + (key,))
        at = base
        for first, last in self.gone(key, base, length) + [(length, length)]:
            yield from self.stored(key, at, first)
            yield last - first
            at = last

    def stored(self, key: Key, start: int, end: int) -> Iterator[bytes]:
        """The gathered bytes of one generation between two offsets, as far as they are there."""
        for offset, place, length in self.extents.get(key, []):
            first, left = max(start, offset), min(end, offset + length) - max(start, offset)
            if left > 0:
                with open(self.own(key), "rb") as file:
                    file.seek(place + first - offset)
                    while left > 0 and (chunk := file.read(min(left, MIB))):
                        left -= len(chunk)
                        yield chunk

    def forgotten(self, key: Key) -> bool:
        """True if nothing of a generation is left."""
        length = self.lengths[key]
        if length == 0:
            return key[0] in self.touched
        erased = 0
        for chunk in self.content(key, length):
            if not isinstance(chunk, int):
                return False
            erased += chunk
        return erased == length

    def write(self, target: str, generation: int | None) -> int:
        """Writes the files, each checked against the MD5 that the log has of it; their number."""
        several = len({(fields.get(64), fields.get(65)) for fields in self.sources.values()}) > 1
        written = 0
        # The later one of two sources that a store gave one file continues.
        later = {tuple(fields.get(i) for i in (64, 65, 66, 122)): number for number, fields in self.sources.items()}
        for number, fields in self.sources.items():
            if later[tuple(fields.get(i) for i in (64, 65, 66, 122))] != number:
                continue
            known = [key[1] for key in self.lengths if key[0] == number]
            wanted = max(known, default=None) if generation is None else generation
            if wanted not in known:
                continue
            try:
                state, md5, length, erased = self.states.get((number, wanted), {}), hashlib.md5(), 0, 0
                whole = self.lengths[number, wanted]
                if self.forgotten((number, wanted)):
                    continue
                name = os.path.join(os.fsencode(target), export_path(fields, several))
                os.makedirs(os.path.dirname(name), exist_ok=True)
                with open(name, "xb") as file:
                    for chunk in self.content((number, wanted), whole):
                        if isinstance(chunk, int):
                            erased += chunk
                            continue
                        length += file.write(chunk)
                        md5.update(chunk)
                need(length + erased == whole, 0, "bytes are missing that are not erased")
                need(
                    erased or state.get(72) != whole or md5.digest() == state[74],
                    0,
                    "MD5 is not that of the last decision",
                )
                written += 1
            except (Damage, OSError, ValueError, KeyError, TypeError) as error:
                self.store.problems.append(f"source {number} at byte 0: {error}")
        return written


def command_export(store: Store, target: str, generation: int | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        print(f"{Export(store, folder).write(target, generation)} files")


UUID = bytes.fromhex("00112233445566778899aabbccddeeff")
IDS = [uuid_text(bytes([byte]) * 16) for byte in (0xa0, 0xb1)]


def frame_vector(data: bytes, at: int) -> tuple:
    frame = read_frame(
        io.BytesIO(data), at, at + len(data), Entry(0, 0, 0, ACTIVE, 128, 1, 1, bytes(32), bytes(32)), base=at
    )
    return frame.type, frame.at, frame.durable, frame.sequence, frame.count, len(data), frame.payload


COMPACT = {
    0: [2] * 4,
    1: [135, 134, 240, 21],
    19: [1000, 1135, 1269, 1507],
    23: [*IDS[:2], b"x", None],
    24: [IDS[1], IDS[0], b"root", None],
    28: [1764000000000, None, None, None],
    29: [b"msg_01Zz09a"] * 2 + [b"y", None],
}
WORDS = b"a " + b"words " * 24 + "é\n".encode()
ENVELOPE = canonical(2, {16: 7, 26: b"user"})
HASH = event_hash(ENVELOPE, b'{"a":1}\n')
VECTORS: dict[str, tuple[Callable[[bytes], object], object]] = {
    "ccstore": (parse_ccstore, UUID),
    "segment-header": (
        lambda d: parse_segment_header(d, UUID),
        (3, 1, 4, 1000, b"\x11" * 32, 1764000000000, 1, 4, 1, 8 * MIB),
    ),
    "events-payload": (
        lambda d: parse_events(d, 3, 0),
        {
            0: [2, 2, 2],
            1: [5, 0, 300],
            16: [7, 7, 7],
            19: [0, None, -3],
            23: [b"00112233-4455-6677-8899-aabbccddeeff"] * 3,
            26: [b"user", b"assistant", b"user"],
            74: [None, None, b"\xab" * 16],
        },
    ),
    "commit-frame": (
        lambda d: frame_vector(d, 4096),
        (COMMIT, 4096, 1024, 10, 5, 112, b"\x22" * 32 + struct.pack("<qII", 1764000000123, 4, 0)),
    ),
    "commit-64": (
        lambda d: frame_vector(d, 4096),
        (
            COMMIT,
            4096,
            1024,
            10,
            5,
            128,
            b"\x22" * 32 + struct.pack("<qIIQ", 1764000000123, 4, 0, 0x0123456789ABCDEF) + b"\x11" * 8,
        ),
    ),
    "events-dropped": (
        lambda d: parse_events(d, 2, 0),
        {0: [2, 2], 1: [5, 0], 2: [None, 300], 3: [None, hashlib.sha256(b"x" * 300).digest()]},
    ),
    "events-compact": (lambda d: parse_events(d, 4, 0), COMPACT),
    "codec-2": (lambda d: unpack_payload(2, d, 166, 0x95060561, 0), WORDS + WORDS[:14] + b"   "),
    "codec-3": (lambda d: Lines(d, 530, COMPACT, 0).decode(0, COMPACT[1]), None),  # the page has the lines, too
    "merged-frame": (
        lambda d: frame_vector(d, 4096),
        (MERGED, 4096, 0, 10, 5, 80, bytes.fromhex("020280a0bfe9d66603f601")),
    ),
    "attest-frame": (lambda d: frame_vector(d, 4208), (ATTEST, 4208, 4208, 15, 0, 64, b"")),
    "seal-frame": (
        lambda d: frame_vector(d, 4272),
        (SEAL, 4272, 4208, 15, 0, 112, b"\x22" * 32 + struct.pack("<QQ", 14, 9)),
    ),
    "event-canonical": (lambda d: d, ENVELOPE),
    "event-hash": (lambda d: d, HASH),
    "foreign-canonical": (lambda d: d, canonical(2, {16: 2, 26: b"user", 122: UUID})),
    "pruned-canonical": (lambda d: d, canonical(16, {16: 7, 17: 1, 72: 4660, 98: 1764000000123})),
    "fork-name": (lambda d: d, fork_name(UUID, 14, HASH)),
    "call-mark": (lambda d: d, struct.pack("<I", crc32c(b"toolu_01ABC") & ~1)),
    "result-mark": (lambda d: d, struct.pack("<I", crc32c(b"toolu_01ABC") | 1)),
    "billing": (lambda d: billing(d), (["fast", "", "us"], {"web_search_requests": 3})),
    "erasure-digest": (lambda d: d, hmac.new(bytes(range(32)), b'{"a":1}', hashlib.sha256).digest()[:16]),
    "keyed-md5": (
        lambda d: d,
        hmac.new(bytes(range(32)), hashlib.md5(b'{"a":1}\n').digest(), hashlib.sha256).digest()[:16],
    ),
    "chain-1": (lambda d: d, hashlib.sha256(bytes(32) + HASH).digest()),
    "manifest": (
        lambda d: parse_manifest(d, UUID),
        Manifest(
            2,
            1764000000456,
            b"\x33" * 32,
            [
                Entry(0, 0, 0, SEALED, 4384, 1, 15, bytes(32), b"\x22" * 32),
                Entry(1, 0, 1, ACTIVE, 128, 15, 15, b"\x22" * 32, b"\x22" * 32),
            ],
        ),
    ),
    "manifest-versions": (
        lambda d: parse_manifest(d, UUID),
        Manifest(
            1,
            1764000000000,
            bytes(32),
            [Entry(0, 0, 0, ACTIVE, 128, 1, 1, bytes(32), bytes(32))],
            (0, 1, 0),
            (0, 2, 0),
        ),
    ),
    "head": (lambda d: parse_head(d, UUID), Head(1, 0, 8192, 20, b"\x22" * 32, 4711, 4712)),
    "head-80": (lambda d: parse_head(d, UUID), Head(1, 0, 8192, 20)),
    "store-snapshot": (
        parse_store_snapshot,
        Contents(
            UUID,
            0,
            14,
            bytes(32),
            b"\x22" * 32,
            5450,
            [
                Part(1, 0, 0, 448, 102, 0),
                Part(2, 0, 0, 550, 356, 0),
                Part(3, 0, 0, 906, 4384, 0),
                Part(3, 1, 0, 5290, 128, 0),
            ],
        ),
    ),
    "snapshot": (lambda d: parse_snapshot(d, UUID), Snapshot("sessions", 1, 14, b"\x22" * 32, b"\0\1\2")),
    "index": (lambda d: parse_index(d, UUID), Index(1, 3, 1, 14, b"\x22" * 32, 8192, b"\0\1\2")),
}


def billing(data: bytes) -> tuple[list[str], dict[str, int]]:
    """Column 51: speed, tier and geography; counters of what a server did."""
    cursor = Cursor(data, 0, "billing")
    words = [cursor.take(cursor.varint()).decode() for _ in range(3)]
    counts = {cursor.take(cursor.varint()).decode(): cursor.varint() for _ in range(cursor.varint())}
    need(cursor.pos == len(data), 0, "more follows")
    return words, counts


def command_vectors(page: str) -> int:
    with open(page, encoding="utf-8") as file:
        text = file.read()
    blocks = re.findall(r"^```hex ?(\S*)\n(.*?)^```", text, re.M | re.S)
    texts = dict(re.findall(r"^```text (\S+)\n(.*?)^```", text, re.M | re.S))
    wrong = [name for name in VECTORS if name not in dict(blocks)]
    for name, text in blocks:
        try:
            decode, expected = VECTORS[name]
            expected = texts[name].encode() if expected is None else expected
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
    for name, text in (
        ("check", "check every byte"),
        ("events", "the events, one a line"),
        ("export", "the original files"),
    ):
        commands.add_parser(name, help=text).add_argument("store")
    commands.choices["events"].add_argument("--json", action="store_true")
    commands.choices["export"].add_argument("directory")
    commands.choices["export"].add_argument("--generation", type=int)
    commands.add_parser("vectors", help="the test vectors of the format page").add_argument("page")
    args = parser.parse_args()
    sys.stdout.reconfigure(errors="surrogateescape")  # type: ignore[union-attr]
    try:
        if args.command == "vectors":
            return command_vectors(args.page)
        store = SnapshotFile(args.store) if os.path.isfile(args.store) else Store(args.store)
        store.check()
        if args.command == "events":
            command_events(store, args.json)
        elif args.command == "export":
            command_export(store, args.directory, args.generation)
        else:
            command_check(store)
        return store.finish(sys.stdout if args.command == "check" else sys.stderr)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Unsupported as error:
        print(f"ccread: {getattr(args, 'store', args.command)} {error}", file=sys.stderr)
        return 1
    except (Damage, OSError) as error:  # a file that changed or went away between two readings of it
        print(f"ccread: {error}", file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main())
