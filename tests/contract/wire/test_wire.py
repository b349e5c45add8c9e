"""The golden frames: the host writes exactly these bytes, the engine reads exactly these values.

`frames.json` keeps each frame in its three parts. After a change of the format, raise its version and run
this file with `QUIZKIT_RECORD=1`: the diff of `frames.json` is what other writers and readers have to change.
"""

from __future__ import annotations

import json
import math
import os
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from quizkit.model.value import Mapping, Opaque, Raised, Sequence, Tensor, Value
from quizkit.sandbox.wire import HEADER, Malformed, decoded

Host = Callable[[str], ModuleType]
FRAMES = Path(__file__).with_name("frames.json")
ONE_TWO = b"\0\0\x80?\0\0\0@"
Point = namedtuple("Point", "x y")


class Array:
    """Stands for a tensor: what the runner's `tensor_of` would find in it."""

    def __init__(self, dtype: str, shape: tuple[int, ...], data: bytes) -> None:
        self.found = dtype, shape, data


class Odd:
    """Something that no tag is for."""

    def __repr__(self) -> str:
        return "Odd()"


def tensor_of(value: object) -> tuple[str, tuple[int, ...], bytes] | None:
    return value.found if isinstance(value, Array) else None


SENT: dict[str, tuple[object, Value]] = {
    "none": (None, None),
    "booleans": ([True, False], Sequence("list", (True, False))),
    "integers": ([0, -1, 2**53, 2**53 + 1, -(2**70)], Sequence("list", (0, -1, 2**53, 2**53 + 1, -(2**70)))),
    "floats": ([0.5, -0.0, 1e300, 5e-324], Sequence("list", (0.5, -0.0, 1e300, 5e-324))),
    "infinities": ([math.inf, -math.inf], Sequence("list", (math.inf, -math.inf))),
    "text": ('é"\\\n\x1e\u202e', 'é"\\\n\x1e\u202e'),
    "bytes": (b"\x00\xff", b"\x00\xff"),
    "tuple": ((1, (), "a"), Sequence("tuple", (1, Sequence("tuple", ()), "a"))),
    "named-tuple": (Point(1, 2), Sequence("tuple", (1, 2))),
    "dict": ({(1, 2): {}, "b": 2.5}, Mapping(((Sequence("tuple", (1, 2)), Mapping(())), ("b", 2.5)))),
    "tensors": (
        [Array("float32", (1, 2), ONE_TWO), Array("bool", (), b"\1"), Array("bfloat16", (0, 3), b"")],
        Sequence(
            "list",
            (Tensor("float32", (1, 2), ONE_TWO), Tensor("bool", (), b"\1"), Tensor("bfloat16", (0, 3), b"")),
        ),
    ),
    "exception": (KeyError("k"), Raised("KeyError", "'k'", None)),
    "opaque": (Odd(), Opaque("Odd", "Odd()")),
}  # fmt: skip
ENDS = ("ok", "raised", "memory", "large", "author")


def written(host: Host) -> dict[str, dict[str, str]]:
    """Every golden frame as the host writes it now."""
    encoded = host("frame").encoded
    frames = {name: encoded("ok", None, {"x": value}, tensor_of) for name, (value, _) in SENT.items()}
    frames |= {f"end-{end}": encoded(end, None, {}, tensor_of) for end in ENDS}
    frames["raised"] = encoded("raised", ValueError("that"), {}, tensor_of)
    return {name: parts(frame) for name, frame in frames.items()}


def parts(frame: bytes) -> dict[str, str]:
    size = HEADER.unpack_from(frame)[3]
    tree, block = frame[HEADER.size : HEADER.size + size], frame[HEADER.size + size :]
    return {"header": frame[: HEADER.size].hex(), "tree": tree.decode(), "block": block.hex()}


def whole(part: dict[str, str]) -> bytes:
    return bytes.fromhex(part["header"]) + part["tree"].encode() + bytes.fromhex(part["block"])


def golden() -> dict[str, dict[str, str]]:
    frames: dict[str, dict[str, str]] = json.loads(FRAMES.read_text())
    return frames


def test_the_host_writes_the_golden_frames(host: Host) -> None:
    frames = written(host)
    if os.environ.get("QUIZKIT_RECORD"):
        FRAMES.write_text(json.dumps(frames, indent=1) + "\n")
    assert frames == golden()


