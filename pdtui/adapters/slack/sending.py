"""One request to Slack at a time, on whatever thread calls: the token, the error map, the rests that Slack asks for.

slack_sdk's synchronous client, since the asynchronous one needs aiohttp. One client serves all threads: it
keeps nothing between calls but its settings. The SDK's own retries would post twice, so there are none.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pdtui.adapters.slack.fields import mapping
from pdtui.config import Secret
from pdtui.errors import BadCredential, NotSent, RateLimited
from pdtui.text import clean

if TYPE_CHECKING:
    from slack_sdk import WebClient


def utc_now() -> datetime:
    """This machine's wall clock."""
    return datetime.now(UTC)


class Answer(dict[str, object]):
    """A JSON object as Slack answered it."""

    headers: Mapping[str, str] = {}
    """By lower-case names."""


@dataclass(frozen=True, slots=True)
class Request:
    """A call of a method; `arguments` that are None are left out."""

    method: str
    arguments: Mapping[str, object] = field(default_factory=dict)
    writes: bool = False
    before: datetime | None = None
    """Not begun any more after that."""
    expected: Collection[str] = ()
    """Errors that come back as the answers that they are, instead of being raised."""


class Sender:
    """A token's requests. A method that Slack asks to wait with is not called meanwhile; the others are."""

    def __init__(
        self,
        token: Callable[[], Secret | None],
        base_url: str,
        timeout: float,
        monotonic: Callable[[], float],
        now: Callable[[], datetime],
        variable: str,
    ) -> None:
        self._token = token
        """Asked with the first request: a keyring may take its time."""
        self._base_url = base_url
        self._timeout = timeout
        self._monotonic = monotonic
        self._now = now
        """The clock by which a request's `before` was chosen."""
        self._variable = variable
        """Where a person puts the token."""
        self._client: WebClient | None = None
        self._connecting = threading.Lock()
        self._rests: dict[str, float] = {}

    def send(self, request: Request) -> Answer:
        """Send it, once; blocks. Raises as `pdtui.core.slack.port` says."""
        client = self._connect()
        self.check_rest(request.method)
        if request.before is not None and self._now() > request.before:
            raise NotSent("this machine slept before the post was sent", "pdtui looks at the thread again")
        from pdtui.adapters.slack.failures import answered, explain

        try:
            return _exchange(client, request)
        except Exception as error:
            refused = answered(error)
            if refused is not None and refused.get("error") in request.expected:
                return Answer(refused)
            told = explain(error, writes=request.writes)
            if isinstance(told, BadCredential):
                told = BadCredential(told.what, f"put a new one in {self._variable}; nothing is lost", code=told.code)
            if isinstance(told, RateLimited):
                self._rests[request.method] = self._monotonic() + told.retry_after
            raise told from error

    def check_rest(self, method: str) -> None:
        """Raises `RateLimited` while Slack wants no call of this method."""
        left = self._rests.get(method, 0.0) - self._monotonic()
        if left > 0:
            raise RateLimited(f"Slack asks to wait with {method}", "pdtui tries again by itself", retry_after=left)

    def _connect(self) -> WebClient:
        """The SDK's client, made when first needed: its import alone takes 30 ms."""
        with self._connecting:
            if self._client is None:
                from pdtui.adapters.slack.opener import client_for

                token = self._token()
                if token is None:
                    raise BadCredential("there is no Slack token any more", f"set {self._variable}")
                try:
                    self._client = client_for(token, self._base_url, self._timeout)
                except OSError as error:  # a broken file of certificates is one, too
                    what = f"no secure connection to Slack can be made ({clean(error)})"
                    raise NotSent(what, "check SSL_CERT_FILE") from error
            return self._client


def _exchange(client: WebClient, request: Request) -> Answer:
    """As a form, or as JSON where an argument has a structure; not every method takes JSON."""
    given = {name: value for name, value in request.arguments.items() if value is not None}
    structured = any(isinstance(value, dict | list) for value in given.values())
    method = request.method
    sent = client.api_call(method, json=given) if structured else client.api_call(method, params=given)
    answer = Answer(mapping(sent.data))
    if answer.get("ok") is not True:
        raise ValueError("an answer that is not Slack's")
    answer.headers = {str(name).lower(): str(value) for name, value in sent.headers.items()}
    return answer
