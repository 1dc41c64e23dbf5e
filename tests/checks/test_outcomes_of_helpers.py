"""A helper says by its result whether the caller is known, and whoever looks at that asks first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.finding import LOW
from tests.checks.test_proofs_of_callers import IN_JAVASCRIPT, findings, javascript, python

if TYPE_CHECKING:
    from pathlib import Path

HELPER = """\
const user = (event) => {
  const token = event.headers.authorization;
  if (!token) return { status: 401, error: 'Not signed in' };
  try {
    return { status: 200, user: jwt.verify(token, process.env.KEY) };
  } catch (error) {
    return { status: 401, error: error.message };
  }
};
"""
ASKING = {
    "error": "const found = user(event); if (found.error) return { statusCode: 401 };",
    "error that is compared": "const found = user(event); if (found.error !== undefined) return { statusCode: 401 };",
    "error taken out": "const { error, user: who } = user(event); if (error) return { statusCode: 401 };",
    "no user": "const found = user(event); if (!found.user) return { statusCode: 401 };",
    "no user taken out": "const { user: who } = user(event); if (!who) return { statusCode: 401 };",
    "status": "const found = user(event); if (found.status !== 200) return { statusCode: found.status };",
    "status of a refusal": "const found = user(event); if (found.status === 401) return { statusCode: 401 };",
    "field": "const found = user(event); if ('error' in found) return { statusCode: 401 };",
    "kind": "class No {} const may = (e) => { try { return { u: jwt.verify(e.headers.x, 'k') }; }"
    " catch (e) { return new No(); } }; const found = may(event); if (found instanceof No) return { statusCode: 401 };",
    "and": "const t = event.headers.authorization; const claims = t && jwt.verify(t, process.env.KEY);"
    " if (!claims) return { statusCode: 401 };",
    "choice": "const t = event.headers.authorization; const claims = t ? jwt.verify(t, process.env.KEY) : null;"
    " if (!claims) return { statusCode: 401 };",
}
NOT_ASKING = {
    "what both have": "const found = user(event); if (!found.status) return { statusCode: 401 };",
    "the other way round": "const found = user(event); if (found.user) return { statusCode: 401 };",
    "another status": "const found = user(event); if (found.status === 500) return { statusCode: 500 };",
    "nothing": "const found = user(event); console.log(found.error);",
    "either": "const t = event.headers.authorization; const claims = t ? jwt.verify(t, 'k') : { guest: true };"
    " if (!claims) return { statusCode: 401 };",
}


@pytest.mark.parametrize("way", ASKING)
def test_what_a_helper_answers_is_looked_at(way: str, tmp_path: Path) -> None:
    assert javascript(tmp_path, HELPER + IN_JAVASCRIPT(ASKING[way])) == []


@pytest.mark.parametrize("way", NOT_ASKING)
def test_a_look_that_tells_nothing_of_the_caller(way: str, tmp_path: Path) -> None:
    assert len(javascript(tmp_path, HELPER + IN_JAVASCRIPT(NOT_ASKING[way]))) == 1


IN_PYTHON = """\
def user(event):
    token = event["headers"].get("authorization")
    if not token:
        return {"ok": False, "error": "not signed in"}
    try:
        return {"ok": True, "user": jwt.decode(token, os.environ["KEY"], algorithms=["HS256"])}
    except jwt.PyJWTError as error:
        return {"ok": False, "error": str(error)}

def handler(event, context):
    found = user(event)
    if %s:
        return {"statusCode": 401}
    return work(event)
