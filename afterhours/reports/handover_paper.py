"""A handover in words: what must be done first, then what was done, then the night in numbers."""

from collections import Counter
from collections.abc import Iterator

from afterhours.reports.facts import CaseTold, Handover, LineFigures, Story
from afterhours.reports.paper import Entry, Figure, Line, Mark, Paper, Section, Table
from afterhours.reports.sentences import length
from afterhours.reports.story_lines import line_of
from afterhours.reports.wording import Wording

LOOKS = {
    "open": ("triangle", "help"),
    "accepted": ("half", "warn"),
    "morning": ("clock", "warn"),
    "done": ("tick", "done"),
    "stood_down": ("cross", ""),
    "joined": ("dash", ""),
}
"""State of an emergency -> shape and tone. Red is for those nobody has: a person is waiting for help."""
SHAPES = {"new": "ring", "open": "half", "waiting": "clock"}
TO_MEND = ("unusable", "nobody", "alarm", "repaired")


def handover_paper(told: Handover, wording: Wording) -> Paper:
    todo = lead(told, wording)
    since, until = (wording.stamp(at).text for at in (told.since, told.until))
    return Paper(
        title=wording.say("night" if told.goes_on else "handover"),
        council=wording.council,
        period=wording.say("period", since=since, until=until),
        lead=todo or wording.say("quiet"),
        calm=not todo,
        figures=tuple(glance(told, wording)),
        sections=tuple(sections(told, wording)),
        made=wording.say("made", at=wording.stamp(told.now).text),
        language=wording.language,
    )


def lead(told: Handover, wording: Wording) -> str:
    """One sentence; "" where nothing waits."""
    nobody = sum(story.state == "open" for story in told.waiting)
    counts = {
        "nobody": nobody,
        "waits": len(told.waiting) - nobody,
        "heard": len(told.messages),
        "cases": len(told.due) + told.more,
    }
    parts = [wording.counted(key, n) for key, n in counts.items() if n]
    late = sum(case.late(told.now) for case in told.due)
    if late:
        parts[-1] += f" ({wording.counted('late', late)})"
    sentence = ", ".join(parts[:-1]) + wording.say("and") + parts[-1] if len(parts) > 1 else "".join(parts)
    return sentence[:1].upper() + sentence[1:] + "." if sentence else ""


def glance(told: Handover, wording: Wording) -> Iterator[Figure]:
    nobody = any(story.state == "open" for story in told.stories)
    yield Figure(wording.say("figure_waiting"), str(len(told.waiting)), "help" if nobody else "")
    yield Figure(wording.say("figure_messages"), str(len(told.messages)))
    yield Figure(wording.say("figure_due"), str(len(told.due) + told.more))
    yield Figure(wording.say("figure_calls"), str(told.total.calls))


def sections(told: Handover, wording: Wording) -> Iterator[Section]:
    if told.waiting:
        entries = tuple(emergency(story, wording) for story in told.waiting)
        urgent = any(story.state == "open" for story in told.waiting)
        yield Section(name="waiting", heading=wording.say("section_waiting"), entries=entries, urgent=urgent)
    yield Section(
        name="messages",
        heading=wording.say("section_messages"),
        entries=tuple(waiting_case(case, told, wording) for case in told.messages),
        empty=wording.say("empty_messages"),
    )
    yield Section(
        name="due",
        heading=wording.say("section_due"),
        entries=tuple(waiting_case(case, told, wording) for case in told.due),
        note=wording.counted("more", told.more) if told.more else "",
        empty=wording.say("empty_due"),
    )
    over = tuple(emergency(story, wording) for story in told.stories if not story.waits)
    if over:
        yield Section(name="over", heading=wording.say("section_over"), entries=over)
    mend = tuple(to_mend(told, wording))
    if mend:
        yield Section(name="mend", heading=wording.say("section_mend"), entries=mend)
    yield Section(
        name="figures",
        heading=wording.say("section_figures"),
        table=table(told, wording) if told.figures else None,
        empty=wording.say("empty_figures"),
    )


def emergency(story: Story, wording: Wording) -> Entry:
    case = story.case
    shape, tone = LOOKS.get(story.state, ("dot", ""))
    return Entry(
        title=wording.service(story.service) or wording.say("unknown_subject"),
        place=case.location or "",
        mark=Mark(wording.say(f"state_{story.state}"), shape, tone),
        case=case.number,
        emergency=True,
        caller=wording.phone(case.caller) if case.caller else "",
        at=wording.stamp(story.raised_at),
        facts=tuple(facts_of(story, wording)),
        story=tuple(story_of(story, wording)),
    )


