"""What a push service keeps.

Who subscribed, what waits for a browser that is away, and what tests asked it to answer.
"""

import time
import uuid
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from msgspec import Struct

Deliver = Callable[[dict[str, Any]], Awaitable[None]]


class Channel(Struct):
    """One subscription.

    `key` is the application server's public key that it was made with, base64url.
    """

    token: str
    user_agent: str
    id: str
    key: str | None


class Message(Struct):
    """A push as it came, and the status that it got."""

    token: str
    body: bytes
    urgency: str = "normal"
    topic: str | None = None
    ttl: int = 0
    status: int = 0
    received_at: float = 0


class ScriptedAnswer(Struct):
    """What to answer instead of 201, once.

    `delay` in seconds comes first; `delivers` hands the message over all the same.
    """

    status: int = 201
    headers: dict[str, str] = {}
    delay: float = 0
    delivers: bool = False


class Waiting(Struct):
    notification: dict[str, Any]
    topic: str | None
    channel: str
    until: float


class Mailboxes:
    """All state of one push service; `clock` in seconds."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.channels: dict[str, Channel] = {}
        self.waiting: defaultdict[str, list[Waiting]] = defaultdict(list)
        self.connected: dict[str, Deliver] = {}
        self.messages: list[Message] = []
        self.heard: list[dict[str, Any]] = []
        self._scripts: defaultdict[str | None, deque[ScriptedAnswer]] = defaultdict(deque)

    def script(self, answers: list[ScriptedAnswer], token: str | None = None) -> None:
        """The next answers to one subscription, or to any."""
        self._scripts[token].extend(answers)

    def next_answer(self, token: str) -> ScriptedAnswer:
        for key in (token, None):
            if self._scripts[key]:
                return self._scripts[key].popleft()
        return ScriptedAnswer(delivers=True)

    def register(self, user_agent: str, channel: str, key: str | None) -> str:
        """A new subscription; its token."""
        token = uuid.uuid4().hex
        self.channels[token] = Channel(token, user_agent, channel, key)
        return token

    def unregister(self, channel: str) -> None:
        self.channels = {token: held for token, held in self.channels.items() if held.id != channel}

    async def arrive(self, user_agent: str, deliver: Deliver) -> None:
        """A browser is there: it gets what waited for it and has not expired."""
        self.connected[user_agent] = deliver
        now = self.clock()
        self.waiting[user_agent] = [one for one in self.waiting[user_agent] if one.until > now]
        for one in list(self.waiting[user_agent]):
            await deliver(one.notification)

    def leave(self, user_agent: str, deliver: Deliver) -> None:
        if self.connected.get(user_agent) is deliver:
            del self.connected[user_agent]

    async def accept(self, channel: Channel, message: Message) -> None:
        """Keep a message until it is acknowledged or expires, and hand it over.

        It takes the place of an undelivered one of its topic.
        """
        version = uuid.uuid4().hex
        notification: dict[str, Any] = {
            "messageType": "notification",
            "channelID": channel.id,
            "version": version,
        }
        if message.body:
            data = msgspec.to_builtins(message.body).replace("+", "-").replace("/", "_").rstrip("=")
            notification |= {"data": data, "headers": {"encoding": "aes128gcm"}}
        deliver = self.connected.get(channel.user_agent)
        queue = self.waiting[channel.user_agent]
        if message.topic is not None:
            queue[:] = [
                one for one in queue if (one.channel, one.topic) != (channel.id, message.topic)
            ]
        if message.ttl or deliver:
            queue.append(
                Waiting(notification, message.topic, channel.id, self.clock() + message.ttl)
            )
        if deliver:
            await deliver(notification)

    def acknowledge(self, user_agent: str, versions: set[str]) -> None:
        queue = self.waiting[user_agent]
        queue[:] = [one for one in queue if one.notification["version"] not in versions]
