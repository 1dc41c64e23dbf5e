"""The course as a learner meets it: in a real browser."""

from __future__ import annotations

import shutil

import pytest
from lxml import html
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

from goatherd.learn.course import read_course
from goatherd.learn.packages import install_packages
from goatherd.learn.progress import EXPLOITED, VERIFIED
from goatherd.learn.workspace import Workspace
from tests.browsers import PALE, PATIENCE, awaited, next_page
from tests.learn.serving import COURSE, asked, origin, press, served

WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def site(tmp_path_factory, browser):
    install_packages(COURSE)
    with served(tmp_path_factory.mktemp("home"), browser) as found:
        yield found


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
    """What the page says of each part, after "Save and verify": good, bad or unmeasured; the text of the verdict."""
    press(browser, "//button[@value='verify']")
    parts = [each.get_attribute("class") for each in browser.find_elements(By.CSS_SELECTOR, "#verdict .verdict li")]
    return dict(zip(("exploit", "behaviour", "scan"), parts, strict=True)), browser.find_element(By.ID, "verdict").text


def one_of_each(lessons, shape):
    """The first lesson of every shape; what is the same for all lessons, test_lessons shows without a browser."""
    first = {shape(lesson): lesson for lesson in reversed(lessons)}
    return pytest.mark.parametrize("lesson", first.values(), ids=lambda lesson: lesson.name)


def edited(lesson):
    """The files that its solution changes."""
    return list(dict.fromkeys(edit.file for edit in lesson.solution.edits))


def attacked(browser, address, lesson):
    """Find a lesson and carry out its attack, as a learner would."""
    browser.get(f"{address}/")
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
    page = html.fromstring(asked(site[0], path=f"/lessons/{lesson.name}").read().decode())
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
    assert found == {"exploit": "bad", "behaviour": "good", "scan": "bad" if lesson.checks else "unmeasured"}, said

    solved = Workspace(COURSE, tmp_path / "solved")
    solved.apply(lesson.solution.edits)
    for file in edited(lesson):
        browser.get(f"{address}/lessons/{lesson.name}?file={file}")
        write(browser, solved.read(file))
        press(browser, "//button[.='Save']")
        assert "What you have changed" in browser.page_source
    found, said = verdict(browser)
    scan = ("good", "A scan is silent here") if lesson.checks else ("unmeasured", "not measured, no check of goatherd")
    assert found == {"exploit": "good", "behaviour": "good", "scan": scan[0]} and "Fixed." in said, said
    assert scan[1] in said
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
        seen.add(active.text or active.get_attribute("name"))
        # The editor gives the tabulator back for two seconds after Escape.
        leaves = (Keys.ESCAPE,) if "cm-content" in active.get_attribute("class") else ()
        active.send_keys(*leaves, Keys.TAB)
    assert {"Send", "Hint 1 of 3", "Save and verify", "Put an object", "Show one solution"} <= seen


def test_no_text_is_lost_to_another_tab_or_a_missing_file(course_folder, browser, tmp_path):
    course = read_course(course_folder)
    with served(tmp_path / "home", browser, course) as (address, school):
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
        press(browser, "//button[.='Put them back']")
        assert "is missing" not in browser.page_source
        assert app.is_file()


