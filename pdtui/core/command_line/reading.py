"""A line read into a wish, or the sentence that puts it right. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

from pdtui.core.command_line.verbs import Takes, Verb, verb_of
from pdtui.core.command_line.wish import Into, Level, Names, NewIncident, Reminder, Rest, Text, Wish
from pdtui.core.grammar import QUOTES, title_and_service
from pdtui.core.identifier import IncidentName, incident_name
from pdtui.core.spans import plain, span_of
from pdtui.errors import UsageError
from pdtui.text import clean

_LEAD = re.compile(r"[\s:]*(?:/(?:pdtui|pd)(?=\s|$)\s*:?)?\s*", re.IGNORECASE)
"""What may stand before the verb and means nothing: the colon, and the name of the command in a chat."""
_NUMBER = re.compile(r"#?[0-9]{1,12}", re.ASCII)
_ID = re.compile(r"[PQ](?=[A-Z0-9]*[0-9])[A-Z0-9]{5,39}", re.ASCII)
"""As PagerDuty makes them; a word in capitals is rather a word."""
_ADDRESS = re.compile(r"https?://\S+/incidents/\S+")
_BARE = re.compile(r"(?<![\w#])\d{1,3}\s*$")
"""A number at the end that is more likely a span without its unit than an incident."""
_MANY = (Takes.NOTHING, Takes.SPAN, Takes.LEVEL, Takes.ASSIGNEES, Takes.PRIORITY, Takes.URGENCY, Takes.TARGET)
"""What leaves no doubt that a second number is an incident as well."""
_QUOTED = re.compile(rf"[{QUOTES}](?P<text>[^{QUOTES}]*)[{QUOTES}]")
_MESSAGE = re.compile(rf"(?P<names>.*[^\s,])\s+[{QUOTES}](?P<text>[^{QUOTES}]+)[{QUOTES}]", re.DOTALL)
_LEVEL = re.compile(r"(?:to|level|to level|--level)[ =]*(?P<number>[0-9]{1,3})", re.IGNORECASE | re.ASCII)
_URGENCY = re.compile(r"\s+(?:--)?urgency[ =]+(?P<urgency>high|low)$", re.IGNORECASE)
_TO = re.compile(r"(?:to|--to|with|--user)\s+", re.IGNORECASE)
_POLICY = re.compile(r"(?:(?:to|--to)\s+)?(?:the\s+)?(?:--)?policy\s+", re.IGNORECASE)
_INTO = re.compile(r"(?:--)?into(?:\s+|$)", re.IGNORECASE)
_ITEM = re.compile(rf"@?[{QUOTES}][^{QUOTES}]*[{QUOTES}]|(?:(?!\s@)[^,{QUOTES}])+")
_TOKEN = re.compile(r'"[^"]*"|\S+')
_TO_ME = re.compile(r"me\s+(?:to\s+|of\s+|about\s+)?", re.IGNORECASE)


def wish_of(line: str, listed: Collection[str] = ()) -> Wish:
    """What a line means; `listed`: ids of known incidents. Raises `UsageError`: what is wrong, and an example."""
    text = clean(line, multiline=True)
    word, rest = split(text[lead_of(text) :])
    if not word:
        raise UsageError("nothing is typed yet", "such as :ack 123; :help lists all that can be typed")
    verb = verb_of(word)
    given = rest
    names, rest = named(verb, rest, listed)
    if verb.takes is Takes.SPAN and not rest and len(names) > 1 and _BARE.search(given):
        number = given.split()[-1]
        raise UsageError(f"{number} of what is not said", f"write {number}h or {number}m, or #{number} for an incident")
    return Wish(verb, names, _READERS[verb.takes](verb, rest) if rest else None)


def lead_of(line: str) -> int:
    """How many characters stand before the verb."""
    found = _LEAD.match(line)
    return found.end() if found is not None else 0


def split(text: str) -> tuple[str, str]:
    """The first word, and what is behind it."""
    word, *rest = text.split(maxsplit=1)[:2] or [""]
    return word, rest[0] if rest else ""


def named(verb: Verb, text: str, listed: Collection[str] = ()) -> tuple[tuple[IncidentName, ...], str]:
    """The incidents at the beginning of what stands behind a verb, and the rest."""
    names: list[IncidentName] = []
    if verb.takes is Takes.SPAN and span_of(plain(unquoted(text))) is not None:
        return (), text  # `30 min` is a span and no incident
    while _takes_another(verb, len(names), text, listed):
        token, text = split(text)
        if (name := incident_name(token.rstrip(","))) not in names:
            names.append(name)
    return tuple(names), text


def names_incident(verb: Verb, rest: str, listed: Collection[str] = ()) -> bool:
    """Whether what stands behind a verb names an incident."""
    return bool(named(verb, rest, listed)[0])


def is_name(token: str, listed: Collection[str] = ()) -> bool:
    """Whether a word is an incident's number, id or address, and not rather a word."""
    given = token.rstrip(",")
    return bool(_NUMBER.fullmatch(given) or _ADDRESS.fullmatch(given) or _ID.fullmatch(given)) or given in listed


def unquoted(text: str) -> str:
    """A text without the quotation marks around it. Raises `UsageError` where they are opened and not closed."""
    given = text.strip()
    quoted = _QUOTED.fullmatch(given)
    if quoted is not None:
        return quoted["text"].strip()
    if given[:1] in tuple(QUOTES) and not _QUOTED.match(given):
        raise UsageError("the quotation is not closed", 'end it with "')
    return given


