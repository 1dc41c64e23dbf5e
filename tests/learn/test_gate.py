"""Who gets the pages of the course, and who does not."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from goatherd.learn.web.gate import Keys
from tests.browsers import PATIENCE, awaited, next_page
from tests.learn.serving import COURSE, KEYS, asked, origin, press, served


@pytest.fixture(scope="module")
def site(tmp_path_factory, browser):
    with served(tmp_path_factory.mktemp("home"), browser) as found:
        yield found


def test_other_sites_cannot_reach_the_goat(site):
    address, _ = site
    port = origin(address).rpartition(":")[2]
    hint = f"/lessons/{COURSE.lessons[0].name}/hint"
    here = {"Origin": origin(address)}
    visit = {"Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}

    def status(*words, **headers):
        return asked(address, *words, **headers).status

    assert status() == 200
    assert status(Host=f"goat.evil.example:{port}") == 421
    assert status(Host="127.0.0.1") == 421
    assert status("POST", hint) == 403
    assert status("POST", hint, Origin=origin(address)) == 303
    assert status("POST", hint, Origin="http://evil.example") == 403
    assert status("POST", hint, Origin="null") == 403
    assert status("POST", hint, Origin=f"http://127.0.0.1:{int(port) + 1}") == 403
    assert status("POST", hint, **here, Sec_Fetch_Site="cross-site") == 403
    assert status("POST", hint, **here, Sec_Fetch_Site="same-site", **visit) == 403
    assert status("DELETE", hint) == status("OPTIONS", hint) == 403
    assert status("GET", "/progress.json", Origin="http://evil.example") == 403
    assert status("GET", "/progress.json", Sec_Fetch_Site="same-site") == 403
    assert status("GET", "/static/learn.js", Sec_Fetch_Site="cross-site") == 403
    assert status("GET", "/", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate", Sec_Fetch_Dest="iframe") == 403
    assert status("GET", "/", Sec_Fetch_Site="cross-site", **visit) == 200


@pytest.mark.parametrize("path", ["/", "/summary", "/progress.json", "/static/learn.js", "/nowhere", "/lessons/name"])
@pytest.mark.parametrize(
    "session",
    [
        "",
        "x",
        KEYS.session[:-1],
        f"{KEYS.session}x",
        KEYS.token,
        KEYS.ticket,
        KEYS.room,
        "\u00e9".encode().decode("latin-1"),
    ],
    ids=["none", "another", "too short", "too long", "the key", "the ticket", "the room", "no ASCII"],
)
def test_without_the_session_nothing_is_shown(site, path, session):
    assert_locked(asked(site[0], path=path, session=session))


@pytest.mark.parametrize("path", ["/", "/summary", "/progress.json", "/static/learn.js", "/lessons/name"])
@pytest.mark.parametrize(
    "room",
    ["", "/x", f"/{KEYS.room[:-1]}", f"/{KEYS.room}x", f"/{KEYS.session}", "/%C3%A9"],
    ids=["none", "another", "too short", "too long", "the session", "no ASCII"],
)
def test_nothing_is_shown_elsewhere_than_in_the_room(site, room, path):
    assert_locked(asked(origin(site[0]) + room, path=path))


def assert_locked(answer):
    said = answer.read().decode()
    assert answer.status == 403 and "the key is in it" in said and COURSE.title not in said
    assert answer.getheader("Set-Cookie") is None


@pytest.mark.parametrize("action", ["attack", "hint", "save", "solution", "reset"])
def test_without_the_session_nothing_is_done(site, action):
    address, school = site
    lesson = COURSE.lessons[0]
    before = school.progress.export()
    assert asked(address, "POST", f"/lessons/{lesson.name}/{action}", session="", Origin=origin(address)).status == 403
    assert school.progress.export() == before


def test_the_key_becomes_a_cookie_that_only_our_pages_send(site):
    address, _ = site
    port = origin(address).rpartition(":")[2]
    entered = asked(origin(address), path=f"/?token={KEYS.token}", session="")
    page = entered.read().decode()
    assert entered.status == 200 and f'content="0;url=/{KEYS.room}/"' in page
    assert KEYS.token not in page and KEYS.session not in page
    cookie, *marks = entered.getheader("Set-Cookie").split("; ")
    assert cookie == f"goatherd-learn-{port}={KEYS.session}"
    assert set(marks) == {"HttpOnly", f"Path=/{KEYS.room}", "SameSite=Strict"}
    assert entered.getheader("Referrer-Policy") == "no-referrer"
    for given in ("", "x", "%C3%A9", KEYS.session, KEYS.room, f"{KEYS.token}&token=x"[1:]):
        refused = asked(origin(address), path=f"/?token={given}")
        assert KEYS.room not in refused.read().decode()
        assert refused.status == 403 and refused.getheader("Set-Cookie") is None
    other = [f"goatherd-learn-{port}={each}" for each in ("planted", KEYS.session)]
    assert asked(address, session="", Cookie="; ".join(other)).status == 200


def test_what_was_known_opens_nothing_after_a_restart():
    before, after = Keys(), Keys()
    one, other = ({each.token, each.ticket, each.room, each.session} for each in (before, after))
    assert len(one | other) == 8


@contextmanager
def another_users_server():
    """(its address, a list of the requests that it gets) of a server on another port of this machine."""
    got = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            got.append(f"{self.requestline}\n{self.headers}")
            page = b"<title>another</title><script>fetch('/fetched').then(() => { document.title = 'done' })</script>"
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", got
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_what_a_browser_sends_to_other_ports_is_worth_nothing(site, browser):
    address, _ = site
    browser.get(f"{address}/")
    assert browser.get_cookies()[0]["value"] == KEYS.session
    with another_users_server() as (other, got):
        for way in (
            f"location = '{other}/from/our/page'",
            f"location = '{other}/lessons/{COURSE.lessons[0].name}'",
            f"location = '{other}/'",
        ):
            browser.get(f"{address}/summary")
            with next_page(browser):
                browser.execute_script(way)
            awaited(browser, "script")
        browser.get(f"data:text/html,<script>location = '{other}/by/another/site'</script>")
        WebDriverWait(browser, PATIENCE).until(lambda b: b.title == "done")
    assert {"/from/our/page", "/", "/by/another/site", "/fetched"} <= {each.split()[1] for each in got}
    secrets = (KEYS.session, KEYS.room, KEYS.token, KEYS.ticket)
    assert [each for each in got if any(secret in each for secret in secrets)] == []


def test_every_answer_says_what_browsers_may_do_with_it(site):
    address, _ = site
    locked, missing = asked(address, session=""), asked(address, path="/nowhere")
    assert (locked.status, missing.status) == (403, 404)
    for answer in (asked(address), asked(address, path="/static/learn.js"), locked, missing):
        assert "frame-ancestors 'none'" in answer.getheader("Content-Security-Policy")
        assert answer.getheader("X-Frame-Options") == "DENY"
        assert answer.getheader("X-Content-Type-Options") == "nosniff"
        assert answer.getheader("Cache-Control") == "no-store"
        assert answer.getheader("Referrer-Policy") == "same-origin"


def test_what_a_browser_is_started_with_opens_the_pages_once_and_for_our_user(site):
    address, _ = site
    path = f"/?token={KEYS.ticket}"
    port = int(origin(address).rpartition(":")[2])
    if os.geteuid() == 0:
        code = f"""
