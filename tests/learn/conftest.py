from __future__ import annotations

import pytest

from tests.sandbox.pods import written

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Api: {Type: AWS::Serverless::HttpApi}
  Greet:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Handler: app.handler
      CodeUri: greet/
      Events: {Get: {Type: HttpApi, Properties: {ApiId: !Ref Api, Path: /greet, Method: get}}}
"""
APP = """import os


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    said = os.popen(f"echo hello {name}").read()  # weak: SAS-1 a command
    return {"statusCode": 200, "body": said}
"""
LESSON = """
title = "A name becomes a command"
risk = 1
functions = ["Greet"]
files = ["greet/app.py"]
oracles = ["GOAT0151"]
checks = ["GOAT0101"]
covers = ["Elsewhere 1"]
hints = ["look", "think", "try `; id`"]

[attack]
door = "http"
api = "Api"
method = "GET"
path = "/greet?name=%3B+echo+$((6*7))x"

[[solution]]
file = "greet/app.py"
old = 'os.popen(f"echo hello {name}").read()'
new = 'f"hello {name}\\\\n"'

[[wrong]]
name = "semicolons are refused"
fails = "exploit"
edits = [{ file = "greet/app.py", old = '    said', new = '    name = name.replace(";", "")\\n    said' }]
"""
PLAY = '''
def attack(goat):
    return goat.http("GET", "Api", "/greet", query={"name": "$(echo $((6*7)))x"})


def reached(seen, goat):
    return "the shell did sums" if "42x" in seen.body else ""


def works(goat):
    """Visitors are greeted by name."""
    assert goat.http("GET", "Api", "/greet", query={"name": "Ana"}).body == "hello Ana\\n"
'''
COURSE = """
title = "Small"
introduction = "One lesson."
lessons = ["name"]

[covers]
Elsewhere = ["commands"]
"""
TEXT = "\n".join(
    f"## {title}\n\nThe {title.lower()} of it, with `code`.\n"
    for title in ("Story", "Find it", "Exploit it", "Understand it", "Fix it", "Keep it fixed")
)


@pytest.fixture
def course_folder(tmp_path):
    """A course with one lesson, on an application with one function."""
    return written(
        tmp_path / "small" / "course",
        {
            "course.toml": COURSE,
            "goat/template.yaml": TEMPLATE,
            "goat/greet/app.py": APP,
            "goat/README.md": "weak places: all\n",
            "lessons/name/lesson.toml": LESSON,
            "lessons/name/lesson.md": TEXT,
            "lessons/name/play.py": PLAY,
        },
    )
