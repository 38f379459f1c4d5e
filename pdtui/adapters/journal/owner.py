"""Who holds a claim in the journal, and whether that process still lives."""

from __future__ import annotations

import os
import uuid
from pathlib import Path


def _world() -> str:
    """What tells the process numbers of this boot and container from those of others; empty where unknown."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot}/{os.readlink('/proc/self/ns/pid')}"
    except OSError:
        return ""


def _process_started(pid: int) -> str:
    """What tells a process from a later one with the same number; empty where the system does not say."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as stat:
            return stat.read().rpartition(b")")[2].split()[19].decode()
    except (OSError, IndexError):
        return ""


def new_owner() -> str:
    """A name for this process that no other has, in any container and after any restart."""
    pid = os.getpid()
    return "|".join((_world(), str(pid), _process_started(pid), uuid.uuid4().hex[:8]))


def alive(owner: str) -> bool | None:
    """Whether the process that claimed something still runs; None: it cannot be told from here."""
    if not owner:
        return False
    world, number, started, _ = owner.split("|")
    if world != _world():
        boot, here = world.partition("/")[0], _world().partition("/")[0]
        return None if boot == here else False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not started or _process_started(int(number)) == started
