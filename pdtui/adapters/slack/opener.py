"""slack_sdk's client, made so that a token goes to one host only.

The SDK sends through urllib, which follows redirects and takes the Authorization header along, to any host
and over plain http; and it reads proxy variables without looking at NO_PROXY. Both are
put right by the opener that urllib uses for every request of this process.
"""

from __future__ import annotations

import urllib.request
from email.message import Message
from typing import IO
from urllib.parse import urlsplit

from slack_sdk import WebClient

from pdtui.adapters.tls import shared_context
from pdtui.config import Secret
from pdtui.core.addresses import is_loopback


class RefuseRedirects(urllib.request.HTTPRedirectHandler):
    """Slack's API redirects nowhere; what does is a captive portal or worse, and gets no second request."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: Message,
        newurl: str,
    ) -> None:
        """No: the answer is then an error with the redirect's status."""
        return


def opener_for(address: str) -> urllib.request.OpenerDirector:
    """What follows no redirect, and asks no proxy for this machine itself."""
    parts = urlsplit(address)
    proxies: dict[str, str] | None = {} if is_loopback(parts.hostname or "") else None
    handlers: list[urllib.request.BaseHandler] = [RefuseRedirects(), urllib.request.ProxyHandler(proxies)]
    if parts.scheme == "https":
        handlers.append(urllib.request.HTTPSHandler(context=shared_context()))
    return urllib.request.build_opener(*handlers)


def is_private(address: str) -> bool:
    """Whether nobody can listen on the way there: TLS, or this machine itself."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    return bool(host) and (parts.scheme in ("https", "wss") or is_loopback(host))


def client_for(token: Secret, base_url: str, timeout: float) -> WebClient:
    """A client without retries of its own; proxies are honoured for real hosts, never for this machine."""
    urllib.request.install_opener(opener_for(base_url))
    client = WebClient(
        token=token.reveal(), base_url=base_url, timeout=max(1, round(timeout)), ssl=None, retry_handlers=[]
    )
    client.proxy = None
    return client
