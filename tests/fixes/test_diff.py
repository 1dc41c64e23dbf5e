"""The changes as other tools take them."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from goatherd.fixes import diff

CASES = {
    "lines": ("a\nb\nc\n", "a\nB\nc\n"),
    "no line feed at the end": ("a\nb", "a\nB"),
    "a line feed comes at the end": ("a\nb", "a\nb\n"),
    "carriage returns": ("a\r\nb\r\n", "a\r\nB\r\n"),
    "odd line breaks are characters": ("a\u2028b\x0c\nc\n", "a\u2028b\x0c\nC\n"),
}


@pytest.mark.parametrize("case", CASES)
def test_git_applies_it(tmp_path, case):
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    before, after = CASES[case]
    (tmp_path / "t.yaml").write_text(before, newline="")
    text = "".join(diff({"t.yaml": (before, after)}))
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=text.encode(), check=True)
    assert (tmp_path / "t.yaml").read_bytes().decode() == after


def test_a_name_cannot_make_lines_of_its_own():
    lines = list(diff({"a\n+b.yaml": ("1\n", "2\n")}))
    assert lines[:2] == ['diff --git "a/a\\n+b.yaml" "b/a\\n+b.yaml"\n', '--- "a/a\\n+b.yaml"\n']
