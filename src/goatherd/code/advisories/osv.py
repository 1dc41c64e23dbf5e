"""One advisory in OSV's format, turned into the compact records that are matched.

Source of the format: the OSV schema, https://ossf.github.io/osv-schema/. The shipped table holds the same
records, so that a user's fresh copy and the table are matched alike.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from goatherd.code.advisories.cvss import base_score, severity_of
from goatherd.core.finding import CRITICAL, HIGH, LOW, MEDIUM

if TYPE_CHECKING:
    from collections.abc import Iterator

ECOSYSTEMS = ("PyPI", "npm")

# Names of package databases' severities, for advisories without a CVSS 3 vector.
_LABELS = {"CRITICAL": CRITICAL, "HIGH": HIGH, "MODERATE": MEDIUM, "MEDIUM": MEDIUM, "LOW": LOW}
_MALICIOUS = re.compile(
    r"\bmalicious (?:package|module|code\b.*\bpublished)|\bembedded malicious code|\btyposquat|\bmalware\b.*\bpackage"
    r"|\bnew malicious release|\bcredential harvesting|\b(?:code[- ]execution|potential) backdoor\b",
    re.IGNORECASE | re.DOTALL,
)
_NOT_MALICIOUS = re.compile(r"attacker|a malicious user|vulnerab", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])|\n\s*\n")
_PEP503 = re.compile(r"[-_.]+")
_SUMMARY_LENGTH = 140
_SENTENCES = 6
_REMARK = re.compile(r"\*\* ?[A-Z][A-Za-z ]+ ?\*\*")
_WEAKNESS = re.compile(
    r"\b(?:vulnerab|attack|malicious|inject|disclos|leak|expos|bypass|denial|overflow|travers|forg|crash|backdoor"
    r"|out[- ]of[- ]bounds|uninitiali[sz]ed|division by|hang|insecure|improper|unsafe|XSS|DoS|cross-site|remote code)",
    re.IGNORECASE,
)
_BEGINNING = "1970-01-01"  # how an unknown day is written
_LAST_NAME = re.compile(r"[A-Za-z_$][\w$]*(?:\(.*\))?$")
_EVERY_VERSION = re.compile(r"9{2,}\.9{2,}\.9{2,}")

# [id, aliases, summary, severity (0 to 4, or None), malicious, ranges, exact versions, functions, day, source]; a range
# is a list of [kind, version] pairs, kind being "introduced", "fixed" or "last_affected". `functions` are what code has
# to use of the package for it to matter ("forge.pki.rsa"), none where that is not told. `day` ("2024-10-08") is when it
# was published, or when its source said so, and `source` names one of a table's sources: "" in a user's own copy.
Record = list[Any]


def normalise(ecosystem: str, name: str) -> str:
    """The name under which packages are compared (PEP 503 for PyPI)."""
    return _PEP503.sub("-", name).lower() if ecosystem == "PyPI" else name


def records_of(document: Any) -> Iterator[tuple[str, str, Record]]:
    """(ecosystem, package, record) for what one document says of PyPI and npm; withdrawn ones say nothing."""
    if not isinstance(document, dict) or document.get("withdrawn"):
        return
    affected = [a for a in _list(document.get("affected")) if isinstance(a, dict)]
    for entry in affected:
        package = entry.get("package")
        ecosystem = package.get("ecosystem") if isinstance(package, dict) else None
        name = package.get("name") if isinstance(package, dict) else None
        if ecosystem not in ECOSYSTEMS or not isinstance(name, str):
            continue
        ranges = _ranges(entry)
        # enumerated versions beside ranges are the ranges spelled out
        versions = [] if ranges else [v for v in _list(entry.get("versions")) if isinstance(v, str)]
        if ranges or versions:
            days = (str(document.get(when, ""))[:10] for when in ("published", "modified"))
            day = next((day for day in days if day > _BEGINNING), "")
            record = [*_head(document, entry), ranges, versions, _functions(entry), day, ""]
            yield ecosystem, normalise(ecosystem, name), record


def _head(document: dict[str, Any], entry: dict[str, Any]) -> Record:
    identifier = str(document.get("id", ""))
    details = str(document.get("details") or "")
    summary = str(document.get("summary") or "")
    aliases = [a for a in _list(document.get("aliases")) if isinstance(a, str) and a.startswith(("CVE-", "GHSA-"))]
    malicious = _malicious(identifier, summary or _SENTENCE_END.split(details.strip(), maxsplit=1)[0])
    told = " ".join((summary or _telling_sentence(details)).split())
    return [identifier, aliases, told, _severity(document, entry), malicious]


def _severity(document: dict[str, Any], entry: dict[str, Any]) -> int | None:
    written = _list(document.get("severity")) + _list(entry.get("severity"))
    vectors = [str(s.get("score")) for s in written if isinstance(s, dict)]
    scores = [score for vector in vectors if (score := base_score(vector)) is not None]
    if scores:
        return int(severity_of(max(scores)))
    specific = document.get("database_specific")
    label = _LABELS.get(str(specific.get("severity")).upper()) if isinstance(specific, dict) else None
    return int(label) if label is not None else None


def _malicious(identifier: str, sentence: str) -> bool:
    if identifier.startswith("MAL-"):
        return True
    return bool(_MALICIOUS.search(sentence)) and not _NOT_MALICIOUS.search(sentence)


def _ranges(entry: dict[str, Any]) -> list[list[list[str]]]:
    ranges = []
    for written in _list(entry.get("ranges")):
        if isinstance(written, dict) and written.get("type") in ("ECOSYSTEM", "SEMVER"):
            events = [e for e in _list(written.get("events")) if isinstance(e, dict)]
            pairs = [[kind, version] for event in events for kind, version in event.items() if _tells(kind, version)]
            if pairs:
                ranges.append(pairs)
    return ranges


def _functions(entry: dict[str, Any]) -> list[str]:
    """As GitHub's advisories have them."""
    specific = entry.get("ecosystem_specific")
    listed = _list(specific.get("affected_functions")) if isinstance(specific, dict) else []
    return [function for function in listed if isinstance(function, str) and _LAST_NAME.search(function)]


def _tells(kind: str, version: Any) -> bool:
    if kind not in ("introduced", "fixed", "last_affected") or not isinstance(version, str):
        return False
    # 99.999.99999 is how some databases write "all of them"
    return _EVERY_VERSION.fullmatch(version) is None


def _telling_sentence(text: str) -> str:
    """The first sentence that speaks of the weakness: many begin with what the package is good for."""
    sentences = _SENTENCE_END.split(_REMARK.sub("", text).strip())
    sentence = next((s for s in sentences[:_SENTENCES] if _WEAKNESS.search(s)), sentences[0])
    return shortened(sentence)


def shortened(sentence: str) -> str:
    return sentence if len(sentence) <= _SUMMARY_LENGTH else sentence[:_SUMMARY_LENGTH].rsplit(" ", 1)[0] + " …"


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
