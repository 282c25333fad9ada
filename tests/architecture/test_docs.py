"""What the documentation says of the code is so."""

from __future__ import annotations

from agent.client_events import ClientEvent
from tests.architecture import permission_table
from tests.unit.test_events import MANUAL


def test_the_table_of_permissions_is_that_of_the_code() -> None:
    assert permission_table.manual() == permission_table.MANUAL.read_text("utf-8")


def test_every_client_event_has_a_line_in_the_wire_protocol() -> None:
    manual = MANUAL.read_text("utf-8")
    for event in ClientEvent.__subclasses__():
        assert f"`{event.__struct_config__.tag}`" in manual, event
