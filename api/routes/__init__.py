"""One file an area; a handler is typed input, one call, typed output."""

from litestar.types import ControllerRouterHandler

from api.routes import enrolment, health, push, sessions, sync

ROUTES: list[ControllerRouterHandler] = [*health.ROUTES, *enrolment.ROUTES, *push.ROUTES, *sessions.ROUTES, *sync.ROUTES]
