"""A push service for tests.

It speaks to a real Firefox as Mozilla's does, and refuses what real ones refuse.

`python -m tests.push_service PORT` runs it alone. Firefox connects to `/ws` (`dom.push.serverURL`);
senders post to `/wpush/…` (RFC 8030). `POST /_answers` scripts what it answers, `GET /_log` says
what came.
"""

from tests.push_service.browser import Browser
from tests.push_service.mailboxes import Mailboxes, Message, ScriptedAnswer
from tests.push_service.serving import PushService, running

__all__ = ["Browser", "Mailboxes", "Message", "PushService", "ScriptedAnswer", "running"]
