"""Where tokens come from: the environment, then the operating system's keyring, then a file of mode 0600.

One that was typed is kept in the keyring where that works, else in the file.
"""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from pdtui.config import Secret
from pdtui.errors import Refused, UsageError

KEYRING_SERVICE = "pdtui"
KEYRING = "the operating system's keyring"


def find_token(name: str, environment: Mapping[str, str], folder: Path) -> Secret | None:
    """The token called `name` (`pagerduty`, `slack`, `slack-app`, `slack-emea`), None where there is none.

    Raises `UsageError` for a token file that others may read, and for a token that cannot be one.
    `PDTUI_HOME` stands for a world of its own: the keyring is not asked then.
    """
    given = environment.get(variable(name))
    if given is not None:
        return _checked(given.strip(), variable(name))
    if "PDTUI_HOME" not in environment:
        stored = _from_keyring(name)
        if stored:
            return _checked(stored.strip(), f"the keyring's {KEYRING_SERVICE}/{name}")
    return _from_file(folder / f"{name}-token")


def may_have_token(name: str, environment: Mapping[str, str], folder: Path) -> bool:
    """Whether it is worth while to call `find_token`, without the 150 ms that a keyring takes.

    Raises `UsageError` for a token file that others may read.
    """
    given = environment.get(variable(name))
    if given is not None:
        return bool(given.strip())
    return "PDTUI_HOME" not in environment or _from_file(folder / f"{name}-token") is not None


def variable(name: str) -> str:
    """Its environment variable, `PDTUI_SLACK_EMEA_TOKEN` for `slack-emea`: shells know no hyphens in names."""
    return f"PDTUI_{name.upper().replace('-', '_')}_TOKEN"


def store_token(name: str, token: Secret, environment: Mapping[str, str], folder: Path) -> str:
    """Keep a token where `find_token` finds it; says where that is. Raises `Refused` where nothing can be written."""
    if "PDTUI_HOME" not in environment and _into_keyring(name, token):
        return KEYRING
    path = folder / f"{name}-token"
    _into_file(path, token)
    return str(path)


def _checked(token: str, place: str) -> Secret | None:
    if not token:
        return None
    if not (token.isascii() and token.isprintable()) or " " in token:
        raise UsageError(f"{place} does not hold a token", "paste the token again, alone and on one line")
    return Secret(token)


def _from_keyring(name: str) -> str:
    """A keyring that is locked, absent or broken counts as empty: SSH sessions have none."""
    try:
        import keyring

        return keyring.get_password(KEYRING_SERVICE, name) or ""
    except Exception as error:  # noqa: BLE001 - each backend raises errors of its own
        logging.getLogger(__name__).info("the keyring was not used: %s", type(error).__name__)
        return ""


def _from_file(path: Path) -> Secret | None:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return None
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise UsageError(f"{path} can be read by others", f"run: chmod 600 {path}")
    try:
        return _checked(path.read_text(encoding="ascii").strip(), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read ({type(error).__name__})", "write the token to it again") from error


def _into_keyring(name: str, token: Secret) -> bool:
    """Whether it is there afterwards: some keyrings take everything and keep nothing."""
    try:
        import keyring

        keyring.set_password(KEYRING_SERVICE, name, token.reveal())
    except Exception as error:  # noqa: BLE001 - each backend raises errors of its own
        logging.getLogger(__name__).info("the keyring was not used: %s", type(error).__name__)
        return False
    return _from_keyring(name) == token.reveal()


def _into_file(path: Path, token: Secret) -> None:
    """Whole or not at all, and nobody else's to read from the first byte on."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(f"{token.reveal()}\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        what = f"{path} cannot be written ({error.strerror or type(error).__name__})"
        raise Refused(what, "mend the permissions of its folder") from error
