"""What the account's plan lacks, as far as this run has been told by a 402: it is hidden and not asked again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from pdtui.core.actions import Feature
from pdtui.core.events import Event, FeaturesChanged
from pdtui.errors import NotInPlan

T = TypeVar("T")


class Features:
    """Remembers what is missing, for one run."""

    def __init__(self, publish: Callable[[Event], None]) -> None:
        self.missing: frozenset[Feature] = frozenset()
        self._publish = publish

    def lack(self, feature: Feature) -> None:
        """Take notice that the plan lacks it."""
        if feature and feature not in self.missing:
            self.missing |= {feature}
            self._publish(FeaturesChanged(self.missing))

    def refusal(self, feature: Feature) -> str:
        """Why nothing that needs it can be done; empty as long as the plan is not known to lack it."""
        return f"your PagerDuty plan has no {feature}" if feature in self.missing else ""

    async def reading(self, feature: Feature, reading: Awaitable[T]) -> T:
        """A reading that a feature is needed for; passes its error on, and remembers a `NotInPlan`."""
        try:
            return await reading
        except NotInPlan:
            self.lack(feature)
            raise
