"""What can happen to the phone itself: one function for each kind of event."""

import random

from tests.simulation.disk import Disk
from tests.simulation.phone import Phone
from tests.simulation.play import Play

TEN_YEARS = 10 * 365 * 24 * 3600 * 1000
CLONES = 3


async def kill(play: Play, phone: Phone, rng: random.Random) -> None:
    """Between two pages, or before the first is on disk.

    What the clock was believed to be is gone.
    """
    parcel = play.pack(phone, phone.unsent(), rng)
    answer = await play.send(parcel)
    if rng.random() < 0.5:
        await play.hear(phone, parcel, answer)
    phone.offset = None


async def wipe(play: Play, phone: Phone, rng: random.Random) -> None:
    phone.lose_rows()


async def old_cursor(play: Play, phone: Phone, rng: random.Random) -> None:
    """The disk as it was some time ago, or its cursor alone."""
    if phone.former is None:
        return
    if rng.random() < 0.5:
        phone.disk.shown, phone.disk.anew = phone.former.shown, phone.former.anew
    else:
        reading, former = phone.disk.reading, phone.former.reading
        reading.cursor, reading.epoch, reading.known = former.cursor, former.epoch, former.known
    phone.doubt("an old cursor")
    phone.former = None
    await play.sync(phone, rng)


async def clone(play: Play, phone: Phone, rng: random.Random) -> None:
    """All that is on the phone is carried over to a new one, and both go on."""
    if len(play.phones) - len(play.wire.cast.seats) >= CLONES or phone.clone_of is not None:
        return
    twin = Phone(phone.seat)
    twin.disk, twin.offset, twin.skew, twin.schema = (
        phone.image(),
        phone.offset,
        phone.skew,
        phone.schema,
    )
    twin.clone_of, twin.excuse, twin.doubted = phone, phone.excuse, set(phone.doubted)
    play.phones.append(twin)


async def set_back(play: Play, phone: Phone, rng: random.Random) -> None:
    """Restore the phone from a backup of its own.

    What it wrote since is not on it, and it counts on from where it was.
    """
    if phone.former is None:
        return
    play.bury(phone.disk, phone.former)
    phone.disk, phone.former = phone.former, None
    phone.doubt("set back")


async def lose_disk(play: Play, phone: Phone, rng: random.Random) -> None:
    """Wiped under the app, which is still signed in: outbox and count are gone as well."""
    play.bury(phone.disk, Disk())
    phone.disk, phone.former, phone.excuse, phone.doubted = Disk(), None, "", set()


async def app(play: Play, phone: Phone, rng: random.Random) -> None:
    """Another version of the app: an old one, or the present one."""
    phone.schema = 3 - phone.schema


async def clock(play: Play, phone: Phone, rng: random.Random) -> None:
    phone.skew = rng.choice((0, rng.randint(-TEN_YEARS, TEN_YEARS), rng.randint(-90_000, 90_000)))


MISFORTUNES = (kill, wipe, old_cursor, clone, set_back, lose_disk, app, clock)
