"""Tonight in words: a table of duties and numbers for each roster, how people are called, and the scripts."""

import re
from collections.abc import Iterator

from afterhours.reports.paper import Entry, Paper, Section, Table
from afterhours.reports.sentences import length
from afterhours.reports.tonight import DutyTonight, Tonight
from afterhours.reports.wording import Wording, plain
from afterhours.rules.escalation import Level, Target
from afterhours.site import Service, SiteRoster
from ivr.flowfile.names import name

HEADING = re.compile(r"\A#\s[^\n]*\n*")
"""A note begins with its own title, which stands above it already."""


def tonight_paper(told: Tonight, wording: Wording) -> Paper:
    since, until = (wording.stamp(at).text for at in (told.night.closes, told.night.opens))
    gaps = [
        wording.say("gap", roster=roster_title(each, wording), when=when(duty, wording)) for each, duty in told.gaps
    ]
    return Paper(
        title=wording.say("tonight"),
        council=wording.council,
        period=wording.say("period", since=since, until=until),
        lead=" ".join([wording.say("by_hand"), *gaps]),
        calm=not gaps,
        sections=tuple(sections(told, wording)),
        made=wording.say("made", at=wording.stamp(told.now).text),
        language=wording.language,
    )


def sections(told: Tonight, wording: Wording) -> Iterator[Section]:
    for roster in told.rosters:
        plan = Entry(title=wording.say("how_called"), body=plan_in_words(roster, told, wording))
        rows = tuple(row(duty, told, wording) for duty in told.duties[roster.name])
        heads = tuple(wording.say(f"head_{head}") for head in ("when", "duty", "who", "numbers"))
        yield Section(
            name=f"roster-{name(roster.name)}",
            heading=roster_title(roster, wording),
            table=Table(heads, rows, numbers=False),
            entries=(plan,),
        )
    yield Section(name="numbers", heading=wording.say("section_numbers"), table=numbers(told, wording))
    yield Section(
        name="scripts",
        heading=wording.say("section_scripts"),
        entries=tuple(script(service, told, wording) for service in told.services),
        empty=wording.say("empty_scripts"),
    )


def roster_title(roster: SiteRoster, wording: Wording) -> str:
    return wording.words(roster.title) if roster.title else plain(roster.name).capitalize()


def when(duty: DutyTonight, wording: Wording) -> str:
    return wording.say("period", since=wording.stamp(duty.start).text, until=wording.stamp(duty.end).text)


def row(duty: DutyTonight, told: Tonight, wording: Wording) -> tuple[str, str, str, str]:
    """A number to a line; those on duty together stand one below the other, each beside their first number."""
    all_night = (duty.start, duty.end) == (told.night.closes, told.night.opens)
    times = wording.say("all_night") if all_night else when(duty, wording)
    if not duty.people:
        return times, wording.duty(duty.duty).capitalize(), wording.say("nobody_on_duty"), wording.say("see_below")
    reached = [number_list(handle, told, wording) for handle in duty.people]
    names = [
        person(handle, told, wording) + "\n" * (len(each) - 1)
        for handle, each in zip(duty.people, reached, strict=True)
    ]
    return (
        times,
        wording.duty(duty.duty).capitalize(),
        "\n".join(names),
        "\n".join(number for each in reached for number in each),
    )


def person(handle: str, told: Tonight, wording: Wording) -> str:
    found = told.people.get(name(handle))
    return found.name if found else wording.person(handle)


def numbers_of(handle: str, told: Tonight, wording: Wording) -> str:
    return ", ".join(number_list(handle, told, wording))


def number_list(handle: str, told: Tonight, wording: Wording) -> list[str]:
    """In the order to try; one that no test call has reached lately says so. Never empty."""
    found = told.people.get(name(handle))
    if found is None or not found.numbers:
        return [wording.say("no_number")]
    untested = f" ({wording.say('untested')})"
    return [wording.phone(each) + ("" if each in found.tested else untested) for each in found.numbers]


def plan_in_words(roster: SiteRoster, told: Tonight, wording: Wording) -> str:
    """As Markdown: a numbered list of the levels, then what happens after the last."""
    levels = [f"{at}. {level_in_words(level, told, wording)}" for at, level in enumerate(roster.plan.levels, 1)]
    after = wording.say("from_the_top", time=length(roster.plan.pause))
    tell = [
        wording.say("whom_at", who=person(each, told, wording), numbers=numbers_of(each, told, wording))
        for each in roster.plan.tell
    ]
    alarm = wording.say("alarm_plan", time=length(roster.plan.alarm_after), who="; ".join(tell)) if tell else ""
    return "\n".join(levels) + f"\n\n{after} {alarm}".rstrip()


def level_in_words(level: Level, told: Tonight, wording: Wording) -> str:
    ring = wording.say("ring_for", who=targets(level.ring, told, wording), time=length(level.seconds))
    text = wording.say("and_text", who=targets(level.text, told, wording)) if level.text else ""
    return f"{ring}{text}."


def targets(aims: tuple[Target, ...], told: Tonight, wording: Wording) -> str:
    return wording.say("and").join(target(each, told, wording) for each in aims)


def target(aim: Target, told: Tonight, wording: Wording) -> str:
    if aim.kind == "person":
        return f"{person(aim.name, told, wording)} ({numbers_of(aim.name, told, wording)})"
    if aim.kind == "roster":
        other = wording.site.roster(aim.name)
        return wording.say("other_roster", roster=roster_title(other, wording) if other else plain(aim.name))
    return wording.say("ring_duty", duty=wording.duty(aim.name))


def numbers(told: Tonight, wording: Wording) -> Table:
    """The lines of the council, the number that rings people, and whoever hears callers when the program fails."""
    council = wording.site.councils[told.tenant]
    lines = [each for each in wording.site.book.lines.values() if each.tenant == told.tenant]
    rows = [(wording.line(each.name), wording.phone(each.number)) for each in lines]
    rows.append((wording.say("duty_number"), wording.phone(wording.site.duty_number(told.tenant))))
    fallback = council.fallback_person
    rows.append((f"{person(fallback, told, wording)} ({wording.say('fallback')})", numbers_of(fallback, told, wording)))
    return Table((wording.say("head_what"), wording.say("head_number")), tuple(rows), numbers=False)


def script(service: Service, told: Tonight, wording: Wording) -> Entry:
    called = service.request.emergency or ""
    roster = wording.site.roster(called)
    whom = (
        roster_title(roster, wording)
        if roster
        else f"{person(called, told, wording)}: {numbers_of(called, told, wording)}"
    )
    asked = "\n".join(f"- {wording.words(each.ask)}" for each in service.request.questions)
    return Entry(
        title=wording.service(service.request.name),
        facts=(wording.say("call_whom", who=whom),),
        body="\n\n".join(each for each in (asked, HEADING.sub("", service.knowledge.strip(), count=1)) if each),
    )
