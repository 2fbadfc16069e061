"""The simulated telephone network as a process: its numbers are the lines of site.yaml, its time is the service's."""

from afterhours.parts import build
from afterhours.service_clock import ServiceClock
from ivr.engine.model import Line
from ivr.settings import Settings
from ivr.simulator.server import NumberSetting
from ivr.simulator.server import run as serve_network


def run(bind: str, settings: Settings) -> None:
    """Serve at `bind` (HOST:PORT) until the process is told to stop. Raises IvrError before a first release."""
    parts = build(settings)
    serve_network(
        bind,
        account_sid=settings.twilio_account_sid,
        auth_token=settings.twilio_auth_tokens[0],
        numbers=[number_of(line, settings.public_url) for line in parts.book.lines.values()],
        clock=ServiceClock(parts.database, parts.real_clock),
        drives_clock=False,
    )


def number_of(line: Line, base: str) -> NumberSetting:
    """A line's number with this service's addresses, as `ivr number connect` sets them at a real provider."""
    return NumberSetting(
        number=line.number,
        voice_url=f"{base}/voice",
        voice_fallback_url=f"{base}/voice/fallback",
        status_callback=f"{base}/voice/status",
        sms_url=f"{base}/messages",
        friendly_name=line.name,
    )
