"""Texts that people write or paste into forms: kept whole, or refused with how long they are."""

from collections.abc import Mapping

from flask_babel import gettext as _

from afterhours.services.casework.correcting import LONGEST


def too_long(form: Mapping[str, str], name: str) -> str:
    """Why a text is refused that would not fit; nothing of it is cut off in silence."""
    length = len(form.get(name, ""))
    if length <= LONGEST:
        return ""
    return str(
        _("This is %(length)s characters long, and at most %(most)s fit. Shorten it.", length=length, most=LONGEST)
    )
