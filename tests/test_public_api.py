from __future__ import annotations

import subprocess
import sys

import pytest

import goatherd


def test_every_public_name_is_there_and_nothing_else_is():
    for name in goatherd.__all__:
        assert getattr(goatherd, name).__name__ == name
    assert set(goatherd.__all__) == set(goatherd._HOMES)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = goatherd.nothing


def test_importing_the_package_imports_no_part_of_it():
    program = "import sys, goatherd; print([name for name in sys.modules if name.startswith('goatherd')])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['goatherd']"


def test_scanning_from_python(tmp_path):
    from goatherd.review import review
    from goatherd.scan import scan

    (tmp_path / "template.yaml").write_text(
        "Transform: AWS::Serverless-2016-10-31\n"
        "Resources:\n"
        "  Work: {Type: 'AWS::Serverless::Function', Properties: {Runtime: python3.12, Handler: app.handler}}\n"
    )
    (tmp_path / "app.py").write_text("def handler(event, context):\n    return {}\n")
    outcome = review(scan(str(tmp_path)), goatherd.Config())
    assert [function.id for _, function in outcome.functions] == ["Work"]
    assert outcome.files == 2
