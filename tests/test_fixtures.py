"""The fixtures that every other test relies on."""

import pytest
from playwright.sync_api import Browser
from sqlalchemy import create_engine, inspect, text

from tests.conftest import Databases


@pytest.mark.database
def test_every_test_gets_a_migrated_database_of_its_own(database_url: str, databases: Databases) -> None:
    other = databases.fresh()
    engines = [create_engine(database_url), create_engine(other)]
    with engines[0].begin() as connection:
        connection.execute(text("CREATE TABLE only_here (n int)"))
    tables = [set(inspect(engine).get_table_names()) for engine in engines]
    for engine in engines:
        engine.dispose()
    databases.drop(other)
    assert {"call", "case", "only_here"} <= tables[0]
    assert tables[1] == tables[0] - {"only_here"}


@pytest.mark.browser
def test_the_browser_shows_a_page(browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.set_content("<title>311</title>")
    assert page.title() == "311"
    context.close()
