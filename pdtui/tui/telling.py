"""Tells the person, on the screen and beyond it: nothing is missed, and nothing is said twice to their face."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from pdtui.core.reminding.reminder import Due
from pdtui.core.reminding.ways import Way, ways_now
from pdtui.tui.attention import Attention
from pdtui.tui.badge import Badge
from pdtui.tui.notification import Terminal
from pdtui.tui.toasts import REMINDER_SECONDS, Toast, Toaster

MOST_AGAIN = 3
"""How many notices that nobody saw and that are gone by now are shown again to who comes back: the latest."""

HandOn = Callable[[str, str, bool], None]
"""Gets the title, the text and whether it is urgent."""


@dataclass(frozen=True, slots=True)
class News:
    """Something to be told."""

    keys: tuple[str, ...]
    """What it is about: news of the same keys are the same news."""
    title: str
    text: str
    pages: bool = False
    """Whether somebody is or may be paged for it."""
    listed: bool = False
    """Whether the list shows it as well."""

    @property
    def toast(self) -> Toast:
        """As a notice."""
        return Toast(f"{self.text}\nEsc dismisses this.", "warning", self.title, REMINDER_SECONDS)


def news_of(due: Due, *, pages: bool) -> News:
    """A reminder as news; one that comes again and again about the same incident stays the same news."""
    kinds = "+".join(sorted(due.kinds))
    keys = (f"{kinds}:{due.incident_id}",) if due.incident_id else due.keys
    return News(keys, due.title, due.text, pages)


class Telling:
    """Uses of the ways that a kind of news wants those that make sense now."""

    def __init__(
        self,
        toaster: Toaster,
        terminal: Terminal,
        bell: Callable[[], None],
        attention: Attention,
        badge: Badge,
        *,
        desktop: HandOn | None = None,
        slack: HandOn | None = None,
    ) -> None:
        self._toaster = toaster
        self._terminal = terminal
        self._bell = bell
        self._attention = attention
        self._badge = badge
        self._hand_on = {Way.DESKTOP: desktop, Way.SLACK: slack}
        self._shown: dict[tuple[str, ...], Toast] = {}
        """By keys, the notices that may still stand."""
        self._unseen: dict[tuple[str, ...], Toast] = {}
        """By keys, the notices that came while nobody looked."""

    def tell(self, news: News, ways: Collection[Way], *, quiet: bool = False) -> None:
        """Tell it, unless a notice of it stands before the person's eyes; then that only takes the newest words."""
        focused = self._attention.focused
        standing = self._standing(news)
        now = ways_now(ways, focused=focused, quiet=quiet, pages=news.pages, listed=news.listed)
        if Way.TOAST in now:
            self._show(news, standing, seen=focused)
        if focused and standing is not None:
            return
        if Way.BELL in now:
            self._bell()
        self._terminal.notify(news.title, news.text, now)
        if Way.TITLE in now:
            self._badge.add(news.keys)
        for way, hand_on in self._hand_on.items():
            if way in now and hand_on is not None:
                hand_on(news.title, news.text, news.pages)

    def settled(self, keys: Collection[str]) -> None:
        """What these are about needs nobody any more."""
        self._badge.drop(keys)

    def looked(self) -> bool:
        """The person is here: what came meanwhile counts as seen, and is shown again where its time was over.

        Returns whether any is.
        """
        self._badge.clear()
        missed = [(keys, toast) for keys, toast in self._unseen.items() if not self._toaster.stands(toast)]
        self._unseen.clear()
        for keys, toast in missed[-MOST_AGAIN:]:
            self._shown[keys] = toast
            self._toaster.show(toast)
        return bool(missed)

    def _standing(self, news: News) -> Toast | None:
        self._shown = {keys: toast for keys, toast in self._shown.items() if self._toaster.stands(toast)}
        return self._shown.get(news.keys)

    def _show(self, news: News, standing: Toast | None, *, seen: bool) -> None:
        toast = news.toast
        if standing is not None and not standing.same_as(toast):
            self._toaster.take_away(standing)
        self._toaster.show(toast)
        self._shown[news.keys] = toast
        if not seen:
            self._unseen.pop(news.keys, None)
            self._unseen[news.keys] = toast
