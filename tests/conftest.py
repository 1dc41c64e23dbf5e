from __future__ import annotations

from contextlib import ExitStack
from datetime import date

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says something about the machine, not about the code.
settings.register_profile("goatherd", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("goatherd")


@pytest.fixture(scope="session", autouse=True)
def _day():
    """Which runtimes are out of date must not depend on when the tests run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("goatherd.core.host.today", lambda: date(2026, 11, 29))
        yield


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    from tests.browsers import headless

    browser = headless(tmp_path_factory.mktemp("browser"))
    yield browser
    browser.quit()


@pytest.fixture(scope="session")
def spark(tmp_path_factory):
    """Started once, in a time zone that is not that of logs: whatever asks Spark asks this one."""
    from goatherd.hunt.spark.session import session_of

    with ExitStack() as running:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("TZ", "America/New_York")
            patch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")  # for what runs once
            patch.setenv("SPARK_LOCAL_DIRS", str(tmp_path_factory.mktemp("spark")))
            session = running.enter_context(session_of("local[2]"))
        yield session
