"""The map on a terminal."""

from __future__ import annotations

from io import StringIO

import pytest
from attrs import evolve

from goatherd.core.confidence import only_possible
from goatherd.surface import picture
from goatherd.surface.formats import text
from goatherd.surface.map import surface_of
from tests.surface.conftest import MAIL, function

HEAD = "Transform: AWS::Serverless-2016-10-31\nResources:\n"


def drawn(map, **options):
    stream = StringIO()
    text.write(map, stream, color="never", width=options.pop("width", 80), **options)
    return stream.getvalue()


def test_the_whole_page(shop, snapshot):
    assert drawn(shop) == snapshot


@pytest.mark.parametrize("width", [70, 80, 120])
def test_it_fits(shop, width):
    assert max(map(len, drawn(shop, width=width).splitlines())) <= width


def many(map_files, number):
    def route(n):
        return f"{{E: {{Type: HttpApi, Properties: {{Path: /{n}, Method: GET}}}}}}"

    functions = "".join(f"  {function(f'F{n}', events=route(n))}" for n in range(number))
    return map_files({"template.yaml": HEAD + functions, "app.py": MAIL})


def test_many_functions_are_cut_and_it_is_said(map_files):
    page = drawn(many(map_files, 40))
    assert "  … and 32 more (--verbose lists all)" in page
    assert len(page.splitlines()) < 120


def test_verbose_leaves_nothing_out(map_files):
    page = drawn(many(map_files, 40), verbose=True)
    assert "… and" not in page
    assert all(f"F{n}" in page for n in range(40))


def test_many_applications_are_cut_and_it_is_said(map_files):
    templates = {f"a{n:02}/template.yaml": f"{HEAD}  {function('One')}" for n in range(30)}
    page = drawn(map_files({**templates, **{f"a{n:02}/app.py": MAIL for n in range(30)}}))
    assert page.startswith("30 functions of 30 applications\n")
    assert "OTHER APPLICATIONS · 22" in page
    assert "  … and 2 more (--verbose lists all)" in page


def test_a_part_without_functions_is_counted_apart(map_files):
    templates = {f"a{n}/template.yaml": f"{HEAD}  {function('One')}" for n in range(2)}
    bucket = {"b/template.yaml": f"{HEAD}  Files: {{Type: AWS::S3::Bucket}}\n"}
    mapped = map_files({**templates, **bucket, "a0/app.py": MAIL, "a1/app.py": MAIL})
    told = "2 functions of 2 applications and 1 application without functions"
    assert drawn(mapped).startswith(f"{told}\n")
    assert f"{told}; 2 ways in, 0 open to anybody" in picture.html(mapped)


def test_a_path_of_low_confidence_says_so_and_stands_below_the_sure(map_files):
    sure = "import os\n\n\ndef handler(event, context):\n    os.system(event['body'])\n"
    events = "{E: {Type: HttpApi}}"
    one, two = (function(name, events=events).replace("app.", f"{name.lower()}.") for name in ("Any", "Mail"))
    mapped = map_files({"template.yaml": f"{HEAD}  {one}  {two}", "any.py": sure, "mail.py": sure})
    (surface,) = mapped.surfaces
    unsure = [
        evolve(each, reasons=only_possible("it may be")) if each.function == "Any" else each
        for each in surface.findings
    ]
    page = drawn(evolve(mapped, surfaces=(surface_of(surface.application, unsure, {}),)))
    first, last = (line for line in page.splitlines() if "  critical" in line and "→" in line)
    assert ("Mail" in first, "Any" in last) == (True, True)
    assert page.count("low confidence") == 1


def test_names_cannot_drive_the_terminal(map_files):
    policies = '[{Statement: [{Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::a\\e[2Jb"}]}]'
    page = drawn(map_files({"template.yaml": f"{HEAD}  {function('One', policies=policies)}", "app.py": MAIL}))
    assert "\x1b" not in page
    assert "a\ufffd[2Jb" in page
