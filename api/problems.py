"""What goes wrong, as HTTP: one table, one shape (RFC 9457), and no word of what was sent."""

import logging
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from msgspec import Struct

from api.faults import FaultLog
from api.logs import error_trace
from domain import errors

PROBLEM_TYPE = b"application/problem+json"

FAULTS = FaultLog(logging.getLogger("alongside.api"))
"""Of the process."""


class UnsupportedBody(errors.BadInput):
    """A body of a media type or an encoding that is not read here."""

    code = "unsupported_media_type"


class HeadTooLarge(errors.TooLarge):
    """A request's line and headers that are longer than any app sends."""

    code = "too_large"


STATUSES: dict[type[errors.AlongsideError], int] = {
    errors.BadInput: 400,
    errors.CodeRefused: 400,
    errors.NotSignedIn: 401,
    errors.DeviceRevoked: 401,
    errors.DeviceSealed: 401,
    errors.NotAllowed: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.TooLarge: 413,
    UnsupportedBody: 415,
    HeadTooLarge: 431,
    errors.TooManyTries: 429,
    errors.TooManyBytes: 429,
    errors.NotReady: 503,
}

HTTP_CODES = {
    400: "bad_input",
    401: "not_signed_in",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
    429: "too_many_tries",
    503: "not_ready",
}
"""Codes of what the framework refuses by itself; anything else is a `server_error`."""


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An error.

    `code` is stable and has plain words in the app; `where` names the field; `retry_after` is in
    seconds.
    """

    title: str
    status: int
    code: str
    type: str = "about:blank"
    detail: str = ""
    where: str | None = None
    retry_after: int | None = None


def status_of(kind: type[errors.AlongsideError]) -> int:
    """Return the status of an error: its own, or that of the nearest error that it is one of.

    Raises LookupError where it is one of none.
    """
    for each in kind.__mro__:
        if each in STATUSES:
            return STATUSES[each]
    raise LookupError(f"{kind.__name__} has no status: give it one in STATUSES (api/problems.py)")


def problem_from(error: Exception) -> Problem:
    """Return the problem that tells of an error; of an unknown one no more than its status."""
    if isinstance(error, errors.AlongsideError):
        return _problem(
            status_of(type(error)),
            error.code,
            detail=error.detail,
            where=error.where,
            retry_after=error.retry_after,
        )
    if isinstance(error, ValidationException):
        return _problem(
            400,
            "bad_input",
            detail="A value is missing, out of bounds or of the wrong kind.",
            where=_where(error),
        )
    status = error.status_code if isinstance(error, HTTPException) else 500
    return _problem(status, HTTP_CODES.get(status, "server_error"))


def encoded_problem(
    error: Exception, method: str, path: str
) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Return status, extra headers and body for what answers without the framework.

    Logs what is our own fault.
    """
    problem = problem_from(error)
    _log_fault(problem, error, method, path)
    retry = (
        [] if problem.retry_after is None else [(b"retry-after", str(problem.retry_after).encode())]
    )
    return problem.status, retry, msgspec.json.encode(problem)


def answer_problem(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """Return the framework's answer to an error.

    Logs what is our own fault.
    """
    problem = problem_from(error)
    _log_fault(problem, error, request.method, request.scope.get("path_template", "-"))
    headers = {} if problem.retry_after is None else {"Retry-After": str(problem.retry_after)}
    if problem.status == 405:
        headers["Allow"] = ", ".join(_methods(request))
    return Response(
        problem, status_code=problem.status, media_type=PROBLEM_TYPE.decode(), headers=headers
    )


def _log_fault(problem: Problem, error: Exception, method: str, path: str) -> None:
    """Log our own fault: what is not ready in our words, any other error by where it passed."""
    if isinstance(error, errors.NotReady):
        FAULTS.note(
            f"{method} {path} answered {problem.status}: {type(error).__name__}: {error.detail}",
            logging.WARNING,
        )
    elif problem.status >= 500:
        FAULTS.note(f"{method} {path} failed: {error_trace(error)}", logging.ERROR)


def _problem(status: int, code: str, **more: Any) -> Problem:
    return Problem(title=HTTPStatus(status).phrase, status=status, code=code, **more)


def _where(error: ValidationException) -> str | None:
    """Return the path of the first bad value; the framework's message would repeat the value."""
    # One place is named, as for our own errors; the app marks one field at a time.
    extra = error.extra[0] if isinstance(error.extra, list) and error.extra else {}
    return extra.get("key") if isinstance(extra, dict) else None


def _methods(request: Request[Any, Any, Any]) -> list[str]:
    """Return the methods that the address answers to, as RFC 9110 asks of a 405.

    Addresses of the web app are only read.
    """
    found = [
        route for route in request.app.routes if _matches(route.path_format, request.scope["path"])
    ]
    return sorted(
        {method for route in found for method in getattr(route, "methods", None) or {"POST"}}
    ) or ["GET", "HEAD"]


def _matches(path_format: str, path: str) -> bool:
    named, given = path_format.split("/"), path.split("/")
    return len(named) == len(given) and all(
        part == asked or part.startswith("{") for part, asked in zip(named, given, strict=True)
    )
