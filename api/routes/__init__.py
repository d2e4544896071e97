"""One file an area; a handler is typed input, one call, typed output."""

from litestar.types import ControllerRouterHandler

from api.routes import crisis_card, enrolment, events, flags, health, people, push, sessions, sync

ROUTES: list[ControllerRouterHandler] = [
    *health.ROUTES,
    *crisis_card.ROUTES,
    *enrolment.ROUTES,
    *events.ROUTES,
    *flags.ROUTES,
    *people.ROUTES,
    *push.ROUTES,
    *sessions.ROUTES,
    *sync.ROUTES,
]
