"""What happens to a leg: answered, ended, hung up, joined, parted. The only place that changes a leg's status.

All functions are called inside `Exchange.act` or under its lock.
"""

from ivr.simulator.exchange import Exchange
from ivr.simulator.legs import Leg
from ivr.simulator.script import HungUp, News, Picked


def answer(exchange: Exchange, leg: Leg) -> None:
    """The leg is answered: it lasts from now."""
    if leg.answered_at is not None or leg.ended:
        return
    leg.status = "in-progress"
    leg.doing = "waiting"
    leg.answered_at = exchange.clock.now()
    exchange.log("call.answered", leg)
    exchange.report(leg, "answered", "in-progress")


def pick(exchange: Exchange, leg: Leg, status: str) -> None:
    """The person who is rung answers (`answered`), or it comes to nothing: `busy`, `failed`, `no-answer`."""
    exchange.act(lambda: _pick(exchange, leg, status))


def _pick(exchange: Exchange, leg: Leg, status: str) -> None:
    if not leg.ended:
        exchange.give(leg, Picked(status))


def end(exchange: Exchange, leg: Leg, status: str) -> None:
    """The leg is over with this final status; its script is told by whoever ends it."""
    if leg.ended:
        return
    leg.status = status
    leg.doing = "ended"
    leg.ended_at = exchange.clock.now()
    part(exchange, leg)
    exchange.log("call.ended", leg, status=status, duration=leg.duration())
    if leg.parent is not None:
        exchange.tell(leg.parent, News(leg.sid, "ended"))


def hang_up(exchange: Exchange, leg: Leg) -> None:
    """Somebody puts the telephone down on this leg, or REST does."""
    if leg.ended:
        return
    unanswered = "canceled" if leg.is_rung else "no-answer"
    end(exchange, leg, "completed" if leg.answered_at is not None else unanswered)
    exchange.interrupt(leg, HungUp())


def join(exchange: Exchange, leg: Leg, other: Leg) -> None:
    """The two can talk; each may talk with others, too."""
    for one, partner in ((leg, other), (other, leg)):
        one.partners.append(partner)
        one.doing = "talking"
        one.pending_keys.clear()
        _put_down_later(exchange, one)
        exchange.log("joined", one, number=partner.telephone, other=partner.sid)
        exchange.write(one, "network", f"joined with {partner.telephone}")


def _put_down_later(exchange: Exchange, leg: Leg) -> None:
    """Who planned to leave in the middle of a talk does so."""
    if leg.talks is not None:
        exchange.after(leg.talks, lambda: hang_up(exchange, leg))


def part(exchange: Exchange, leg: Leg) -> None:
    """The leg can no longer talk with anybody; nothing when it could not."""
    partners, leg.partners = leg.partners, []
    for other in partners:
        other.partners.remove(leg)
        if not other.partners:
            other.doing = "waiting"
        exchange.log("parted", leg, other=other.sid)
        for one, partner in ((leg, other), (other, leg)):
            exchange.write(one, "network", f"parted from {partner.telephone}")
