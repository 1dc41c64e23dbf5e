"""The page in a real browser, used as a person would."""

from __future__ import annotations

import pytest
from attrs import evolve
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from goatherd.report import render
from tests.browsers import PALE


@pytest.fixture
def shown(browser, attacked, tmp_path):
    """Opens the page of an outcome; the console must be empty in the end."""

    def show(outcome=attacked, width=1200, scheme="light", script=True):
        path = tmp_path / "report.html"
        path.write_text(render("html", outcome), encoding="utf-8")
        size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        scheme = [{"name": "prefers-color-scheme", "value": scheme}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not script})
        browser.get(path.as_uri())
        return browser

    yield show
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    assert browser.get_log("browser") == []


def visible(browser):
    """Numbers of the findings that can be seen, and what the page says of how many there are."""
    findings = browser.find_elements(By.CSS_SELECTOR, ".finding")
    numbers = [int(f.get_attribute("id").rpartition("-")[2]) for f in findings if f.is_displayed()]
    return numbers, browser.find_element(By.ID, "shown").text


def choose(browser, name, text):
    Select(browser.find_element(By.NAME, name)).select_by_visible_text(text)


@pytest.mark.parametrize(
    ("field", "choice", "numbers"),
    [
        ("severity", "low", [3]),
        ("risk", "SAS-1 Event-data injection", [1, 2]),
        ("functions", "ConvertAgain", [1]),
        ("functions", "Convert", [1, 3]),
        ("status", "not reproduced", [2]),
    ],
)
def test_a_choice_leaves_the_findings_that_fit(shown, field, choice, numbers):
    page = shown()
    assert visible(page) == ([1, 2, 3, 4], "4 of 4 shown")
    choose(page, field, choice)
    assert visible(page) == (numbers, f"{len(numbers)} of 4 shown")
    headings = [each.text.split()[0] for each in page.find_elements(By.TAG_NAME, "h3") if each.is_displayed()]
    assert len(headings) == len({"critical", "high", "low"} & set(headings)) > 0


def test_text_is_sought_in_the_whole_story_and_choices_add_up(shown):
    page = shown()
    text = page.find_element(By.NAME, "text")
    text.send_keys("QUERYstring")
    assert visible(page)[0] == [1]
    text.clear()
    text.send_keys("goat0101", Keys.ENTER)
    assert visible(page)[0] == [1, 2]
    choose(page, "severity", "high")
    assert visible(page)[0] == [2]
    text.send_keys("nowhere")
    assert visible(page) == ([], "0 of 4 shown")
    page.find_element(By.ID, "clear").click()
    assert visible(page)[0] == [1, 2, 3, 4]


def test_everything_is_reached_and_opened_with_the_keyboard(shown):
    page = shown()
    reached = []
    for _ in range(40):
        page.switch_to.active_element.send_keys(Keys.TAB)
        now = page.switch_to.active_element
        reached.append(now.get_attribute("class") or now.get_attribute("id") or now.tag_name)
        if now.tag_name == "summary":
            break
    assert reached[0] == "skip"
    assert {"clear", "open"} <= set(reached)
    first = page.find_element(By.ID, "finding-1")
    steps = first.find_element(By.CSS_SELECTOR, ".steps")
    assert now == first.find_element(By.TAG_NAME, "summary")
    assert not steps.is_displayed()
    now.send_keys(Keys.ENTER)
    assert steps.is_displayed()
    assert "os.system(quote(command))" in steps.text
    now.send_keys(Keys.SPACE)
    assert not steps.is_displayed()


def test_all_are_opened_and_closed_with_one_button(shown):
    page = shown()
    button = page.find_element(By.ID, "open")
    for is_open, label in ((True, "Close all"), (False, "Open all")):
        button.click()
        findings = page.find_elements(By.CSS_SELECTOR, ".finding")
        assert [each.get_property("open") for each in findings] == [is_open] * 4
        assert button.text == label


def test_without_a_script_all_is_there_but_the_filter(shown):
    page = shown(script=False)
    assert not page.find_element(By.ID, "filter").is_displayed()
    assert not any(button.is_displayed() for button in page.find_elements(By.TAG_NAME, "button"))
    page.find_element(By.CSS_SELECTOR, "#finding-1 > summary").click()
    assert "curl 'https://api.example" in page.find_element(By.ID, "finding-1").text


@pytest.mark.parametrize("width", [360, 700, 1200])
def test_nothing_is_wider_than_the_window(shown, attacked, width):
    long = "AnEndlessName" * 30
    attacked.findings[0] = evolve(attacked.findings[0], functions=(long,), message=long, fingerprint=long)
    attacked.functions[0][1].id = attacked.functions[0][1].triggers[0].detail = long
    page = shown(width=width)
    page.execute_script("for (const each of document.querySelectorAll('details')) each.open = true")
    script = """
        const edge = document.documentElement.clientWidth + .5;
        const shown = [...document.body.querySelectorAll("*")].filter((each) => !each.matches(".skip"));
        const out = (each) => each.clientWidth && each.scrollWidth > each.clientWidth + 1 && !each.matches("select");
        const wide = (each) => each.getBoundingClientRect().right > edge || out(each);
        return shown.filter(wide).map((each) => each.outerHTML);
    """
    assert page.execute_script(script) == []
    assert page.execute_script("return document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_can_be_read(shown, scheme):
    page = shown(scheme=scheme)
    page.execute_script("for (const each of document.querySelectorAll('details')) each.open = true")
    assert page.execute_script(PALE) == []
    dark = page.execute_script("return getComputedStyle(document.body).backgroundColor") == "rgb(19, 22, 20)"
    assert dark == (scheme == "dark")


def test_paper_shows_what_is_closed_and_leaves_out_the_controls(shown):
    page = shown()
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    height = "return document.querySelector('#finding-1 .steps').getBoundingClientRect().height"
    assert page.execute_script(height) > 100
    assert not page.find_element(By.ID, "filter").is_displayed()
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_markup_that_got_in_would_not_run_and_nothing_is_fetched(shown):
    page = shown()
    assert page.execute_script("return performance.getEntriesByType('resource').length") == 0
    page.execute_async_script(
        """
        document.body.insertAdjacentHTML("beforeend", '<img src="data:," onerror="window.owned = 1">');
        document.body.lastElementChild.addEventListener("error", arguments[0]);
        const script = Object.assign(document.createElement("script"), {textContent: "window.owned = 1"});
        document.body.append(script);
        """
    )
    assert page.execute_script("return window.owned") is None
    refused = [entry["message"] for entry in page.get_log("browser")]
    assert len(refused) >= 2
    assert all("Content Security Policy" in message for message in refused)
