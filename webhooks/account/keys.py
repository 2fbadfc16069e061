"""Passkeys and security keys: added with a name, removed."""

from uuid import UUID

from flask import request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webhooks.account.app_setup import first_of_its_kind
from webhooks.account.own import back_to_list, changing, forget_codes_of_nothing, keeps_one, kept, needed_words
from webhooks.account.routes import ACCOUNT
from webhooks.signin.answers import answered_challenge, asked_key, party
from webhooks.signin.guard import before_all_else, signed_in
from webhooks.signin.keys import KNOWN_KEY, LATE, MOST_KEYS, WRONG_ANSWER, ask_to_register, register_key, remove_key


@ACCOUNT.post("/keys/options")
@signed_in
@before_all_else
def ask_new_key() -> Response:
    """What the browser is to ask a new key for; 403 when they have to prove first who they are."""
    with changing() as mine:
        if mine.factors.keys >= MOST_KEYS:
            return Response(status=409)
        challenge, options = ask_to_register(mine.session, party(mine.parts), mine.user, mine.now)
    return asked_key(challenge, options)


@ACCOUNT.post("/keys")
@signed_in
@before_all_else
def add_key() -> Response:
    with changing() as mine:
        challenge, answer = answered_challenge(), request.form.get("answer", "")
        name = request.form.get("name", "").strip() or _("Key %(number)s", number=mine.factors.keys + 1)
        key = register_key(mine.session, party(mine.parts), mine.user, challenge, answer, name, mine.now)
        if isinstance(key, str):
            return back_to_list(refused_words(key), "warn")
        mine.note("second_factor.added", by="key", key=key.name)
        if mine.factors:
            return kept(mine.renew(second=True), back_to_list(_("The key is added.")).location or "")
        return first_of_its_kind(mine)


def refused_words(why: str) -> str:
    words: dict[str, str] = {
        LATE: _("That took too long: a key has five minutes to answer. Try again."),
        WRONG_ANSWER: _("The answer of this key cannot be accepted. Try again, or use another key."),
        KNOWN_KEY: _("This key is registered already."),
    }
    return words[why]


@ACCOUNT.post("/keys/<uuid:key_id>/remove")
@signed_in
def remove_one_key(key_id: UUID) -> Response:
    with changing() as mine:
        if not keeps_one(mine, keys=1):
            return back_to_list(needed_words(), "warn")
        name = remove_key(mine.session, mine.user.id, key_id)
        if name is None:
            return back_to_list(_("This key was removed already."))
        forget_codes_of_nothing(mine)
        mine.note("second_factor.removed", by="key", key=name)
        return back_to_list(_("The key “%(name)s” is removed.", name=name))
