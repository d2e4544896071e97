"""One-time codes: made to be read aloud, stored only as a slow hash.

Twelve characters of Crockford's base 32, 60 random bits: more than the 50 that a typed secret needs
when attempts are limited (`docs/decisions/0018-codes-that-are-read-aloud.md`). The salt is fixed
because a code is looked up by its hash; a table over 2^60 scrypt hashes is out of reach.
"""

import asyncio
import hashlib
import io
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import segno

TokenBytes = Callable[[int], bytes]
"""`secrets.token_bytes`, or a seeded source in the demo and in tests."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
_GROUP = 4
_LONGEST_TYPED = 200
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "\u2212": ""})
_BETWEEN = ("Z", "Cc", "Cf", "Pd")
"""Unicode's categories of blanks, invisible signs and hyphens, which come along when pasting."""
_SALT = b"alongside one-time code 1"
_COST = 2**14
_BLOCK = 8
_HASHERS = ThreadPoolExecutor(2, "code-hash")
"""Each hash takes 16 MiB and a core."""


def new_code(token_bytes: TokenBytes) -> str:
    """Return a code as it is read aloud: `XXXX-XXXX-XXXX`."""
    number = int.from_bytes(token_bytes(8), "big")
    letters = "".join(ALPHABET[number >> 5 * place & 31] for place in range(LENGTH))
    return "-".join(letters[start : start + _GROUP] for start in range(0, LENGTH, _GROUP))


def typed_code(text: str) -> str | None:
    """Return the letters of a code as someone typed it, or None where it cannot be one."""
    return read_letters(text, LENGTH)


def read_letters(text: str, length: int) -> str | None:
    """Return so many letters of the alphabet as someone read, typed or pasted them.

    Small or capital, in whatever groups, O for 0. None where they cannot be.
    """
    plain = unicodedata.normalize("NFKC", text[:_LONGEST_TYPED]).upper().translate(_MISREAD)
    letters = "".join(
        letter for letter in plain if not unicodedata.category(letter).startswith(_BETWEEN)
    )
    return (
        letters
        if len(letters) == length and all(letter in ALPHABET for letter in letters)
        else None
    )


async def code_hash(letters: str) -> str:
    """Return what is stored of a code, in hexadecimal.

    Takes some 50 ms of a thread on purpose; a flood of tries waits for the others.
    """
    return await asyncio.get_running_loop().run_in_executor(_HASHERS, _slow_hash, letters)


def enrolment_url(origin: str, code: str) -> str:
    """Return the address with the code in its fragment, which is neither sent nor logged."""
    return f"{origin}/enrol#code={code}"


def qr_svg(text: str) -> str:
    """Return a QR code as inline SVG, black on white in every theme, for every camera."""
    picture = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        picture,
        kind="svg",
        xmldecl=False,
        svgns=True,
        border=4,
        light="#ffffff",
        dark="#000000",
        omitsize=True,
    )
    return picture.getvalue().decode()


def _slow_hash(letters: str) -> str:
    return hashlib.scrypt(letters.encode(), salt=_SALT, n=_COST, r=_BLOCK, p=1, dklen=32).hex()