import os, socket
os.setgid(65534), os.setuid(65534)
connection = socket.socket()
connection.connect((b"127.0.0.1", {port}))
connection.sendall(b"GET {path} HTTP/1.1\\r\\nHost: 127.0.0.1:{port}\\r\\n\\r\\n")
print(connection.recv(100).split()[1].decode())
"""
        stranger = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert stranger.stdout == "403\n"
    assert asked(origin(address), path=path, session="").status == 200
    assert asked(origin(address), path=path, session="").status == 403


def test_the_key_leaves_the_address_bar_and_a_link_from_elsewhere_leads_in(site, browser):
    address, _ = site
    browser.get(f"{address}/")
    browser.delete_all_cookies()
    for locked in (address, f"{address}/", f"{address}/summary", origin(address)):
        browser.get(locked)
        assert "This page is locked" in browser.page_source
    browser.get(f"data:text/html,<a id=go href='{origin(address)}/?token={KEYS.token}'>go</a>")
    with next_page(browser):
        browser.find_element(By.ID, "go").click()
    awaited(browser, "footer")
    assert browser.current_url == f"{address}/"
    assert browser.execute_script("return document.cookie") == ""
    assert KEYS.token not in browser.execute_script("return document.referrer")
    browser.get(f"data:text/html,<a id=go href='{address}/summary'>go</a>")
    with next_page(browser):
        browser.find_element(By.ID, "go").click()
    assert "This page is locked" in browser.page_source
    press(browser, "//a[.='Go on']")
    assert browser.current_url == f"{address}/" and browser.find_elements(By.TAG_NAME, "footer")


def test_the_ways_about_a_browser_work(site, browser):
    """Reloading, going back, and opening the address that was shown once more in another tab."""
    address, _ = site
    browser.get(f"{origin(address)}/?token={KEYS.token}")
    awaited(browser, "footer")
    press(browser, f"//*[@class='lessons']//a[.='{COURSE.lessons[0].title}']")
    lesson = browser.current_url
    assert lesson == f"{address}/lessons/{COURSE.lessons[0].name}"
    awaited(browser, ".cm-content")
    with next_page(browser):
        browser.refresh()
    assert browser.current_url == lesson and awaited(browser, ".cm-content")
    with next_page(browser):
        browser.back()
    assert browser.current_url == f"{address}/" and awaited(browser, "footer")
    first = browser.current_window_handle
    browser.switch_to.new_window("tab")
    browser.get(f"{origin(address)}/?token={KEYS.token}")
    assert awaited(browser, "footer") and browser.current_url == f"{address}/"
    browser.close()
    browser.switch_to.window(first)
    with next_page(browser):
        browser.refresh()
    assert awaited(browser, "footer")
    browser.get(address)  # without the slash
    assert awaited(browser, "footer")
