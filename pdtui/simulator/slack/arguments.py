"""A call's arguments, wherever the client put them: in the query, a form, or a JSON body."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from pdtui.simulator.slack.model import Refusal
from pdtui.simulator.wire import Request


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments by name; strings where they came in a query or a form, else JSON values."""

    values: Mapping[str, object]

    @classmethod
    def of(cls, request: Request) -> Arguments:
        """Gather them; refuses `invalid_json`, `json_not_object` and `invalid_post_type`."""
        values: dict[str, object] = dict(request.query)
        kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
        if request.body and kind == "application/json":
            try:
                body = request.json()
            except ValueError:
                raise Refusal("invalid_json") from None
            if not isinstance(body, dict):
                raise Refusal("json_not_object")
            values.update(body)
        elif request.body and kind in ("", "application/x-www-form-urlencoded"):
            values.update(request.form())
        elif request.body:
            raise Refusal("invalid_post_type")
        return cls(values)

    def has(self, name: str) -> bool:
        """Whether it was given at all; JSON's null counts as absent."""
        return self.values.get(name) is not None

    def text(self, name: str) -> str | None:
        """A string, numbers written out; None where absent."""
        value = self.values.get(name)
        if isinstance(value, str):
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        return None

    def flag(self, name: str) -> bool:
        """A boolean in any of its spellings."""
        return str(self.values.get(name, "")).lower() in ("1", "true")

    def number(self, name: str, default: int) -> int:
        """A whole number; raises `ValueError` for anything else, zero and the empty string count as absent."""
        value = self.text(name)
        return int(value) if value not in (None, "", "0") else default

    def structure(self, name: str) -> object:
        """A JSON value, given as such or as a string of JSON; raises `ValueError` for a broken string."""
        value = self.values.get(name)
        if isinstance(value, str):
            return json.loads(value) if value.strip() else None
        return value

    def names(self, name: str) -> list[str]:
        """A list of strings, given as such or with commas between."""
        value = self.values.get(name)
        parts = value if isinstance(value, list) else (self.text(name) or "").split(",")
        return [part.strip() for part in parts if isinstance(part, str) and part.strip()]
