"""Who needs a second factor, and who has one."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from afterhours.models import Membership
from ivr.settings import Settings
from webhooks.signin.keys import keys_of
from webhooks.signin.recovery import codes_left
from webhooks.signin.totp import has_totp

EVERYBODY = "*"


@dataclass(frozen=True, slots=True)
class Factors:
    """What somebody can show beside their password; recovery codes are for the day the others are lost."""

    app: bool
    keys: int
    codes: int

    def __bool__(self) -> bool:
        return self.app or self.keys > 0


def factors_of(session: Session, user_id: UUID) -> Factors:
    return Factors(has_totp(session, user_id), len(keys_of(session, user_id)), codes_left(session, user_id))


def needs_factor(settings: Settings, held: Membership) -> bool:
    """Whether whoever has this membership may do nothing before they have shown a second factor.

    Everybody needs one but those roles and organisations that SECOND_FACTOR_EXEMPT names; a name that is mistyped there
    excuses nobody. In the simulated world nobody is real, and nobody needs one.
    """
    if settings.simulated or EVERYBODY in settings.second_factor_exempt:
        return False
    return not {held.role, held.organisation} & set(settings.second_factor_exempt)
