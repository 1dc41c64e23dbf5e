"""What clients keep of a request in its error or answer is in the log with it, credentials among it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.review import review
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Order:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: %s
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /order, Method: post}}
"""
JAVASCRIPT = """\
const axios = require('axios');
const pino = require('pino')();
const { Logger } = require('@aws-lambda-powertools/logger');
const logger = new Logger();
const headers = { authorization: `Bearer ${process.env.PARTNER_TOKEN}` };
const send = (order) => axios.post('https://partner.example.com/orders', order, { headers });
exports.handler = async (event) => {
  %s
};
"""
PYTHON = """\
import json, logging, os
import httpx, requests

KEY = os.environ["API_KEY"]
HEADERS = {"authorization": KEY}

def handler(event, context):
    %s
"""
TOLD = {
    "the error": "try { await send({}); } catch (e) { console.log(e); }",
    "of a promise": "await send({}).catch((e) => console.error('not sent', e));",
    "as JSON": "try { await send({}); } catch (e) { console.log(`failed: ${JSON.stringify(e)}`); }",
    "as JSON, by a logger that writes the message": "try { await send({}); }"
    " catch (e) { logger.error(`failed: ${JSON.stringify(e)}`); }",
    "its configuration": "try { await send({}); } catch (e) { console.log(e.config.headers); }",
    "the answer that it has": "try { await send({}); } catch (e) { console.log(e.response); }",
    "the answer where all went well": "const answer = await send({}); console.log(answer);",
    "with a client that sends it each time": "const client = axios.create({ headers });"
    " try { await client.get('/orders'); } catch (e) { console.log(e); }",
    "thrown again": "try { try { await send({}); } catch (e) { throw e; } } catch (e) { console.log(e); }",
    "of a client's own errors": "try { await send({}); } catch (e) { if (axios.isAxiosError(e)) console.log(e); }",
    "which it says itself": "try { await send({}); } catch (e) { if (e.isAxiosError) console.log(e); }",
    "in an object, as JSON": "try { await send({}); } catch (error) { pino.error({ error }); }",
    "in the body": "try { await axios.post('https://partner.example.com', { secret: process.env.PARTNER_SECRET }); }"
    " catch (e) { console.log(e); }",
    "what the caller signs in with": "const { user, password } = JSON.parse(event.body);"
    " try { await axios.post('https://partner.example.com', { user, password }); } catch (e) { console.log(e); }",
}
NOT_TOLD = {
    "a request without": "try { await axios.post('https://partner.example.com', {}); } catch (e) { console.log(e); }",
    "its message": "try { await send({}); } catch (e) { console.log(e.message, e.code, e.response?.status); }",
    "what was answered": "try { await send({}); } catch (e) { console.log(e.response.data, e.response.headers); }",
    "what was answered where all went well": "const { data } = await send({}); console.log(data);",
    "as text": "try { await send({}); } catch (e) { console.log('failed: ' + e, `${e}`, String(e), e.toString()); }",
    "not one of the client's": "try { await send({}); } catch (e) { if (!axios.isAxiosError(e)) console.log(e); }",
    "which it says itself": "try { await send({}); } catch (e) { if (e.isAxiosError) console.log(e.message);"
    " else console.log(e); }",
    "whether it is one": "try { await send({}); } catch (e) { console.log(e.isAxiosError); }",
    "where it is none": "try { await send({}); } catch (e) { if (axios.isAxiosError(e)) { console.log(e.message); }"
    " else { console.log(e); } }",
    "its class says so": "try { await send({}); } catch (e) { if (e instanceof axios.AxiosError) {"
    " console.log(e.message); } else { console.log(e); } }",
    "another error": "try { await send({}); } catch (e) { throw new Error(e.message); }",
    "made of its message": "try { try { await send({}); } catch (e) { throw new Error(e.message); } }"
    " catch (e) { console.log(e); }",
    "made of itself": "try { await send({}); } catch (e) { console.log(new Error(e)); }",
    "another call": "await send({}); try { JSON.parse(event.body); } catch (e) { console.log(e); }",
    "a logger that writes the message": "try { await send({}); } catch (e) { logger.error('failed', e); }",
    "another client": "try { await fetch('https://partner.example.com', { headers }); } catch (e) { console.log(e); }",
}
IN_PYTHON = {
    "the address": 'try: requests.get(f"https://partner.example.com?key={KEY}")\n    except Exception as e: print(e)',
    "all of the address": "try: requests.post(KEY, json={})\n    except Exception as e: print(e)",
    "a parameter": 'try: requests.get("https://partner.example.com", params={"key": KEY})\n'
    "    except requests.HTTPError as e: logging.error('failed: %s', str(e))",
    "another client": 'try: httpx.get(f"https://partner.example.com/{KEY}")\n'
    "    except httpx.HTTPError as e: logging.error(f'failed: {e}')",
}
NOT_IN_PYTHON = {
    "where it is sent to": 'try: requests.get(f"{KEY}/orders")\n    except Exception as e: print(e)',
    "a header": 'try: requests.get("https://partner.example.com", headers=HEADERS)\n'
    "    except Exception as e: print(e)",
    "another error": 'try: data = requests.get(f"https://partner.example.com?key={KEY}").json()\n'
    "    except json.JSONDecodeError as e: print(e)",
    "its status": 'try: requests.get(f"https://partner.example.com?key={KEY}")\n'
    "    except requests.HTTPError as e: print(e.response.status_code, e.response.text)",
}


