"""The composition root: settings in, application out.

Nothing connects before the application starts.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from litestar import Litestar, Request, Router
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig

from accounts import Session
from api.auth.attempts import AttemptLimiter
from api.auth.open_session import SessionOpener
from api.auth.sessions import Sessions
from api.body import TypedRequest
from api.body_guard import BodyGuard
from api.capacity import Capacity, capacity_of, open_files
from api.guard import RULE, RequestGuard
from api.headers import SecurityHeaders
from api.limits import LIMITS
from api.live import LiveHub
from api.problems import answer_problem
from api.readiness import Readiness, watching
from api.routes import ROUTES
from api.routes.sync import PATH, Sync
from api.settings import Settings, refuse_unsafe
from api.static import web_app
from cli.maintenance import maintained
from database.clock import Clock, shared_clock, system_clock
from database.database import Database, open_database
from projections.registered import PROJECTIONS

EDGE: Mapping[str, Any] = {
    "exception_handlers": {Exception: answer_problem},
    "request_class": TypedRequest,
    "request_max_body_size": LIMITS.sync_body_inflated,
    "logging_config": None,
    "debug": False,
}
"""What no setting changes: how errors are answered and how large a body may be; no log."""


def create_app(
    settings: Settings,
    *,
    clock: Clock = system_clock,
    capacity: Capacity | None = None,
    openapi: OpenAPIConfig | None = None,
) -> Litestar:
    """Return the API and the web app over one database.

    Raises UnsafeSettings. `capacity` is what the process has room for; left out, what it has room
    for now. `openapi` is for `cli.contract` alone: a server publishes no pages about itself.
    """
    refuse_unsafe(settings)
    database = open_database(
        settings.database_url, ledger=settings.ledger_path, projections=PROJECTIONS
    )
    if clock is system_clock:  # not one that is set by hand
        clock = shared_clock(database, clock)
    sessions = Sessions(settings, database, clock)
    bodies = BodyGuard(settings, sessions, clock)
    hub = LiveHub(database, clock, most=(capacity or capacity_of(open_files())).live_streams)
    readiness = Readiness(database)
    app = Application(
        [Router("/api", route_handlers=ROUTES), _browser_side(settings)],
        middleware=[RequestGuard(sessions, bodies)],
        dependencies=_dependencies(settings, database, sessions, hub, readiness, clock),
        before_send=[SecurityHeaders(settings)],
        lifespan=[_running(database, hub, readiness, settings, clock)],
        openapi_config=openapi,
        **EDGE,
    )
    app.state.database, app.state.hub, app.state.clock = database, hub, clock
    # By itself, beside the router: see `Application`.
    app.sync = Sync(settings, database, bodies, clock)
    _refuse_open_doors(app)
    return app


class Application(Litestar):
    """Hands sync over before anything of the framework runs (decision 0026)."""

    sync: Sync

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["path"] == PATH and scope["method"] == "POST":
            await self.sync(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def _running(
    database: Database, hub: LiveHub, readiness: Readiness, settings: Settings, clock: Clock
) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def running(_: Litestar) -> AsyncIterator[None]:
        await database.start()
        try:
            # After the database and stopped before it: pokes come through its connection.
            await hub.start()
            async with (
                # First, since it replays the ledger: what was erased must not be served again.
                maintained(database, clock),
                watching(readiness),
                _working(database, settings, clock),
            ):
                yield
        finally:
            await hub.stop()
            await database.stop()

    return running


@asynccontextmanager
async def _working(database: Database, settings: Settings, clock: Clock) -> AsyncIterator[None]:
    """Run the notification worker beside the API, where settings say so."""
    if settings.worker == "off":
        yield
        return
    from cli.worker import make_worker

    worker = make_worker(database, settings, clock)
    await worker.start()
    try:
        yield
    finally:
        await worker.stop()


def _browser_side(settings: Settings) -> Router:
    """Return the route of the built web app, or of the page that says that there is none."""
    return web_app(Path(settings.web_dir) if settings.web_dir else None)


def _dependencies(
    settings: Settings,
    database: Database,
    sessions: Sessions,
    hub: LiveHub,
    readiness: Readiness,
    clock: Clock,
) -> dict[str, Provide]:
    """Return what routes may ask for by name: one per application, session and time per request."""
    owned = {
        "settings": settings,
        "database": database,
        "sessions": sessions,
        "hub": hub,
        "readiness": readiness,
        "attempts": AttemptLimiter(settings, database),
        "entrance": SessionOpener(settings, database, sessions, clock),
    }
    return {
        **{name: _always(value) for name, value in owned.items()},
        "session": Provide(_session_of, sync_to_thread=False),
        "now": Provide(clock, sync_to_thread=False),
    }


def _always(value: Any) -> Provide:
    return Provide(lambda: value, sync_to_thread=False, use_cache=True)


def _session_of(request: Request[Any, Session, Any]) -> Session:
    return request.auth


def _refuse_open_doors(app: Litestar) -> None:
    """Raise RuntimeError for a route that does not say whom it admits."""
    for route in app.routes:
        for handler in getattr(route, "route_handlers", None) or [
            getattr(route, "route_handler", None)
        ]:
            # Litestar adds a handler for OPTIONS to each route; it answers with methods only.
            made_by_litestar = isinstance(handler, HTTPRouteHandler) and handler.http_methods == {
                "OPTIONS"
            }
            if handler is not None and RULE not in handler.opt and not made_by_litestar:
                raise RuntimeError(f"{route.path} does not say whom it admits")
