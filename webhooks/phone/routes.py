"""The page /phone, and what it asks while it is open. Nobody signs in; every change needs the form's token."""

from typing import Any

from flask import jsonify, render_template, request
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from afterhours.services.people.pins import INVENTED
from ivr.engine.model import Line
from ivr.errors import FaultsFound, ProviderGone, Refused
from ivr.flowfile.names import name
from ivr.simulator.client import TelephoneClient
from webhooks.desk.names import Names, said
from webhooks.pages.parts import Parts, book_of, of_app
from webhooks.phone import answers, people, scene, travel, world
from webhooks.phone.stories import Story, read_stories, story_named
from webhooks.phone.view import line_of, seen_by, view_of
from webhooks.phone.words import script_words
from webhooks.signin.guard import anyone, page_blueprint

PHONE = page_blueprint("phone", __name__, url_prefix="/phone")
answers.register(PHONE)
PEOPLE_BY_HAND, PEOPLE_AWAY = "by-hand", "no-answer"
WITHHELD = "anonymous"
LONGEST_STEP = 120.0


@PHONE.get("")
@anyone
def page() -> str:
    parts = of_app()
    names = Names(book_of(parts))
    lines = world.line_choices(names)
    zone = lines[0].zone if lines else "UTC"
    stories, faults = cards(parts, names)
    return render_template(
        "phone/phone.html",
        lines=lines,
        callers=world.callers(),
        times=world.times(parts.real_clock.now(), zone),
        stories=stories,
        faults=faults,
        words=script_words(),
        pin=INVENTED,
    )


@PHONE.get("/api/world")
@anyone
def the_world() -> Response:
    """The lines, the people, the time, the form's token: for the page as it stays open, and for `ivr call`."""
    parts = of_app()
    lines = world.line_choices(Names(book_of(parts)))
    return jsonify(
        now=telephones().now().isoformat(),
        csrf=generate_csrf(),
        lines=[{"name": each.name, "number": each.number, "zone": each.zone} for each in lines],
        people=[each.as_json for each in people.everybody(parts)],
    )


@PHONE.post("/api/calls")
@anyone
def dial() -> Response:
    """{from, to, at, own}: rings a line. Everybody's telephone is led by hand. Answers the view of the call."""
    parts, network, given = of_app(), telephones(), body()
    line = line_named(parts, given.get("to", ""))
    begin(parts, network, line, given.get("at", ""), given.get("own"))
    people.behave(network, people.everybody(parts), {}, PEOPLE_BY_HAND)
    call = network.dial(from_=given.get("from", "").strip() or WITHHELD, to=line.number)
    return jsonify(view_of(parts, network, call.sid))


@PHONE.post("/api/stories/<story_name>")
@anyone
def tell(story_name: str) -> Response:
    """Sets the scene of a story and rings: the view of its call, and the steps that the page plays."""
    parts, network = of_app(), telephones()
    story = story_named(story_name, read_stories(parts.settings.callflows_dir, book_of(parts)))
    line = line_named(parts, story.line)
    begin(parts, network, line, story.at.isoformat(), body().get("own"))
    people.behave(network, people.everybody(parts), story.callees or {}, PEOPLE_AWAY)
    caller = WITHHELD if story.caller == "withheld" else story.caller
    call = network.dial(from_=caller, to=line.number)
    steps = [{"act": step.act, "value": step.value} for step in story.steps]
    return jsonify({**view_of(parts, network, call.sid), "steps": steps})


@PHONE.get("/api/calls/<sid>")
@anyone
def look(sid: str) -> Response:
    return jsonify(view_of(of_app(), telephones(), sid))


