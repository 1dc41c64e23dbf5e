"""REST APIs without proxy integration: a mapping template makes the event of the request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define, evolve

from goatherd.attack.events.http import HttpShape
from goatherd.attack.events.mapping_template import Source, render
from goatherd.attack.events.noun import Delivery, DoesNotFit, Input
from goatherd.attack.events.probe import Marks, NotUnderstood, pick
from goatherd.attack.events.request import JSON
from goatherd.attack.events.rest_api import RestApi
from goatherd.core.foreign_json import Unreadable, read_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.attack.events.document import Steps
    from goatherd.attack.events.identity import Identity
    from goatherd.attack.events.request import Request

_USUAL_HEADERS = frozenset({"authorization", "referer", "origin", "host", "cookie"})


@define(eq=False)
class Mapped(RestApi):
    """Without a template, and with one that is not understood, the body is the event."""

    most: ClassVar[int] = 10_485_760

    def inputs(self) -> tuple[Input, ...]:
        """What the template takes."""
        marks = Marks()
        return tuple(marks.inputs) if self._marked(marks) is not None else (Input("body"),)

    def input_for(self, path: Steps) -> Input | None:
        marks = Marks()
        event = self._marked(marks)
        if event is None:
            return Input.of("body", path)
        return marks.find(event, path) or self._passed_on(path)

    def _marked(self, marks: Marks) -> Any:
        """The event with marks for values; None where the body is the event."""
        template = self._template(JSON)
        if template is None:
            return None
        groups = {"path": {name: marks.of(Input("path", name)) for name in self.route.parameters}}
        raw = marks.of(Input("raw")) if "$input.body" in template else ""
        source = Source(marks.select("body"), raw, lambda name: marks.of(self._parameter(name)), groups)
        try:
            return read_json(render(template, source))
        except (NotUnderstood, ValueError):
            return None

    def _passed_on(self, path: Steps) -> Input | None:
        """The template that passes everything on takes parameters that it does not name."""
        place = {"querystring": "query", "header": "header"}.get(path[1]) if len(path) == 3 else None
        if place and path[0] == "params" and "$allParams" in (self._template(JSON) or ""):
            return Input(place, path[2])
        return None

    def _parameter(self, name: str) -> Input:
        """`$input.params` looks among those of the path, the query and the headers."""
        if name in self.route.parameters:
            return Input("path", name)
        is_header = "-" in name or name.lower() in _USUAL_HEADERS
        return Input("header" if is_header else "query", name)

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        request = self.request(values, identity)
        body = (request.body or b"").decode("utf-8", "replace")
        content_type = (request.header("content-type") or JSON).partition(";")[0].strip().lower()
        template = self._template(content_type)
        if template is None:
            return Delivery(_parsed(body))
        try:
            text = render(template, self._source(request, body, values, identity))
        except NotUnderstood:
            return Delivery(_parsed(body))
        return Delivery(_parsed(text))

    def request(self, values: Mapping[Input, object], identity: Identity | None) -> Request:
        """A GET that is given fields of a body has one all the same: only then they can be placed."""
        request = HttpShape.request(self, values, identity)
        return request if request.body is not None else evolve(request, body=b"")

    def _source(self, request: Request, body: str, values: Mapping[Input, object], identity: Identity | None) -> Source:
        document = _parsed(body)
        query = {name: parts[-1] for name, parts in request.multiple_query().items()}
        headers = self.headers(request)
        lower = {name.lower(): value for name, value in headers.items()}
        context = self.context(request, values, identity)
        return Source(
            select=lambda steps: pick(document, steps),
            body=body,
            params=lambda name: request.parameters.get(name) or query.get(name) or lower.get(name.lower(), ""),
            groups={"path": request.parameters, "querystring": query, "header": headers},
            context=context,
        )

    def _template(self, content_type: str) -> str | None:
        """The template of a content type; None where the body goes through as it is."""
        templates = self.trigger.options.get("request_templates")
        if not isinstance(templates, dict):
            return None
        found: Any = templates.get(content_type)
        return self.naming.text(found) if isinstance(found, str) else None


def _parsed(text: str) -> Any:
    """What Lambda gets, which takes nothing but JSON; an empty body is an empty object."""
    try:
        return read_json(text) if text.strip() else {}
    except Unreadable as error:
        raise DoesNotFit("what the gateway makes of it is no JSON") from error
