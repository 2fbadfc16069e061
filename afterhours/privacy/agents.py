"""What is held of the people who answer: sign-ins, presence, offers, and the audit of what they did."""

from collections.abc import Mapping

from afterhours.privacy.classes import NOTHING, SECRET, STAFF, TOLD, Held

ADMINISTRATORS = "administrators of the council"

AGENTS: Mapping[str, Held] = {
    "app_user": Held(
        about="whoever may sign in",
        why="sign-in and rights",
        seen=f"{ADMINISTRATORS}; the supervisor of their organisation",
        kept="while they are let in; afterwards disabled, for the audit names them",
        columns={
            NOTHING: "id tenant tenants role disabled created_at organisation",
            STAFF: "login name language last_sign_in_at",
            SECRET: "password_hash",
        },
    ),
    "membership": Held(
        about="whoever may sign in",
        why="their rights, from when to when, and who gave them",
        seen=f"{ADMINISTRATORS}; the supervisor of their organisation",
        kept="for good: the audit is read beside it",
        columns={
            NOTHING: "id tenant organisation role tenants groups skills valid_from valid_until added_at ended_at",
            STAFF: "user_id added_by ended_by",
        },
    ),
    "invitation": Held(
        about="whoever was invited to sign in",
        why="a first password is set by whoever has it, and by nobody else",
        seen="nobody",
        kept="until it is used, taken back or expires",
        columns={
            NOTHING: "id tenant organisation made_at expires_at used_at revoked_at",
            STAFF: "user_id made_by",
            SECRET: "token_hash",
        },
    ),
    "screenpop_grant": Held(
        about="agents",
        why="one agent sees one call's story while it lasts",
        seen="nobody; each use is audited",
        kept="cases",
        of="case_id",
        columns={
            NOTHING: "id tenant offer_id call_id case_id organisation purpose wrap_seconds issued_at expires_at"
            " opened_at view_until revoked_at",
            STAFF: "user_id opened_address",
            SECRET: "token_hashes opened_session",
        },
    ),
    "case_sight": Held(
        about="agents",
        why="the caller read out a case's whole number: its agent may see it for a while",
        seen="nobody; each giving is audited",
        kept="cases",
        of="case_id",
        deleted=True,
        columns={NOTHING: "id tenant case_id given_at until", STAFF: "user_id"},
    ),
    "audit": Held(
        about="staff; the callers whose cases they saw, by case number only",
        why="who saw or changed what can be proved",
        seen="auditors",
        kept="audit",
        columns={NOTHING: "id tenant at action", STAFF: "actor address", TOLD: "object detail"},
    ),
    "case_presence": Held(
        about="agents",
        why="two agents on one case see each other",
        seen="whoever has the case open",
        kept="minutes: what was not seen for a while means nothing",
        of="case_id",
        deleted=True,
        columns={NOTHING: "case_id tenant writing_at seen_at", STAFF: "login name"},
    ),
    "agent_presence": Held(
        about="agents",
        why="who can be offered a call now",
        seen="their supervisors",
        kept="one row an agent, written over",
        columns={
            NOTHING: "user_id tenant organisation groups skills tenants state since offer_id wrap_until seen_at"
            " afterwards",
            STAFF: "reason telephone",
        },
    ),
    "offer": Held(
        about="agents",
        why="who was offered which call, and when a human being accepted; for the figures",
        seen="their supervisors",
        kept="cases",
        of="case_id",
        columns={
            NOTHING: "id tenant queued_call_id call_id case_id group_name organisation purpose state result"
            " provider_id ring_seconds offered_at expires_at answered_at accepted_at accepted_how ended_at"
            " ready_at wrapped_at heard_at",
            STAFF: "user_id to_e164 name asked_by",
            SECRET: "code_hash",
        },
    ),
    "quality_review": Held(
        about="agents",
        why="a few calls of each agent are assessed, so that callers are answered well",
        seen="the agent; the supervisors of their organisation; quality reviewers",
        kept="cases",
        of="case_id",
        deleted=True,
        columns={
            NOTHING: "id tenant organisation offer_id call_id case_id at revision marks points most asked_at"
            " reviewed_at acknowledged_at",
            STAFF: "agent_id failed remark reviewer asked_by asked_why answer",
        },
    ),
}
