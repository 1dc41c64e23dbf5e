"""HTML: the picture to walk through, the matrix and the tables, in one file that fetches nothing.

All text goes through `finalize` and autoescape; what the script shows it sets as text. The policy lets nothing run or
load but this style and this script. Without a script, everything is there but the controls and what is packed.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from pathlib import PurePath
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from goatherd import __version__
from goatherd.report.safe import harmless
from goatherd.surface.picture.page.application import ShownApplication
from goatherd.surface.picture.page.overview import overview, rank
from goatherd.surface.picture.page.packing import packed
from goatherd.surface.picture.standalone import part as picture_part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.core.finding import Diagnosis
    from goatherd.surface.graph import Graph
    from goatherd.surface.map import Map
    from goatherd.surface.responsibility import Row
    from goatherd.whose.table import WhoseData

SCRIPTS = (
    "placing.js",
    "untangling.js",
    "picture.js",
    "frames.js",
    "details.js",
    "application.js",
    "overview.js",
    "page.js",
)


def render(map: Map) -> str:
    """The application that is attacked worst comes first."""
    surfaces = sorted(map.surfaces, key=lambda each: rank(each.graph))
    applications = [(surface.graph, surface.matrix, surface.whose) for surface in surfaces]
    return page(PurePath(map.root).name or "application", applications, map.diagnoses)


def page(
    name: str, applications: Sequence[tuple[Graph, Sequence[Row], WhoseData]], diagnoses: Sequence[Diagnosis]
) -> str:
    environment = Environment(
        loader=PackageLoader("goatherd.surface.picture", "page"),
        autoescape=True,
        finalize=_harmless,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = _part("report.css", "goatherd.report.html") + picture_part("picture.css") + _part("page.css")
    script = "(() => {\n" + "\n".join(map(_part, SCRIPTS)) + "})();\n"
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    )
    shown = [ShownApplication(number, *each) for number, each in enumerate(applications)]
    one = environment.get_template("application.html.j2")
    first, rest = packed(one.render(application=each, several=len(shown) > 1) for each in shown)
    text = environment.get_template("map.html.j2").render(
        name=name,
        overview=overview(shown),
        applications=[Markup(each) for each in first],
        packed=rest,
        diagnoses=diagnoses,
        version=__version__,
        policy=policy,
        style=Markup(style),
        script=Markup(script),
    )
    return text.rstrip("\n") + "\n"


def _harmless(value: object) -> object:
    """Without invisible characters, whatever is printed; markup is only what stands in this package."""
    return value if isinstance(value, Markup) else harmless(str(value))


def _part(name: str, package: str = "goatherd.surface.picture.page") -> str:
    return files(package).joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
