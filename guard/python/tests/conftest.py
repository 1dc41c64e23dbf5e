"""What the layer ships has no RE2; where the packages of a function bring it, it is used."""

import pytest
from goatherd_guard.firewall import patterns


@pytest.fixture
def own_expressions(monkeypatch):
    """Python's own regular expressions, whether or not RE2 is installed."""
    monkeypatch.setattr(patterns, "re2", None)


@pytest.fixture(params=["RE2", "Python's own"])
def expressions(request):
    """Both engines of regular expressions, one after the other."""
    if request.param == "RE2":
        pytest.importorskip("re2")
    else:
        request.getfixturevalue("own_expressions")
