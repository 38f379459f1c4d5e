"""What each action in Slack asks, and what its answer asks of the desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pdtui.core.actions import Asks
from pdtui.core.slack.views import ThreadMessage
from pdtui.tui.slacking import Deed, SlackQuestion

ON_ITS_WAY = "is on its way to Slack"


def ask(question: SlackQuestion) -> None:
    """Open the dialog of the action."""
    _ASKS[question.action.asks](question)


def _reply(question: SlackQuestion) -> None:
    from pdtui.tui.screens.reply import ReplyScreen

    desk, incident = question.desk, question.targets.one
    screen = ReplyScreen(question.heading, question.targets, question.draft, question.engine)
    done = f"The reply on #{incident.number} {ON_ITS_WAY}"
    question.open(screen, lambda text: Deed(lambda: desk.reply(incident, text), done))


def _cover(question: SlackQuestion) -> None:
    from pdtui.core.commands import AddOverride
    from pdtui.tui.screens.cover import CoverScreen, CoverWish, Withdrawal

    engine = question.engine

    async def carry_out(wish: CoverWish | Withdrawal) -> None:
        match wish:
            case Withdrawal(request):
                await engine.covers.withdraw(request.id)
            case CoverWish(at_once=True):
                engine.submit(AddOverride(wish.schedule, wish.person, wish.start, wish.end))
            case CoverWish():
                await engine.covers.ask(wish.schedule, wish.person, wish.start, wish.end, wish.message)

    def done(wish: CoverWish | Withdrawal) -> str:
        if isinstance(wish, Withdrawal):
            return f"{wish.request.person.name} is not asked any more"
        return "" if wish.at_once else f"The question to {wish.person.name} {ON_ITS_WAY}"

    screen = CoverScreen(question.heading, question.draft, engine, question.now)
    question.open(screen, lambda wish: Deed(lambda: carry_out(wish), done(wish)))


def _react(question: SlackQuestion) -> None:
    from pdtui.tui.screens.react import Mark, ReactScreen

    desk, incident = question.desk, question.targets.one

    def deed(mark: Mark) -> Deed:
        words = f":{mark.name}: {'goes off' if mark.remove else 'goes on'} the thread of #{incident.number}"
        return Deed(lambda: desk.react(incident, mark.name, remove=mark.remove), words)

    screen = ReactScreen(question.heading, question.targets, desk.view(incident.id))
    question.open(screen, lambda picked: deed(picked[0].value))


def _channel(question: SlackQuestion) -> None:
    from pdtui.tui.details.slack import place_of
    from pdtui.tui.screens.channel import ChannelScreen, Wish
    from pdtui.tui.screens.told import ToldScreen

    desk = question.desk
    having = {
        one.id: f"#{one.number} has {place_of(channel)}"
        for one in question.targets.incidents
        if (channel := desk.channel(one.id)) is not None and not channel.archived
    }
    free = tuple(one for one in question.targets.incidents if one.id not in having)
    if not free:
        words = "\n".join(f"{said} already." for said in having.values())
        question.app.push_screen(ToldScreen(question.heading, question.targets, words))
        return
    left_out = (*question.targets.left_out, *having.values())
    question = replace(question, targets=replace(question.targets, incidents=free, left_out=left_out))

    def deed(wish: Wish) -> Deed:
        return Deed(
            lambda: desk.make_channel(
                free, name=wish.name, use=wish.use, private=wish.private, by_pagerduty=wish.by_pagerduty
            ),
            f"The channel for {question.targets.name} {ON_ITS_WAY}",
        )

    screen = ChannelScreen(question.heading, question.targets, question.draft, desk.channel_wish(free[0]))
    question.open(screen, deed)


def _checklist(question: SlackQuestion) -> None:
    from pdtui.tui.drafts import Draft
    from pdtui.tui.screens.checklist import ChecklistScreen

    desk, incident = question.desk, question.targets.one

    def tick(number: int, done: bool, failed: Callable[[], None]) -> None:
        question.do(question, Deed(lambda: desk.tick(incident, number, done=done), failed=failed), Draft())

    screen = ChecklistScreen(question.heading, question.targets, desk, tick)
    done = f"The checklist of #{incident.number} {ON_ITS_WAY}"
    question.open(screen, lambda post: Deed(lambda: desk.post_checklist(incident), done))


def _link(question: SlackQuestion) -> None:
    from pdtui.tui.screens.link import LinkScreen

    desk, incident = question.desk, question.targets.one

    async def work(permalink: str) -> None:
        if permalink:
            await desk.link(incident, permalink)
        else:
            desk.unlink(incident)

    def deed(permalink: str) -> Deed:
        done = "is linked to that thread" if permalink else "has no thread any more"
        return Deed(lambda: work(permalink), f"#{incident.number} {done}")

    screen = LinkScreen(question.heading, question.targets, question.draft, desk.thread(incident.id))
    question.open(screen, deed)


def _saved(question: SlackQuestion) -> None:
    from pdtui.tui.screens.saved import SavedScreen

    desk, incident = question.desk, question.targets.one

    def deed(message: ThreadMessage) -> Deed:
        return Deed(lambda: desk.save_as_note(incident, message.author, message.text, message.ts))

    question.open(SavedScreen(question.heading, question.targets, desk, question.now), deed)


_ASKS: dict[Asks, Callable[[SlackQuestion], None]] = {
    Asks.COVER: _cover,
    Asks.REPLY: _reply,
    Asks.REACTION: _react,
    Asks.CHANNEL: _channel,
    Asks.CHECKLIST: _checklist,
    Asks.THREAD_ADDRESS: _link,
    Asks.SAVED_REPLY: _saved,
}
