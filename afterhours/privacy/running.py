"""What the program needs to run: hardly anything of people."""

from collections.abc import Mapping

from afterhours.privacy.classes import NOTHING, STAFF, TOLD, Held

NOBODY = "nobody"
OPERATORS = "whoever operates the server"

RUNNING: Mapping[str, Held] = {
    "outbox": Held(
        about="callers and staff, while something about them has to leave",
        why="what must leave the house is neither lost nor sent twice",
        seen=OPERATORS,
        kept="30 days after it has left; what waits for a person stays",
        columns={
            NOTHING: "id tenant kind idempotency_key call_id turn revision created_at due_at attempts leased_by"
            " leased_until done_at parked_at",
            TOLD: "payload last_error",
        },
    ),
    "revision": Held(
        about=NOBODY,
        why="what a call began with stays readable",
        seen="administrators",
        kept="for good",
        columns={NOTHING: "id tenant digest files released_at", STAFF: "released_by"},
    ),
    "audit_seal": Held(
        about=NOBODY,
        why="that an entry of the audit was changed or removed is noticed",
        seen=OPERATORS,
        kept="as long as the audit",
        columns={NOTHING: "audit_id tenant number hash"},
    ),
    "heartbeat": Held(
        about=NOBODY,
        why="whether the processes live",
        seen=OPERATORS,
        kept="one row a process, written over",
        columns={NOTHING: "process tenant at detail"},
    ),
    "clock_offset": Held(
        about=NOBODY,
        why="a demonstration may travel in time",
        seen=OPERATORS,
        kept="one row",
        columns={NOTHING: "tenant seconds"},
    ),
}
