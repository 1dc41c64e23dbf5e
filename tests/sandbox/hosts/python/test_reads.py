"""Which fields of its event a function is seen to read, and that it sees nothing of that."""

import base64
import gzip
import json

import pytest

from ..conftest import WATCH


def test_fields_are_noted_once_and_in_order(run):
    ran = run(
        """
        def handler(event, context):
            event["b"]["c"]
            event.get("a"), event["b"]["c"]
            event["list"][-1]["x"]
            event.pop("p"), event.setdefault("s", 1)
        """,
        {"a": 1, "b": {"c": 2}, "list": [{}, {"x": 1}], "p": 1},
    )
    assert ran.reads() == ["b", "b/c", "a", "list", "list/1", "list/1/x", "p", "s?"]


def test_what_is_not_there_is_noted_as_missing_and_stays_so(run):
    ran = run(
        """
        def handler(event, context):
            found = ["in" in event, event.get("get"), event.get("default", 3)]
            match event:
                case {"match": _}:
                    found.append(1)
            try:
                event["item"]
            except KeyError as error:
                return [*found, repr(error)]
        """,
        {"other": 1},  # an empty one matches nothing unasked
    )
    assert ran.response == [False, None, 3, "KeyError('item')"]
    assert ran.reads() == ["in?", "get?", "default?", "match?", "item?"]


def test_each_invocation_begins_anew(run):
    ran = run("def handler(event, context):\n    return event['a']\n", {"a": 1}, {"a": 2})
    assert [len([note for note in each["notes"] if note["kind"] == "read"]) for each in ran] == [1, 1]


def test_going_over_members_is_noted_as_that(run):
    ran = run(
        """
        def handler(event, context):
            for record in event["Records"]:
                record["body"]
            return {**event, **dict(event["a"])}
        """,
        event := {"Records": [{"body": "x"}], "a": {"b": 1}},
    )
    assert [note["path"] for note in ran.kind("iterate")] == [["Records"], [], ["a"]]
    assert ran.reads() == ["Records", "Records/0/body", "a"]
    assert ran.response == {**event, "b": 1}


def test_names_that_are_gone_over_are_free(run):
    ran = run(
        """
        def handler(event, context):
            for name in event["a"]:
                event["a"][name]
            return list(event["b"].items()), list(event["c"].keys())
        """,
        {"a": {"gh7f3a9cx": 1}, "b": {}, "c": {}},
    )
    free = [f"{each}/{step}?" for each in "abc" for step in ("@name", "@value")]
    assert ran.reads() == ["a", *free[:2], "b", *free[2:4], "c", *free[4:]]


def test_printing_the_event_reads_nothing(run):
    ran = run(
        """
        import json, copy
        def handler(event, context):
            print(event, json.dumps(event, indent=1))
            copy.deepcopy(event)
            return event
        """,
        event := {"a": {"b": [1, {"c": 2}]}},
    )
    assert ran.response == event
    assert not ran.kind("read") + ran.kind("iterate")


def test_the_event_behaves_as_a_dict(run):
    ran = run(
        """
        import copy, json, pickle
        from boto3.dynamodb.types import TypeSerializer
        def handler(event, context):
            assert isinstance(event, dict) and isinstance(event["a"], list)
            assert pickle.loads(pickle.dumps(event)) == event == copy.copy(event) == copy.deepcopy(event)
            assert json.loads(json.dumps(event)) == event == event.copy()
            assert (event | {"z": 1})["z"] == 1 and type(event).__name__ == "dict"
            event["new"] = 1
            del event["new"]
            return TypeSerializer().serialize(event), (lambda **given: given)(**event)
        """,
        event := {"a": [1, {"b": None}]},
    )
    number = {"N": "1"}
    assert ran.response == [{"M": {"a": {"L": [number, {"M": {"b": {"NULL": True}}}]}}}, event]


