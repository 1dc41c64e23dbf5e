"""Lessons on reading logs: the log that is given to read, answers to it, and what a page shows of logs."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.by import By

from goatherd.core.errors import UsageError
from goatherd.learn.course import read_course
from goatherd.learn.logbook import hunt_in
from goatherd.learn.packages import install_packages
from goatherd.learn.records import read_log
from goatherd.learn.verify import verify
from goatherd.learn.workspace import Workspace
from tests.browsers import PALE
from tests.learn.serving import COURSE, press, served

TUESDAY = COURSE.lesson("what-happened-on-tuesday")
THIEF = "198.51.100.23"


def thefts():
    return [each for each in read_log(TUESDAY.log) if each.address == THIEF and not each.error and "Share" in each.who]


def test_one_record_of_the_log_is_the_theft_and_goatherd_sees_it():
    assert [(each.what, each.program[:7]) for each in thefts()] == [("dynamodb Scan", "aws-cli")]
    told = {alert.about.id: alert for alert in hunt_in(TUESDAY.log, None).alerts}
    evidence = told["GOAT0172"].evidence
    assert thefts()[0].id in {each.id for each in evidence}
    assert {each.address for each in evidence} == {THIEF}


def test_naming_the_record_is_an_answer(tmp_path):
    install_packages(COURSE)
    workspace = Workspace(COURSE, tmp_path / "goat")
    rule = workspace.read("detections/tuesday.yml")
    workspace.write("detections/tuesday.yml", rule.replace("the id of a record", thefts()[0].id))
    verdict = verify(TUESDAY, workspace.folder)
    assert verdict.ok, verdict


@pytest.mark.parametrize("text", ["", "title: [", "title: Nothing\ndetection: {a: {b: c}, condition: d}\n"])
def test_a_file_that_is_no_rule_is_no_answer(tmp_path, text):
    file = tmp_path / "rule.yml"
    file.write_text(text)
    told = hunt_in(TUESDAY.log, file)
    assert not told.alerts and told.why


def test_the_page_shows_the_log_and_what_logs_have_of_an_attack(browser, tmp_path):
    install_packages(COURSE)
    with served(tmp_path / "home", browser) as (address, _):
        browser.get(f"{address}/lessons/{TUESDAY.name}")
        theft = thefts()[0]
        lines = browser.find_elements(By.CSS_SELECTOR, ".records summary")
        assert len(lines) == len(read_log(TUESDAY.log))
        line = next(each for each in lines if "Scan" in each.text and THIEF in each.text and "Denied" not in each.text)
        line.click()
        assert theft.id in line.find_element(By.XPATH, "..").text

        browser.find_element(By.XPATH, "//summary[starts-with(., 'Call AWS')]").click()
        for name, value in TUESDAY.attack.fields.items():
            browser.find_element(By.ID, f"role-{name}").send_keys(value)
        press(browser, "//details[@open]//button[.='Send']")
        seen = browser.find_element(By.ID, "seen").text
        assert "You did it" in seen and "In the logs: 0 of 1 lines that there could be" in seen
        assert "data events not switched on" in seen and '"eventName": "Scan"' in seen
        assert browser.execute_script(PALE) == []
        press(browser, "//button[@value='verify']")
        assert "The attacks are not seen" in browser.find_element(By.CSS_SELECTOR, "#verdict .bad").text
        assert browser.get_log("browser") == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("hunts = 1", "hunts must be true or false"),
        ("log = 'gone.jsonl'", "log must name a file of the lesson"),
        ("log = '../../course.toml'", "log must name a file of the lesson"),
        ("log = 7", "log must name a file of the lesson"),
    ],
)
def test_a_lesson_that_says_something_wrong_of_its_log_is_named(course_folder, line, message):
    path = course_folder / "lessons" / "name" / "lesson.toml"
    path.write_text(f"{line}\n{path.read_text()}")
    with pytest.raises(UsageError, match=message):
        read_course(course_folder)


def test_a_log_that_is_none_is_named(tmp_path):
    log = tmp_path / "log.jsonl"
    log.write_text('{"eventName": "Scan"}\nScan\n')
    with pytest.raises(UsageError, match=r"log\.jsonl cannot be read"):
        read_log(log)
