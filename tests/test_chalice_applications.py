"""Applications of Chalice: their routes are followed however the application object is made."""

from __future__ import annotations

import pytest

from goatherd.core.config import Config
from goatherd.core.events import Diagnosed, FindingFound
from goatherd.scan import scan

ROUTE = """\
@app.route("/run", methods=["POST"])
def run():
    os.system("convert " + app.current_request.json_body["name"])
    return {}
"""
PLAIN = "from chalice.app import Chalice\napp = Chalice(app_name='x')\n"
SUBCLASS = """\
from chalice import Chalice
class Api(Chalice):
    def __call__(self, event, context):
        {body}
app = Api(app_name="x")
"""
APPLICATIONS = {
    "by the inner module": {"app.py": PLAIN},
    "of a subclass that calls the framework": {
        "app.py": SUBCLASS.format(body="return super().__call__(event, context)")
    },
    "of a subclass that calls the routes itself": {"app.py": SUBCLASS.format(body="return self._look_up(event)()")},
    "of a subclass with a constructor": {
        "app.py": SUBCLASS.format(body="return self._look_up(event)()").replace(
            "    def __call__",
            "    def __init__(self, app_name):\n        super().__init__(app_name)\n    def __call__",
        )
    },
    "by a function of another module": {
        "app.py": "from factory import make\napp = make()\n",
        "factory.py": "from chalice import Chalice\ndef make():\n    return Chalice(app_name='x')\n",
    },
}


def scanned(root, files):
    files = {"requirements.txt": "chalice\n", ".chalice/config.json": '{"version": "2.0", "app_name": "x"}', **files}
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    events = list(scan(str(root), Config()))
    told = [event.diagnosis.message for event in events if isinstance(event, Diagnosed) and event.diagnosis.incomplete]
    return [event.finding for event in events if isinstance(event, FindingFound)], told


@pytest.mark.parametrize("name", APPLICATIONS)
def test_routes_are_followed(tmp_path, name):
    files = APPLICATIONS[name]
    findings, told = scanned(tmp_path, {**files, "app.py": f"import os\n{files['app.py']}{ROUTE}"})
    assert [finding.id for finding in findings if finding.id == "GOAT0101"] == ["GOAT0101"]
    assert told == []


def test_an_application_that_cannot_be_followed_is_told(tmp_path):
    made = "import os\nfrom acme_chalice import Api\napp = Api()\n"
    findings, told = scanned(tmp_path, {"app.py": made + ROUTE})
    assert findings == []
    assert len(told) == 1
    assert "none that can be followed is made here: its routes and functions are not analysed" in told[0]


TABLE = """\
import boto3
from chalice import Chalice, CognitoUserPoolAuthorizer
app = Chalice(app_name="x")
pool = CognitoUserPoolAuthorizer("P", provider_arns=["arn:aws:cognito-idp:eu-west-1:1:userpool/x"])
table = boto3.resource("dynamodb").Table("t")

@app.route("/banner/{i}", methods=["PUT"])
def put(i):
    table.put_item(Item={"id": i, "b": app.current_request.json_body})
    return {}
"""
MINE = """
@app.route("/me", authorizer=pool)
@app.route("/mine", authorizer=pool)
def me():
    return table.get_item(Key={"id": app.current_request.context["authorizer"]["claims"]["sub"]})
"""
ASKING = """
@app.route("/pay", methods=["POST"])
def pay():
    if app.current_request.context["authorizer"]["claims"]["sub"] != "x":
        return {}
    table.put_item(Item={"id": "1"})
    return {}
"""


def doors(findings):
    found = [finding for finding in findings if finding.id == "GOAT0201"]
    return [(finding.span.line, finding.severity.label, finding.confidence.label) for finding in found]


@pytest.mark.parametrize("others", ["", MINE, ASKING])
def test_a_route_that_asks_who_calls_says_nothing_of_an_open_one(tmp_path, others):
    findings, _ = scanned(tmp_path, {"app.py": TABLE + others})
    alone, _ = scanned(tmp_path / "alone", {"app.py": TABLE})
    assert doors(alone)[0] in doors(findings)
    assert [f.message for f in findings if f.id == "GOAT0201" and f.span.line == 7] == [
        "Anybody can call function APIHandler by PUT /banner/{i}: no authorizer is asked"
    ]
