from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from attrs import evolve

from goatherd.core.finding import Diagnosis, Proof, Step
from goatherd.core.source import Span
from goatherd.model.application import Application
from goatherd.report import render
from goatherd.report.flow import MAX_STEPS
from goatherd.report.html import story

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title></style></script></pre></details><!--",
    "{{ 7 * 7 }}{% raw %}{# #}",
    "&lt;b&gt;\x00\x1b[2J\u202e\ud800",
    "javascript:alert(1)",
]


class Seen(HTMLParser):
    """Tags with the names of their attributes, in order, and the text between them."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.texts = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += [(tag, *pair) for pair in attributes]

    def handle_data(self, data):
        self.texts.append(data)


def named(outcome, text):
    """The outcome with everything that comes from the scanned tree replaced by a text."""
    place = Span(text, 1)
    outcome.root = f"/{text.replace('/', '')}"
    outcome.applications = [Application(text, text), Application(text, text)]
    outcome.functions = [(text, function) for _, function in outcome.functions]
    for _, function in outcome.functions:
        function.id = text
        for trigger in function.triggers:
            trigger.detail = trigger.kind = text
    proof = Proof("proved", text, text, text, text, (text, text))
    outcome.findings = [
        evolve(
            finding,
            span=place,
            locations=(place,),
            message=text,
            remedy=f"{text}\n{text}",
            function=text,
            functions=(text,),
            slug=text,
            fingerprint=text,
            steps=(Step(place, text),),
            proof=proof,
        )
        for finding in outcome.findings
    ]
    outcome.accepted = [evolve(a, finding=evolve(a.finding, message=text), reason=text) for a in outcome.accepted]
    outcome.diagnoses = [Diagnosis(place, text), Diagnosis(place, text, incomplete=False)]
    outcome.skipped = [(text, text)]
    return outcome


@pytest.mark.parametrize("when", ["outcome", "attacked"])
def test_the_page(request, when, snapshot):
    page = render("html", request.getfixturevalue(when))
    body = page[page.index("<body>") : page.index("<script>")]
    assert re.sub(r"goatherd [\d.]+", "goatherd VERSION", body) == snapshot


def test_the_same_outcome_gives_the_same_bytes(attacked):
    page = render("html", attacked)
    attacked.seconds = 99.0
    assert render("html", attacked) == page


def test_it_says_nothing_of_the_machine(attacked):
    assert str(attacked.root).rpartition("/")[0] not in render("html", attacked)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_the_scanned_tree_becomes_markup(attacked, text):
    plain = Seen(render("html", named(attacked, "plain")))
    page = render("html", named(attacked, text))
    seen = Seen(page)
    shown = re.sub("[\x00\x1b\u202e\ud800]", "\ufffd", text)
    assert seen.tags == plain.tags
    assert [(tag, name) for tag, name, _ in seen.attributes] == [(tag, name) for tag, name, _ in plain.attributes]
    assert "".join(seen.texts).count(shown) >= 40
    assert not {"\x00", "\x1b", "\u202e", "\ud800"} & set(page)
    assert page.encode()


def test_nothing_is_fetched_and_nothing_runs_but_what_the_policy_names(attacked):
    page = render("html", attacked)
    seen = Seen(page)
    links = {value for _, name, value in seen.attributes if name in ("href", "src", "action", "srcset", "data")}
    assert all(link.startswith("#") for link in links)
    assert not [name for _, name, _ in seen.attributes if name == "style" or name.startswith("on")]
    (policy,) = (value for _, name, value in seen.attributes if name == "content" and "default-src" in value)
    for tag in ("style", "script"):
        (content,) = re.findall(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy


def test_what_links_lead_to_is_there_once(attacked):
    seen = Seen(render("html", attacked))
    ids = [value for _, name, value in seen.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert {value[1:] for _, name, value in seen.attributes if name == "href"} <= set(ids)


def test_the_event_is_shown_over_several_lines_and_means_the_same(attacked):
    page = "".join(Seen(render("html", attacked)).texts)
    assert '{\n  "queryStringParameters": {\n    "name": ";id \\u202e"\n  }\n}' in page


def test_what_is_very_long_is_cut(attacked):
    finding = attacked.findings[0]
    steps = tuple(evolve(finding.steps[0], note=f"step {n}.") for n in range(500))
    places = tuple(Span("a.py", n) for n in range(1, 200))
    proof = evolve(finding.proof, event="[" * 100_000)
    attacked.findings = [evolve(finding, steps=steps, locations=places, proof=proof)]
    page = render("html", attacked)
    assert page.count("step ") == MAX_STEPS
    assert "470 steps in the middle are left out" in page
    assert f"and {199 - story.MAX_PLACES} more" in page
    assert f"{100_000 - story.MAX_EVENT:,} characters more are in the JSON report" in page
    assert len(page) < 60_000


def test_an_event_that_is_no_json_is_shown_as_it_is(attacked):
    finding = attacked.findings[0]
    attacked.findings = [evolve(finding, proof=evolve(finding.proof, event="[" * 10_000))]
    assert "[" * 10_000 in render("html", attacked)


def test_the_mark_is_on_the_same_characters_as_on_the_terminal(outcome):
    page = render("html", outcome)
    assert "<mark>os.system(quote(command))</mark>  # ünïcode" in page
    assert "<mark>exec(event.body)</mark>" in page
