"""The course as a learner meets it: in a real browser."""

from __future__ import annotations

import http.client
import threading
import urllib.request
from contextlib import contextmanager

import pytest
from lxml import html
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select
from werkzeug.serving import make_server

from goatherd.learn.course import read_course
from goatherd.learn.packages import install_packages
from goatherd.learn.progress import EXPLOITED, VERIFIED
from goatherd.learn.school import School
from goatherd.learn.web.pages import make_app
from goatherd.learn.workspace import Workspace
from tests.browsers import PALE, awaited, next_page

COURSE = read_course()
WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@contextmanager
def served(folder, course=COURSE):
    """(address, school) of a course that is served."""
    school = School(course, folder)
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True)
    server.app = make_app(school, server.port)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}", school
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        school.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    install_packages(COURSE)
    with served(tmp_path_factory.mktemp("home")) as found:
        yield found


def press(browser, xpath):
    with next_page(browser):
        browser.find_element(By.XPATH, xpath).click()


def send(browser, sending):
    """Fill in the form of a door, as a learner would, and send it."""
    hidden = browser.find_element(By.CSS_SELECTOR, f"input[name=door][value={sending.door}]")
    form = hidden.find_element(By.XPATH, "..")
    door = form.find_element(By.XPATH, "..")
    if door.get_attribute("open") is None:
        door.find_element(By.TAG_NAME, "summary").click()
    for name, value in sending.fields.items():
        field = form.find_element(By.NAME, name)
        if field.tag_name == "select":
            Select(field).select_by_value(value)
        else:
            field.clear()
            field.send_keys(value)
    with next_page(browser):
        form.find_element(By.CSS_SELECTOR, "button.go").click()


def write(browser, text):
    """Replace the text in the editor by typing over all of it."""
    editor = awaited(browser, ".cm-content")
    editor.click()
    browser.execute_script(
        "const view = arguments[0].cmTile?.view ?? arguments[0].cmView.view;"
        "view.dispatch({changes: {from: 0, to: view.state.doc.length, insert: arguments[1]}})",
        editor,
        text,
    )


def verdict(browser):
    """What the page says of each part, after "Save and verify"; the text of the verdict."""
    press(browser, "//button[@value='verify']")
    parts = browser.find_elements(By.CSS_SELECTOR, "#verdict .verdict li")
    good = ["good" in each.get_attribute("class") for each in parts]
    return dict(zip(("exploit", "behaviour", "scan"), good, strict=True)), browser.find_element(By.ID, "verdict").text


def one_of_each(lessons, shape):
    """The first lesson of every shape; what is the same for all lessons, test_lessons shows without a browser."""
    first = {shape(lesson): lesson for lesson in reversed(lessons)}
    return pytest.mark.parametrize("lesson", first.values(), ids=lambda lesson: lesson.name)


def edited(lesson):
    """The files that its solution changes."""
    return list(dict.fromkeys(edit.file for edit in lesson.solution.edits))


def attacked(browser, address, lesson):
    """Find a lesson and carry out its attack, as a learner would."""
    browser.get(address)
    with next_page(browser):
        browser.find_element(By.LINK_TEXT, lesson.title).click()
    send(browser, lesson.attack)
    assert "You did it" in browser.find_element(By.ID, "seen").text


def held(form):
    """The names of a form's fields; of those with choices, with each of them."""
    found = {field.name: field.get("value") for field in form.xpath(".//input | .//textarea")}
    chosen = {select.name: set(select.value_options) for select in form.xpath(".//select")}
    return found | chosen


@pytest.mark.parametrize("lesson", COURSE.lessons, ids=lambda lesson: lesson.name)
def test_every_page_has_a_form_for_its_attack(lesson, site):
    with urllib.request.urlopen(f"{site[0]}/lessons/{lesson.name}") as answer:
        page = html.fromstring(answer.read().decode())
    forms = [form for form in map(held, page.forms) if form.get("door") == lesson.attack.door]
    assert len(forms) == 1
    assert lesson.attack.fields.keys() <= forms[0].keys()
    for name, value in lesson.attack.fields.items():
        assert not isinstance(forms[0][name], set) or value in forms[0][name], (name, value)


@one_of_each(COURSE.lessons, lambda lesson: lesson.attack.door)
def test_every_door_takes_what_a_learner_types(lesson, site, browser):
    address, school = site
    school.reset(None)
    attacked(browser, address, lesson)
    assert browser.get_log("browser") == []


@one_of_each(COURSE.lessons, lambda lesson: (len(edited(lesson)) > 1, bool(lesson.checks)))
def test_a_lesson_is_played_in_both_directions(lesson, site, browser, tmp_path):
    address, school = site
    school.reset(None)
    attacked(browser, address, lesson)
    found, said = verdict(browser)
    assert found == {"exploit": False, "behaviour": True, "scan": not lesson.checks}, said

    solved = Workspace(COURSE, tmp_path / "solved")
    solved.apply(lesson.solution.edits)
    for file in edited(lesson):
        browser.get(f"{address}/lessons/{lesson.name}?file={file}")
        write(browser, solved.read(file))
        press(browser, "//button[.='Save']")
        assert "What you have changed" in browser.page_source
    found, said = verdict(browser)
    assert all(found.values()) and "Fixed." in said, said
    press(browser, "//*[contains(@class, 'neighbours')]/a[last()]")
    assert not browser.current_url.endswith("#verdict")
    assert browser.get_log("browser") == []


