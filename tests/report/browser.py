"""A real browser for the tests of pages: Chromium without a window, driven through chromedriver."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")
NO_BROWSER = "chromium and chromedriver are not installed, so no page was opened"
LONGEST_WAIT = 10
T = TypeVar("T")


class Browser:
    """Chromium with one page open.

    Args:
        driver: of selenium.
        downloads: where files go that the page saves.
    """

    def __init__(self, driver: Any, downloads: Path) -> None:
        self.driver = driver
        self.downloads = downloads

    def open(self, page: Path) -> None:
        """Opens a page, and waits until its script has run."""
        # What the reader marked in the page before would hold it back.
        self.script(
            "if (typeof warnOfUnsaved === 'function') removeEventListener('beforeunload', warnOfUnsaved)"
        )
        self.driver.get(page.as_uri())
        self.until(lambda: self.script("return document.documentElement.dataset.ready"))

    def script(self, code: str, *arguments: object) -> Any:
        """Runs a script in the page, and gives what it returns."""
        return self.driver.execute_script(code, *arguments)

    def press(self, keys: str) -> None:
        """Presses keys, wherever the focus is."""
        self.driver.switch_to.active_element.send_keys(keys)

    def all(self, selector: str) -> list[Any]:
        """Gives the elements that a selector fits and that can be seen, once what is in view is drawn."""
        self.driver.execute_async_script(
            "const done = arguments[0];"
            "requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));"
        )
        return [
            found for found in self.driver.find_elements("css selector", selector) if found.is_displayed()
        ]

    def one(self, selector: str) -> Any:
        """Gives the only element that a selector fits and that can be seen."""
        [found] = self.all(selector)
        return found

    def texts(self, selector: str) -> list[str]:
        """Gives the text nodes of elements, exactly."""
        return [found.get_property("textContent") for found in self.all(selector)]

    def click(self, selector: str) -> None:
        """Clicks on the only element that a selector fits."""
        self.one(selector).click()

    def select(self, value: str, place: int = 0) -> None:
        """Selects text of an original, where it stands in one text node, as the mouse would."""
        found = self.script(
            """
            const [value, place] = arguments;
            const spots = [];
            for (const side of document.querySelectorAll(".original")) {
              const walker = document.createTreeWalker(side, NodeFilter.SHOW_TEXT);
              for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                for (let at = node.data.indexOf(value); at >= 0; at = node.data.indexOf(value, at + 1)) {
                  spots.push([node, at]);
                }
              }
            }
            if (!spots[place]) return false;
            const [node, at] = spots[place];
            getSelection().setBaseAndExtent(node, at, node, at + value.length);
            return true;
            """,
            value,
            place,
        )
        assert found, f"{value!r} is not there in one piece"

    def saved(self, name: str) -> Path:
        """Gives a file that the page saved, once it is whole."""
        path = self.downloads / name
        self.until(lambda: path.is_file() and not list(self.downloads.glob("*.crdownload")))
        return path

    def until(self, condition: Callable[[], T]) -> T:
        """Waits until something is so, as short as may be."""
        limit = time.monotonic() + LONGEST_WAIT
        while not (result := condition()):
            assert time.monotonic() < limit, "it did not come to be"
        return result

    def troubles(self) -> list[str]:
        """What the browser complained of since it was asked last: errors, and what a policy refused."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def requested(self) -> list[str]:
        """Addresses that were asked for since this was asked last."""
        messages = (json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance"))
        return [
            message["params"]["request"]["url"]
            for message in messages
            if message["method"] == "Network.requestWillBeSent"
        ]


@contextmanager
def opened_browser(downloads: Path) -> Iterator[Browser]:
    """Starts a browser, or skips the test and says why."""
    if CHROMIUM is None or DRIVER is None:
        pytest.skip(NO_BROWSER)
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(flag)
    options.add_argument("--window-size=1280,900")
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    options.unhandled_prompt_behavior = "ignore"
    service = Service(executable_path=DRIVER, env={**os.environ, "SE_OFFLINE": "true"})
    driver = webdriver.Chrome(options=options, service=service)
    try:
        yield Browser(driver, downloads)
    finally:
        driver.quit()
