from __future__ import annotations

import pytest

BESIDE = 'variable "unknown" {}\nresource "aws_s3_bucket" "b" {}\n'


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ('join("-", ["a", "b"], ["c"])', "a-b-c"),
        ('format("%s-%03d-%q %%", "a", 7, "b")', 'a-007-"b" %'),
        ('formatlist("%s/*", ["a", "b"])', ["a/*", "b/*"]),
        ('split(",", "a,b")', ["a", "b"]),
        ('replace("a.b", ".", "-")', "a-b"),
        ('upper(trimspace(" a "))', "A"),
        ('trimsuffix(trimprefix("xay", "x"), "y")', "a"),
        ('substr("hello", 1, 3)', "ell"),
        ('startswith("hello", "he") && endswith("hello", "lo") && strcontains("hello", "ll")', True),
        ("merge({ a = 1, b = 1 }, { b = 2 })", {"a": 1, "b": 2}),
        ("merge([{ a = 1 }, { b = 2 }]...)", {"a": 1, "b": 2}),
        ('lookup({ a = 1 }, "b", 5)', 5),
        ('lookup({ a = 1 }, "a", 5)', 1),
        ("concat([1], [2, 3])", [1, 2, 3]),
        ("flatten([[1, [2]], 3])", [1, 2, 3]),
        ('distinct(["a", "b", "a"])', ["a", "b"]),
        ('compact(["a", "", null])', ["a"]),
        ("element([1, 2, 3], 4)", 2),
        ("one([])", None),
        ("slice([1, 2, 3], 1, 3)", [2, 3]),
        ("range(1, 4)", [1, 2, 3]),
        ('contains(["a"], "b")', False),
        ('index(["a", "b"], "b")', 1),
        ("length({ a = 1 })", 1),
        ('coalesce(null, "", "a")', "a"),
        ("keys({ b = 1, a = 2 })", ["a", "b"]),
        ("values({ b = 1, a = 2 })", [2, 1]),
        ('zipmap(["a", "b"], [1, 2])', {"a": 1, "b": 2}),
        ('setproduct(["a", "b"], [1])', [["a", 1], ["b", 1]]),
        ('setunion(["a"], ["b", "a"])', ["a", "b"]),
        ('toset(["a", "a"])', ["a"]),
        ('tonumber("3")', 3),
        ('jsondecode("{\\"a\\": [1]}").a', [1]),
        ('yamldecode("a: b")', {"a": "b"}),
        ('base64decode("aGk=")', "hi"),
        ('jsonencode(["a", 1, true, null])', ["a", 1, True, None]),
        ("max(1, 5, 3)", 5),
        ("anytrue([false, true])", True),
        ('basename("a/b.zip")', "b.zip"),
        ('dirname("a/b.zip")', "a"),
    ],
)
def test_a_function_gives_its_value(value_of, expression, value):
    assert value_of(expression, BESIDE) == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ('lower("${aws_s3_bucket.b.arn}/ABC")', "${aws_s3_bucket.b.Arn}/abc"),
        ('replace("${aws_s3_bucket.b.arn}/a", "A", "-")', "${aws_s3_bucket.b.Arn}/a"),
        ('join("/", [aws_s3_bucket.b.arn, var.unknown])', "${aws_s3_bucket.b.Arn}/${?}"),
        ('format("%s/%s", aws_s3_bucket.b.arn, var.unknown)', "${aws_s3_bucket.b.Arn}/${?}"),
        ("merge({ a = 1 }, var.unknown)", {"a": 1, "${?}": ("?", "variable unknown has no default")}),
    ],
)
def test_placeholders_stay_what_they_are(value_of, expression, value):
    assert value_of(expression, BESIDE) == value


def test_files_of_the_tree_are_read_and_no_others(arguments_of):
    files = {
        "infra/main.tf": """
            resource "test" "it" {
              text    = file("${path.module}/../a.txt")
              outside = file("/etc/hostname")
              above   = file("../../a.txt")
              parsed  = jsondecode(file("data.json")).key
              filled  = templatefile("${path.module}/t.tftpl", { name = "ann", list = ["a", "b"] })
              found   = fileset("${path.module}/functions", "**/*.py")
              exists  = fileexists("data.json")
            }
            """,
        "a.txt": "hello",
        "infra/data.json": '{"key": "value"}',
        "infra/t.tftpl": "hi ${name}:%{ for x in list } ${x}%{ endfor }",
        "infra/functions/one.py": "",
        "infra/functions/deep/er/two.py": "",
        "infra/functions/three.js": "",
    }
    it = arguments_of(files, "infra")["test.it"]
    assert it["text"] == "hello"
    assert it["outside"] == ("?", "file() reads /etc/hostname, which is not part of the scanned tree")
    assert it["above"] == ("?", "file() reads ../a.txt, which is not part of the scanned tree")
    assert it["parsed"] == "value"
    assert it["filled"] == "hi ann: a b"
    assert it["found"] == ["deep/er/two.py", "one.py"]
    assert it["exists"] is True


def test_a_regular_expression_of_the_tree_is_not_run(value_of):
    pattern = '"/(a+)+$/"'
    assert value_of(f'replace("{"a" * 40}b", {pattern}, "")') == (
        "?",
        "replace() takes a regular expression, which is not run",
    )


def test_a_document_in_a_file_keeps_its_lines(instances_of):
    files = {
        "main.tf": """
            resource "test" "it" {
              json  = file("a.json")
              yaml  = templatefile("a.yaml", { arn = "x" })
              parts = yamldecode(file("b.yaml")).parts
            }
            """,
        "a.json": '{\n  "a": 1\n}\n',
        "a.yaml": "a:\n  b: ${arn}\n",
        "b.yaml": "parts:\n  - one\n",
    }
    it = instances_of(files)["test.it"].arguments
    assert str(it.get("json", "a").span) == "a.json:2"
    assert (it.get("yaml", "a", "b").value, str(it.get("yaml", "a", "b").span)) == ("x", "a.yaml:2")
    assert it.get("yaml").text() == "a:\n  b: x\n"
    assert str(it.get("parts", 0).span) == "b.yaml:2"
