"""One thing that a verb does, from the command to what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from pdtui.core.commands import Command
from pdtui.core.model import Incident
from pdtui.errors import AlreadyDone, PdtuiError


@dataclass(slots=True)
class Deed:
    """One thing that a verb does, and what became of it."""

    given: str
    """What the person named it by."""
    incident: Incident | None = None
    """As it was when the verb began; as PagerDuty answered with it afterwards."""
    command: Command | None = None
    intent_id: str = ""
    what: str = ""
    """What was done, as a sentence."""
    warning: str = ""
    """Which part of it was refused."""
    already: bool = False
    """Whether it was so before."""
    error: PdtuiError | None = None
    fresh: bool = False
    """Whether `incident` is PagerDuty's answer to what was done."""
    marker: str = ""
    """The row of what Slack is owed, where the deed is done in Slack itself."""
    action: str = ""
    """What was done to the incident, where no command says so."""
    aside: str = ""
    """What stderr says of it, where there is nothing yet for stdout."""
    more: dict[str, object] = field(default_factory=dict)
    """What else its JSON holds."""

    @property
    def done(self) -> bool:
        """Whether it is in force."""
        return self.error is None

    @property
    def name(self) -> str:
        """What a message calls it."""
        return f"#{self.incident.number}" if self.incident is not None and self.incident.number else self.given

    def succeed(self, what: str, warning: str, incident: Incident | None) -> None:
        """PagerDuty has it."""
        self.what, self.warning, self.fresh = what, warning, incident is not None
        self.incident = incident or self.incident

    def fail(self, error: PdtuiError | None) -> None:
        """It was not done, or it was so before; None changes nothing."""
        if isinstance(error, AlreadyDone):
            self.what, self.already = error.what, True
        elif error is not None:
            self.error = error
