"""Which parts of an incident's surroundings an account does not show, as far as this run was told."""

from __future__ import annotations

import logging

from pdtui.core.actions import Feature
from pdtui.core.features import Features
from pdtui.errors import NotFound, NotInPlan, NotPermitted

LOG = logging.getLogger(__name__)


class Absence:
    """The plan's word on a part holds for all incidents; a refusal or a 404 may be about one incident alone, and
    holds for all once a second one is answered the same."""

    def __init__(self, features: Features) -> None:
        self._features = features
        self._absent: set[str] = set()
        self._refused: dict[str, str] = {}
        """The first incident that was refused a part."""

    def holds(self, part: str) -> bool:
        """Whether a part need not be asked for."""
        return part in self._absent or part in self._features.missing

    def notice(self, part: str, incident_id: str, error: NotPermitted | NotFound) -> None:
        """A part of an incident was refused."""
        in_plan = not isinstance(error, NotInPlan)
        if in_plan and self._refused.setdefault(part, incident_id) == incident_id:
            LOG.info("%s shows no %s: %s", incident_id, part, error)
            return
        LOG.info("this account shows no %s: %s", part, error)
        self._absent.add(part)
        if not in_plan and part == Feature.CUSTOM_FIELDS:
            self._features.lack(Feature.CUSTOM_FIELDS)
