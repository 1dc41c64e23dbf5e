from __future__ import annotations

import pytest

from goatherd.attack.events import DoesNotFit, Input
from goatherd.attack.events.mapping_template import NotUnderstood, Source, render
from goatherd.model.trigger import Kind

PASS_THROUGH = """\
#set($allParams = $input.params())
{
"body-json" : $input.json('$'),
"params" : {
#foreach($type in $allParams.keySet())
#end
}
}
"""


def mapped(shape, template, **fields):
    return shape(
        Kind.REST_API_MAPPED,
        method="POST",
        path="/orders/{id}",
        options={"request_templates": {"application/json": template}},
        **fields,
    )


def test_expressions(shape):
    template = """\
## what the function gets
#set($root = $input.path('$'))
{
  "id": "$input.params('id')", "page": "$input.params().querystring.page", "agent": "$input.params('User-Agent')",
  "order": $input.json('$.order'), "first": "$root.order.items[0]", "name": "$util.escapeJavaScript($root.name)",
  "raw": "$util.base64Encode($input.body)", "stage": "$context.stage", "missing": "$!stageVariables.x",
  "ip": "${context.identity.sourceIp}"
}"""
    values = {
        Input("path", "id"): "7",
        Input("query", "page"): "2",
        Input("body", "order.items.0"): "a",
        Input("body", "name"): 'say "hi"',
    }
    event = mapped(shape, template).build(values).event
    assert event["id"] == "7" and event["page"] == "2" and event["agent"].startswith("Mozilla")
    assert event["order"] == {"items": ["a"]} and event["first"] == "a" and event["name"] == 'say "hi"'
    assert (event["stage"], event["missing"], event["ip"]) == ("prod", "", "203.0.113.7")


def test_where_inputs_end_up(shape):
    one = mapped(shape, '{"id": "$input.params(\'id\')", "q": "$input.params(\'q\')", "all": {"b": $input.json("$")}}')
    assert one.input_for(("id",)) == Input("path", "id")
    assert one.input_for(("q",)) == Input("query", "q")
    assert one.input_for(("all", "b", "order", "id")) == Input("body", "order.id")
    assert one.input_for(("other",)) is None
    assert set(one.inputs()) == {Input("path", "id"), Input("query", "q"), Input("body")}


def test_a_value_that_ends_its_string_changes_the_event(shape):
    one = mapped(shape, '{"id": "$input.params(\'q\')"}')
    assert one.build({Input("query", "q"): 'a", "admin": true, "x": "'}).event["admin"] is True
    with pytest.raises(DoesNotFit):
        one.build({Input("query", "q"): '"'})


def test_the_template_that_passes_everything_on(shape):
    one = mapped(shape, PASS_THROUGH)
    event = one.build({Input("body", "a"): 1, Input("query", "q"): "x"}).event
    assert event["body-json"] == {"a": 1} and event["params"]["querystring"] == {"q": "x"}
    assert one.input_for(("params", "querystring", "q")) == Input("query", "q")
    assert one.input_for(("params", "path", "id")) == Input("path", "id")
    assert one.input_for(("body-json", "a")) == Input("body", "a")


@pytest.mark.parametrize("template", ["#if($input.body)x#end", "$util.nothing('x')", "$unknown", "$input.json('$..a')"])
def test_without_a_template_that_is_understood_the_body_is_the_event(shape, template):
    one = mapped(shape, template)
    assert one.build({Input("body", "a"): 1}).event == {"a": 1}
    assert one.input_for(("a",)) == Input("body", "a")
    assert shape(Kind.REST_API_MAPPED, method="GET", path="/").build({}).event == {}


def test_a_text_that_grows_and_grows_is_not_computed():
    doubled = '#set($text = $text.replace("x", "xxxxxxxxxxxxxxxx"))\n' * 20
    with pytest.raises(NotUnderstood):
        render(f'#set($text = "x")\n{doubled}$text', Source(lambda path: None, "", lambda name: ""))
