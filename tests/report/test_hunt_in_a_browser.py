"""The page of a hunt in a real browser, used as a person would."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from goatherd.report.hunt import render
from tests.browsers import PALE
from tests.report.hunted import hunted


@pytest.fixture(scope="module")
def page_of_a_hunt(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hunted")
    path = folder / "hunt.html"
    path.write_text(render("html", hunted(folder)), encoding="utf-8")
    return path


@pytest.fixture
def shown(browser, page_of_a_hunt):
    """Opens the page; the console must be empty in the end."""

    def show(width=1200, scheme="light", script=True):
        size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        scheme = [{"name": "prefers-color-scheme", "value": scheme}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not script})
        browser.get(page_of_a_hunt.as_uri())
        return browser

    yield show
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    assert browser.get_log("browser") == []


def visible(page):
    """Ids of the rules whose alerts can be seen, and how many incidents."""
    alerts = [each for each in page.find_elements(By.CSS_SELECTOR, ".finding") if each.is_displayed()]
    incidents = [each for each in page.find_elements(By.CSS_SELECTOR, ".incident") if each.is_displayed()]
    return {each.find_element(By.CSS_SELECTOR, ".id").text for each in alerts}, len(incidents)


def choose(page, name, text):
    Select(page.find_element(By.NAME, name)).select_by_visible_text(text)


def test_an_actor_a_function_and_a_text(shown):
    page = shown()
    _, incidents = visible(page)
    assert incidents > 1
    choose(page, "actors", "hugo of 111122223333")
    assert visible(page) == ({"GOAT0572"}, 1)
    choose(page, "actors", "all")
    choose(page, "functions", "Take")
    assert {"GOAT0390", "GOAT0190"} <= visible(page)[0]
    page.find_element(By.ID, "clear").click()
    page.find_element(By.NAME, "text").send_keys("never calls")
    assert visible(page) == ({"GOAT0190"}, 1)
    assert page.find_element(By.ID, "shown").text.startswith("1 of ")


def test_an_incident_tells_who_and_its_events_in_order(shown):
    page = shown()
    page.find_element(By.CSS_SELECTOR, ".timeline a").click()
    incident = page.find_element(By.ID, "incident-1")
    assert "erin → Admin/s1" in incident.text
    incident.find_element(By.CSS_SELECTOR, ".events > summary").click()
    events = [each.text.split()[0] for each in incident.find_elements(By.CSS_SELECTOR, ".events li b")]
    assert events.index("UpdateFunctionConfiguration") < events.index("GetCallerIdentity")
    assert incident.find_elements(By.CSS_SELECTOR, ".events li")[0].is_displayed()


def test_how_it_was_possible_and_how_far_it_reaches(shown):
    rows = shown().find_elements(By.CSS_SELECTOR, "#functions tbody tr")
    take = next(row.text for row in rows if row.text.startswith("Take"))
    assert "open GOAT0101" in take
    assert "src/take.py:9" in take
    assert "its code writes Orders" in take


def test_hostile_names_are_text(shown):
    page = shown()
    assert page.execute_script("return [window.owned === undefined, document.querySelectorAll('img').length]") == [
        True,
        0,
    ]
    assert "<img src=x" in page.find_element(By.TAG_NAME, "body").get_attribute("textContent")
    assert page.execute_script("return performance.getEntriesByType('resource').length") == 0


def test_without_a_script_all_is_there_but_the_filter(shown):
    page = shown(script=False)
    assert not page.find_element(By.ID, "filter").is_displayed()
    page.find_element(By.CSS_SELECTOR, "#finding-1 > summary").click()
    assert "What to do" in page.find_element(By.ID, "finding-1").text


@pytest.mark.parametrize("width", [360, 700, 1200])
def test_nothing_is_wider_than_the_window(shown, width):
    page = shown(width=width)
    page.execute_script("for (const each of document.querySelectorAll('details')) each.open = true")
    assert page.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    script = """
        const edge = document.documentElement.clientWidth + .5;
        const shown = [...document.body.querySelectorAll("*")].filter((each) => !each.matches(".skip"));
        return shown.filter((each) => each.getBoundingClientRect().right > edge).map((each) => each.outerHTML);
    """
    assert page.execute_script(script) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_can_be_read(shown, scheme):
    page = shown(scheme=scheme)
    page.execute_script("for (const each of document.querySelectorAll('details')) each.open = true")
    assert page.execute_script(PALE) == []
