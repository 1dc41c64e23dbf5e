"""JSON, version 1; docs/json-schema/map-1.json describes it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from attrs import asdict

from goatherd.core.value import known
from goatherd.model.function import Entry
from goatherd.model.trigger import Exposure
from goatherd.report.json import TOOL
from goatherd.report.records import diagnosis_record, finding_record

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.surface.attack_paths import AttackPath
    from goatherd.surface.map import FunctionView, Map, Surface
    from goatherd.surface.responsibility import Row
    from goatherd.surface.targets import Target
    from goatherd.surface.ways_in import WayIn
    from goatherd.whose.table import Cell

VERSION = 1
_EVENTS = (*(exposure.label for exposure in reversed(Exposure)), "unknown")


def render(map: Map) -> str:
    document = {
        "version": VERSION,
        "tool": TOOL,
        "root": map.root,
        "applications": [surface_record(surface) for surface in map.surfaces],
        "diagnoses": [diagnosis_record(diagnosis) for diagnosis in map.diagnoses],
        "exit_code": int(map.exit_code),
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def surface_record(surface: Surface) -> dict[str, Any]:
    application = surface.application
    return {
        "name": application.name,
        "framework": application.framework,
        "events": {**dict(zip(_EVENTS, surface.size, strict=False)), "direct": surface.direct},
        "ways_in": [_way(way) for way in surface.ways_in],
        "functions": [_function(view) for view in surface.functions],
        "targets": [_target(target) for target in sorted(surface.targets.values(), key=lambda target: target.id)],
        "responsibility": [_row(row) for row in surface.matrix],
        "whose_data": [_cell(cell) for cell in surface.whose.cells],
        "callers": [
            {
                "entry": entry,
                "function": function,
                "identities": [
                    {"strength": each.strength.label, "what": each.what, **_place(each.span)} for each in identities
                ],
            }
            for (entry, function), identities in surface.whose.identities.items()
        ],
        "attack_paths": [_path(path) for path in surface.attack_paths],
        "findings": [finding_record(finding) for finding in surface.findings],
        "graph": {
            "nodes": [asdict(node) for node in surface.graph.nodes],
            "edges": [asdict(edge) for edge in surface.graph.edges],
        },
    }


def _way(way: WayIn) -> dict[str, Any]:
    return {
        "id": way.id,
        "kind": way.kind,
        "noun": way.noun,
        "label": way.label,
        "exposure": way.exposure.label,
        "asks": way.who,
        "why": way.why,
        "source": way.source,
        "controlled": list(way.controlled),
        "firewall": {"answer": way.inspection.answer, "why": way.inspection.why},
        "events": [{"name": door.name, "target": door.target, **_place(door.span)} for door in way.doors],
    }


def _function(view: FunctionView) -> dict[str, Any]:
    function, reach, blast = view.function, view.reach, view.blast
    return {
        "id": function.id,
        **_place(function.span),
        "file": function.entry.file if isinstance(function.entry, Entry) else "",
        "runtime": known(function.runtime) or "",
        "exposure": function.exposure.label if function.exposure is not None else None,
        "role": function.role.id if function.role else "",
        "network": reach.network,
        "guard": asdict(view.guard) if view.guard else None,
        "unknown": list(reach.unknown),
        "reach": [asdict(access) for access in reach.accesses],
        "grants": [
            {"action": grant.action, "resources": list(grant.resources), "conditional": grant.conditional}
            for grant in (reach.grants.granted() if reach.grants else ())
        ],
        "blast_radius": asdict(blast),
        "findings": list(view.findings),
    }


def _target(target: Target) -> dict[str, Any]:
    place = _place(target.span) if target.span else {}
    return {"id": target.id, "kind": target.kind, "label": target.label, "account_wide": target.account_wide, **place}


def _row(row: Row) -> dict[str, Any]:
    return {
        "layer": row.layer.key,
        "title": row.layer.title,
        "responsible": row.responsible,
        "why": row.why,
        "evidence": list(row.evidence),
        "findings": list(row.findings),
        "worst": row.worst.label if row.worst is not None else None,
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "entry": cell.entry,
        "function": cell.function,
        "data": cell.data.label,
        "service": cell.data.service,
        "verb": cell.verb,
        "who": cell.who.name.lower(),
        "claims": cell.claims,
        "outlier": cell.outlier,
        "evidence": [{"text": each.text, **_place(each.span)} for each in cell.evidence],
        **_place(cell.span),
    }


def _path(path: AttackPath) -> dict[str, Any]:
    return {
        "nodes": list(path.nodes),
        "ends": list(path.ends),
        "exposure": path.exposure.label,
        "severity": path.severity.label,
        "finding": path.finding,
        "why": path.why,
    }


def _place(span: Span) -> dict[str, Any]:
    return {"path": span.path, "line": span.line}
