"""The findings as one object for machines, and as a table for people, with the aims beside."""

import platform
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psutil

from bench.figures import Spread, quantile, ratios, rounded, spread
from bench.measuring import Findings
from bench.windows import ARRIVALS, FEW, MANY

MILLISECONDS = 1000
SUBJECTS = {"turn": "complete turn", "crowded": "with {calls:,} calls", "bare": "bare route"}
LOADS = {str(FEW): f"{FEW} at once", str(MANY): f"{MANY} at once", "random": f"{ARRIVALS}/s at random"}


@dataclass(frozen=True, slots=True)
class Aim:
    """One promise: its name in the object, words, what was found, and the aim."""

    name: str
    words: str
    found: float
    sign: str
    aim: float

    @property
    def reached(self) -> bool:
        return self.found >= self.aim if self.sign == ">=" else self.found <= self.aim


def turn_over_bare(found: Findings, load: str = str(FEW)) -> Spread:
    return ratios(found.windows.loads[f"turn/{load}"].rates, found.windows.loads[f"bare/{load}"].rates)


def slowdown(found: Findings) -> Spread:
    """Share of the rate that is lost with the full tables; below zero when there it was quicker."""
    kept = ratios(found.windows.loads[f"crowded/{FEW}"].rates, found.windows.loads[f"turn/{FEW}"].rates)
    return Spread(1 - kept.most, 1 - kept.middle, 1 - kept.least)


def slowest(found: Findings, name: str) -> float:
    """Milliseconds within which 99 of 100 answers came, over all windows."""
    return quantile(found.windows.loads[name].latencies, 0.99) * MILLISECONDS


def processor(found: Findings, subject: str) -> float:
    """Microseconds of the workers for an answer, the middle window."""
    return spread(found.windows.loads[f"{subject}/{FEW}"].processor).middle


def first_calls(found: Findings) -> Spread:
    """Seconds until somebody was rung: for half of the emergencies, for 95 of 100, and for the last."""
    rung = found.first_calls
    return Spread(quantile(rung, 0.5), quantile(rung, 0.95), max(rung))


def aims(found: Findings) -> list[Aim]:
    p99 = slowest(found, "turn/random") / slowest(found, "bare/random")
    return [
        Aim("turn_over_bare", "complete turns to bare answers", turn_over_bare(found).middle, ">=", 0.40),
        Aim("p99_turn_over_bare_at_300", f"p99 beside the bare one's, {ARRIVALS}/s at random", p99, "<=", 3.0),
        Aim("million_calls_slowdown", f"slower with {found.plan.calls:,} calls", slowdown(found).middle, "<=", 0.05),
        Aim("worker_mb", "MB of a worker", found.memory.resident, "<=", 110.0),
        Aim("first_answer_s", "seconds from start to first answer", spread(found.first_answers).middle, "<=", 1.5),
        Aim(
            "first_call_p95_s",
            "seconds from the raising key to the first call, p95",
            first_calls(found).middle,
            "<=",
            2.0,
        ),
        Aim("yaml_500_ms", "milliseconds for 500 steps of YAML", found.yaml_ms, "<=", 100.0),
    ]


def as_object(found: Findings) -> dict[str, Any]:
    """Numbers by name; lists are the least, the middle and the most of the windows. Milliseconds, MB, seconds.

    Of the first calls: p50, p95 and the longest.
    """
    commits = [each.rate for each in found.windows.commits]
    turns = found.windows.loads[f"turn/{FEW}"].rates
    return {
        **{aim.name: rounded(aim.found) for aim in aims(found)},
        "turn_over_bare_spread": turn_over_bare(found).as_list(),
        "turn_over_bare_at_64_spread": turn_over_bare(found, str(MANY)).as_list(),
        "turn_over_database_spread": ratios(turns, commits).as_list(),
        "million_calls_slowdown_spread": slowdown(found).as_list(),
        "worker_own_mb": found.memory.own and rounded(found.memory.own),
        "bare_worker_mb": rounded(found.bare_memory.resident),
        "first_answer_spread": spread(found.first_answers).as_list(),
        "first_call_s": first_calls(found).as_list(),
        "yaml_500_checked_ms": rounded(found.yaml_checked_ms),
        "turn_processor_us": rounded(processor(found, "turn")),
        "bare_processor_us": rounded(processor(found, "bare")),
        "commits_per_s": spread(commits).as_list(),
        "loads": {name: load(found, name) for name in sorted(found.windows.loads)},
        "windows": found.plan.windows,
        "seconds": found.plan.seconds,
        "calls": found.plan.calls,
        "emergencies": found.plan.emergencies,
        "aims_missed": [aim.name for aim in aims(found) if not aim.reached],
        "machine": machine(),
    }