def _takes_another(verb: Verb, before: int, text: str, listed: Collection[str]) -> bool:
    token, _ = split(text)
    if verb.takes is Takes.REMINDER:
        return not before and token.startswith("#") and is_name(token)
    if not verb.on_incident or not is_name(token, listed):
        return False
    if not before:
        return True
    many = verb.takes in _MANY or (verb.takes is Takes.OPTIONAL_TEXT and _only_names(text, listed))
    return verb.action.many and many


def _only_names(text: str, listed: Collection[str]) -> bool:
    return all(is_name(token, listed) for token in text.split())


def _nothing(verb: Verb, rest: str) -> Rest:
    raise _wrong(verb, f"{verb.word} takes {'incidents and ' if verb.on_incident else ''}nothing else: {rest!r}")


def _text(verb: Verb, rest: str) -> Rest:
    text = unquoted(re.sub(r"^(?:-m|--message)\s+", "", rest))
    if not text:
        raise _wrong(verb, "there is nothing between the quotation marks")
    return Text(text)


def _name(verb: Verb, rest: str) -> Rest:
    return _text(verb, _TO.sub("", rest, count=1) if _TO.match(rest) else rest)


def _level(verb: Verb, rest: str) -> Rest:
    found = _LEVEL.fullmatch(rest)
    if found is None or int(found["number"]) < 1:
        raise _wrong(verb, f"{rest!r} is no level")
    return Level(int(found["number"]))


def _urgency(verb: Verb, rest: str) -> Rest:
    text = _name(verb, rest)
    if not isinstance(text, Text) or text.text.casefold() not in ("high", "low"):
        raise _wrong(verb, f"{rest!r} is no urgency: it is high or low")
    return Text(text.text.casefold())


def _names(verb: Verb, rest: str) -> Rest:
    only_policies = _POLICY.match(rest)
    text = rest[only_policies.end() :] if only_policies else _TO.sub("", rest, count=1) if _TO.match(rest) else rest
    said = _MESSAGE.fullmatch(text) if verb.takes is Takes.RESPONDERS else None
    message = said["text"].strip() if said is not None else ""
    names = _items(said["names"] if said is not None else text)
    if not names:
        raise _wrong(verb, "it names nobody")
    return Names(tuple(dict.fromkeys(names)), only_policies is not None, message)


def _items(text: str) -> list[str]:
    """Names between commas, in quotation marks, or each behind an @."""
    if text.count('"') % 2:
        raise UsageError("the quotation is not closed", 'end it with "')
    found: list[str] = []
    for item in _ITEM.findall(text):
        name = item.strip()
        found += name.split() if name.startswith("@") and not _QUOTED.fullmatch(name[1:]) else [name]
    return [name for one in found if (name := one.removeprefix("@").strip(f"{QUOTES} "))]


def _into(verb: Verb, rest: str) -> Rest:
    found = _INTO.match(rest)
    token, more = split(rest[found.end() :]) if found is not None else ("", rest)
    if not token or more or not is_name(token, (token,) if _looks_like_id(token) else ()):
        raise _wrong(verb, f"{rest!r} names no incident to merge into")
    return Into(incident_name(token))


def _looks_like_id(token: str) -> bool:
    return token.isascii() and token.isalnum() and token.isupper() and len(token) > 5


def _new(verb: Verb, rest: str) -> Rest:
    said = _URGENCY.search(rest)
    urgency = said["urgency"].casefold() if said is not None else ""
    text = rest[: said.start()] if said is not None else rest
    readings = title_and_service(text)
    if readings:
        readings = tuple((unquoted(title), unquoted(service)) for title, service in readings)
        if not all(title and service for title, service in readings):
            raise _wrong(verb, "it needs a title and a service")
        return NewIncident(readings[0][0], readings, urgency)
    title = unquoted(text)
    if not title or _QUOTED.match(title):
        raise _wrong(verb, "it needs a title and a service")
    return NewIncident(title, (), urgency)


def _reminder(verb: Verb, rest: str) -> Rest:
    straight = re.sub(rf"[{QUOTES}]", '"', _TO_ME.sub("", rest, count=1) if _TO_ME.match(rest) else rest)
    return Reminder(tuple(token.strip('"') for token in _TOKEN.findall(straight)))


def _wrong(verb: Verb, why: str) -> UsageError:
    return UsageError(why, f"such as {verb.example}")


_READERS: Mapping[Takes, Callable[[Verb, str], Rest]] = {
    Takes.NOTHING: _nothing,
    Takes.TEXT: _text,
    Takes.OPTIONAL_TEXT: _text,
    Takes.SPAN: _text,
    Takes.LEVEL: _level,
    Takes.ASSIGNEES: _names,
    Takes.RESPONDERS: _names,
    Takes.PRIORITY: _name,
    Takes.URGENCY: _urgency,
    Takes.WORKFLOW: _text,
    Takes.TARGET: _into,
    Takes.NEW: _new,
    Takes.REMINDER: _reminder,
    Takes.WORDS: _text,
    Takes.SCOPE: _text,
    Takes.DUTY: _text,
    Takes.VERB: _text,
}
