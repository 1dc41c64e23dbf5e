"""Which fields of the event a JavaScript function is seen to read, and that it cannot tell."""

import base64
import json

import pytest

EVENT = {
    "queryStringParameters": {"cmd": "ls", "id": "7"},
    "list": [{"a": 1}, {"a": 2}],
    "body": json.dumps({"user": {"name": "gh7f3a9c1"}, "tags": ["x"]}),
}


def reads(run, body, event=EVENT):
    ran = run(f"exports.handler = async (event) => {{ {body} }};", event)
    assert ran.error is None, ran.error
    return ran.reads()


def free(path):
    """A field of any name."""
    return [f"{path}/@name?", f"{path}/@value?"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("event.queryStringParameters.cmd", ["queryStringParameters", "queryStringParameters/cmd"]),
        ("event.list[1].a; event.list[1].a", ["list", "list/1", "list/1/a"]),
        ("const { body, nothing = 1 } = event", ["body", "nothing?"]),
        ("'x' in event; Object.hasOwn(event, 'y')", ["x?", "y?"]),
        ("event.headers?.host", ["headers?"]),
        ("`${event}`; event.hasOwnProperty; event.then; event[Symbol.iterator]", []),
        ("event.name; event.sort; event.filter; event.keys", ["name?", "sort?", "filter?", "keys?"]),
        ("Object.keys(event.queryStringParameters)", ["queryStringParameters", *free("queryStringParameters")]),
        ("event.list.map((each) => each.a)", ["list", "list/0", "list/0/a", "list/1", "list/1/a"]),
        ("for (const each of event.list) each.a", ["list", "list/0", "list/0/a", "list/1", "list/1/a"]),
        ("const { name } = JSON.parse(event.body).user", ["body", "body/@json/user", "body/@json/user/name"]),
        ("const copy = structuredClone(event); copy.body", ["body"]),
        ("const copy = JSON.parse(JSON.stringify(event)); copy.list", ["list"]),
        ("console.log(event)", []),
    ],
)
def test_fields_are_noted_once_in_order(run, body, expected):
    assert reads(run, body) == expected


def test_each_invocation_starts_anew(run):
    ran = run("exports.handler = async (event) => event.a", {"a": 1}, {"a": 1}, {"b": 1})
    assert [[note["missing"] for note in each["notes"] if note["kind"] == "read"] for each in ran] == [
        [False],
        [False],
        [True],
    ]


def test_a_form_is_followed(run):
    event = {"body": "a=gh7f3a9c&b=2"}
    assert reads(run, "require('querystring').parse(event.body).a", event) == ["body", "body/@form/a"]
    params = "const p = new URLSearchParams(event.body); p.get('b'); p.get('c')"
    assert reads(run, params, event) == ["body", "body/@form/b", "body/@form/c?"]


def test_base64_is_followed(run):
    event = {"body": base64.b64encode(b'{"a": "gh7f3a9c"}').decode()}
    expected = ["body", "body/@base64/@json/a"]
    assert reads(run, "JSON.parse(Buffer.from(event.body, 'base64').toString()).a", event) == expected
    assert reads(run, "JSON.parse(Buffer.from(event.body, 'base64')).a", event) == expected
    assert reads(run, "JSON.parse(atob(event.body)).a", event) == expected


def test_a_text_taken_from_a_field_is_followed(run):
    event = {"body": 'data:{"a": "gh7f3a9c"}'}
    assert reads(run, "JSON.parse(event.body.slice(5)).a", event) == ["body", "body/@json/a"]