def facts_of(story: Story, wording: Wording) -> Iterator[str]:
    who = wording.person(story.accepted_by)
    if story.state == "open":
        yield wording.say("nobody_has_it")
        if story.round:
            yield wording.counted("rounds", story.round)
    elif story.until_accepted is not None:
        yield wording.say("taken_after", who=who, time=length(story.until_accepted.total_seconds()))
    if story.joined_at:
        yield wording.say("talked")
    if story.ended_at:
        at = wording.stamp(story.ended_at, "HH:mm").text
        yield wording.say("ended", how=wording.say(f"how_{story.state}"), at=at, who=wording.person(story.ended_by))
    if story.reason:
        yield wording.say("because", reason=story.reason)
    if story.joined:
        yield wording.counted("joined", len(story.joined))
    if story.case.messages:
        yield message_of(story.case, wording)
    if not story.waits and not story.handled:
        yield wording.say("case_open")


def story_of(story: Story, wording: Wording) -> Iterator[Line]:
    """A step of another day than the raising says so. One text to two numbers of somebody is told once."""
    day = wording.stamp(story.raised_at, "d MMM").text
    told: set[tuple[str, str]] = set()
    for step in story.steps:
        other = wording.stamp(step.at, "d MMM").text != day
        at = wording.stamp(step.at, "d MMM HH:mm:ss" if other else "HH:mm:ss")
        line = line_of(step, at, wording)
        if (at.text, line.words) not in told:
            told.add((at.text, line.words))
            yield line


def waiting_case(case: CaseTold, told: Handover, wording: Wording) -> Entry:
    late = case.late(told.now)
    mark = Mark(wording.say(f"status_{case.status}"), SHAPES.get(case.status, "dot"), "live")
    return Entry(
        title=case.subject or wording.service(case.service) or wording.say("unknown_subject"),
        place=case.location or "",
        mark=Mark(wording.say("late"), "warn", "warn") if late else mark,
        case=case.number,
        caller=wording.phone(case.caller) if case.caller else "",
        at=wording.stamp(case.opened_at),
        facts=tuple(each for each in case_facts(case, told, wording) if each),
    )


def case_facts(case: CaseTold, told: Handover, wording: Wording) -> Iterator[str]:
    if case.kind == "callback":
        yield wording.say("callback")
    if case.messages:
        yield message_of(case, wording)
    if case.due:
        yield wording.say("overdue" if case.late(told.now) else "due", at=wording.stamp(case.due).text)
    if case.opened_at < told.since:
        yield wording.say("before")
    yield wording.line(case.line)


def message_of(case: CaseTold, wording: Wording) -> str:
    return wording.counted("message", case.messages, time=length(case.seconds))


def to_mend(told: Handover, wording: Wording) -> Iterator[Entry]:
    """What the night showed to be wrong with rosters and numbers: each thing once, how often, and in which cases."""
    seen: Counter[tuple[str, str]] = Counter()
    cases: dict[tuple[str, str], str] = {}
    for story in told.stories:
        for step in story.steps:
            if step.kind == "event" and step.what in TO_MEND and told.since <= step.at < told.until:
                key = (step.what, step.who or "" if step.what == "unusable" else "")
                seen[key] += 1
                cases.setdefault(key, story.case.number)
    for (what, who), times in sorted(seen.items(), key=lambda each: TO_MEND.index(each[0][0])):
        title = wording.say(f"mend_{what}", who=wording.person(who))
        yield Entry(title=title, facts=(wording.counted("times", times),), case=cases[what, who])


def table(told: Handover, wording: Wording) -> Table:
    heads = ("line", "calls", "abandoned", "talked", "messages", "emergencies")
    rows = tuple((wording.line(each.line), *numbers(each)) for each in told.figures)
    total = (wording.say("total"), *numbers(told.total)) if len(rows) > 1 else ()
    return Table(tuple(wording.say(f"head_{head}") for head in heads), rows, total)


def numbers(figures: LineFigures) -> tuple[str, ...]:
    counts = (figures.calls, figures.abandoned, figures.talked, figures.messages, figures.emergencies)
    return tuple(str(number) for number in counts)
