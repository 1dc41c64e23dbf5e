"""Fields whose names an outsider chooses: "@name" is what one is called, "@value" what it holds."""

import pytest

from goatherd.attack.events.given import Given
from goatherd.attack.events.noun import DoesNotFit, Input
from goatherd.model.trigger import Kind


def test_names_of_parameters_and_of_fields_in_documents():
    given = Given(
        {
            Input("query", "id"): "1",
            Input("query", "@name"): "a.b",
            Input("body", "user.@name"): "a.b",
            Input("body", "user.@value"): "c",
        }
    )
    assert given.flat("query") == {"id": "1", "a.b": "1"}
    assert given.document("body") == {"user": {"a.b": "c"}}


def test_a_value_alone_has_some_name():
    assert list(Given({Input("form", "@value"): "x"}).texts("form").values()) == ["x"]


@pytest.mark.parametrize("name", ["", None, 1])
def test_a_name_is_text(name):
    with pytest.raises(DoesNotFit):
        Given({Input("body", "@name"): name})


@pytest.mark.parametrize(
    ("kind", "fields", "given", "where", "expected"),
    [
        (Kind.REST_API, {"path": "/{proxy+}"}, "path proxy.@within.a/{id}/b.id", ("path",), "/a/x/b"),
        (Kind.HTTP_API, {"path": "$default"}, "path @within./a/{id}.id", ("rawPath",), "/a/x"),
        (Kind.HTTP_API, {"path": "/"}, r"query q.@within.{text}\.zip.text", ("queryStringParameters", "q"), "x.zip"),
        (
            Kind.S3,
            {"source": "Uploads"},
            r"key @within.{text}\.zip.text",
            ("Records", 0, "s3", "object", "key"),
            "x.zip",
        ),
        (Kind.DIRECT, {}, "argument a.@within.in/{text}.text", ("a",), "in/x"),
    ],
)
def test_a_value_stands_in_a_text(shape, kind, fields, given, where, expected):
    place, name = given.split(" ")
    found = shape(kind, **fields).build({Input(place, name): "x"}).event
    for step in where:
        found = found[step]
    assert found == expected
