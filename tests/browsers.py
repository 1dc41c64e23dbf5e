"""A real browser for pages."""

from __future__ import annotations

import shutil
from contextlib import contextmanager

from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.ui import WebDriverWait

PATIENCE = 120  # seconds; nothing is waited for that does not come, so that it costs nothing on a quick machine

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# Everything with text of its own whose contrast is below what WCAG AA asks of small text.
PALE = """
const light = (color) => {
  const [r, g, b] = color.map((c) => (c / 255 <= .04045 ? c / 255 / 12.92 : ((c / 255 + .055) / 1.055) ** 2.4));
  return .2126 * r + .7152 * g + .0722 * b;
};
const parts = (color) => color.match(/[\\d.]+/g).map(Number);
const behind = (element) => {
  for (let at = element; at; at = at.parentElement) {
    const color = parts(getComputedStyle(at).backgroundColor);
    if (color[3] !== 0) return color.slice(0, 3);
  }
  return [255, 255, 255];
};
const pale = [];
for (const element of document.body.querySelectorAll("*")) {
  if (element.closest("script, svg, option")) continue;
  if (![...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) continue;
  const [a, b] = [light(parts(getComputedStyle(element).color).slice(0, 3)), light(behind(element))];
  const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
  if (ratio < 4.5) pale.push(`${element.className || element.tagName} ${ratio.toFixed(2)}: ${element.textContent}`);
}
return pale;
"""


def headless(profile):
    """A browser with its data below the new folder `profile`."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    assert chromium and driver, "the page is tried in a browser: apt install chromium chromium-driver"
    options = ChromeOptions()
    options.binary_location = chromium
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    return Chrome(options, Service(driver))


@contextmanager
def next_page(browser):
    """What is done inside leads to another page: wait until that one, and not the one before, is there and whole."""
    before = browser.find_element(By.TAG_NAME, "html")
    yield
    wait = WebDriverWait(browser, PATIENCE, ignored_exceptions=[WebDriverException])
    wait.until(staleness_of(before))
    wait.until(lambda b: b.execute_script("return document.readyState") == "complete")


def awaited(browser, selector):
    """The first element of a CSS selector that a script of this page adds, once it is there."""
    return WebDriverWait(browser, PATIENCE).until(lambda b: b.find_elements(By.CSS_SELECTOR, selector))[0]
