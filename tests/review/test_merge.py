from __future__ import annotations

from pathlib import Path

import pytest

from goatherd.core.config import Config
from goatherd.core.finding import HIGH, LOW, MEDIUM, Kind
from goatherd.review import review
from goatherd.scan import scan


def test_functions_that_share_a_file_share_the_finding(desk):
    desk.write("app.py", "read()\nos.system(x)\n")
    for function in ("Read", "List", "Read"):
        desk.find("app.py", 2, function=function, source=1)
    (finding,) = desk.review().findings
    assert finding.functions == ("List", "Read")


def test_messages_that_differ_only_in_the_function_are_one(desk):
    desk.write("t.yaml", "Globals: {}\n")
    for function in ("Read", "List"):
        desk.find("t.yaml", 1, function=function, message=f"{function} has no limit")
    assert len(desk.review().findings) == 1


def test_a_function_whose_name_is_part_of_a_word_is_no_other_message(desk):
    desk.write("app.py", "api_secret = 1\n")
    for function in ("api", "api-url"):
        desk.find("app.py", 1, function=function, message="api_secret is a credential")
    (finding,) = desk.review().findings
    assert finding.functions == ("api", "api-url")


def test_other_sources_places_words_and_checks_stay_apart(desk):
    desk.write("app.py", "a = read()\nb = read()\nos.system(a + b)\nos.system(b)\n")
    desk.find("app.py", 3, source=1)
    desk.find("app.py", 3, source=2)
    desk.find("app.py", 4, source=2)
    desk.find("app.py", 4, source=2, message="something else")
    desk.find("app.py", 4, source=2, id="GOAT0102")
    assert len(desk.review().findings) == 5


def test_what_is_mended_at_its_place_is_one_finding_for_all_sources(desk):
    desk.write("base.py", "log(event)\n")
    for function, source in (("Read", 1), ("List", 1)):
        desk.find("base.py", 1, function=function, source=source, whatever_source=True)
    desk.find("base.py", 1, function="Show", source=7, whatever_source=True)
    (finding,) = desk.review().findings
    assert finding.functions == ("List", "Read", "Show")


def test_data_that_meets_in_one_place_is_one_finding(desk):
    desk.write("mail.py", "send(html)\n")
    for field in ("a", "b", "c", "d", "e"):
        desk.find("mail.py", 1, function="Mail", source=2, message=f"body.{field} is mailed", subject=f"body.{field}")
    desk.find("mail.py", 1, function="Other", source=3, message="body.a is mailed", subject="body.a")
    first, second = desk.review().findings
    assert first.message == "body.a is mailed; likewise body.b, body.c, body.d and 1 more"
    assert (first.functions, second.functions) == (("Mail",), ("Other",))


_STACK = """
import { Stack } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
export class Orders extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    for (const name of ['Accept', 'Ship', 'Bill']) {
      new sfn.StateMachine(this, name, { definition: new sfn.Pass(this, `${name}Nothing`) });
    }
  }
}
"""


def test_resources_that_one_line_of_a_program_makes_share_the_finding(tmp_path):
    (tmp_path / "orders-stack.ts").write_text(_STACK)
    config = Config(select=("GOAT0504",))
    (finding,) = review(scan(str(tmp_path), config), config).findings
    assert finding.message == (
        "Executions of state machine Accept are not logged; so it is for 2 more that this line makes"
    )


_SHARED = (
    'resource "aws_lambda_function" "shared" {\n  handler = "a.b"\n  runtime = "python3.13"\n  filename = "x.zip"\n}\n'
)