def load(found: Findings, name: str) -> Mapping[str, Any]:
    seen = found.windows.loads[name]
    return {
        "per_s": spread(seen.rates).as_list(),
        "p50_ms": rounded(quantile(seen.latencies, 0.5) * MILLISECONDS),
        "p99_ms": rounded(slowest(found, name)),
        "processor_us": rounded(spread(seen.processor).middle),
    }


def machine() -> str:
    """What was measured on, in one line."""
    memory = round(psutil.virtual_memory().total / 2**30)
    python = f"Python {platform.python_version()}"
    return f"{psutil.cpu_count()} processors, {memory} GB, {platform.system()} {platform.machine()}, {python}"


def as_table(found: Findings) -> str:
    """Markdown: the aims, then every load."""
    lines = ["| aim | found | wanted | |", "|---|---|---|---|"]
    lines += [
        f"| {aim.words} | {rounded(aim.found):g} | {aim.sign} {aim.aim:g} | {'' if aim.reached else 'missed'} |"
        for aim in aims(found)
    ]
    lines += ["", "| load | | per second (least, middle, most) | p50 ms | p99 ms | processor us |"]
    lines += ["|---|---|---|---|---|---|"]
    lines += [row(found, subject, words) for words in LOADS for subject in SUBJECTS]
    rates, latencies = [each.rate for each in found.windows.commits], commit_latencies(found)
    lines.append(f"| {FEW} at once | the database alone | {listed(spread(rates))} | {latencies} | |")
    return "\n".join([*lines, "", remarks(found)])


def row(found: Findings, subject: str, kind: str) -> str:
    told = load(found, f"{subject}/{kind}")
    rates = ", ".join(f"{rate:g}" for rate in told["per_s"])
    who = SUBJECTS[subject].format(calls=found.plan.calls)
    return f"| {LOADS[kind]} | {who} | {rates} | {told['p50_ms']:g} | {told['p99_ms']:g} | {told['processor_us']:g} |"


def commit_latencies(found: Findings) -> str:
    taken = [latency for each in found.windows.commits for latency in each.latencies]
    return " | ".join(f"{rounded(quantile(taken, share) * MILLISECONDS):g}" for share in (0.5, 0.99))


def listed(found: Spread) -> str:
    return ", ".join(f"{number:g}" for number in found.as_list())


def remarks(found: Findings) -> str:
    told, commits = as_object(found), [each.rate for each in found.windows.commits]
    database = ratios(found.windows.loads[f"turn/{FEW}"].rates, commits)
    sentences = [
        f"Complete turns to bare answers: {listed(turn_over_bare(found))} at {FEW} at once",
        f"{listed(turn_over_bare(found, str(MANY)))} at {MANY}; to the database's own rate: {listed(database)}",
        f"Slower with {found.plan.calls:,} calls: {listed(slowdown(found))}",
        f"Starts: {listed(spread(found.first_answers))} s",
        f"First calls of {found.plan.emergencies} emergencies: {listed(first_calls(found))} s (p50, p95, longest)",
        f"A worker: {told['worker_mb']:g} MB resident, {told['worker_own_mb'] or 0:g} MB its own part",
        f"a bare one: {told['bare_worker_mb']:g} MB",
        f"500 steps with every check: {told['yaml_500_checked_ms']:g} ms",
        f"{found.plan.windows} windows of {found.plan.seconds:g} s for each load",
        machine(),
    ]
    return ".\n".join(sentences) + "."
