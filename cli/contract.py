"""The published contract: what the routes say, with every component as msgspec itself describes it.

Litestar's own schemas lose descriptions, limits and merge rules of Structs, and it does not
describe errors in our shape or plain ASGI routes; so components are laid over, and `/api/sync` and
`/api/events` are written out here.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec
from litestar import Litestar, Router
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from msgspec import Struct

from api.entities import REFERENCE, components_of, export
from api.guard import EVERYONE, RULE, public
from api.problems import Problem
from api.routes.events import Poke
from api.settings import Settings
from api.version import VERSION
from cli.app import create_app
from domain.entities import SPECS
from domain.records import Head, Mutation
from domain.wire import SyncAnswer, SyncRequest

FOLDER = Path(__file__).resolve().parent.parent / "openapi"
SYNC, EVENTS = "/api/sync", "/api/events"

HEADS = {
    "description": "Each group's heads as [id, key], the shown one first.",
    "type": "object",
    "additionalProperties": {"type": "array", "items": {"$ref": REFERENCE.format(name="Head")}},
}
BODY = {
    "description": "Each group's fields, defaults left out; the component of the record's entity.",
    "type": "object",
}
KEPT = {
    "description": "For each group with kept versions, their values by mutation id; "
    "null for everyone but the group's owner.",
    "anyOf": [{"type": "object", "additionalProperties": {"type": "object"}}, {"type": "null"}],
}


def files() -> dict[str, str]:
    """Return the committed contract, by file name."""
    app = described_app()
    return {"openapi.json": _text(openapi(app)), "entities.json": _text(export(SPECS.values()))}


def stale_files(folder: Path = FOLDER) -> dict[str, str]:
    """Return the files that differ from what the code says, as they should be."""
    return {
        name: text
        for name, text in files().items()
        if not (folder / name).exists() or (folder / name).read_text() != text
    }


def described_app() -> Litestar:
    """Return the application as it is published; it connects to nothing."""
    config = OpenAPIConfig(
        title="Alongside",
        version=VERSION,
        description="A companion for people in peer-supported recovery. "
        "Errors are problem+json; requests that change something are JSON.",
        use_handler_docstrings=True,
        operation_id_creator=lambda handler, _method, _path: handler.handler_name,
        render_plugins=[JsonRenderPlugin()],
        openapi_router=Router("/schema", route_handlers=[], opt=public(), include_in_schema=False),
    )
    return create_app(Settings(demo=True, worker="off"), openapi=config)


def openapi(app: Litestar) -> dict[str, Any]:
    """Return the OpenAPI document of an application."""
    schema: dict[str, Any] = json.loads(json.dumps(app.openapi_schema.to_schema()))
    schema["paths"] |= {SYNC: {"post": _sync_operation()}, EVENTS: {"get": _events_operation()}}
    # Sorted, so that the committed file changes only where the contract does.
    schema["paths"] = dict(sorted(schema["paths"].items()))
    for handler, operation in _operations(app, schema):
        _finish(operation, handler.opt.get(RULE) if handler else None)
    components = schema.setdefault("components", {})
    components["schemas"] = dict(
        sorted({**components.get("schemas", {}), **_components(app)}.items())
    )
    components["securitySchemes"] = {
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": "__Host-alongside",
            "description": "Named `alongside` where served over http.",
        },
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "The same token, for clients that are not browsers.",
        },
    }
    return schema


def _operations(
    app: Litestar, schema: dict[str, Any]
) -> Iterator[tuple[HTTPRouteHandler | None, dict[str, Any]]]:
    handlers = {
        handler.operation_id or handler.name or handler.handler_name: handler
        for handler in _handlers(app)
    }
    for path in schema["paths"].values():
        for operation in path.values():
            yield handlers.get(operation["operationId"]), operation


def _finish(operation: dict[str, Any], rule: frozenset[str] | None) -> None:
    responses = {
        status: answer for status, answer in operation["responses"].items() if status < "400"
    }
    content = {"application/problem+json": {"schema": {"$ref": REFERENCE.format(name="Problem")}}}
    operation["responses"] = responses | {
        "default": {"description": "What went wrong.", "content": content}
    }
    if rule or operation["operationId"] in ("sync", "events"):
        operation["security"] = [{"session": []}, {"bearer": []}]
    if rule:
        operation["x-admits"] = sorted(rule)


def _components(app: Litestar) -> dict[str, Any]:
    structs = {found for handler in _handlers(app) for found in _structs_of(handler)} | {
        Poke,
        Problem,
        SyncRequest,
        SyncAnswer,
        Mutation,
        Head,
    }
    _, components = msgspec.json.schema_components(
        sorted(structs, key=lambda struct: struct.__name__), ref_template=REFERENCE
    )
    components["SyncRequest"]["properties"]["mutations"]["items"] = {
        "$ref": REFERENCE.format(name="Mutation")
    }
    # A change is spliced from stored JSON (`records/feed.py`), so its parts have no type to derive
    # from.
    components["Change"]["prefixItems"][4:7] = [HEADS, BODY, KEPT]
    components["Mutation"]["properties"]["set"]["additionalProperties"] = {
        "description": "A group's component.",
        "type": "object",
    }
    entities = components_of(SPECS.values())
    if doubled := components.keys() & entities.keys():
        raise TypeError(f"components of a route and of an entity are both named {sorted(doubled)}")
    return components | entities


def _handlers(app: Litestar) -> Iterator[HTTPRouteHandler]:
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if isinstance(handler, HTTPRouteHandler) and handler.resolve_include_in_schema():
                yield handler


def _structs_of(handler: HTTPRouteHandler) -> Iterator[type[Struct]]:
    fields = [handler.parsed_return_field, handler.parsed_data_field]
    for field in filter(None, fields):
        yield from _structs_in(field.annotation)


def _structs_in(annotation: Any) -> Iterator[type[Struct]]:
    if isinstance(annotation, type) and issubclass(annotation, Struct):
        yield annotation
    for argument in get_args(annotation):
        yield from _structs_in(argument)


def _sync_operation() -> dict[str, Any]:
    body = {"application/json": {"schema": {"$ref": REFERENCE.format(name="SyncRequest")}}}
    answer = {"application/json": {"schema": {"$ref": REFERENCE.format(name="SyncAnswer")}}}
    return {
        "summary": "Sync",
        "description": "Push and pull in one round trip: the push is applied then changes are "
        "read. "
        "Bodies may be packed with gzip.",
        "operationId": "sync",
        "requestBody": {"required": True, "content": body},
        "responses": {
            "200": {"description": "A result for each mutation, then changes.", "content": answer}
        },
    }


def _events_operation() -> dict[str, Any]:
    poke = {
        "contentMediaType": "application/json",
        "contentSchema": {"$ref": REFERENCE.format(name="Poke")},
    }
    item = {
        "type": "object",
        "required": ["data"],
        "properties": {"data": {"type": "string", **poke}, "retry": {"type": "integer"}},
    }
    return {
        "summary": "The live stream",
        "description": "Server-sent events without names or ids: one for each stream when it is "
        "opened, "
        "then one whenever a stream "
        "has moved. Between them a comment every 25 seconds. It ends with the session, "
        "and whenever what may be read has changed: "
        "come back, and sync. 503 while this server may miss changes.",
        "operationId": "events",
        "x-admits": sorted(EVERYONE),
        "responses": {
            "200": {
                "description": "Until either side ends it.",
                "content": {"text/event-stream": {"schema": {"type": "array", "items": item}}},
            }
        },
    }


def _text(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
