"""Several people who are due together, each with a phone where push is on."""

from notifications.worker import Worker
from tests.notifications.pair import Pair
from tests.push_service import Browser, PushService


class Several:
    """Three who are due together: two walk with one peer, one is of another program.

    `phones` in the same order.
    """

    def __init__(self, pairs: list[Pair], phones: list[Browser], service: PushService) -> None:
        self.pairs, self.phones, self.service = pairs, phones, service

    async def at(self, worker: Worker, now: int) -> list[int]:
        """How many notices have come to each phone when the worker has looked then."""
        for pair in self.pairs:
            pair.now = now
        await worker.tick()
        return [len(self.service.received(phone)) for phone in self.phones]
