"""Runs PostgreSQL's own programs, `pg_dump` and `pg_restore`, and says what went wrong in one line.

What they write may quote rows, even whole pages. So known causes get a sentence, and of others only
the beginning of the first complaint is repeated, up to where it would quote.
"""

import asyncio
import os
import re

from database.addresses import without_password
from database.errors import Unavailable
from domain.errors import NotReady

KNOWN = (
    (
        "server version mismatch",
        "it is older than the server: install PostgreSQL's client programs of the server's version",
    ),
    (
        "unsupported version",
        "the file was written by a newer one: install PostgreSQL's client programs of that version",
    ),
    ("No space left on device", "the disk is full"),
    ("password authentication failed", "the database does not take the password"),
    ("no password supplied", "the database wants a password"),
    ("role ", "the database does not know the user, or the user may not do it"),
    ("permission denied", "the user may not read or write all of it"),
    ("could not translate host name", "the host of the database is not known"),
    ("Connection refused", "nothing listens at the database's address"),
    ("timeout expired", "the database did not answer in time"),
    ("does not exist", "something that it names is not in the database server"),
    ("does not appear to be a valid archive", "the file is no archive of pg_dump"),
    ("could not read from input file", "the file is cut off"),
)
_COMPLAINT = re.compile(r"(?:error|fatal|FATAL|ERROR): +([A-Za-z][A-Za-z _-]{2,80})")
MOST_BYTES = 64 * 1024


async def run(program: str, *arguments: str, url: str | None = None) -> None:
    """Run the program.

    Raises `NotReady` where it is not installed, `Unavailable` where it fails.
    """
    environment = {**os.environ, "LC_ALL": "C"}
    if url is not None:
        address, password = without_password(url)
        if password:
            # Not as an argument: every user of the machine can read those.
            environment["PGPASSWORD"] = password
        arguments = (*arguments, f"--dbname={address}")
    try:
        running = await asyncio.create_subprocess_exec(
            program,
            *arguments,
            env=environment,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
    except FileNotFoundError:
        raise NotReady(
            f"{program} is not installed; it comes with PostgreSQL's client programs."
        ) from None
    _, said = await running.communicate()
    if running.returncode != 0:
        raise Unavailable(
            f"{program} failed: {reason(said[:MOST_BYTES].decode(errors='replace'))}."
        )


def reason(said: str) -> str:
    """Return why a program failed, without any quoted row."""
    for phrase, sentence in KNOWN:
        if phrase in said:
            return sentence
    found = _COMPLAINT.search(said)
    return found[1].strip() if found else "it said nothing of why"