@pytest.mark.parametrize("name", SENT)
def test_the_engine_reads_the_golden_frames(name: str) -> None:
    value = decoded(whole(golden()[name])).values["x"]
    assert value == SENT[name][1]
    assert repr(value) == repr(SENT[name][1])  # tells -0.0 from 0.0, and 1 from True


def test_not_a_number_arrives(host: Host) -> None:
    value = decoded(host("frame").encoded("ok", None, {"x": math.nan}, tensor_of)).values["x"]
    assert isinstance(value, float)
    assert math.isnan(value)


def test_the_ends_and_the_exception_are_read() -> None:
    frames = golden()
    assert [decoded(whole(frames[f"end-{end}"])).end for end in ENDS] == list(ENDS)
    assert decoded(whole(frames["raised"])).raised == Raised("ValueError", "that", None)


def test_a_lone_surrogate_is_replaced(host: Host) -> None:
    frame = host("frame").encoded("ok", None, {"x": "a\ud800b"}, tensor_of)
    assert decoded(frame).values["x"] == "a\ufffdb"


def frame(tree: str | bytes, block: bytes = b"") -> bytes:
    text = tree.encode() if isinstance(tree, str) else tree
    return HEADER.pack(b"QKWF", 1, 0, len(text), len(block)) + text + block


def holding(node: str, block: bytes = b"") -> bytes:
    return frame(f'{{"end":"ok","raised":null,"values":{{"x":{node}}}}}', block)


GOOD = holding("1")
MALFORMED = {
    "nothing": b"",
    "only a header": GOOD[:20],
    "another magic": b"QKWG" + GOOD[4:],
    "another version": GOOD[:4] + b"\2" + GOOD[5:],
    "a byte behind": GOOD + b"\0",
    "a byte missing": GOOD[:-1],
    "a pickle": b"\x80\x04\x95\x05\x00\x00\x00\x00\x00\x00\x00\x8c\x01a\x94.",
    "no JSON": frame("{"),
    "no object": frame("[]"),
    "another end": frame('{"end":"passed","raised":null,"values":{}}'),
    "an end that is no text": frame('{"end":[],"raised":null,"values":{}}'),
    "a key too many": frame('{"end":"ok","raised":null,"values":{},"score":1}'),
    "not UTF-8": frame(b"\xff\xfe"),
    "bare NaN": holding("NaN"),
    "a float out of range": holding("1e999"),
    "a big integer without tag": holding("9007199254740993"),
    "five thousand digits": holding("1" * 5000),
    "an unknown tag": holding('{"object":1}'),
    "two tags": holding('{"int":"1","float":"nan"}'),
    "a float tag with a number": holding('{"float":"1.5"}'),
    "an integer with an underscore": holding('{"int":"1_0"}'),
    "bad base64": holding('{"bytes":"*"}'),
    "a dict of triples": holding('{"dict":[[1,2,3]]}'),
    "too deep": holding("[" * 50 + "]" * 50),
    "far too deep": holding("[" * 100_000 + "]" * 100_000),
    "too many nodes": holding("[" + "0," * 200_000 + "0]"),
    "a tensor of no dtype": holding('{"tensor":["float128",[1],0]}', b"\0" * 16),
    "a tensor too short": holding('{"tensor":["int8",[2],0]}', b"\0"),
    "a tensor elsewhere": holding('{"tensor":["int8",[1],1]}', b"\0\0"),
    "a negative size": holding('{"tensor":["int8",[-1],0]}'),
    "a size that is true": holding('{"tensor":["int8",[true],0]}', b"\0"),
    "nine dimensions": holding('{"tensor":["int8",[1,1,1,1,1,1,1,1,1],0]}', b"\0"),
    "the same bytes twice": holding('[{"tensor":["int8",[1],0]},{"tensor":["int8",[1],0]}]', b"\0"),
    "bytes of no tensor": holding("1", b"\0"),
    "1025 tensors": holding("[" + ",".join(['{"tensor":["int8",[0],0]}'] * 1025) + "]"),
    "an exception of two": holding('{"error":["A","b"]}'),
    "a line that is text": holding('{"error":["A","b","3"]}'),
}


@pytest.mark.parametrize("data", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_frame_is_refused_by_its_own_error(data: bytes) -> None:
    with pytest.raises(Malformed):
        decoded(data)


def test_a_long_text_full_of_commas_is_no_crowd_of_nodes(host: Host) -> None:
    text = "[,{" * 500_000
    assert decoded(host("frame").encoded("ok", None, {"x": text}, tensor_of)).values["x"] == text
