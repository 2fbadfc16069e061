"""The provider's errors in our own tree: what is worth another try, and what is not."""

from collections.abc import Iterator
from contextlib import contextmanager

from ivr.errors import NotFound, ProviderGone, Refused

NO_LONGER_THERE = 404
NOT_ALLOWED = (401, 403)
TOO_MANY = 429
CALL_IS_OVER = (21220, 20404)
"""Call is not in progress; no such call."""


@contextmanager
def translated(wish: str) -> Iterator[None]:
    """Errors of the library and of the network as ours; `wish` says what was asked for, as the end of "cannot ..."."""
    from requests import RequestException
    from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]

    try:
        yield
    except RequestException as error:
        raise ProviderGone(f"The telephone provider did not answer: cannot {wish} ({type(error).__name__}).") from error
    except TwilioException as error:
        raise failure(wish, status_of(error), code_of(error), reason_of(error)) from error
    except ValueError as error:
        raise ProviderGone(f"The telephone provider answered nonsense: cannot {wish}.") from error


def failure(wish: str, status: int | None, code: int | None, reason: str) -> Refused | ProviderGone:
    """The error for an answer with this HTTP status and the provider's own code."""
    why = f"{reason or 'no reason given'}{f', error {code}' if code else ''}"
    if status is None or status == TOO_MANY or status >= 500:
        return ProviderGone(f"The telephone provider is too busy or out of order: cannot {wish} ({why}).")
    if status in NOT_ALLOWED:
        return Refused(
            f"The telephone provider does not accept our credentials: cannot {wish} ({why})."
            " Compare TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN with the provider's console."
        )
    kind = NotFound if status == NO_LONGER_THERE else Refused
    return kind(f"The telephone provider refuses: cannot {wish} ({why}).")


def status_of(error: Exception) -> int | None:
    """The HTTP status. A failed listing has it only in the answer that it carries as an argument."""
    found = (getattr(each, name, None) for each in (error, *error.args) for name in ("status", "status_code"))
    return next((status for status in found if isinstance(status, int)), None)


def code_of(error: BaseException | None) -> int | None:
    code = getattr(error, "code", None)
    return code if isinstance(code, int) else None


def reason_of(error: Exception) -> str:
    """The provider's own words, without the colours the library puts around them on a terminal."""
    reason = getattr(error, "msg", "") or getattr(error, "detail", "") or next(iter(error.args), "")
    return str(reason).strip().rstrip(".")[:300]
