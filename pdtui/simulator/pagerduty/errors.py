"""Refusals as PagerDuty words them: every shape of error body that has been seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pdtui.simulator.wire import Response


class ApiError(Exception):
    """A refusal on its way to the caller; raised before anything was changed, or rolled back."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status, response.body)
        self.response = response


def error_response(
    status: int,
    message: str,
    code: int | None = None,
    errors: Sequence[str] = (),
    extra: Mapping[str, object] | None = None,
) -> Response:
    """The usual body `{"error": {message, code, errors}}`; what is not given is left out."""
    error: dict[str, object] = {"message": message}
    if code is not None:
        error["code"] = code
    if errors:
        error["errors"] = list(errors)
    error.update(extra or {})
    return Response.of_json(status, {"error": error})


def refusal(status: int, message: str, code: int | None = None, *errors: str) -> ApiError:
    """The usual refusal, ready to be raised."""
    return ApiError(error_response(status, message, code, errors))


def invalid(*errors: str) -> ApiError:
    """400/2001: the input does not hold."""
    return refusal(400, "Invalid Input Provided", 2001, *errors)


def bad_arguments(*errors: str) -> ApiError:
    """400/2002: the arguments do not fit together."""
    return refusal(400, "Arguments Caused Error", 2002, *errors)


def not_found(what: str = "", code: int = 2100) -> ApiError:
    """404: gone, never there or not to be seen."""
    return refusal(404, f"{what} Not Found" if what else "Not Found", code)


def denied() -> ApiError:
    """403/2010: the role, or a read-only key, does not allow it."""
    return refusal(403, "Access Denied", 2010)


def lacks_ability() -> ApiError:
    """402/2014: the account's plan does not hold the feature."""
    return refusal(402, "Account does not have the abilities to perform the action", 2014)


def plan_refusal(status: int) -> ApiError:
    """What a feature outside the account's plan answers: 402, 403 or 404."""
    return {402: lacks_ability, 403: denied, 404: not_found}[status]()


def lacks_scope(required: str, held: Sequence[str]) -> ApiError:
    """403 of a scoped OAuth token."""
    extra = {"required_scopes": required, "token_scopes": list(held)}
    return ApiError(error_response(403, "Access Denied", 2010, (), extra))


def empty_html(status: int) -> ApiError:
    """The empty `text/html` answer that a missing or malformed credential gets."""
    return ApiError(Response(status, b"", {"content-type": "text/html"}))


def account_key_has_no_user() -> ApiError:
    """`/users/me` asked with an account's key: `error` is a plain string."""
    text = (
        "Because this request was made using an account-level access token, we were unable to determine the "
        "user's identity. Please use a user-level token."
    )
    return ApiError(Response.of_json(400, {"error": text}))