@pytest.mark.parametrize(
    ("broken", "line", "why"),
    [
        ("Resources:\n  Api: [\n", 3, "expected a value"),
        ("Transform: AWS::Serverless-2016-10-31\nResources:\n\tA: 1\n", 3, "a tab used as indentation"),
    ],
)
def test_a_template_that_cannot_be_read_has_a_red_line_and_all_else_goes_on(
    course_folder, browser, tmp_path, broken, line, why
):
    with served(tmp_path / "home", browser, read_course(course_folder)) as (address, school):
        good = school.workspace.read("template.yaml")
        browser.get(f"{address}/lessons/name?file=template.yaml")
        write(browser, broken)
        press(browser, "//button[@value='verify']")
        red = awaited(browser, ".cm-bad-line")
        lines = browser.find_elements(By.CSS_SELECTOR, ".cm-line")
        assert lines.index(red) == line - 1
        message = browser.find_element(By.CSS_SELECTOR, ".broken").text
        assert message.startswith(f"Line {line} ") and why in message
        assert "Not measured: the goat cannot be read: template.yaml is not valid YAML" in browser.page_source.replace(
            "</strong>", ""
        )
        bare = html.fromstring(asked(address, path="/lessons/name?file=template.yaml").read().decode())
        assert bare.xpath("count(//noscript//*[@class='bad-line'])") == 1

        send(browser, school.course.lessons[0].attack)
        assert "the goat cannot be read" in browser.find_element(By.ID, "seen").text
        for path in ("/", "/summary", "/progress.json", "/lessons/name"):
            assert asked(address, path=path).status == 200
        browser.get(f"{address}/")
        assert "template.yaml is not valid YAML" in browser.find_element(By.CSS_SELECTOR, "[role=alert]").text
        press(browser, "//a[.='Mend template.yaml']")
        write(browser, good)
        press(browser, "//button[.='Save']")
        assert not browser.find_elements(By.CSS_SELECTOR, ".broken, .cm-bad-line")
        send(browser, school.course.lessons[0].attack)
        assert "You did it" in browser.find_element(By.ID, "seen").text


@pytest.mark.parametrize(
    ("file", "text", "line"),
    [("a.py", "x = 1\ndef f(:\n", 2), ("a.js", "let x = 1;\nfunction {\n", 2), ("a.json", '{"a": 1,\n "b" 2}', 2)],
)
def test_other_broken_files_have_a_red_line_too(course_folder, browser, tmp_path, file, text, line):
    (course_folder / "goat" / file).write_text(text)
    with served(tmp_path / "home", browser, read_course(course_folder)) as (address, _):
        browser.get(f"{address}/lessons/name?file={file}")
        red = awaited(browser, ".cm-bad-line")
        assert browser.find_elements(By.CSS_SELECTOR, ".cm-line").index(red) == line - 1


def test_putting_back_asks_and_says_what_it_takes_away(course_folder, browser, tmp_path):
    second = course_folder / "lessons" / "again"
    shutil.copytree(course_folder / "lessons" / "name", second)
    (second / "lesson.toml").write_text((second / "lesson.toml").read_text().replace("A name", "Once more a name"))
    course = course_folder / "course.toml"
    course.write_text(course.read_text().replace('["name"]', '["name", "again"]'))
    with served(tmp_path / "home", browser, read_course(course_folder)) as (address, school):
        one, other = school.course.lessons
        for lesson, what in ((one, EXPLOITED), (one, VERIFIED), (other, VERIFIED)):
            school.progress.note(lesson, what)
        school.workspace.write("greet/app.py", "mine")
        browser.get(f"{address}/lessons/name")
        press(browser, "//button[starts-with(., 'Put this lesson')]")
        asks = browser.find_element(By.TAG_NAME, "main").text
        assert "What you have changed in these files is lost:\ngreet/app.py" in asks
        assert "it counts as exploited and fixed no more" in asks
        assert "Their marks stay, but what you changed there for them goes:\nOnce more a name becomes a command" in asks
        press(browser, "//a[.='Keep everything']")
        assert school.workspace.read("greet/app.py") == "mine" and school.standing(one).verified
        press(browser, "//button[starts-with(., 'Put this lesson')]")
        press(browser, "//button[.='Put them back']")
        assert "os.popen" in school.workspace.read("greet/app.py")
        assert not school.standing(one).verified and school.standing(other).verified