@PHONE.post("/api/calls/<sid>/<deed>")
@anyone
def caller_does(sid: str, deed: str) -> Response:
    """press {keys}, say {text}, hang_up, skip (to what happens next), wait {seconds}. Answers the view."""
    network, given = telephones(), body()
    call = network.call(sid)
    match deed:
        case "press":
            call.press(given.get("keys", ""))
        case "say":
            call.say(given.get("text", ""))
        case "hang_up":
            call.hang_up()
        case "skip" | "wait":
            pass_time(network, sid, given.get("seconds") if deed == "wait" else None)
        case _:
            raise Refused(f"A caller cannot {deed}; there are press, say, hang_up, skip and wait.")
    return jsonify(view_of(of_app(), network, sid))


@PHONE.post("/api/calls/<sid>/people/<deed>")
@anyone
def somebody_does(sid: str, deed: str) -> Response:
    """{number, keys, text}: what a person does who is rung or texted for this call. Answers the view."""
    parts, network, given = of_app(), telephones(), body()
    people.do(network, seen_by(parts, network, sid), given.get("number", ""), deed, given)
    return jsonify(view_of(parts, network, sid))


@PHONE.post("/api/start-over")
@anyone
def start_over() -> Response:
    """Ends the page's own call and calls left lying, and brings the clock back to now when nobody is on the phone."""
    parts, network = of_app(), telephones()
    end(parts, network, body().get("own"))
    if not travel.others_on_the_phone(network, None):
        scene.clear(network, parts.database, parts.clock.now())
        travel.travel(network, parts.real_clock, travel.REALLY_NOW, "UTC")
    people.behave(network, people.everybody(parts), {}, PEOPLE_BY_HAND)
    return jsonify(now=network.now().isoformat())


def begin(parts: Parts, network: TelephoneClient, line: Line, at: str, own: str | None) -> None:
    """The page's last call ends, with what it raised and nobody has. A time sets a new scene, in a quiet county."""
    end(parts, network, own)
    if at:
        travel.instant(at, line.zone, parts.real_clock)  # nothing is ended for a time that is none
        if not travel.others_on_the_phone(network, None):
            scene.clear(network, parts.database, parts.clock.now())
    travel.travel(network, parts.real_clock, at, line.zone)


def end(parts: Parts, network: TelephoneClient, sid: str | None) -> None:
    """Hangs up where there is anything to hang up, and ends what the call raised and nobody has."""
    if sid and any(call["sid"] == sid for call in network.calls()):
        network.call(sid).hang_up()
        scene.leave(parts.database, parts.clock.now(), sid)


def pass_time(network: TelephoneClient, sid: str, seconds: Any) -> None:
    """Lets time go by at once; where others are on the phone it goes its own pace."""
    if travel.others_on_the_phone(network, sid):
        return
    if seconds is None:
        network.skip()
    else:
        network.wait(min(max(float(seconds), 0.0), LONGEST_STEP))


def line_named(parts: Parts, text: str) -> Line:
    """By its name or number. Raises Refused."""
    book = book_of(parts)
    by_name = {name(each): line for each, line in book.lines.items()}
    line = by_name.get(name(text)) or line_of(Names(book), text)
    if line is None:
        raise Refused(f"There is no line {text}; there are {', '.join(book.lines) or 'none'}.")
    return line


def cards(parts: Parts, names: Names) -> tuple[list[dict[str, str]], str]:
    """The stories' buttons; where their file has faults there are none, and the faults are told."""
    try:
        return [card(each) for each in read_stories(parts.settings.callflows_dir, names.book)], ""
    except FaultsFound as error:
        return [], str(error)


def card(story: Story) -> dict[str, str]:
    """A story's button, in the reader's language."""
    return {"name": story.name, "button": said(story.button), "shows": said(story.shows) if story.shows else ""}


def telephones() -> TelephoneClient:
    """Raises ProviderGone where no address is set."""
    base = of_app().settings.twilio_api_base
    if not base:
        raise ProviderGone("TWILIO_API_BASE is not set: there is no simulated telephone network.")
    return TelephoneClient(base)


def body() -> dict[str, Any]:
    """The JSON object of the request; anything else is an empty one."""
    given = request.get_json(silent=True)
    return given if isinstance(given, dict) else {}
