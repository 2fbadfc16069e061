"""What is there is documented, and what is documented is there."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml
from flask import Flask

from afterhours.models import Base
from afterhours.scheduler import EVERY
from ivr.engine.nodes import NODES
from ivr.folders import PROJECT
from ivr.settings import TABLE
from tests.architecture.documents import OPERATIONS, README, documents, headings, links, refreshed
from tests.deploy.commands import is_command
from webhooks import health, measures, standing
from webhooks.cli import COMMANDS, main
from webhooks.roles import Role

DOCUMENTS = [pytest.param(page, id=str(page.relative_to(PROJECT))) for page in documents()]
ARCHITECTURE = PROJECT / "docs" / "architecture.md"
FLOWS = PROJECT / "callflows" / "README.md"


def commands() -> Iterator[str]:
    """Every command that can be run, as it is typed."""
    context = click.Context(main)
    for name in COMMANDS:
        command = main.get_command(context, name)
        if isinstance(command, click.Group):
            yield from (f"{name} {inner}" for inner in command.list_commands(context))
        else:
            yield name


def quoted(page: Path) -> Iterator[str]:
    """Everything a page quotes as code: in a line, and in blocks line by line."""
    text = page.read_text(encoding="utf-8")
    for block in re.findall(r"^ *```(?:sh|bash)?\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL):
        yield from (line.partition("#")[0].strip() for line in block.splitlines())
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def test_the_table_of_settings_is_fresh() -> None:
    text = README.read_text(encoding="utf-8")
    assert text == refreshed(text), "run: python -m tests.architecture.documents"
    assert all(f"`{row.name}`" in text for row in TABLE.values())


@pytest.mark.parametrize("verb", sorted(NODES))
def test_every_verb_is_documented_for_those_who_write_flows(verb: str) -> None:
    assert f"`{verb}`" in FLOWS.read_text(encoding="utf-8")


@pytest.mark.parametrize("job", sorted(EVERY))
def test_every_job_is_documented_with_its_pace(job: str) -> None:
    (row,) = re.findall(rf"^\| `{job}` \| (\d+) (s|min) \|", OPERATIONS.read_text(encoding="utf-8"), re.MULTILINE)
    assert int(row[0]) * (60 if row[1] == "min" else 1) == EVERY[job]


@pytest.mark.parametrize("command", sorted(commands()))
def test_every_command_is_documented(command: str) -> None:
    lines = [line for line in OPERATIONS.read_text(encoding="utf-8").splitlines() if line.startswith("| `ivr")]
    group, _, inner = command.partition(" ")
    rows = [line for line in lines if f"`ivr {group}" in line]
    assert any(f"`ivr {command}`" in row or f"`{inner}`" in row for row in rows)


@pytest.mark.parametrize("role", list(Role))
def test_every_role_is_documented(role: Role) -> None:
    assert f"| `{role}` |" in OPERATIONS.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "metric", [*standing.GAUGES, standing.SPOOL, *(name for name in vars(measures) if name.isupper())]
)
def test_every_metric_is_documented(metric: str) -> None:
    name = metric if metric.startswith("ivr") else next(iter(getattr(measures, metric).describe())).name
    assert f"`{name}" in OPERATIONS.read_text(encoding="utf-8")


def test_every_address_of_health_is_documented() -> None:
    app = Flask("of the test", static_folder=None)
    app.register_blueprint(health.HEALTH)
    told = OPERATIONS.read_text(encoding="utf-8")
    assert [rule.rule for rule in app.url_map.iter_rules() if f"| `{rule.rule}` |" not in told] == []


def test_every_table_is_documented() -> None:
    told = ARCHITECTURE.read_text(encoding="utf-8")
    assert [name for name in Base.metadata.tables if f"`{name}`" not in told] == []


@pytest.mark.parametrize("page", DOCUMENTS)
def test_every_link_leads_somewhere(page: Path) -> None:
    lost = [written for written, file, _ in links(page) if not file.exists()]
    assert lost == []
    unheard = [written for written, file, heading in links(page) if heading and heading not in headings(file)]
    assert unheard == []


@pytest.mark.parametrize("page", DOCUMENTS)
def test_every_command_that_is_told_exists(page: Path) -> None:
    told = [words for words in quoted(page) if re.match(r"(\S*/)?ivr [a-z]", words)]
    assert [words for words in told if not exists(words)] == []


def exists(words: str) -> bool:
    """Whether the command is there; what a reader is to fill in (FILE, NUMBER, ...) may be anything."""
    names = [word for word in shlex.split(words)[1:] if re.fullmatch(r"[a-z-]+", word) and not word.startswith("-")]
    command: click.Command | None = main
    context = click.Context(main)
    while isinstance(command, click.Group) and names:
        command = command.get_command(context, names.pop(0))
    options = {option for parameter in getattr(command, "params", []) for option in parameter.opts}
    return command is not None and {word for word in words.split() if word.startswith("--")} <= options | {"--help"}


@pytest.mark.parametrize("page", DOCUMENTS)
def test_every_make_that_is_told_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):.*##", (PROJECT / "Makefile").read_text(), re.MULTILINE))
    told = {words.split()[1] for words in quoted(page) if re.match(r"make [a-z-]+", words)}
    assert told - targets == set()


@pytest.mark.parametrize("line", (PROJECT / "Procfile").read_text().splitlines())
def test_every_entry_of_the_procfile_is_a_command(line: str) -> None:
    program, *words = re.sub(r"\$\{[^ ]*\}+", "value", line.partition(": ")[2]).split()
    assert program == "ivr"
    assert is_command(words)


def test_the_examples_of_the_readme_name_files_that_exist() -> None:
    named = re.findall(r"`((?:callflows|ivr|docs|deploy|tests)/[\w./-]+)`", README.read_text(encoding="utf-8"))
    assert named
    assert [name for name in named if not (PROJECT / name).exists()] == []


def test_the_tests_that_the_architecture_names_exist() -> None:
    named = re.findall(r"`(tests/[\w./-]+)`", ARCHITECTURE.read_text(encoding="utf-8"))
    assert named
    assert [name for name in named if not (PROJECT / name).exists()] == []


def test_compose_and_the_units_are_told_of() -> None:
    told = OPERATIONS.read_text(encoding="utf-8")
    units = [path.name for path in (PROJECT / "deploy" / "systemd").iterdir() if path.suffix in (".socket", ".timer")]
    assert [name for name in units if name not in told] == []
    assert set(yaml.safe_load((PROJECT / "compose.yaml").read_text())["services"]) <= set(re.findall(r"\w+", told))
