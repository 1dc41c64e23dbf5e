"""What is worth a trial on a way: constants of the code in the fields that it reads, the likeliest first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.attack.events import Input
from goatherd.attack.events.given import NAME, VALUE
from goatherd.attack.ways import Way, within

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from goatherd.attack.code_routes import PathRoute
    from goatherd.attack.events import Shape
    from goatherd.attack.vocabulary import Words

MAX_BLIND = 80  # trials on one way that nothing speaks for but that the field is read
MAX_VALUES = 20  # of fields whose names the sender chooses
_WHOLE_PATHS = (("rawPath",), ("path",), ("requestContext", "http", "path"), ("pathParameters", "proxy"))
_METHODS = (("httpMethod",), ("requestContext", "http", "method"))
_VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")  # code that asks for one may have a branch for all others
_COOKIE = re.compile(r"([\w-]+)=")


@frozen
class Candidates:
    shape: Shape
    words: Words

    def of(self, way: Way, inputs: Iterable[Input], guessed: Collection[Input]) -> Iterator[Way]:
        """Ways that go on from one, by inputs that the code reads; `guessed` are those that it only may read."""
        free = [each for each in inputs if way.leaves(each)]
        named = [each for each in free if each.steps[-1:] not in ((), (NAME,)) or each.place == "method"]
        yield from self._routed(way, free)
        pairs = [(each, constant) for constant in self.words.compared for each in named]
        near = [pair for pair in pairs if self._beside(*pair)]
        near += [pair for pair in pairs if pair[0].steps[-1:] == (VALUE,)][:MAX_VALUES]
        near += [(each, verb) for each in free if each.place == "method" for verb in _VERBS if (each, verb) not in near]
        yield from (way.also({each: constant}) for each, constant in near)
        yield from self._formed(way, [each for each in free if each not in guessed])
        surely = [each for each in named if each not in guessed]
        blind = [(each, constant) for each in surely for constant in self.words.compared]
        rest = [pair for pair in blind if pair not in near]
        yield from (way.also({each: constant}) for each, constant in rest[:MAX_BLIND])

    def _beside(self, given: Input, constant: object) -> bool:
        """Whether the code compares the constant with something that is called like the field."""
        last = given.steps[-1] if given.steps else given.place
        return last in self.words.beside.get(constant, ())

    def _formed(self, way: Way, inputs: list[Input]) -> Iterator[Way]:
        """Marked texts that begin or end as the code asks."""
        texts = [f"{{text}}{end}" for end in self.words.endings]
        texts += [f"{start}{{text}}" for start in self.words.beginnings]
        named = (_COOKIE.fullmatch(start) for start in self.words.beginnings)
        if any(each.place == "cookie" for each in inputs):
            yield from (way.also({}, [Input("cookie", found[1])]) for found in named if found)
        for each in inputs:
            if each.place not in ("method", "content") and (each.name or each.place == "key"):
                yield from (way.also({}, [within(each, text)]) for text in texts if text.count("{") == 1)

    def _routed(self, way: Way, inputs: list[Input]) -> Iterator[Way]:
        whole = next((found for path in _WHOLE_PATHS if (found := self.shape.input_for(path)) in inputs), None)
        if whole is None or any(each.place == "path" for each in way):
            return
        method = next((found for path in _METHODS if (found := self.shape.input_for(path))), None)
        for route in self.words.routes:
            yield self._on(way, route, whole, method)

    def _on(self, way: Way, route: PathRoute, whole: Input, method: Input | None) -> Way:
        text = self._below_prefix(route.text, whole)
        fixed: dict[Input, object] = {method: route.method} if method and route.method else {}
        if route.parameters:
            return way.also(fixed, [within(whole, text, name) for name in route.parameters])
        return way.also({**fixed, whole: text})

    def _below_prefix(self, text: str, whole: Input) -> str:
        """What the parameter that takes the rest of a path holds, for the path as a whole."""
        template = self.shape.naming.text(self.shape.trigger.path)
        before, hole, _ = template.partition(f"{{{whole.name}+}}")
        if not whole.name or not hole:
            return text
        return (text if not text.startswith(before) else text[len(before) :]).lstrip("/")
