"""Boxes and lines as SVG elements; colours and fonts are those of `picture.css`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from goatherd.core.wording import counted
from goatherd.report.safe import safe
from goatherd.surface.graph import Node
from goatherd.surface.picture.labels import cut, shortened, width_of
from goatherd.surface.picture.layout import DETAIL, HEIGHT, LABEL, TEXT, Box
from goatherd.surface.picture.symbols import symbol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.surface.graph import FindingRef, Graph
    from goatherd.surface.picture.arrangement import Arrangement, Link
    from goatherd.surface.picture.groups import Group
    from goatherd.surface.picture.layout import Layout

SEVERITIES = ("critical", "high", "medium", "low", "info")

ARROW = Markup(
    '<marker id="{id}{suffix}" class="{id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
    'markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path d="M0 .8L7.5 4L0 7.2Z"/></marker>'
)


def definitions(suffix: str = "") -> Markup:
    """`suffix` keeps the ids of several pictures in one document apart."""
    arrows = (ARROW.format(id=id, suffix=suffix) for id in ("arrow", "arrow-unused", "arrow-attack"))
    return Markup("<defs>{}</defs>").format(Markup("").join(arrows))


def lines(layout: Layout, names: dict[str, str], suffix: str = "") -> Markup:
    """Those on the way of an attack last, above all others, and what is only allowed first."""
    drawn = sorted(layout.lines, key=lambda each: (each[0].attack, not each[0].unused))
    return Markup("\n").join(_line(link, path, names, suffix) for link, path in drawn)


def _line(link: Link, path: str, names: dict[str, str], suffix: str) -> Markup:
    ends = Markup("")
    arrow = ("arrow-attack" if link.attack else "arrow-unused" if link.unused else "arrow") + suffix
    if link.back:
        ends += Markup(' marker-start="url(#{})"').format(arrow)
    if link.forth:
        ends += Markup(' marker-end="url(#{})"').format(arrow)
    style = line_class(link)
    return Markup('<path class="{}" d="{}"{}><title>{}</title></path>').format(
        style, path, ends, safe(told(link, names))
    )


def line_class(link: Link) -> str:
    quiet = {*link.forth, *link.back} <= {"reads"}
    styles = ("line", "reads" if quiet else "", "unused" if link.unused else "", "attack" if link.attack else "")
    return " ".join(filter(None, styles))


def told(link: Link, names: dict[str, str]) -> str:
    left, right = names[link.left], names[link.right]
    told = [f"{left} {kind} {right}" for kind in link.forth]
    told += [f"{right} {kind} {left}" for kind in link.back]
    return "; ".join(told)


def names_of(arrangement: Arrangement) -> dict[str, str]:
    names = {item: node.label for item, node in arrangement.nodes.items()}
    names.update({item: group.label for item, group in arrangement.groups.items()})
    return names


def boxes(arrangement: Arrangement, graph: Graph, placed: dict[str, Box]) -> Markup:
    return Markup("\n").join(
        box(item, shown, findings_of(item, arrangement, graph), at)
        for item, at in placed.items()
        if (shown := arrangement.shown(item))
    )


def hidden_boxes(arrangement: Arrangement, graph: Graph, widths: Sequence[int]) -> Markup:
    """The members of groups, for a page that opens these."""
    return Markup("\n").join(
        box(item, node, findings_of(item, arrangement, graph), Box(0, 0, widths[arrangement.column[item]]), "absent")
        for item, node in arrangement.nodes.items()
        if item in arrangement.group
    )


def findings_of(item: str, arrangement: Arrangement, graph: Graph) -> list[FindingRef]:
    group = arrangement.groups.get(item)
    if group is None:
        return [graph.findings[number] for number in arrangement.nodes[item].findings]
    own = {member: node for member, node in arrangement.nodes.items() if arrangement.group.get(member) == item}
    numbers = dict.fromkeys(number for node in own.values() for number in node.findings)
    return [graph.findings[number] for number in numbers]


def box(item: str, shown: Node | Group, findings: Sequence[FindingRef], at: Box, more: str = "") -> Markup:
    """A symbol, two lines of text, and the number of findings in the colour of the worst."""
    label, detail = safe(shown.label), safe(shown.detail)
    name, below = texts(shown, findings, at.width)
    kind = "way-in" if shown.kind == "entry" else "function" if shown.kind == "function" else "resource"
    parts = [
        Markup("<title>{}</title>").format(f"{label}\n{detail}".strip()),
        Markup('<rect class="under" x="4" y="4" width="{}" height="{}" rx="6"/>').format(at.width, HEIGHT)
        if not isinstance(shown, Node)
        else Markup(""),
        Markup('<rect class="box" width="{}" height="{}" rx="{}"/>').format(
            at.width, HEIGHT, HEIGHT // 2 if kind == "way-in" else 6
        ),
        Markup('<path class="symbol" d="{}" transform="translate(12 12)"/>').format(symbol(shown.kind)),
        _text("name", TEXT, 17 if detail else 25, name),
        _text("detail", TEXT, 32, below) if detail else Markup(""),
        _count(findings, at.width) if findings else Markup(""),
    ]
    style = ["node", kind, shown.exposure or "", "" if isinstance(shown, Node) else "group", more]
    return Markup(
        '<g class="{}" data-item="{}" role="button" aria-label="{}" transform="translate({} {})">{}</g>'
    ).format(" ".join(filter(None, style)), item, _spoken(shown, findings), at.x, at.y, Markup("").join(parts))


def texts(shown: Node | Group, findings: Sequence[FindingRef], width: int) -> tuple[str, str]:
    """The two lines of a box, cut where it has no room for them."""
    room = width - TEXT - (_count_width(findings) + 14 if findings else 8)
    return shortened(safe(shown.label), room, LABEL), cut(safe(shown.detail), room, DETAIL)


def _spoken(shown: Node | Group, findings: Sequence[FindingRef]) -> str:
    noun = "way in" if shown.kind == "entry" else shown.kind
    told = [f"{noun} {shown.label}", shown.exposure or "", counted(len(findings), "finding") if findings else ""]
    return safe(", ".join(filter(None, told)))


def _text(style: str, x: int, y: int, text: str) -> Markup:
    return Markup('<text class="{}" x="{}" y="{}">{}</text>').format(style, x, y, text)


def _count(findings: Sequence[FindingRef], width: int) -> Markup:
    worst = min((finding.severity for finding in findings), key=SEVERITIES.index)
    number = str(len(findings))
    wide = _count_width(findings)
    return Markup(
        '<g class="count {}" transform="translate({} 0)"><title>{} {}, the worst {}</title>'
        '<rect x="{}" y="11" width="{}" height="18" rx="9"/><text x="{}" y="24">{}</text></g>'
    ).format(
        worst,
        width,
        number,
        "finding" if number == "1" else "findings",
        worst,
        -wide - 8,
        wide,
        -wide / 2 - 8,
        number,
    )


def _count_width(findings: Sequence[FindingRef]) -> int:
    return max(20, round(width_of(str(len(findings)), DETAIL)) + 8)
