"""The rehearsal's web server without a web: the simulated network's requests go straight to the runner."""

import re
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from uuid import UUID

from afterhours.rehearsal.county import RehearsedCounty
from ivr.addresses import Addresses
from ivr.engine.model import Voice
from ivr.legs import leg_document
from ivr.runner import Runner
from ivr.store.calls import Ending
from ivr.store.memory import MemoryCalls
from ivr.twiml.forms import OVER, read_arrival, read_error, read_input, read_status

BASE = "http://rehearsal.invalid"
_ROUTE = re.compile(rf"{BASE}/(?P<what>voice/turn|voice/leg|[a-z/]+)(?:/(?P<id>[^/]+)/(?P<turn>\d+))?")


class RehearsedExchange:
    """Delivers what the simulated network posts: (url, form, headers) -> (status, content type, body)."""

    def __init__(self, county: RehearsedCounty, calls: MemoryCalls) -> None:
        self._county = county
        self._addresses = Addresses(BASE, ("rehearsals are sealed with any key",))
        self._runner = Runner(lambda: nullcontext(calls), county, self._addresses)

    def __call__(self, url: str, form: Sequence[tuple[str, str]], _: Mapping[str, str]) -> tuple[int, str, bytes]:
        route = _ROUTE.fullmatch(url.partition("?")[0])
        if route is None:
            return 404, "text/plain", b""
        document = self._answered(route, dict(form))
        return (200, "text/xml", document.encode()) if document else (204, "text/plain", b"")

    def _answered(self, route: re.Match[str], form: dict[str, str]) -> str:
        match route["what"]:
            case "voice":
                return self._runner.open(read_arrival(form)).document
            case "voice/turn":
                return self._runner.turn(UUID(route["id"]), int(route["turn"]), read_input(form)).document
            case "voice/leg":
                given = read_input(form)
                return leg_document(self._addresses, self._voices, route["id"], int(route["turn"]), given)
            case "voice/fallback":
                return self._runner.rescue(read_arrival(form), f"error {read_error(form).code}").document
            case "voice/status":
                self._ended(form)
        return ""

    def _voices(self, line: str) -> Mapping[str, Voice]:
        return self._county.site.book.lines[line].languages

    def _ended(self, form: dict[str, str]) -> None:
        report = read_status(form)
        if report.status in OVER and not report.parent_provider_call_id:
            self._runner.chronicle.end(read_arrival(form), Ending(report.status, report.seconds))
