"""From a key to Slack: the dialogs, and what is carried out once they are answered.

Slack is not told from here: the desk owes it, and what it owes survives a crash. So a deed ends as soon as
it is owed; it runs beside the others and belongs to the app, so that no closed dialog takes it along.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from textual.app import App

from pdtui.core.actions import Action
from pdtui.errors import AlreadyDone, PdtuiError
from pdtui.tui.aiming import Targets
from pdtui.tui.drafts import Draft, Drafts
from pdtui.tui.question import Answer, Question
from pdtui.tui.toasts import Toast, Toaster

if TYPE_CHECKING:
    from pdtui.core.engine import Engine
    from pdtui.core.slack.desk import SlackDesk
    from pdtui.tui.screens.dialog import Dialog

LOG = logging.getLogger(__name__)


def _nothing() -> None:
    return


@dataclass(frozen=True, slots=True)
class Deed:
    """What is to be done, and how it is told."""

    work: Callable[[], Awaitable[object]]
    done: str = ""
    """What a notice then says; empty where something else tells it."""
    failed: Callable[[], None] = _nothing
    """What follows a refusal, beside telling it."""


@dataclass(frozen=True, slots=True)
class SlackQuestion(Question):
    """A question whose answer is done in Slack."""

    do: Callable[[SlackQuestion, Deed, Draft], None]
    begun: Callable[[SlackQuestion], None]

    @property
    def desk(self) -> SlackDesk:
        """Who is asked to do it."""
        return self.engine.slack_desk

    def open(self, dialog: Dialog[Answer], deed_of: Callable[[Answer], Deed]) -> None:
        """Open the dialog; its answer is carried out."""

        def take(answer: Answer) -> None:
            self.begun(self)
            self.do(self, deed_of(answer), dialog.draft)

        self.put(dialog, take)


@dataclass(slots=True)
class Slacking:
    """Asks, does, and tells how it went."""

    app: Callable[[], App[None]]
    engine: Engine
    drafts: Drafts
    toaster: Toaster
    now: Callable[[], datetime]
    answered: Callable[[SlackQuestion], None] = field(repr=False)

    def ask(self, action: Action, targets: Targets) -> None:
        """Open the dialog of an action."""
        from pdtui.tui.asking.slack import ask

        ask(SlackQuestion(self.app(), self.engine, action, targets, self.drafts, self.now, self.begin, self.answered))

    def begin(self, question: SlackQuestion, deed: Deed, draft: Draft) -> None:
        """Carry it out beside all else; the text is forgotten, and given back where it was refused."""
        self.toaster.begun(question.targets.ids)
        self.drafts.keep(question.targets.ids, question.action.id, Draft())
        question.app.run_worker(self._carry_out(question, deed, draft), group="slack deeds")

    async def _carry_out(self, question: SlackQuestion, deed: Deed, draft: Draft) -> None:
        about = frozenset(question.targets.ids)
        try:
            await deed.work()
        except AlreadyDone as error:
            self.toaster.show(Toast(str(error), seconds=6.0, about=about, refusal=True))
            deed.failed()
        except PdtuiError as error:
            self._refused(question, str(error), draft, deed)
        except Exception as error:
            LOG.exception("what was asked of Slack failed")
            self._refused(question, f"pdtui failed ({type(error).__name__}); see the log", draft, deed)
        else:
            if deed.done:
                self.toaster.show(Toast(deed.done, seconds=4.0, about=about))

    def _refused(self, question: SlackQuestion, words: str, draft: Draft, deed: Deed) -> None:
        self.drafts.give_back(question.targets.ids, question.action.id, draft)
        about = frozenset(question.targets.ids)
        self.toaster.show(Toast(words, "error", f"{question.heading}: not done", 15.0, about, refusal=True))
        deed.failed()
