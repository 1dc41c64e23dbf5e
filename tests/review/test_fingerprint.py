from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from goatherd.review.fingerprint import LENGTH

LINE = "    os.system(event['cmd'])"


def fingerprints(desk_type, lines, marked, **finding):
    with tempfile.TemporaryDirectory() as folder:
        desk = desk_type(Path(folder))
        desk.write("app.py", "\n".join(lines))
        for line in marked:
            desk.find("app.py", line, **finding)
        return [found.fingerprint for found in desk.review().findings]


@given(
    above=st.lists(st.sampled_from(["", "x = 1", "# a comment", "def f():"]), max_size=6),
    below=st.lists(st.sampled_from(["", "y = 2", "return x"]), max_size=6),
    indent=st.integers(min_value=0, max_value=8),
)
def test_a_fingerprint_outlives_shifted_and_reindented_lines(desk_type, above, below, indent):
    before = fingerprints(desk_type, [LINE], [1])
    after = fingerprints(desk_type, [*above, " " * indent + LINE, *below], [len(above) + 1])
    assert before == after
    assert len(before[0]) == LENGTH


def test_equal_lines_are_numbered_in_order(desk_type):
    one = fingerprints(desk_type, [LINE], [1])
    three = fingerprints(desk_type, [LINE, "pass", LINE, LINE], [1, 3, 4])
    assert len(set(three)) == 3
    assert three[0] == one[0]


def test_other_content_has_other_fingerprints(desk_type):
    seen = {
        fingerprints(desk_type, [LINE], [1])[0],
        fingerprints(desk_type, [LINE], [1], id="GOAT0102")[0],
        fingerprints(desk_type, ["os.popen(event['cmd'])"], [1])[0],
    }
    assert len(seen) == 3


def test_a_function_that_shares_the_file_changes_nothing(desk):
    desk.write("app.py", LINE)
    desk.find("app.py", 1, function="First")
    alone = desk.review().findings[0].fingerprint
    desk.find("app.py", 1, function="Another")
    assert [finding.fingerprint for finding in desk.review().findings] == [alone]


def test_equal_lines_of_two_functions_in_a_template_stay_apart_when_one_goes(desk):
    desk.write("t.yaml", "Timeout: 900\nTimeout: 900\n")
    desk.declare("First", "t.yaml")
    desk.declare("Second", "t.yaml")
    desk.find("t.yaml", 1, function="First")
    desk.find("t.yaml", 2, function="Second")
    second = desk.review().findings[1].fingerprint
    del desk.findings[0], desk.functions[0]
    assert [finding.fingerprint for finding in desk.review().findings] == [second]


def test_a_function_of_that_name_in_another_template_changes_nothing(desk):
    desk.write("t.yaml", "Timeout: 900\n")
    desk.declare("Work", "t.yaml")
    desk.find("t.yaml", 1, function="Work")
    alone = desk.review().findings[0].fingerprint
    desk.declare("Work", "u.yaml")
    assert desk.review().findings[0].fingerprint == alone


def test_a_folder_scanned_alone_has_the_fingerprints_of_the_repository(desk):
    (desk.root / ".git").mkdir()
    desk.write("services/pay/app.py", LINE)
    desk.declare("services/pay/app.handler", "services/pay/app.py")
    desk.find("services/pay/app.py", 1, function="services/pay/app.handler")
    desk.miss("services/pay/app.py", 1, "services/pay/app.py is in 12 pieces")
    whole = desk.review()
    desk.functions.clear(), desk.findings.clear(), desk.diagnoses.clear()
    desk.declare("app.handler", "app.py")
    desk.find("app.py", 1, function="app.handler")
    desk.miss("app.py", 1, "app.py is in 13 pieces")
    alone = desk.review(folder="services/pay")
    assert alone.findings[0].fingerprint == whole.findings[0].fingerprint
    assert alone.diagnoses[0].fingerprint == whole.diagnoses[0].fingerprint
