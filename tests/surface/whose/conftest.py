"""One function behind an authorizer: its body in, cells out."""

from __future__ import annotations

import pytest

from tests.surface.whose.applications import API, JAVASCRIPT, PYTHON, cells_of, events


@pytest.fixture
def python(map_files):
    def cells(body, *routes):
        code = PYTHON + "".join(f"    {line}\n" for line in body.splitlines())
        template = API % ("python3.12", events(*(routes or ("put /notes/{id}",))))
        return cells_of(map_files({"template.yaml": template, "app.py": code}))

    return cells


@pytest.fixture
def javascript(map_files):
    def cells(body, *routes):
        template = API % ("nodejs22.x", events(*(routes or ("put /notes/{id}",))))
        return cells_of(map_files({"template.yaml": template, "app.js": f"{JAVASCRIPT}{body}\n}};\n"}))

    return cells
