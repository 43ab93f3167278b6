"""One browser for all tests of pages: to start it takes longer than they do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.report.browser import Browser, opened_browser


@pytest.fixture(scope="session")
def _browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with opened_browser(tmp_path_factory.mktemp("downloads")) as browser:
        yield browser


@pytest.fixture
def browser(_browser: Browser) -> Browser:
    """A browser, without anything that an earlier test saved."""
    for path in _browser.downloads.iterdir():
        path.unlink()
    _browser.troubles(), _browser.requested()
    return _browser