def test_what_two_applications_share_is_told_once(tmp_path):
    files = {
        "shared/main.tf": _SHARED,
        "one/main.tf": 'module "shared" { source = "../shared" }\n' + _SHARED.replace("shared", "own"),
        "two/main.tf": 'module "shared" { source = "../shared" }\n',
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    config = Config(select=("GOAT0503",))
    (finding,) = review(scan(str(tmp_path), config), config).findings
    assert [finding.span.path, *(place.path for place in finding.locations)] == ["one/main.tf", "shared/main.tf"]


_DEFAULTS = """
import { Code, Runtime } from 'aws-cdk-lib/aws-lambda';
export const defaults = { runtime: Runtime.NODEJS_18_X, handler: 'index.handler', code: Code.fromInline('1') };
"""
_SHARING_STACK = """
import {{ Stack }} from 'aws-cdk-lib';
import {{ Function }} from 'aws-cdk-lib/aws-lambda';
import {{ Construct }} from 'constructs';
import {{ defaults }} from './defaults';
export class {name} extends Stack {{
  constructor(scope: Construct, id: string) {{
    super(scope, id);
    {functions}
  }}
}}
"""


def _add_stack(folder: Path, name: str, functions: tuple[str, ...]) -> None:
    made = "".join(f"new Function(this, '{each}', {{ ...defaults }});" for each in functions)
    (folder / f"{name.lower()}-stack.ts").write_text(_SHARING_STACK.format(name=name, functions=made))


def test_functions_of_several_stacks_are_counted_together(tmp_path):
    (tmp_path / "defaults.ts").write_text(_DEFAULTS)
    _add_stack(tmp_path, "Orders", ("Accept", "Ship"))
    _add_stack(tmp_path, "People", ("Greet",))
    _add_stack(tmp_path, "Mails", ("Send", "Fetch", "Clean"))
    config = Config(select=("GOAT0601",))
    (finding,) = review(scan(str(tmp_path), config), config).findings
    assert finding.span.path == "defaults.ts"
    assert finding.message.startswith("nodejs18.x, the runtime of 6 functions, has had no security patches since ")


_QUERIES = """
import os
import boto3

def find(name, strict):
    query = f"select * from people where name = '{name}'"
    athena = boto3.client("athena")
    if strict:
        return athena.start_query_execution(QueryString=query, WorkGroup="strict")
    return athena.start_query_execution(QueryString=query)
"""
_HANDLERS = """
from queries import find

def one(event, context):
    find(event["body"], True)

def two(event, context):
    find(event["path"], False)

def three(event, context):
    find("constant", False)
"""
_FUNCTION = """
  {name}:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.{name}
      Events: {{Post: {{Type: Api, Properties: {{Path: /, Method: post}}}}}}
"""


def test_what_is_put_together_in_one_place_is_one_finding_wherever_it_goes(tmp_path):
    functions = "".join(_FUNCTION.format(name=name) for name in ("one", "two", "three"))
    (tmp_path / "template.yaml").write_text(f"Transform: AWS::Serverless-2016-10-31\nResources:\n{functions}")
    (tmp_path / "app.py").write_text(_HANDLERS)
    (tmp_path / "queries.py").write_text(_QUERIES)
    config = Config(select=("GOAT0104",))
    (finding,) = review(scan(str(tmp_path), config), config).findings
    assert finding.message == (
        "event.body becomes part of the statement that athena.StartQueryExecution QueryString runs;"
        " one of 2 ways through queries.py:6"
    )
    assert finding.functions == ("one", "two")
    assert {place.line for place in (finding.span, *finding.locations) if place.path == "queries.py"} == {9, 10}


_READER = """import os


def read(name):
    if os.path.exists(name):
        with open(name) as file:
            return file.read()


def find(name):
    path = os.path.join("/tmp/pages", name)
    with open(path) as file:
        return file.read()


def drop(name):
    os.remove(os.path.join("/tmp/pages", name))
"""
_READING = """from files import drop, find, read


def one(event, context):
    return read(event["body"])


def two(event, context):
    return read(event["headers"]["page"])


def three(event, context):
    return find(event["body"]), drop(event["body"])
"""


def test_a_line_that_many_hand_data_to_is_one_finding_and_what_only_looks_is_little(tmp_path):
    functions = "".join(_FUNCTION.format(name=name) for name in ("one", "two", "three"))
    (tmp_path / "template.yaml").write_text(f"Transform: AWS::Serverless-2016-10-31\nResources:\n{functions}")
    (tmp_path / "app.py").write_text(_READING)
    (tmp_path / "files.py").write_text(_READER)
    config = Config(select=("GOAT0106",))
    found = review(scan(str(tmp_path), config), config).findings
    told = [(f.severity, f.span.line, f.message.partition("; ")[2], f.functions) for f in found]
    assert told == [
        (LOW, 5, "one of 2 ways to this line", ("one", "two")),
        (MEDIUM, 6, "one of 2 ways to this line", ("one", "two")),
        (MEDIUM, 12, "", ("three",)),
        (MEDIUM, 17, "", ("three",)),
    ]


def test_what_is_one_of_a_kind_in_a_file_is_told_together(desk):
    desk.write("app.lock", "a 1\nb 1\nc 1\n")
    desk.write("other.lock", "a 1\n")
    for line, name in enumerate("abc", 1):
        one_of = Kind("packages are old", f"{name} 1", "Upgrade them.")
        severity = HIGH if name == "b" else LOW
        desk.find("app.lock", line, message=f"{name} is old", one_of=one_of, severity=severity)
    desk.find("other.lock", 1, message="a is old", one_of=Kind("packages are old", "a 1", "Upgrade them."))
    first, second = desk.review().findings
    assert (first.message, first.span.line) == ("3 packages are old: b 1, a 1, c 1", 2)
    assert (first.severity, first.remedy, [span.line for span in first.locations]) == (HIGH, "Upgrade them.", [1, 3])
    assert second.message == "a is old"


def test_what_is_one_of_a_kind_anywhere_is_told_once_and_each_name_once(desk):
    for path, name in (("a.lock", "a"), ("b.lock", "b"), ("c.lock", "a")):
        desk.write(path, "x\n")
        desk.find(path, 1, message=f"{name} is old", one_of=Kind("packages are old", name, anywhere=True))
    [found] = desk.review().findings
    assert found.message == "2 packages are old: a, b"
    assert [span.path for span in (found.span, *found.locations)] == ["a.lock", "b.lock", "c.lock"]


@pytest.mark.parametrize(("severity", "count"), [(LOW, 1), (MEDIUM, 2)])
def test_what_is_alike_in_the_files_of_an_application_is_one_finding_where_it_weighs_little(desk, severity, count):
    for file in ("a.py", "b.py"):
        desk.write(file, "print(event)\n")
        desk.find(file, 1, function=file, severity=severity, alike=True, applications=("app",))
    assert len(desk.review().findings) == count


def test_a_package_is_told_once_of_a_line_by_what_does_most_harm(desk):
    desk.write("package.json", "{}\n")
    for message, severity in (("a 1.0", MEDIUM), ("a 1.0, which the code imports,", HIGH)):
        desk.find("package.json", 1, message=f"{message} is old", severity=severity, advisories=(("CVE-1",),))
    desk.find("package.json", 1, message="a 1.0 is slow", severity=LOW, advisories=(("CVE-2",),))
    found = {(finding.message, finding.severity) for finding in desk.review().findings}
    assert found == {("a 1.0, which the code imports, is old; likewise CVE-2", HIGH)}


def test_that_of_another_application_is_another(desk):
    for file in ("a.py", "b.py"):
        desk.write(file, "print(event)\n")
        desk.find(file, 1, severity=LOW, alike=True, applications=(file,))
    assert len(desk.review().findings) == 2
