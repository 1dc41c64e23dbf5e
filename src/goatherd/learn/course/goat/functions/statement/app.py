"""Renders a farm's statement. Called directly, by `share`."""

import json
import os

TEMPLATES = {"milk": "/opt/templates/milk.html", "herd": "/opt/templates/herd.html"}


def handler(event, context):
    return {"page": page(event["template"]), "footer": footer(event["kind"])}


def page(template):
    with open(os.path.join("/opt/templates", template)) as file:  # weak: SAS-1 path traversal, through an invocation
        return file.read()


def footer(kind):
    with open(TEMPLATES.get(kind, TEMPLATES["milk"])) as file:  # safe: SAS-1 one of the paths above
        return file.read()
