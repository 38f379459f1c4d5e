"""What is named in a command is named in one way, wherever the command is made."""

from __future__ import annotations

from pdtui.core.model import Alert, Person, Reference
from pdtui.core.surroundings import CustomField
from tests.core.builders import NOW, incident


def test_each_thing_is_named_by_itself() -> None:
    one = incident(12, title="Checkout is slow")
    assert one.reference == Reference(one.id, "#12 Checkout is slow", "incident", one.url)
    assert incident(12, title="").reference.name == "#12"
    assert Person("PADA", "Ada").reference == Reference("PADA", "Ada", "user")
    assert Alert("A1", "disk full", "triggered", "error", NOW).reference == Reference("A1", "disk full", "alert")
    field = CustomField("F1", "area", "Area", "string", "single_value")
    assert field.reference == Reference("F1", "Area", "custom_field")