def test_qs_is_followed(run):
    files = {"node_modules/qs/index.js": "exports.parse = (text) => ({ a: { $ne: text } })"}
    code = "exports.handler = async (event) => require('qs').parse(event.body).a.b"
    assert run(code, {"body": "a[$ne]=1"}, files=files).reads() == ["body", "body/@form/a", "body/@form/a/b?"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Object.keys(event.list)", ["list"]),
        ("return { ...event }", [""]),
        ("JSON.stringify(event)", [""]),
        ("return event.list", ["list"]),
        ("structuredClone(event.list)", ["list"]),
        ("new URLSearchParams(event.form).toString()", ["form/@form"]),
    ],
)
def test_taking_everything_is_noted(run, body, expected):
    ran = run(f"exports.handler = async (event) => {{ {body} }};", {**EVENT, "form": "a=1"})
    assert ran.iterated() == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return JSON.parse(JSON.stringify({ event })).event", EVENT),
        ("return structuredClone({ a: [event, new Map([[1, event.list]])] }).a[0]", EVENT),
        ("return require('v8').deserialize(require('v8').serialize(event))", EVENT),
        ("return Array.isArray(event.list) && Object.prototype.toString.call(event.list)", "[object Array]"),
        ("return Object.getPrototypeOf(event) === Object.prototype && event.constructor === Object", True),
        ("return [...event.list, ...event.list].length + [].concat(event.list).length", 6),
        ("return require('util').inspect(event.list)", "[ { a: 1 }, { a: 2 } ]"),
        ("return Buffer.from(event.bytes).toString()", "hi"),
        ("Object.freeze(event); return event.list.length", 2),
        ("event.list.push(3); event.list.sort(); delete event.body; event.x = {y: 1}; return [event.list.length, "
         "event.x]",
         [3, {"y": 1}]),
        ("require('assert').deepStrictEqual(JSON.parse(JSON.stringify(event)), event);"
         "return event.list === event.list",
         True),
        ("return Object.entries(event.queryStringParameters)", [["cmd", "ls"], ["id", "7"]]),
        ("const { port1, port2 } = new MessageChannel(); port1.postMessage(event);"
         "const got = require('worker_threads').receiveMessageOnPort(port2).message; port1.close(); return got", EVENT),
        ("return [JSON.parse.name, JSON.parse.length, Buffer.from.name, new URLSearchParams('a=1') instanceof "
         "URLSearchParams, [...new URLSearchParams('a=1')]]", ["parse", 2, "from", True, [["a", "1"]]]),
        ("return JSON.parse('[1,{\"a\":2}]', (key, each) => (key === 'a' ? 3 : each))", [1, {"a": 3}]),
        ("try { structuredClone(() => 1) } catch (error) { return error.name }", "DataCloneError"),
        ("try { JSON.parse(event.queryStringParameters.cmd) } catch (error) { return error.name }", "SyntaxError"),
        ("return JSON.parse('{\"__proto__\": {\"a\": 1}}').a", None),
    ],
)  # fmt: skip
def test_the_function_cannot_tell(value, body, expected):
    event = {**EVENT, "bytes": [104, 105]}
    if isinstance(expected, dict):
        expected = event
    assert value(body, event) == expected


def test_an_event_that_is_no_object(value):
    assert value("return event", "text") == "text"
    assert value("return event", None) is None


def test_prototype_in_the_event_stays_a_field(value):
    event = json.loads('{"a": {"__proto__": {"polluted": 1}}}')
    assert value("return [event.a.polluted === undefined, Object.keys(event.a)]", event) == [True, ["__proto__"]]


def test_deep_and_wide_events_pass(value):
    deep = {}
    for _ in range(300):
        deep = {"a": deep}
    event = {"deep": deep, "wide": [{"a": n} for n in range(30_000)]}
    assert value("return event.wide[29999].a + event.wide.length", event) == 59_999


@pytest.mark.parametrize(
    ("body", "read", "wanted"),
    [
        ("data.user.name.first", "body/@json/user/name/first?", []),
        ("const { first } = data.user.name", "body/@json/user/name/first?", []),
        ("for (const each of data.user.name) each.first", "body/@json/user/name/0/first?", []),
        ("try { data.user.name.map((each) => each) } catch {}", None, [("list", "body/@json/user/name")]),
        ("try { JSON.parse(data.user.name) } catch {}", None, [("object", "body/@json/user/name/@json")]),
        ("data.user.name.length; data.user.name.trim(); data.user.name.then; data.user.name[1]", None, []),
        ("data.user.name; 'other'.first; 'other'.map", None, []),
        ('const { name } = data.user; JSON.parse(`{"message": "it is ${name} now"}`).first', None, []),
        ("require('fs').writeFileSync('/tmp/a.cjs', ASKING); require('/tmp/a.cjs')(data.user.name)", None, []),
    ],
)
def test_what_the_code_takes_a_text_for_is_noted(run, body, read, wanted):
    """What asks from outside of the function's folder is a package that the runtime brings."""
    body = body.replace("ASKING", "'module.exports = (text) => text.first'")
    ran = run(f"exports.handler = async (event) => {{ const data = JSON.parse(event.body); {body} }};", EVENT)
    assert ran.error is None
    known = ["body", "body/@json/user", "body/@json/user/name"]
    assert ran.reads() == [*known, *([read] if read else [])]
    noted = [note for note in ran.notes if note["kind"] in ("list", "object")]
    assert [(note["kind"], "/".join(map(str, note["path"]))) for note in noted] == wanted
