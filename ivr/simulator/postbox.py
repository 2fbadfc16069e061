"""Sends webhooks for the exchange: at once, late or reversed, in this thread or in workers. Owns what is under way."""

from collections import Counter
from collections.abc import Callable, Collection
from concurrent.futures import Executor
from urllib.parse import urlsplit

from ivr.simulator.errors import ProviderFault
from ivr.simulator.sids import Sids
from ivr.simulator.transport import Form, Received
from ivr.simulator.webhooks import Webhooks

Outcome = Received | ProviderFault
Act = Callable[[Callable[[], None]], None]
After = Callable[[float, Callable[[], None]], object]
Log = Callable[[str, str | None, dict[str, object]], None]


class Postbox:
    """`act` does something in turn, `after` later, `log` adds an event for a call's SID.

    `in_flight`: how many webhooks of each call are sent and not answered. `post` and `notify` are called inside `act`.
    """

    def __init__(
        self, webhooks: Webhooks, sids: Sids, workers: Executor | None, *, act: Act, after: After, log: Log
    ) -> None:
        self.webhooks = webhooks
        self.in_flight: Counter[str | None] = Counter()
        self._sids = sids
        self._workers = workers
        self._act = act
        self._after = after
        self._log = log
        self._held: list[tuple[str, Form, str, str | None]] = []
        webhooks.differed = lambda url: act(lambda: log("webhook.differed", None, {"path": urlsplit(url).path}))

    def post(
        self,
        url: str,
        form: Form,
        purpose: str,
        then: Callable[[Outcome], None],
        *,
        call: str | None = None,
        method: str = "POST",
    ) -> None:
        """Delivers a form once the current work is done; `then` is told the outcome, in turn."""
        self.in_flight[call] += 1
        token = self._sids.make("")

        def finish(outcome: Outcome) -> None:
            self.in_flight[call] -= 1
            status = outcome.status if isinstance(outcome, Received) else outcome.code
            self._log("webhook", call, {"path": urlsplit(url).path, "purpose": purpose, "status": status})
            then(outcome)

        def here() -> None:
            try:
                outcome: Outcome = self.webhooks.deliver(url, form, token, method)
            except ProviderFault as fault:
                outcome = fault
            except Exception:
                self.in_flight[call] -= 1
                raise
            finish(outcome)

        def elsewhere() -> None:
            outcome = self._deliver_safely(url, form, token, method)
            self._act(lambda: finish(outcome))

        if self._workers is None:
            self._act(here)
        else:
            self._workers.submit(elsewhere)

    def notify(self, url: str, form: Form, purpose: str, call: str | None = None) -> None:
        """Posts something whose answer is ignored, when and in the order the faults say."""
        faults = self.webhooks.faults
        if faults.status_order == "reversed":
            self._held.append((url, form, purpose, call))
            if len(self._held) == 1:
                self._after(1 + faults.status_late, self._release)
        elif faults.status_late:
            self._after(faults.status_late, lambda: self._notify_now(url, form, purpose, call))
        else:
            self._notify_now(url, form, purpose, call)

    def is_quiet(self, calls: Collection[str] | None = None) -> bool:
        """Whether no webhook of these calls is under way; without names, none at all."""
        under_way = {call for call, count in self.in_flight.items() if count}
        return not under_way if calls is None else under_way.isdisjoint(calls)

    def forget(self) -> None:
        """Drops what was held back."""
        self._held.clear()

    def _deliver_safely(self, url: str, form: Form, token: str, method: str) -> Outcome:
        """In a worker nobody would see an unforeseen error; it becomes a failed retrieval."""
        try:
            return self.webhooks.deliver(url, form, token, method)
        except ProviderFault as fault:
            return fault
        except Exception as error:
            return ProviderFault(11200, f"The webhook could not be delivered: {error!r}", url)

    def _release(self) -> None:
        held, self._held = self._held, []
        for url, form, purpose, call in reversed(held):
            self._notify_now(url, form, purpose, call)

    def _notify_now(self, url: str, form: Form, purpose: str, call: str | None) -> None:
        def answered(outcome: Outcome) -> None:
            if isinstance(outcome, ProviderFault):
                self._complain(outcome.code, outcome.sentence, url)
            elif outcome.status >= 300:
                self._complain(11200, f"HTTP {outcome.status} to a {purpose} callback.", url)

        self.post(url, form, purpose, answered, call=call)

    def _complain(self, code: int, sentence: str, url: str) -> None:
        self._log("error", None, {"code": code, "sentence": sentence, "url": url})
