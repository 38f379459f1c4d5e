"""Colours that can be read: the contrast rule of WCAG, and foreign colours bent until they obey it."""

from __future__ import annotations

from functools import lru_cache

from textual.color import Color, ColorParseError

READABLE = 4.5
"""The contrast that WCAG AA asks of text."""

_WHITE = Color(255, 255, 255)
_BLACK = Color(0, 0, 0)


def _luminance(color: Color) -> float:
    channels = [
        channel / 12.92 if channel <= 0.03928 else ((channel + 0.055) / 1.055) ** 2.4 for channel in color.normalized
    ]
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]


def contrast(one: Color, other: Color) -> float:
    """The contrast of two opaque colours, from 1 (the same) to 21 (black on white)."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@lru_cache(maxsize=256)
def readable(hex_digits: str, background: Color) -> Color | None:
    """A colour that PagerDuty names, moved towards white or black until it can be read on `background`.

    None where `hex_digits` are not a colour: the caller's own text colour then holds.
    """
    try:
        color = Color.parse(f"#{hex_digits.lstrip('#')}")
    except ColorParseError:
        return None
    goal = _WHITE if contrast(_WHITE, background) >= contrast(_BLACK, background) else _BLACK
    for step in range(11):
        candidate = color.blend(goal, step / 10, 1.0)
        if contrast(candidate, background) >= READABLE:
            return candidate
    return goal
