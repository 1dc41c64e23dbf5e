"""What somebody else named must be written under that name, in its folder, or not at all."""

from __future__ import annotations

import pytest

from goatherd.core.file_names import means_itself


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "a\0"])
def test_no_system_takes_these(name):
    assert not means_itself(name, windows=False)
    assert not means_itself(name, windows=True)


@pytest.mark.parametrize(
    "name",
    ["..\\evil", "C:evil", "C:\\evil", ".git::$INDEX_ALLOCATION", "a.py:stream", "NUL", "nul.txt", "Com1", "aux .py",
     ".git.", ".git ", "lpt²", "a|b", "CON:"],
)  # fmt: skip
def test_on_windows_these_mean_something_else(name):
    assert means_itself(name, windows=False)
    assert not means_itself(name, windows=True)


@pytest.mark.parametrize("name", ["app.py", ".git", "console.py", "com10.py", "größe", "a b.yaml", "nullable.ts"])
def test_plain_names_mean_themselves(name):
    assert means_itself(name, windows=True)
