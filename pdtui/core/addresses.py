"""Which web addresses a token may go to: https, or this machine itself. Pure."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def safe_address(value: object) -> str:
    """An address that a token may be sent to; raises `ValueError` with the sentence's end."""
    if not isinstance(value, str):
        raise ValueError("wants a text in quotes")
    parts = urlsplit(value)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host:
        raise ValueError("wants an address such as https://api.pagerduty.com")
    if parts.username or parts.password:
        raise ValueError("must not hold a user name or password")
    if parts.scheme != "https" and not is_loopback(host):
        raise ValueError("is not https: the token would travel in the clear, so only this machine itself may be http")
    return value


def without_slash(value: object) -> str:
    """A safe address without a slash at its end."""
    return safe_address(value).rstrip("/")


def with_slash(value: object) -> str:
    """A safe address with one slash at its end."""
    return without_slash(value) + "/"
