"""What is held of people while they sign in, and of what they sign in with."""

from collections.abc import Mapping

from afterhours.privacy.classes import NOTHING, SECRET, STAFF, Held

USERS = "whoever may sign in"

SIGN_IN: Mapping[str, Held] = {
    "user_session": Held(
        about="whoever is signed in",
        why="a signed-in browser; from where somebody came, so that strangers' guesses do not hold them up there",
        seen="they themselves",
        kept="30 days after it expires",
        columns={
            NOTHING: "id tenant user_id created_at last_seen_at expires_at revoked_at method second_at proved_at",
            STAFF: "address user_agent",
            SECRET: "token_hash",
        },
    ),
    "totp_secret": Held(
        about=USERS,
        why="an authenticator app as a second factor",
        seen="nobody; its owner once, while it is set up",
        kept="until it is removed or reset",
        columns={NOTHING: "user_id tenant created_at confirmed_at last_step", SECRET: "sealed"},
    ),
    "recovery_code": Held(
        about=USERS,
        why="a way in when app and keys are lost",
        seen="nobody; its owner once, when it is made",
        kept="until others are made",
        columns={NOTHING: "user_id tenant created_at used_at", SECRET: "code_hash"},
    ),
    "security_key": Held(
        about=USERS,
        why="a passkey or security key: its public half",
        seen="its owner",
        kept="until it is removed or reset",
        columns={
            NOTHING: "id tenant user_id sign_count transports created_at",
            STAFF: "name last_used_at",
            SECRET: "credential_id public_key",
        },
    ),
    "bound_identity": Held(
        about=USERS,
        why="who they are at the identity provider",
        seen="nobody",
        kept="while they are let in, or until it is released",
        columns={NOTHING: "issuer tenant user_id bound_at", STAFF: "subject"},
    ),
    "sign_in_step": Held(
        about=USERS,
        why="their password was right and the second factor is awaited",
        seen="nobody",
        kept="10 minutes",
        columns={NOTHING: "tenant user_id method leads_to expires_at", SECRET: "token_hash"},
    ),
    "key_challenge": Held(
        about=USERS,
        why="what a key is asked to sign, once",
        seen="nobody",
        kept="5 minutes",
        columns={NOTHING: "id tenant purpose user_id expires_at", SECRET: "challenge"},
    ),
    "guess": Held(
        about="whoever tries a password, a code or an invitation",
        why="guesses are slowed",
        seen="nobody",
        kept="an hour",
        columns={NOTHING: "id tenant passed at", SECRET: "key subject place"},
    ),
}
