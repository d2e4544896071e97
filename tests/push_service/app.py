"""The endpoints of the push service.

WebSocket for browsers (Mozilla's autopush protocol), HTTP for senders and for tests.
"""

import asyncio
import json
import uuid
from typing import Any

import msgspec
from litestar import Litestar, Request, Response, WebSocket, get, post, websocket
from litestar.datastructures import State
from litestar.exceptions import WebSocketDisconnect
from litestar.params import JSONBody
from msgspec import Struct

from tests.push_service.mailboxes import Deliver, Mailboxes, Message, ScriptedAnswer
from tests.push_service.rules import Refused, check_body, check_headers, check_signature


class Script(Struct):
    """Answers to come; of one subscription, or of any."""

    answers: list[ScriptedAnswer]
    token: str | None = None


def make_app(mailboxes: Mailboxes, origin: str) -> Litestar:
    """`origin` is where senders reach it: the start of its endpoints and the `aud` it asks for."""
    state = State({"mailboxes": mailboxes, "origin": origin})
    return Litestar(
        [push, browser, answers, log],
        state=state,
        openapi_config=None,
        request_max_body_size=1_000_000,
    )


@post("/wpush/{token:str}")
async def push(request: Request[Any, Any, State], state: State) -> Response[Any]:
    """A message from a sender (RFC 8030 section 5)."""
    headers = request.headers
    message = Message(
        request.path_params["token"],
        await request.body(),
        headers.get("urgency", "normal"),
        headers.get("topic"),
    )
    message.received_at = state.mailboxes.clock()
    state.mailboxes.messages.append(message)
    try:
        answer = await _taken(message, headers, state)
    except Refused as refused:
        message.status = refused.status
        return Response({"why": refused.why}, status_code=refused.status)
    message.status = answer.status
    location = (
        {"Location": f"{state.origin}/m/{uuid.uuid4().hex}", "TTL": str(message.ttl)}
        if answer.status == 201
        else {}
    )
    return Response(b"", status_code=answer.status, headers=location | answer.headers)


async def _taken(message: Message, headers: Any, state: State) -> ScriptedAnswer:
    channel = state.mailboxes.channels.get(message.token)
    if channel is None:
        raise Refused(410, "there is no such subscription any more")
    check_headers(headers)
    check_body(message.body)
    check_signature(
        headers.get("authorization", ""),
        key=channel.key,
        origin=state.origin,
        now=state.mailboxes.clock(),
    )
    message.ttl = int(headers["ttl"])
    answer: ScriptedAnswer = state.mailboxes.next_answer(message.token)
    await asyncio.sleep(answer.delay)
    if answer.delivers:
        await state.mailboxes.accept(channel, message)
    return answer


@websocket("/ws")
async def browser(socket: WebSocket[Any, Any, State], state: State) -> None:
    # Firefox offers this subprotocol and closes the connection without it.
    await socket.accept("push-notification")
    user_agent = ""

    async def deliver(notification: dict[str, Any]) -> None:
        await socket.send_text(json.dumps(notification))

    try:
        while True:
            said = json.loads(await socket.receive_text())
            state.mailboxes.heard.append(said)
            if said.get("messageType") == "hello":
                user_agent = said.get("uaid") or uuid.uuid4().hex
            await _answer(said, user_agent, deliver, state)
    except WebSocketDisconnect:
        state.mailboxes.leave(user_agent, deliver)


async def _answer(said: dict[str, Any], user_agent: str, deliver: Deliver, state: State) -> None:
    mailboxes: Mailboxes = state.mailboxes
    match said.get("messageType", "ping"):
        case "hello":
            await deliver(
                {
                    "messageType": "hello",
                    "uaid": user_agent,
                    "status": 200,
                    "use_webpush": True,
                    "broadcasts": {},
                }
            )
            await mailboxes.arrive(user_agent, deliver)
        case "register":
            token = mailboxes.register(user_agent, said["channelID"], said.get("key"))
            endpoint = f"{state.origin}/wpush/{token}"
            await deliver(
                {
                    "messageType": "register",
                    "channelID": said["channelID"],
                    "status": 200,
                    "pushEndpoint": endpoint,
                }
            )
        case "unregister":
            mailboxes.unregister(said["channelID"])
            await deliver(
                {"messageType": "unregister", "channelID": said["channelID"], "status": 200}
            )
        case "ack":
            mailboxes.acknowledge(user_agent, {update["version"] for update in said["updates"]})
        case "ping":
            await deliver({})


@post("/_answers", status_code=204)
async def answers(data: JSONBody[Script], state: State) -> None:
    state.mailboxes.script(data.answers, data.token)


@get("/_log", sync_to_thread=False)
def log(state: State) -> dict[str, Any]:
    mailboxes: Mailboxes = state.mailboxes
    return {
        "messages": [msgspec.to_builtins(message) for message in mailboxes.messages],
        "heard": mailboxes.heard,
        "channels": [msgspec.to_builtins(channel) for channel in mailboxes.channels.values()],
        "waiting": {user_agent: len(queue) for user_agent, queue in mailboxes.waiting.items()},
    }
