"""Template engines of Python: the template is code; what it is given is escaped, or not."""

from __future__ import annotations

from pathlib import Path

import pytest

from goatherd.model.trigger import Kind
from tests.engine.programs import check, trigger
from tests.engine.python.test_sinks import program

PAGE = 'page = {"statusCode": 200, "headers": {"Content-Type": "text/html"}}\n'
PROGRAMS = {
    "jinja2 escapes where it is told to": """
        from jinja2 import Environment, FileSystemLoader, Template, select_autoescape
        plain = Environment(loader=FileSystemLoader("templates"))
        on = Environment(loader=FileSystemLoader("templates"), autoescape=True)
        chosen = Environment(autoescape=select_autoescape(["html", "xml"]))
        match event["path"]:
            case "1":
                return {**page, "body": plain.get_template("a.html").render(name=x)}  #! html
            case "2":
                return {**page, "body": on.get_template("a.html").render(name=x)}
            case "3":
                return {**page, "body": chosen.get_template("a.html").render({"name": x})}
            case "4":
                return {**page, "body": Template("<p>{{ name }}</p>").render(name=x)}  #! html
            case "5":
                return {**page, "body": Template("<p>{{ name }}</p>", autoescape=True).render(name=x)}
            case "6":
                return {**page, "body": on.from_string("<p>{{ name }}</p>").render(name=x)}
            case "7":
                return {**page, "body": on.from_string("<p>{{ name | safe }}</p>").render(name=x)}  #! html
            case "8":
                return {**page, "body": Template("<p>{{ name | e }}</p>").render(name=x)}
            case "9":
                return {**page, "body": plain.from_string("{{ name|upper }}").render(name=x)}  #! html
        plain.from_string(x)  #! template
        on.from_string("<p>" + x)  #! template
        Template("Hi " + x)  #! template
        Template(source=x)  #! template
        plain.get_template(x)  #! path
    """,
    "mako escapes nothing by itself": """
        from mako.lookup import TemplateLookup
        from mako.template import Template
        lookup = TemplateLookup(directories=["templates"])
        escaping = TemplateLookup(directories=["templates"], default_filters=["h"])
        match event["path"]:
            case "1":
                return {**page, "body": Template("<p>${name}</p>").render(name=x)}  #! html
            case "2":
                return {**page, "body": Template("<p>${name | h}</p>").render(name=x)}
            case "3":
                return {**page, "body": Template("<p>${name}</p>", default_filters=["h"]).render(name=x)}
            case "4":
                return {**page, "body": lookup.get_template("a.html").render(name=x)}  #! html
            case "5":
                return {**page, "body": escaping.get_template("a.html").render(name=x)}
        Template(x)  #! template
        Template(text="Hi " + x)  #! template
        lookup.get_template(x)  #! path
    """,
    "mustaches": """
        import chevron, pystache
        match event["path"]:
            case "1":
                return {**page, "body": chevron.render("<p>{{name}}</p>", {"name": x})}
            case "2":
                return {**page, "body": chevron.render("<p>{{{name}}}</p>", {"name": x})}  #! html
            case "3":
                return {**page, "body": pystache.render("<p>{{name}}</p>", {"name": x})}
            case "4":
                return {**page, "body": pystache.render("<p>{{&name}}</p>", name=x)}  #! html
            case "5":
                return {**page, "body": pystache.Renderer().render("<p>{{name}}</p>", {"name": x})}
        chevron.render("Hi " + x, {})  #! template
        chevron.render(template=x, data={})  #! template
    """,
    "Django's": """
        from django.template import Context, Template
        from django.template.loader import render_to_string
        from django.utils.html import format_html
        from django.utils.safestring import mark_safe
        match event["path"]:
            case "1":
                return {**page, "body": Template("<p>{{ name }}</p>").render(Context({"name": x}))}
            case "2":
                return {**page, "body": render_to_string("a.html", {"name": x})}
            case "3":
                return {**page, "body": format_html("<p>{}</p>", x)}
            case "4":
                return {**page, "body": Template("<p>{{ name|safe }}</p>").render(Context({"name": x}))}  #! html
        mark_safe("<b>" + x)  #! html
        Template(x)  #! template
        render_to_string(x)  #! path
    """,
    "other engines": """
        import string
        from bottle import SimpleTemplate
        from tornado.template import Template
        match event["path"]:
            case "1":
                return {**page, "body": string.Template("<p>$name</p>").substitute(name=x)}  #! html
            case "2":
                return {**page, "body": Template("<p>{{ name }}</p>").generate(name=x)}
            case "3":
                return {**page, "body": SimpleTemplate("<p>{{name}}</p>").render(name=x)}
        Template(x)  #! template
        SimpleTemplate(x)  #! template
    """,
    "escaping": """
        import html, bleach, nh3
        from markupsafe import Markup, escape
        match event["path"]:
            case "1":
                return {**page, "body": "<p>" + html.escape(x)}
            case "2":
                return {**page, "body": "<p>" + str(escape(x))}
            case "3":
                return {**page, "body": Markup("<p>{}</p>").format(x)}
            case "4":
                return {**page, "body": Markup("<p>%s</p>") % x}
            case "5":
                return {**page, "body": bleach.clean(x) + nh3.clean(x)}
            case "6":
                return {**page, "body": html.unescape(html.escape(x))}  #! html
    """,
}


@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_what_a_page_holds(tmp_path: Path, text: str) -> None:
    check(tmp_path, "python", program(" " * 8 + PAGE + text.lstrip("\n"), 8), trigger(Kind.REST_API_MAPPED))
