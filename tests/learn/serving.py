"""A course that is served to a browser, and requests to it without one."""

from __future__ import annotations

import http.client
import socket
import threading
from contextlib import contextmanager
from urllib.parse import urlsplit

from selenium.webdriver.common.by import By

from goatherd.learn.course import read_course
from goatherd.learn.school import School
from goatherd.learn.web.gate import Keys
from goatherd.learn.web.pages import make_app
from goatherd.learn.web.server import HOST, Server
from tests.browsers import awaited, next_page

COURSE = read_course()
KEYS = Keys()


@contextmanager
def served(folder, browser, course=COURSE):
    """(address of the pages, school) of a course whose pages a browser has opened."""
    school = School(course, folder)
    with socket.create_server((HOST, 0)) as listening:
        port = listening.getsockname()[1]
        server = Server(listening, make_app(school, port, KEYS))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        browser.get(f"http://{HOST}:{port}/?token={KEYS.token}")
        awaited(browser, "footer")  # the page of the key goes on by itself
        yield f"http://{HOST}:{port}/{KEYS.room}", school
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        school.close()


def origin(address):
    """What stands before the path: "http://127.0.0.1:8014"."""
    return "http://" + urlsplit(address).netloc


def asked(address, method="GET", path="/", *, session=KEYS.session, body=None, **headers):
    """The answer to a request below `address`; with the cookie of those who were shown a key."""
    told = urlsplit(address)
    cookie = {"Cookie": f"goatherd-learn-{told.port}={session}"} if session else {}
    connection = http.client.HTTPConnection(told.netloc, timeout=600)
    named = {name.replace("_", "-"): each for name, each in headers.items()}
    connection.request(method, told.path + path, body, cookie | named)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    answer.read = lambda: body
    return answer


def press(browser, xpath):
    with next_page(browser):
        browser.find_element(By.XPATH, xpath).click()
