"""callflows/README.md: its tables are fresh, and its first flow works as it is printed."""

import re

import yaml

from afterhours.rehearsal.playing import play
from afterhours.site import load_site, read_folder
from tests.callflows.folder import FOLDER, people
from tests.callflows.tables import README, refreshed

LINE = '  library: {number: "+15195550160", flow: library}\n'


def first_flow() -> str:
    """The YAML block of "A first flow in five minutes", without the indentation of the list."""
    text = README.read_text(encoding="utf-8")
    block = re.search(r"   ```yaml\n(   flow: library\n.*?)   ```", text, re.DOTALL)
    assert block is not None
    return re.sub(r"(?m)^   ", "", block[1])


def test_the_tables_are_what_the_program_knows() -> None:
    text = README.read_text(encoding="utf-8")
    assert text == refreshed(text), "run: python -m tests.callflows.tables"


def test_the_first_flow_loads_clean_and_its_test_passes() -> None:
    files = read_folder(FOLDER)
    files = {**files, "flows/library.yaml": first_flow().encode(), "site.yaml": files["site.yaml"] + LINE.encode()}
    site, faults = load_site(files, people())
    assert site is not None, str(faults)
    assert [fault for fault in faults if fault.place.file == "flows/library.yaml"] == []
    assert [play(site, "library", test).wrong for test in site.tests["library"]] == [()]


def test_the_line_that_the_readme_adds_is_the_one_that_is_tested() -> None:
    assert LINE.strip() in README.read_text(encoding="utf-8")


def test_the_closing_days_that_the_readme_shows_are_yaml() -> None:
    shown = re.search(r"```yaml\n(2026-12-24.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert shown is not None
    assert len(yaml.safe_load(shown[1])) == 2


def test_the_roster_that_the_readme_shows_loads_beside_the_others() -> None:
    shown = re.search(r"```yaml\n(water: .*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert shown is not None
    files = read_folder(FOLDER)
    rest = files["rosters.yaml"].decode().partition("# ---- roads")[2]
    site, faults = load_site({**files, "rosters.yaml": (shown[1] + "# " + rest).encode()}, people())
    assert site is not None, str(faults)
    assert site.rosters["water"].duties["primary"].layers[1].name == "christmas"


def test_the_agents_that_the_readme_shows_load() -> None:
    shown = re.search(r"```yaml\n(organisations:.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert shown is not None
    site, faults = load_site({**read_folder(FOLDER), "agents.yaml": shown[1].encode()}, people())
    assert site is not None, str(faults)
    assert (list(site.organisations), list(site.groups)) == (
        ["county", "nightline"],
        ["county-desk", "night-desk", "social-duty"],
    )