@pytest.mark.parametrize(
    ("name", "told"),
    [("MONGODB_URI", True), ("DATABASE_URL", True), ("FIREBASE_DATABASE_URL", False), ("DATABASE_NAME", False)],
)
def test_the_address_of_a_database_has_its_password(name: str, told: bool, tmp_path: Path) -> None:
    assert _told(tmp_path, JAVASCRIPT % f"console.log(process.env.{name});") is told


@pytest.mark.parametrize("code", TOLD.values(), ids=TOLD)
def test_a_secret_in_the_request_of_a_logged_error_is_told(code: str, tmp_path: Path) -> None:
    assert _told(tmp_path, JAVASCRIPT % code)


@pytest.mark.parametrize("code", NOT_TOLD.values(), ids=NOT_TOLD)
def test_what_shows_no_request_is_not_told(code: str, tmp_path: Path) -> None:
    assert not _told(tmp_path, JAVASCRIPT % code)


@pytest.mark.parametrize("code", IN_PYTHON.values(), ids=IN_PYTHON)
def test_a_secret_in_the_address_of_a_logged_error_is_told(code: str, tmp_path: Path) -> None:
    assert _told(tmp_path, PYTHON % code, python=True)


@pytest.mark.parametrize("code", NOT_IN_PYTHON.values(), ids=NOT_IN_PYTHON)
def test_what_an_error_does_not_say_in_python_is_not_told(code: str, tmp_path: Path) -> None:
    assert not _told(tmp_path, PYTHON % code, python=True)


def _told(tree: Path, code: str, *, python: bool = False) -> bool:
    (tree / "template.yaml").write_text(TEMPLATE % ("python3.13" if python else "nodejs22.x"))
    (tree / ("app.py" if python else "app.js")).write_text(code)
    events = scan(str(tree), Config(select=("GOAT0520",)))
    return any(isinstance(event, FindingFound) for event in events)


def test_a_request_of_python_is_told_once_wherever_its_errors_are_logged(tmp_path: Path) -> None:
    tell = (
        "import os, requests\n\ndef tell():\n    requests.post(f\"https://chat.example.com/{os.environ['API_KEY']}\")\n"
    )
    (tmp_path / "tell.py").write_text(tell, encoding="utf-8")
    caller = (
        "from tell import tell\n\ndef handler(event, context):\n    try: tell()\n    except Exception as e: print(e)\n"
    )
    (tmp_path / "one.py").write_text(caller, encoding="utf-8")
    (tmp_path / "two.py").write_text(caller, encoding="utf-8")
    (tmp_path / "template.yaml").write_text(
        "Transform: AWS::Serverless-2016-10-31\nResources:\n"
        "  One: {Type: AWS::Serverless::Function, Properties: {Runtime: python3.13, Handler: one.handler}}\n"
        "  Two: {Type: AWS::Serverless::Function, Properties: {Runtime: python3.13, Handler: two.handler}}\n",
        encoding="utf-8",
    )
    config = Config(select=("GOAT0520",))
    found = review(scan(str(tmp_path), config), config).findings
    assert [(each.span.path, each.span.line) for each in found] == [("tell.py", 4)]
    assert {place.path for place in found[0].locations} == {"one.py", "two.py"}
