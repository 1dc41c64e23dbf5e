"""The table of whose data in a real browser."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.by import By

from goatherd.core.source import Span
from goatherd.model.identity import Identity, Strength
from goatherd.surface.picture.page import page
from goatherd.whose.table import Cell, WhoseData
from goatherd.whose.uses import Data
from goatherd.whose.who import Evidence, Who
from tests.browsers import PALE
from tests.surface.picture.samples import sample

PLACE = Span("src/app.py", 12)
OUTLIER = "2 of 3 ways to do this are for owner, this one for anybody"


def _cell(entry, data, verb, who, outlier=""):
    evidence = (Evidence(f"{who.spoken}, by <b>{entry}</b>", PLACE),)
    return Cell(entry, "work", Data(data, "DynamoDB"), verb, who, evidence, PLACE, outlier=outlier)


WHOSE = WhoseData(
    (
        *(_cell(f"GET /{who.name}", "notes", "read", who) for who in Who),
        _cell("DELETE /notes/{id}", "notes", "delete", Who.ANYBODY, OUTLIER),
        *(_cell("GET /all", f"table-{number}", "read", Who.OWNER) for number in range(20)),
    ),
    {(f"GET /{Who.OWNER.name}", "work"): tuple(Identity(each, "event.body.userId", PLACE) for each in Strength)},
)


@pytest.fixture
def shown(browser, tmp_path):
    def show(width=1440, scheme="light"):
        path = tmp_path / "map.html"
        path.write_text(page("shop", [(sample(3), (), WHOSE)], ()), encoding="utf-8")
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        scheme = [{"name": "prefers-color-scheme", "value": scheme}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": scheme})
        browser.get(path.as_uri())
        return browser

    yield show
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert browser.get_log("browser") == []


def test_a_cell_opens_with_its_reasons(shown):
    cell = shown().find_element(By.CSS_SELECTOR, ".whose details.anybody:has(.mark)")
    assert "src/app.py:12" not in cell.text
    cell.find_element(By.TAG_NAME, "summary").click()
    assert "anybody, by <b>DELETE /notes/{id}</b> src/app.py:12" in cell.text


def test_what_stands_out_is_told_above(shown):
    assert OUTLIER in shown().find_element(By.CSS_SELECTOR, ".outliers").text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_can_be_read(shown, scheme):
    found = shown(scheme=scheme)
    found.execute_script("document.querySelectorAll('.whose details').forEach((each) => (each.open = true))")
    assert found.execute_script(PALE) == []


@pytest.mark.parametrize("width", [360, 800, 1440])
def test_a_wide_table_does_not_make_the_page_wider(shown, width):
    found = shown(width)
    assert found.execute_script("return document.documentElement.scrollWidth") <= width


def test_a_narrow_window_says_which_data_a_cell_is_about(shown):
    found = shown(360)
    cell = found.find_element(By.CSS_SELECTOR, ".whose td:not(:empty)")
    told = found.execute_script("return getComputedStyle(arguments[0], '::before').content", cell)
    assert told == f'"{cell.get_attribute("data-of")}"'
