"""What is put in the place of a value, as it is spelled in JSON."""

import json
from hashlib import sha256
from typing import Any

from msgspec import inspect

NUMBERS = [
    "0",
    "-0",
    "-1",
    "0.5",
    "1.0",
    "1e400",
    "-1e400",
    "1e-400",
    "NaN",
    "-Infinity",
    "01",
    "1" + "0" * 400,
]
NUMBERS += [
    str(number)
    for number in (2**31, -(2**31) - 1, 2**53 - 1, 2**53, 2**63 - 1, 2**63, -(2**63) - 1, 2**64)
]
LONG = "".join(sha256(str(number).encode()).hexdigest() for number in range(90))
"""5,760 characters that no database makes smaller: more than an index of PostgreSQL holds."""
TEXTS = ["", " ", "a", "\n", "'; DROP TABLE record; -- %s $1", "America", LONG, "e\u0323" * 1_000]
TEXTS += [
    "0001-01-01",
    "9999-12-31",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
    "12:00\n",
    "24:00",
]
TEXTS += ["00000000-0000-4000-8000-000000000009", "00000000-0000-4000-8000-000000000009\n"]
ESCAPES = [
    r'"\u0000"',
    r'"a\u0000b"',
    r'"\ud800"',
    r'"\udc00\ud800"',
    r'"\ud83d\ude00"',
    r'"\u202e"',
    '"\\x"',
]
WRONG = [
    "null",
    "true",
    "false",
    "[]",
    "{}",
    "[null]",
    "[[]]",
    '{"a":1}',
    '{"":""}',
    "[1e400]",
    '{"a":1e400}',
    '["a","a"]',
]
DEEP = ["[" * 30 + "]" * 30, '{"a":' * 30 + "1" + "}" * 30]
HOSTILE: list[str] = [*NUMBERS, *map(json.dumps, TEXTS), *ESCAPES, *WRONG, *DEEP]


def sample(kind: inspect.Type) -> Any:  # noqa: C901 - a line for each kind of type
    """A good value of a type, always the same."""
    match kind:
        case inspect.Metadata(type=inner):
            return sample(inner)
        case inspect.StructType(fields=fields):
            return {field.encode_name: sample(field.type) for field in fields if field.required}
        case inspect.UnionType(types=types):
            return sample(types[0])
        case inspect.ListType():
            return []
        case inspect.LiteralType(values=allowed):
            return allowed[0]
        case inspect.StrType(pattern=pattern):
            return (
                "00000000-0000-4000-8000-000000000001"
                if pattern and "-" in pattern
                else "12:00"
                if pattern
                else "word"
            )
        case inspect.IntType() | inspect.FloatType():
            return 1
        case inspect.BoolType():
            return True
        case inspect.DateType():
            return "2026-09-20"
        case inspect.DateTimeType():
            return "2026-09-20T12:00:00Z"
        case _:
            return None


def spelled(whole: dict[str, Any], path: tuple[str | int, ...], value: str) -> str:
    """JSON of a document with one value replaced by what is no value of Python's."""
    marked = json.loads(json.dumps(whole))
    inner = marked
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = "\x01"
    return json.dumps(marked).replace(r'"\u0001"', value)
