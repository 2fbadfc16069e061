"""The control API: what the people at the telephones do, for /phone, `ivr call` and tests. JSON under /network.

    GET  /network/health
    GET  /network/numbers
    GET  /network/events?after=N&wait=SECONDS      long poll, at most 30 s
    GET  /network/calls                            POST {from, to, extras}
    GET  /network/calls/<sid>
    POST /network/calls/<sid>/press {keys} | say {text, seconds} | record {text, seconds} | wait {seconds}
                              | listen {words, within, after} | hangup
    GET  /network/callees                          GET /network/callees/<number>
    POST /network/callees/<number> {behaviour, after, keys, texts, hangs_up_after, hangs_up_in_talk, texts_back}
    POST /network/callees/<number>/answer | decline | mailbox | press {keys} | say {text} | hangup | text {to, body}
    GET  /network/texts                            POST {from, to, body}
    GET  /network/clock                            POST {do: pause | resume | step {seconds} | skip | travel {to}}
    POST /network/reset

A deed is answered when the webhooks it caused have been answered. What cannot be done gives 409 {"error": sentence}.
"""

from collections.abc import Callable

from werkzeug.wrappers import Request, Response

from ivr.simulator.callees import BEHAVIOURS, Callee
from ivr.simulator.calls import Call
from ivr.simulator.errors import ControlRefused
from ivr.simulator.network import Network
from ivr.simulator.pacer import Pacer
from ivr.simulator.texts import FATES, Fate
from ivr.simulator.web import as_json, body_of, instant, seconds, word

MAX_WAIT = 30.0


