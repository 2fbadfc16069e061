"""What is held of residents: their calls, cases, words, texts and records."""

from collections.abc import Mapping

from afterhours.privacy.classes import CALLER, NOTHING, STAFF, TOLD, Held

THEIR_COUNCILS = (
    "agents and supervisors of the councils they serve; an out-of-hours agent only the call they were offered"
)
JOURNEY = """(select coalesce(jsonb_agg(jsonb_build_object('step', each -> 'step', 'kind', each -> 'kind', 'data',
  '{}'::jsonb) order by place), '[]') from jsonb_array_elements(events) with ordinality as told (each, place))"""
"""Which steps a call took stays countable; what was pressed and said does not stay."""

CALLERS: Mapping[str, Held] = {
    "call": Held(
        about="callers; and staff who were rung",
        why="to lead the call, to prove what happened in it, to count calls",
        seen=THEIR_COUNCILS,
        kept="calls",
        of="id",
        columns={
            NOTHING: "id tenant account provider_call_id parent_id line direction channel caller_state attestation"
            " language revision in_hours turn started_at ended_at end_status seconds recovered purged_at",
            CALLER: "from_raw from_e164 forwarded_from to_raw",
            TOLD: "state answer",
        },
        where="database; the provider keeps its own list of calls under its own terms",
        who=("from_e164",),
    ),
    "turn": Held(
        about="callers",
        why="the call's journey: what was asked and answered, in order",
        seen=THEIR_COUNCILS,
        kept="calls",
        of="call_id",
        columns={NOTHING: "call_id number tenant at", TOLD: "events"},
        emptied={"events": JOURNEY},
    ),
    "case": Held(
        about="callers",
        why="what the municipality has to do, did, and why",
        seen=f"{THEIR_COUNCILS}; a restricted case only the members of its group",
        kept="cases",
        of="id",
        columns={
            NOTHING: "id tenant call_id number kind channel status disposition line caller_state relay in_hours"
            " service priority ending opened_at first_answer_at closed_at seconds talk_seconds message_seconds"
            " recovered callback_wanted avoidable first_contact wrapped_at purged_at version status_reason"
            " reopened resolved_at restricted",
            CALLER: "language caller_e164 contact_id location caller_name contact_number",
            TOLD: "subject answers messages action_taken",
            STAFF: "wrapped_by",
        },
        who=("caller_e164", "contact_number", "contact_id"),
    ),
    "case_event": Held(
        about="callers; staff who worked on the case",
        why="the case's history: notes, actions, changes",
        seen="as the case",
        kept="cases",
        of="case_id",
        columns={NOTHING: "id tenant case_id at what", TOLD: "detail", STAFF: "actor"},
    ),
    "script_answer": Held(
        about="callers, and whom they called about; staff who asked",
        why="what was asked and answered before help was sent: a screening that others rely on",
        seen="as the case",
        kept="cases",
        of="case_id",
        columns={NOTHING: "id tenant case_id service step at", TOLD: "value", STAFF: "by"},
    ),
    "call_draft": Held(
        about="callers",
        why="nothing an agent has written is lost when the page closes",
        seen="its writer alone",
        kept="minutes: until it is saved, or expires",
        of="case_id",
        deleted=True,
        columns={NOTHING: "case_id tenant saved_at expires_at", TOLD: "fields", STAFF: "login"},
    ),
    "identity_check": Held(
        about="callers",
        why="to show that names were told to nobody who was not known; the questions asked, never the answers",
        seen=THEIR_COUNCILS,
        kept="cases",
        of="case_id",
        columns={
            NOTHING: "id tenant call_id case_id level method passed questions at",
            CALLER: "contact_id",
            STAFF: "by",
        },
        who=("contact_id",),
    ),
    "emergency": Held(
        about="callers; people on duty",
        why="to keep calling until somebody has accepted, and to prove it",
        seen=f"{THEIR_COUNCILS}; the people on duty who are called for it",
        kept="cases",
        of="case_id",
        columns={
            NOTHING: "id tenant case_id call_id line service roster state master_id raised_at round level due_at"
            " alarm_at alarmed_at accepted_at accepted_how accepted_leg joined_at ended_at",
            TOLD: "reason",
            STAFF: "plan accepted_by ended_by",
        },
    ),
    "emergency_event": Held(
        about="people on duty; callers where somebody wrote a reason",
        why="the emergency's story",
        seen="as the emergency",
        kept="cases",
        of="emergency_id",
        columns={NOTHING: "id tenant emergency_id at what worked_at", TOLD: "detail", STAFF: "who"},
    ),
    "recording": Held(
        about="callers",
        why="the caller's own words, for whoever has to act on them",
        seen="whoever may hear recordings; each hearing is audited. People on duty who are called for the emergency",
        kept="recordings",
        where="database; the sound in the store of recordings; at the provider only until it was fetched and compared",
        columns={
            NOTHING: "id tenant call_id account provider_recording_id kind seconds state bytes sha256 content_type"
            " fetched_at deleted_at_provider_at transcript_state provider_transcript_id created_at",
            TOLD: "stored_key transcript",
        },
    ),
    "text_message": Held(
        about="callers; people on duty",
        why="what was told by text, once, and what became of it",
        seen=THEIR_COUNCILS,
        kept="texts",
        where="database; at the provider until the purge deletes it there",
        columns={
            NOTHING: "id tenant direction idempotency_key provider_id emergency_id attempt_id call_id purpose status"
            " error tries claimed_at asked_at created_at sent_at delivered_at purged_at",
            CALLER: "from_number to_number",
            TOLD: "body answer",
            STAFF: "person",
        },
        who=("from_number", "to_number"),
    ),
    "text_stop": Held(
        about="whoever wrote STOP",
        why="the law: no more texts to this number",
        seen=THEIR_COUNCILS,
        kept="until START",
        columns={NOTHING: "our_number tenant since", CALLER: "number"},
        who=("number",),
    ),
    "contact": Held(
        about="residents on the council's own list",
        why="an agent finds the record of whoever calls; the telephone never tells anything of it",
        seen="names only after an identity check",
        kept="contacts",
        columns={NOTHING: "id tenant updated_at", CALLER: "external_id name address language"},
        who=("id",),
    ),
    "contact_number": Held(
        about="residents on the council's own list",
        why="to find the records that carry a caller's number",
        seen="as the record",
        kept="contacts",
        columns={NOTHING: "contact_id tenant position shared", CALLER: "e164"},
        who=("e164", "contact_id"),
    ),
    "callback": Held(
        about="callers",
        why="the promise to ring back, and its attempts",
        seen=THEIR_COUNCILS,
        kept="cases",
        of="case_id",
        columns={
            NOTHING: "id tenant case_id call_id group_name place_at due_at until state created_at first_attempt_at"
            " reached_at ended_at",
            CALLER: "number language",
            STAFF: "attempts claimed_by",
        },
        who=("number",),
    ),
    "queued_call": Held(
        about="callers",
        why="who waits, since when, for whom; kept for the figures",
        seen=THEIR_COUNCILS,
        kept="cases",
        of="case_id",
        columns={
            NOTHING: "id tenant line call_id case_id group_name priority skills entered_at place_at state held_at"
            " callback_id due_at ended_at lines_up result joined_at rooms",
            CALLER: "language",
        },
    ),
    "case_link": Held(
        about="nobody: which cases belong together",
        why="a repeated call is not counted as a new matter",
        seen="as the cases",
        kept="as its cases",
        columns={NOTHING: "id tenant from_id to_id kind made_at", STAFF: "made_by"},
    ),
    "complaint": Held(
        about="callers who complain",
        why="the council's procedure: receipt, stages, due times, outcome",
        seen=THEIR_COUNCILS,
        kept="cases",
        of="case_id",
        columns={
            NOTHING: "case_id tenant stage received_at acknowledge_by answer_by receipt receipt_at warm_transfer level"
            " escalated_at responded_at closed_at outcome acknowledge_told_at version",
            TOLD: "warm_transfer_note lessons remedy",
        },
    ),
    "legal_hold": Held(
        about="callers of whom nothing may be purged",
        why="a claim, a complaint or a court: what it needs must not go",
        seen="administrators and auditors",
        kept="until it was lifted, and then as the audit",
        columns={
            NOTHING: "id tenant placed_at lifted_at",
            CALLER: "case_id e164 contact_id",
            TOLD: "reason lifted_because",
            STAFF: "placed_by lifted_by",
        },
        who=("e164", "contact_id"),
    ),
    "caller_block": Held(
        about="callers who were flagged as abusive",
        why="to protect whoever answers; a second person decides, until a date",
        seen="supervisors and administrators; the agent who flagged it",
        kept="a year after it was decided, or after its last day",
        columns={
            NOTHING: "id tenant case_id flagged_at state until decided_at lifted_at",
            CALLER: "e164",
            TOLD: "reason note",
            STAFF: "flagged_by decided_by lifted_by",
        },
        who=("e164",),
    ),
}