def test_the_last_result_survives_a_restart(course_folder, browser, tmp_path):
    course = read_course(course_folder)
    with served(tmp_path / "home", browser, course) as (address, school):
        attacked(browser, address, course.lessons[0])
        found, said = verdict(browser)
        press(browser, "//button[.='Show one solution']")
        write(browser, "mine")
        (school.workspace.folder / "greet" / "app.py").write_text("theirs")
        press(browser, "//button[.='Save']")
        assert "Not saved" in browser.page_source
        verdict_of_another_file = browser.find_elements(By.ID, "verdict")
    assert found == {"exploit": "bad", "behaviour": "good", "scan": "bad"} and verdict_of_another_file == []
    with served(tmp_path / "home", browser, course) as (address, _):
        browser.get(f"{address}/lessons/name")
        assert "You did it" in browser.find_element(By.ID, "seen").text
        path = browser.find_element(By.ID, "http-path").get_attribute("value")
        assert path == course.lessons[0].attack.fields["path"]
        assert "Not saved" in browser.page_source and "Any other fix that passes" in browser.page_source
        assert browser.find_element(By.ID, "text").get_attribute("value") == "mine"
        press(browser, "//button[@value='verify']")
        said = browser.find_element(By.ID, "verdict").text
    assert "Not fixed yet" in said
    with served(tmp_path / "home", browser, course) as (address, _):
        browser.get(f"{address}/lessons/name")
        assert browser.find_element(By.ID, "verdict").text == said


def test_long_work_is_seen_to_go_on(course_folder, browser, tmp_path):
    with served(tmp_path / "home", browser, read_course(course_folder)) as (address, _):
        browser.get(f"{address}/lessons/name")
        awaited(browser, ".cm-content")
        for form, says in (("attack", "The goat is at work"), ("save", "Measuring: attacks, behaviour, scan")):
            # Sent, but to nowhere: the page stays.
            browser.execute_script(
                f"document.querySelector('form[action$=\"/{form}\"]').dispatchEvent(new Event('submit'))"
            )
            assert awaited(browser, f"form[action$='/{form}'] .busy").text.startswith(says)
            assert awaited(browser, f"form[action$='/{form}'] button[disabled]")
        seconds = "return document.querySelector('.busy span').textContent"
        WebDriverWait(browser, PATIENCE).until(lambda b: b.execute_script(seconds).endswith(" s"))


@pytest.mark.parametrize(
    ("path", "data", "status", "says"),
    [
        ("/nowhere", None, 404, "Not Found"),
        ("/lessons/nothing", None, 404, "Not Found"),
        ("/lessons/name", b"x=1", 405, "Method Not Allowed"),
        ("/lessons/name/save", b"file=greet/app.py", 400, "Bad Request"),
        ("/lessons/name/save", b"file=greet/app.py&text=" + b"x" * (5 << 20), 413, "Request Entity Too Large"),
        ("/lessons/name/save", b"file=../progress.sqlite&text=x", 400, "the goat has no file"),
        ("/lessons/name/save", b"file=/etc/passwd&text=x", 400, "the goat has no file"),
        ("/lessons/name?file=../../../../etc/passwd", None, 200, "is missing in your copy"),
        ("/lessons/name?file=linked.py", None, 200, "is missing in your copy"),
        ("/lessons/name?file=linked/secret", None, 200, "is missing in your copy"),
    ],
)
def test_what_cannot_be_served_is_told_on_a_page(course_folder, browser, tmp_path, path, data, status, says):
    secret = tmp_path / "elsewhere"
    secret.mkdir()
    (secret / "secret").write_text("a secret")
    with served(tmp_path / "home", browser, read_course(course_folder)) as (address, school):
        (school.workspace.folder / "linked.py").symlink_to(secret / "secret")
        (school.workspace.folder / "linked").symlink_to(secret)
        form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": origin(address)}
        answer = asked(address, "POST" if data else "GET", path, body=data, **(form if data else {}))
        page = answer.read().decode()
        assert answer.status == status and says in page and "Small" in page
        assert "a secret" not in page and "root:" not in page


def test_what_was_done_cannot_be_read_any_more(course_folder, browser, tmp_path):
    with served(tmp_path / "home", browser, read_course(course_folder)) as (address, _):
        (tmp_path / "home" / "progress.sqlite").write_bytes(b"no database" * 100)
        for path in ("/", "/lessons/name", "/summary"):
            answer = asked(address, path=path)
            assert (answer.status, b"progress.sqlite: file is not a database" in answer.read()) == (400, True)


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
    with served(tmp_path / "home", browser, course) as (address, school):
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
        browser.get(f"{address}/")
        assert "Elsewhere 1: commands A name becomes a command" in browser.find_element(By.TAG_NAME, "main").text