def test_what_is_decoded_keeps_its_path(run):
    zipped = base64.b64encode(gzip.compress(b'{"logEvents": []}')).decode()
    ran = run(
        """
        import base64, gzip, json, urllib.parse
        def handler(event, context):
            json.loads(event["json"])["a"]["b"]
            json.loads(base64.b64decode(event["base64"]).decode("utf-8"))["c"]
            json.loads(gzip.decompress(base64.b64decode(event["gzip"])))["logEvents"]
            urllib.parse.parse_qs(event["form"])["d"]
            json.loads(urllib.parse.unquote_plus(event["url"]))["e"]
            json.loads('{"own": 1}')["own"]
            json.loads('{"near": "%s"}' % event["mark"])["near"]
        """,
        {
            "json": '{"a": {"b": 1}}',
            "base64": base64.b64encode(b'{"c": 1}').decode(),
            "gzip": zipped,
            "form": "d=1",
            "url": "%7B%22e%22:1%7D",
            "mark": WATCH,
        },
    )
    assert [path for path in ran.reads() if "@" in path] == [
        "json/@json/a",
        "json/@json/a/b",
        "base64/@base64",
        "base64/@base64/@json/c",
        "gzip/@base64",
        "gzip/@base64/@gzip",
        "gzip/@base64/@gzip/@json/logEvents",
        "form/@form/d",
        "url/@url",
        "url/@url/@json/e",
        "?/@json/near",
    ]


def test_what_cannot_be_decoded_is_noted_too(run):
    ran = run(
        """
        import base64
        def handler(event, context):
            base64.b64decode(event["text"])
        """,
        {"text": WATCH + "odd"},
    )
    assert ran.reads() == ["text", "text/@base64"]


def test_fields_of_pydantic_models_are_read(run):
    ran = run(
        """
        from pydantic import BaseModel, Field
        class Inner(BaseModel):
            deep: int
        class Model(BaseModel):
            name: str = Field(alias="Name")
            inner: list[Inner]
            other: int | None = None
        def handler(event, context):
            return Model.model_validate(event).inner[0].deep
        """,
        {"Name": "x", "inner": [{"deep": 7}]},
        libraries=True,
    )
    assert ran.response == 7
    assert ran.reads() == ["Name", "inner", "inner/0/deep", "other?"]


def test_reads_are_noted_without_anything_to_watch(run):
    ran = run("import os\ndef handler(event, context):\n    return os.system(event['a'])\n", {"a": "true"}, watch="")
    assert ran.reads() == ["a"]
    assert ran.kind("spawn") == [{"kind": "spawn", "argv": ["sh", "-c", "true"], "shell": True}]


def expected(ran):
    """What the code would have liked to find, as (kind, path)."""
    kinds = ("object", "list", "number", "closed")
    return [(note["kind"], "/".join(map(str, note["path"]))) for note in ran.notes if note["kind"] in kinds]


TEXTS = {"body": json.dumps({"text": WATCH, "other": f"{WATCH}2"})}


@pytest.mark.parametrize(
    ("code", "read", "wanted"),
    [
        ('data["text"]["name"]', "body/@json/text/name?", []),
        ('held = data["text"]; data["other"]; held["name"]', "body/@json/text/name?", []),
        ('data["text"].get("name")', None, [("object", "body/@json/text")]),
        ('data["text"].append(1)', None, [("list", "body/@json/text")]),
        ('[item["name"] for item in data["text"]]', "body/@json/text/0/name?", []),
        ('{**data["text"]}', None, [("object", "body/@json/text")]),
        ('int(data["text"])', None, [("number", "body/@json/text")]),
        ('data["text"] < 1', None, [("number", "body/@json/text")]),
        ('json.loads(data["text"])', None, [("object", "body/@json/text/@json")]),
        ("taking(**data)", "body/@json/name?", [("closed", "body/@json")]),
    ],
)
def test_what_the_code_takes_a_text_for_is_noted_though_it_catches_the_error(run, code, read, wanted):
    ran = run(
        f"""
        import json

        def taking(name, *, count=1):
            return name

        def handler(event, context):
            data = json.loads(event["body"])
            try:
                {code}
            except Exception:
                return "caught"
        """,
        TEXTS,
    )
    assert ran.response == "caught"
    assert read is None or read in ran.reads()
    assert expected(ran) == wanted


def test_texts_that_are_taken_for_texts_say_nothing(run):
    ran = run(
        """
        import json

        def handler(event, context):
            data = json.loads(event["body"])
            data["text"][0], data["text"].upper(), [each for each in data["text"]]
            try:
                {}["name"], int("x")
            except (KeyError, ValueError):
                pass
        """,
        TEXTS,
    )
    assert expected(ran) == []
    assert ran.reads() == ["body", "body/@json/text"]