"""


@pytest.mark.parametrize(
    ("test", "asks"),
    [
        ("found.get('error')", True),
        ("'error' in found", True),
        ("not found['ok']", True),
        ("found['ok'] is False", True),
        ("not found.get('user')", True),
        ("'user' not in found", True),
        ("found.get('user')", False),
        ("'ok' not in found", False),
        ("found is None", False),
    ],
)
def test_what_a_helper_in_python_answers(test: str, asks: bool, tmp_path: Path) -> None:
    assert (python(tmp_path, IN_PYTHON % test) == []) is asks


SWITCHED = {
    "by a comparison": "if (process.env.LOGIN !== 'off') {{ jwt.verify(event.headers.authorization, 'k'); }}",
    "by a variable": "if (!process.env.NO_LOGIN) {{ jwt.verify(event.headers.authorization, 'k'); }}",
    "in a helper": "const check = () => {{ if (LOCAL) return; jwt.verify(event.headers.authorization, 'k'); }};"
    " check();",
}


@pytest.mark.parametrize("way", SWITCHED)
def test_a_setting_that_turns_the_question_off_is_said(way: str, tmp_path: Path) -> None:
    local = "const LOCAL = process.env.LOCAL_SQL === 'true';\n"
    (finding,) = javascript(tmp_path, local + IN_JAVASCRIPT(SWITCHED[way].format()))
    assert "a setting of the deployment decides whether the code asks before dynamodb.PutItem" in finding.message
    assert finding.severity == LOW


def test_what_holds_only_on_a_developers_machine_turns_nothing_off(tmp_path: Path) -> None:
    asked = "if (process.env.STAGE !== 'local') {{ jwt.verify(event.headers.authorization, 'k'); }}"
    assert not javascript(tmp_path, IN_JAVASCRIPT(asked.format()))


OPEN = {
    "the caller says it": "if (event.headers.local !== 'yes') {{ jwt.verify(event.headers.authorization, 'k'); }}",
    "only where it is set": "if (process.env.CHECKED === 'yes') {{ jwt.verify(event.headers.authorization, 'k'); }}",
    "only with a secret": "if (process.env.API_KEY && event.headers.k !== process.env.API_KEY) return null;",
}


@pytest.mark.parametrize("way", OPEN)
def test_a_question_that_is_off_by_default_or_for_who_likes(way: str, tmp_path: Path) -> None:
    (finding,) = javascript(tmp_path, IN_JAVASCRIPT(OPEN[way].format()))
    assert "a setting of the deployment decides" not in finding.message


def test_a_database_verifies_the_token_that_it_is_given(tmp_path: Path) -> None:
    text = (
        "const { Connection, Request } = require('tedious'); const options = { token: event.headers.authorization };\n"
        "const db = new Connection({ authentication: { type: 'azure-active-directory-access-token', options } });\n"
        "db.execSql(new Request('DELETE FROM orders', () => {}));"
    )
    assert javascript(tmp_path, IN_JAVASCRIPT(text)) == []
    own = text.replace("event.headers.authorization", "process.env.TOKEN")
    assert len(javascript(tmp_path, IN_JAVASCRIPT(own))) == 1


def test_a_preflight_passes_the_question_and_is_answered_later(tmp_path: Path) -> None:
    question = "if (event.httpMethod !== 'OPTIONS') { jwt.verify(event.headers.authorization, 'k'); }"
    answer = " if (event.httpMethod === 'OPTIONS') { return { statusCode: 204 }; }"
    assert javascript(tmp_path, IN_JAVASCRIPT(question + answer)) == []
    assert len(javascript(tmp_path, IN_JAVASCRIPT(question))) == 1
    helper = "const ask = (event) => { if (event.httpMethod === 'OPTIONS') { return; }"
    helper += " try { jwt.verify(event.headers.authorization, 'k'); } catch (e) { return { statusCode: 401 }; } };\n"
    asking = "const refused = ask(event); if (refused) return refused;"
    assert javascript(tmp_path, helper + IN_JAVASCRIPT(asking + answer)) == []
    assert len(javascript(tmp_path, helper + IN_JAVASCRIPT(asking))) == 1


COUNT = "await table.update({{ TableName: 'visits', Key: {{ id: {} }} }}).promise();"


@pytest.mark.parametrize(("key", "asked"), [("'all'", True), ("event.headers.id", False)])
def test_counting_may_come_before_the_question(key: str, asked: bool, tmp_path: Path) -> None:
    question = " jwt.verify(event.headers.authorization, 'k');"
    assert (javascript(tmp_path, IN_JAVASCRIPT(COUNT.format(key) + question)) == []) is asked


def test_what_is_done_for_whoever_calls_is_not_counting(tmp_path: Path) -> None:
    assert len(javascript(tmp_path, IN_JAVASCRIPT(COUNT.format("'all'")))) == 1


def test_a_setting_of_a_firebase_program_is_a_secret_by_its_name(tmp_path: Path) -> None:
    asking = "const {{ defineString }} = require('firebase-functions/params'); const t = defineString('{}');\n"
    test = "if (event.headers.token !== t.value()) return { statusCode: 401 };"
    assert javascript(tmp_path, asking.format("API_TOKEN") + IN_JAVASCRIPT(test)) == []
    assert len(javascript(tmp_path, asking.format("GREETING") + IN_JAVASCRIPT(test))) == 1


@pytest.mark.parametrize(
    ("local", "told"), [("process.env.LOCAL === 'true'", 0), ("event.headers.local === 'true'", 1)]
)
def test_a_token_is_verified_unless_somebody_sets_a_variable(local: str, told: int, tmp_path: Path) -> None:
    text = (
        f"const t = event.headers.authorization; if (!({local})) {{ jwt.verify(t, 'k'); }}"
        " await table.put({ TableName: 'log', Item: { who: jwt.decode(t).sub } }).promise();"
    )
    assert len(findings(tmp_path, IN_JAVASCRIPT(text), "nodejs22.x", "GOAT0220")) == told
