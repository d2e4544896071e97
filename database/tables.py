"""The tables as Piccolo knows them.

What is in the database is written in `database/migrations`; a test holds the two together.

Only integers and texts: SQLite gives them back as they are, so its connections need no converters.
Instants are milliseconds since 1970 UTC, yes and no are 1 and 0, documents are JSON text.

Tables whose key has several columns name its first one here, as Piccolo takes one. Their rows are
written with SQL, never saved as objects.
"""

from piccolo.columns import BigInt, BigSerial, SmallInt, Text
from piccolo.table import Table

from database.notice_tables import NOTICE_TABLES
from database.query_compiler import bind
from database.receipt_tables import RECEIPT_TABLES


class Deployment(Table, tablename="deployment"):
    """One row.

    The epoch changes with every restore, so that devices re-read (`docs/sync.md`); `clock_mark` is
    when house was last kept.
    """

    id = BigInt(primary_key=True, default=1)
    epoch = Text(default=None)
    created_at = BigInt(default=None)
    secret = Text(null=True, default=None)
    clock_mark = BigInt(null=True, default=None)


class Program(Table, tablename="program"):
    """A program."""

    id = BigSerial(primary_key=True)
    slug = Text(unique=True, default=None)
    name = Text(default=None)
    time_zone = Text(default=None)
    languages = Text(default=None)
    coverage = Text(default=None)
    created_at = BigInt(default=None)


class Person(Table, tablename="person"):
    """A person.

    Name, language, zone, sharing and rules are projections of the person's own records.
    """

    id = BigSerial(primary_key=True)
    uuid = Text(unique=True, default=None)
    program = BigInt(default=None)
    kind = Text(default=None)
    role = Text(default=None)
    display_name = Text(default=None)
    language = Text(default=None)
    time_zone = Text(default=None)
    zone_mode = Text(default=None)
    status = Text(default=None)
    stop_sharing = SmallInt(default=0)
    notification_rules = Text(null=True, default=None)
    last_seen_at = BigInt(null=True, default=None)
    created_at = BigInt(default=None)


class StaffCredential(Table, tablename="staff_credential"):
    """What a member of staff signs in with."""

    person = BigInt(primary_key=True, default=None)
    program = BigInt(default=None)
    login = Text(unique=True, default=None)
    password_hash = Text(default=None)
    totp_secret = Text(default=None)
    totp_last_step = BigInt(default=0)


class Device(Table, tablename="device"):
    """A person's device.

    `n_mark` is the greatest of the device's own counts that was seen; `waiting` what its last push
    left in its outbox. `came_from` is the device that it is a copy of, or on which the code was
    made that let it in; `sealed` is 1 where it was ended as such.
    """

    id = BigSerial(primary_key=True)
    program = BigInt(default=None)
    person = BigInt(default=None)
    label = Text(default=None)
    platform = Text(default=None)
    n_mark = BigInt(default=0)
    created_at = BigInt(default=None)
    last_seen_at = BigInt(default=None)
    revoked_at = BigInt(null=True, default=None)
    waiting = BigInt(default=0)
    came_from = BigInt(null=True, default=None)
    sealed = SmallInt(default=0)


class Session(Table, tablename="session"):
    """A session of a device."""

    token_hash = Text(primary_key=True, default=None)
    program = BigInt(default=None)
    person = BigInt(default=None)
    device = BigInt(default=None)
    created_at = BigInt(default=None)
    expires_at = BigInt(default=None)
    last_seen_at = BigInt(default=None)


class EnrolmentCode(Table, tablename="enrolment_code"):
    """A one-time code.

    `person` is the account that it opens, none for a new one; `peer` is assigned when it is
    redeemed; `made_on` is the person's own device that made it.
    """

    id = BigSerial(primary_key=True)
    code_hash = Text(unique=True, default=None)
    program = BigInt(default=None)
    person = BigInt(null=True, default=None)
    display_name = Text(default=None)
    made_by = BigInt(default=None)
    created_at = BigInt(default=None)
    expires_at = BigInt(default=None)
    used_at = BigInt(null=True, default=None)
    used_by = BigInt(null=True, default=None)
    voided_at = BigInt(null=True, default=None)
    peer = BigInt(null=True, default=None)
    made_on = BigInt(null=True, default=None)


class Attempt(Table, tablename="attempt"):
    """How often something was tried in a window of time."""

    bucket = Text(primary_key=True, default=None)
    window_start = BigInt(default=None)
    tries = BigInt(default=None)
    ends_at = BigInt(default=0)


class KnownSource(Table, tablename="known_source"):
    """A source from which someone came in, as a few bits of a hash (`api/auth/attempts.py`)."""

    source = Text(primary_key=True, default=None)
    seen_at = BigInt(default=None)


class Assignment(Table, tablename="assignment"):
    """Who walks alongside whom."""

    id = BigSerial(primary_key=True)
    uuid = Text(unique=True, default=None)
    program = BigInt(default=None)
    participant = BigInt(default=None)
    peer = BigInt(default=None)
    kind = Text(default=None)
    status = Text(default=None)
    stream = BigInt(default=None)
    shares = SmallInt(default=0)
    starts_on = Text(default=None)
    ends_on = Text(null=True, default=None)


class Stream(Table, tablename="stream"):
    """A stream; `head` is the last seq given out, `live` and `digest` are of the live rows."""

    id = BigSerial(primary_key=True)
    program = BigInt(default=None)
    kind = Text(default=None)
    person = BigInt(null=True, default=None)
    assignment = BigInt(null=True, default=None)
    head = BigInt(default=0)
    live = BigInt(default=0)
    digest = BigInt(default=0)


class Reader(Table, tablename="reader"):
    """Who may read a stream now, and in which role.

    `grant_no` is new at each grant: a right regained starts at zero.
    """

    person = BigInt(primary_key=True, default=None)
    stream = BigInt(default=None)
    role = Text(default=None)
    grant_no = BigInt(default=None)
    program = BigInt(default=None)


class Record(Table, tablename="record"):
    """A synced record in a stream.

    `state`: 0 live, 1 removed, 2 emptied, 3 erased, 4 hidden. `about` and `whole` are what it
    names, and `bulk` how long the words of one that names something are.
    """

    stream = BigInt(primary_key=True, default=None)
    record = Text(default=None)
    seq = BigInt(default=None)
    program = BigInt(default=None)
    entity = Text(default=None)
    state = SmallInt(default=0)
    heads = Text(default=None)
    body = Text(default=None)
    kept = Text(null=True, default=None)
    covered = Text(null=True, default=None)
    history = Text(default=None)
    dismissed = Text(null=True, default=None)
    about = Text(null=True, default=None)
    whole = Text(null=True, default=None)
    bulk = BigInt(null=True, default=None)
    shelf = Text(null=True, default=None)


class Ledger(Table, tablename="ledger"):
    """A copy of each entry of the file beside the database (`database/ledger.py`)."""

    entry = Text(primary_key=True, default=None)
    content = Text(default=None)


class Bin(Table, tablename="bin"):
    """Removed records, as they were when they were first seen removed (`recovery/retention.py`)."""

    stream = BigInt(primary_key=True, default=None)
    record = Text(default=None)
    program = BigInt(default=None)
    seq = BigInt(default=None)
    since = BigInt(default=None)


TABLES: tuple[type[Table], ...] = (
    Deployment, Program, Person, StaffCredential, Device, Session, EnrolmentCode, Attempt,
    KnownSource, Assignment, Stream, Reader, Record, Ledger, Bin,
    *RECEIPT_TABLES, *NOTICE_TABLES,
)  # fmt: skip

bind(TABLES)