@pytest.mark.parametrize("path", ["/", "/summary", f"/lessons/{COURSE.lessons[0].name}"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_can_be_read_by_everybody(path, scheme, site, browser):
    media = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": media})
    for width in (360, 1280):
        metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        browser.get(site[0] + path)
        browser.execute_script("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        assert not browser.execute_script(f"return {WIDE}"), f"wider than {width} px"
        assert browser.execute_script(PALE) == []
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_the_keyboard_is_enough(site, browser):
    browser.get(f"{site[0]}/lessons/{COURSE.lessons[0].name}")
    body = browser.find_element(By.TAG_NAME, "body")
    body.send_keys(Keys.TAB)
    assert browser.switch_to.active_element.text == "Skip to the content"
    awaited(browser, ".cm-content")
    seen = set()
    for _ in range(80):
        active = browser.switch_to.active_element
        if "cm-content" in active.get_attribute("class"):
            active.send_keys(Keys.ESCAPE)
        seen.add(active.text or active.get_attribute("name"))
        browser.switch_to.active_element.send_keys(Keys.TAB)
    assert {"Send", "Hint 1 of 3", "Save and verify", "Put an object", "Show one solution"} <= seen


def test_no_text_is_lost_to_another_tab_or_a_missing_file(course_folder, browser, tmp_path):
    course = read_course(course_folder)
    with served(tmp_path / "home", course) as (address, school):
        app = school.workspace.folder / "greet" / "app.py"
        browser.get(f"{address}/lessons/name")
        write(browser, "mine")
        app.write_text("theirs")
        press(browser, "//button[.='Save']")
        assert "Not saved: greet/app.py was changed elsewhere" in browser.page_source
        assert app.read_text() == "theirs" and browser.find_element(By.ID, "text").get_attribute("value") == "mine"
        press(browser, "//button[.='Save']")
        assert "Not saved" not in browser.page_source
        assert app.read_text() == "mine"

        app.unlink()
        browser.get(f"{address}/lessons/name")
        assert "greet/app.py is missing" in browser.page_source
        press(browser, "//button[starts-with(., 'Put this lesson')]")
        assert "is missing" not in browser.page_source
        assert app.is_file()


def test_hints_come_one_by_one(site, browser):
    address, school = site
    lesson = COURSE.lessons[-1]
    school.reset(lesson)
    browser.get(f"{address}/lessons/{lesson.name}")
    for number in (1, 2, 3):
        press(browser, f"//button[.='Hint {number} of 3']")
        assert len(browser.find_elements(By.CSS_SELECTOR, "#hints li")) == number
    assert school.standing(lesson).hints == 3


def test_the_summary_says_what_was_done(course_folder, browser, tmp_path):
    course = read_course(course_folder)
    with served(tmp_path / "home", course) as (address, school):
        browser.get(f"{address}/summary")
        assert "0 of 1 weaknesses exploited" in browser.find_element(By.CSS_SELECTOR, ".lead").text
        school.progress.note(course.lessons[0], EXPLOITED, "the <i>shell</i> did sums")
        school.progress.note(course.lessons[0], VERIFIED)
        browser.get(f"{address}/summary")
        with next_page(browser):
            browser.find_element(By.ID, "name").send_keys("Ana <b>Perez", Keys.ENTER)
        lead = browser.find_element(By.CSS_SELECTOR, ".complete .lead").text
        assert lead.startswith("Ana <b>Perez has attacked all 1 weaknesses") and "with 0 hints" in lead
        assert "the <i>shell</i> did sums" in browser.find_element(By.TAG_NAME, "table").text
        browser.get(address)
        assert "Elsewhere 1: commands A name becomes a command" in browser.find_element(By.TAG_NAME, "main").text


def asked(address, method="GET", path="/", **headers):
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=600)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    return connection.getresponse().status


def test_other_sites_cannot_reach_the_goat(site):
    address, _ = site
    port = address.rpartition(":")[2]
    hint = f"/lessons/{COURSE.lessons[0].name}/hint"
    assert asked(address) == 200
    assert asked(address, Host=f"goat.evil.example:{port}") == 421
    assert asked(address, Host="127.0.0.1") == 421
    assert asked(address, "POST", hint) == 303
    assert asked(address, "POST", hint, Origin=address) == 303
    assert asked(address, "POST", hint, Origin="http://evil.example") == 403
    assert asked(address, "POST", hint, Origin="null") == 403
    assert asked(address, "POST", hint, Sec_Fetch_Site="cross-site") == 403
    assert asked(address, path="/progress.json", Origin="http://evil.example") == 403
    assert asked(address, path="/static/learn.js", Sec_Fetch_Site="cross-site") == 403
