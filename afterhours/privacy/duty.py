"""What is held of the people on duty: how they are reached, and when they had to be."""

from collections.abc import Mapping

from afterhours.privacy.classes import NOTHING, SECRET, STAFF, Held

DESK = "agents and supervisors of the council"
HISTORY = "for good: who was on duty has to be known years later"

DUTY: Mapping[str, Held] = {
    "person": Held(
        about="people on duty",
        why="to ring them for an emergency",
        seen=DESK,
        kept="until they are taken off",
        columns={NOTHING: "id tenant updated_at", STAFF: "handle canonical_handle name numbers email language"},
    ),
    "person_number": Held(
        about="people on duty",
        why="whether their telephones ring",
        seen=DESK,
        kept="until the number is taken off",
        columns={
            NOTHING: "person_id tenant answered_at test_id tested_at result in_vain due_at",
            STAFF: "e164",
        },
    ),
    "person_pin": Held(
        about="people on duty",
        why="they are known on the telephone by it",
        seen="nobody; the desk sees that there is one",
        kept="until it is changed or they are taken off",
        columns={NOTHING: "person_id tenant set_at wrong locked_until", SECRET: "pin_hash"},
    ),
    "attempt": Held(
        about="people on duty",
        why="to prove who was called, when, and what came of it",
        seen=DESK,
        kept="cases",
        of="emergency_id",
        columns={
            NOTHING: "id tenant emergency_id kind round level number_at again purpose provider_id state result"
            " created_at placed_at answered_at ended_at",
            STAFF: "person to_e164",
        },
    ),
    "duty_log": Held(
        about="people on duty",
        why="who had a duty, as it was",
        seen=DESK,
        kept=HISTORY,
        columns={NOTHING: "id tenant roster duty start_at end_at written_at", STAFF: "people why"},
    ),
    "roster_exception": Held(
        about="people on duty",
        why="swaps, cover and extra shifts",
        seen=DESK,
        kept=HISTORY,
        columns={
            NOTHING: "id tenant roster duty kind starts_at ends_at priority entered_at cancelled_at",
            STAFF: "came went reason entered_by cancelled_by",
        },
    ),
    "temporary_schedule": Held(
        about="people on duty",
        why="shifts that replace a rotation for a while",
        seen=DESK,
        kept=HISTORY,
        columns={
            NOTHING: "id tenant roster duty name starts_at ends_at entered_at cancelled_at",
            STAFF: "shifts reason entered_by cancelled_by",
        },
    ),
    "calendar_feed": Held(
        about="people on duty",
        why="their shifts in a calendar of their own",
        seen="whoever has the address, until it is taken back",
        kept="until it is taken back",
        columns={NOTHING: "id tenant kind made_at revoked_at", STAFF: "name made_by revoked_by"},
    ),
    "hours_switch": Held(
        about="whoever opened or closed a calendar",
        why="who gave the order",
        seen=DESK,
        kept=HISTORY,
        columns={NOTHING: "id tenant calendar opens since until reason ended_at", STAFF: "set_by ended_by"},
    ),
}
