"""What a wish does that changes nothing in PagerDuty: the view, on call, reminders, help."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pdtui.core.command_line.verbs import verb_of
from pdtui.core.command_line.wish import Reminder, Text, Wish
from pdtui.core.listing.filtering import parse
from pdtui.core.model import Incident
from pdtui.core.reminding.saying import outcome
from pdtui.core.reminding.when import split_timing
from pdtui.core.scope import Scope
from pdtui.errors import PdtuiError, Refused, UsageError
from pdtui.tui.command.deeds import Deed
from pdtui.tui.command.facts import Aim, Facts
from pdtui.tui.toasts import Toast

if TYPE_CHECKING:
    from pdtui.core.engine import Engine

_PLAIN = ("outbox", "timeline", "handoff", "refresh", "order", "fold")
"""What is done as its key does it."""


class Views(Protocol):
    """What moves the view, as for keys."""

    def set_filter(self, words: str) -> None:
        """Filter the list by these words."""

    def switch(self, scope: Scope | None) -> None:
        """List another scope."""

    def open_page(self, incident: Incident) -> None:
        """An incident in the browser."""


@dataclass(frozen=True, slots=True)
class Shows:
    """What is shown in dialogs of its own, and how notices are."""

    help: Callable[[str], None]
    """All verbs, or one by its word."""
    on_call: Callable[[str], None]
    undo: Callable[[], None]
    quit: Callable[[], None]
    do: Callable[[str], None]
    """An action of the registry, by its id."""
    tell: Callable[[Toast], None]


class Looks:
    """From wishes about no incident to deeds. Raises what is wrong with the line."""

    def __init__(self, engine: Engine, views: Views, shows: Shows, facts: Facts, aim: Aim) -> None:
        self._engine = engine
        self._views = views
        self._shows = shows
        self._facts = facts
        self._aim = aim
        self._deeds: Mapping[str, Callable[[Wish], Deed]] = {
            "open": self._open,
            "filter": self._filter,
            "scope": self._scope,
            "oncall": self._on_call,
            "reminders": self._remind,
            "help": self._help,
            "undo": lambda wish: Deed("Undoes the last action", self._shows.undo),
            "quit": lambda wish: Deed("Leaves pdtui", self._shows.quit),
            **dict.fromkeys(_PLAIN, self._plain),
        }

    def knows(self, wish: Wish) -> bool:
        """Whether a wish is one of these."""
        return wish.verb.action.id in self._deeds

    def deed_of(self, wish: Wish) -> Deed:
        """What Enter does."""
        return self._deeds[wish.verb.action.id](wish)

    def _plain(self, wish: Wish) -> Deed:
        action = wish.verb.action
        return Deed(action.tooltip.rstrip("."), lambda: self._shows.do(action.id))

    def _open(self, wish: Wish) -> Deed:
        incident = self._facts.incident(wish.incidents[0]) if wish.incidents else self._aim.highlighted
        if incident is None:
            raise UsageError("no incident is highlighted", f"name one, such as {wish.verb.example}")
        return Deed(f"Opens #{incident.number} in the browser", lambda: self._views.open_page(incident))

    def _filter(self, wish: Wish) -> Deed:
        if not isinstance(wish.rest, Text):
            return Deed("Opens the filter", lambda: self._shows.do("filter"))
        words = wish.rest.text
        if problem := parse(words).problem:
            raise UsageError(f"the filter {words!r} cannot be understood", problem)
        return Deed(f"Lists only what holds “{words}”; Esc clears it", lambda: self._views.set_filter(words))

    def _scope(self, wish: Wish) -> Deed:
        if not isinstance(wish.rest, Text):
            return Deed("Opens the choice of a scope", lambda: self._shows.do("scope"))
        given = " ".join(wish.rest.text.replace("-", " ").split()).casefold()
        found = [scope for scope in self._engine.scopes if str(scope).startswith(given)]
        if len(found) != 1:
            names = ", ".join(map(str, self._engine.scopes))
            raise UsageError(f"there is no scope {wish.rest.text!r}", f"there is {names}")
        return Deed(f"Lists the scope “{found[0]}”", lambda: self._views.switch(found[0]))

    def _on_call(self, wish: Wish) -> Deed:
        name = wish.rest.text if isinstance(wish.rest, Text) else ""
        whose = f"for {name}" if name else "for my policies"
        return Deed(f"Shows who is on call {whose}", lambda: self._shows.on_call(name))

    def _help(self, wish: Wish) -> Deed:
        if not isinstance(wish.rest, Text):
            return Deed("Lists all that can be typed here", lambda: self._shows.help(""))
        verb = verb_of(wish.rest.text.removeprefix(":"))
        return Deed(f"Tells what :{verb.word} does", lambda: self._shows.help(verb.word))

    def _remind(self, wish: Wish) -> Deed:
        if not isinstance(wish.rest, Reminder):
            if wish.incidents:
                raise UsageError("when is not said", "such as :remind #123 in 30m")
            return Deed("Opens the reminders", lambda: self._shows.do("reminders"))
        desk = self._engine.reminders
        incident = self._facts.incident(wish.incidents[0]) if wish.incidents else None
        text, timing = split_timing(wish.rest.words, desk.now(), on_incident=incident is not None)
        if incident is not None and timing.until_resolved and not incident.is_open:
            raise Refused(f"#{incident.number} is resolved already", "leave `until resolved` out")
        if not text and incident is None:
            raise UsageError("of what is not said", f"such as {wish.verb.example}")
        of = " ".join(part for part in (incident.reference.name if incident else "", text and f"“{text}”") if part)
        words = f"Reminds you of {of} {outcome(timing, desk.now())}"

        def keep() -> bool:
            about = {"incident_id": incident.id, "incident_name": incident.reference.name} if incident else {}
            try:
                desk.add(text, timing, **about)
            except PdtuiError as error:
                self._shows.tell(Toast(str(error), "error", "Not done", 15.0, refusal=True))
                return False
            self._shows.tell(Toast(words, seconds=5.0))
            return True

        return Deed(words, keep)