class Control:
    """The handlers; `pacer` is None where time only moves on request."""

    def __init__(self, pacer: Pacer | None) -> None:
        self._pacer = pacer

    def health(self, network: Network, _request: Request) -> Response:
        facts = {"now": network.now().isoformat(), "calls": len(network.calls())}
        return as_json({"status": "ok", **facts, "last_event": network.exchange.events.last})

    def numbers(self, network: Network, _request: Request) -> Response:
        return as_json([{"number": one.number, "name": one.friendly_name} for one in network.numbers.values()])

    def events(self, network: Network, request: Request) -> Response:
        """Events after a number; answers at once when there are some, else after `wait` seconds."""
        after = request.args.get("after", 0, type=int)
        wait = min(max(request.args.get("wait", 0.0, type=float), 0.0), MAX_WAIT)
        events = network.await_events(after, wait)
        last = events[-1].seq if events else after
        return as_json({"events": [event.as_json() for event in events], "last": last})

    def calls(self, network: Network, _request: Request) -> Response:
        return as_json([call.as_json() for call in network.calls()])

    def dial(self, network: Network, request: Request) -> Response:
        body = body_of(request)
        extras = body.get("extras") or {}
        if not isinstance(extras, dict):
            raise ControlRefused("extras has to be an object of texts.")
        call = network.dial(
            from_=word(body, "from"), to=word(body, "to"), extras={k: str(v) for k, v in extras.items()}
        )
        return as_json(call.as_json(), 201)

    def call(self, network: Network, _request: Request, sid: str) -> Response:
        return as_json(network.call(sid).as_json())

    def deed(self, network: Network, request: Request, sid: str, deed: str) -> Response:
        """What the person on a call does."""
        call, body = network.call(sid), body_of(request)
        if deed == "listen":
            found = call.listen(word(body, "words"), seconds(body, "within", 120), int(seconds(body, "after", 0)))
            return as_json({"heard": found, "call": call.as_json()})
        if deed == "press":
            call.press(word(body, "keys"))
        elif deed in ("say", "record"):
            call.say(str(body.get("text", "")), seconds(body, "seconds", 0) or None)
        elif deed == "wait":
            call.wait(seconds(body, "seconds", 1))
        elif deed == "hangup":
            call.hang_up()
        else:
            raise ControlRefused(f"A caller cannot {deed}; there are press, say, record, wait, listen and hangup.")
        return as_json(call.as_json())

    def callees(self, network: Network, _request: Request) -> Response:
        return as_json([_callee(network, callee) for callee in network.callees.values()])

    def callee(self, network: Network, _request: Request, number: str) -> Response:
        return as_json(_callee(network, network.callee(number)))

    def plan(self, network: Network, request: Request, number: str) -> Response:
        """How a telephone will behave, and what becomes of texts to it: true, false, or one of `texts.FATES`."""
        body, callee = body_of(request), network.callee(number)
        if "behaviour" in body:
            after = seconds(body, "after", 0) if "after" in body else None
            callee.behave(word(body, "behaviour"), after, str(body.get("keys", "1")))
        if "texts" in body:
            callee.texting = _fate(body["texts"])
        if "hangs_up_after" in body:
            callee.hangs_up_after(seconds(body, "hangs_up_after", 60))
        if "hangs_up_in_talk" in body:
            callee.hangs_up_in_talk(seconds(body, "hangs_up_in_talk", 5))
        if "texts_back" in body:
            callee.texts_back(word(body, "texts_back"))
        return as_json(_callee(network, callee))

    def callee_deed(self, network: Network, request: Request, number: str, deed: str) -> Response:
        """What the person at a rung telephone does now."""
        body, callee = body_of(request), network.callee(number)
        deeds: dict[str, Callable[[], object]] = {
            "answer": callee.answer,
            "decline": callee.decline,
            "mailbox": callee.let_mailbox_answer,
            "hangup": callee.hang_up,
            "press": lambda: callee.press(word(body, "keys")),
            "say": lambda: callee.say(word(body, "text")),
            "text": lambda: callee.text(word(body, "body"), word(body, "to")),
        }
        if deed not in deeds:
            raise ControlRefused(f"A callee cannot {deed}; there are {', '.join(deeds)}.")
        deeds[deed]()
        network.time.settle(callee.legs[-1] if callee.legs else None)
        return as_json(_callee(network, callee))

    def texts(self, network: Network, _request: Request) -> Response:
        return as_json([text.as_json() for text in network.texts])

    def text_in(self, network: Network, request: Request) -> Response:
        body = body_of(request)
        text = network.text_in(from_=word(body, "from"), to=word(body, "to"), body=word(body, "body"))
        return as_json(text.as_json(), 201)

    def clock(self, network: Network, _request: Request) -> Response:
        return as_json({"now": network.now().isoformat(), "paced": self._pacer is not None and self._pacer.running})

    def move_clock(self, network: Network, request: Request) -> Response:
        """Stops or starts the time, or lets some pass at once. Answers how many seconds passed."""
        body = body_of(request)
        do = word(body, "do")
        passed = 0.0
        if do == "step":
            passed = seconds(body, "seconds", 1)
            network.wait(passed)
        elif do == "skip":
            passed = network.skip()
        elif do == "travel":
            network.time.travel(instant(body, "to"))
        elif do in ("pause", "resume"):
            self._pace(do)
        else:
            raise ControlRefused(f"The clock cannot {do}; there are pause, resume, step, skip and travel.")
        return as_json({"now": network.now().isoformat(), "passed": passed})

    def _pace(self, do: str) -> None:
        if self._pacer is None:
            raise ControlRefused("Time stands still here; only step, skip and travel move it.")
        self._pacer.pause() if do == "pause" else self._pacer.resume()

    def reset(self, network: Network, _request: Request) -> Response:
        network.reset()
        return as_json({"status": "ok"})


def _fate(texts: object) -> Fate:
    if isinstance(texts, bool):
        return "delivered" if texts else "undelivered"
    for fate in FATES:
        if texts == fate:
            return fate
    raise ControlRefused(f"Texts cannot be {texts}; they are true, false, or one of {', '.join(FATES)}.")


def _callee(network: Network, callee: Callee) -> dict[str, object]:
    call = network.call_of(callee.number)
    return {
        "number": callee.number,
        "plan": callee.plan.outcome,
        "texts": callee.texting == "delivered",
        "got": [text.as_json() for text in callee.texts],
        "recorded": callee.recorded,
        "behaviours": list(BEHAVIOURS),
        "call": call.as_json() if isinstance(call, Call) else None,
    }
