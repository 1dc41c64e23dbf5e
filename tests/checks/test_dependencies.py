"""What a user reads about packages: one story each, at the line that a person would change."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.checks.sas06_dependencies.malicious_dependency import malicious_dependency
from goatherd.checks.sas06_dependencies.no_lock_file import no_lock_file
from goatherd.checks.sas06_dependencies.unpinned_requirement import unpinned_requirement
from goatherd.checks.sas06_dependencies.vulnerable_dependency import vulnerable_dependency
from goatherd.code.manifests import read_manifests
from goatherd.core.confidence import Confidence, not_reached
from goatherd.core.finding import CRITICAL, INFO, LOW, MEDIUM, Finding, Severity
from goatherd.core.source import Span
from goatherd.model.application import Application
from goatherd.model.function import CodeSource, Entry, Function
from goatherd.review.merge import merge
from goatherd.tree import Tree

if TYPE_CHECKING:
    from pathlib import Path


def application(folder: Path, files: dict[str, str], handler: str = "index.js") -> Application:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    (folder / handler).write_text("")
    language = "python" if handler.endswith(".py") else "javascript"
    entry = Entry(handler, "handler", language, 1, "")
    function = Function("Api", Span("template.yaml", 1), CodeSource(""), entry=entry)
    read = Application("template.yaml", "sam", functions=[function])
    read.manifests = read_manifests(Tree(str(folder)), read)
    return read


def shown(application: Application) -> list[Finding]:
    """As review puts together what is found of one package."""
    return merge(vulnerable_dependency(application))


def package_json(**tables: dict[str, str]) -> str:
    return json.dumps(tables, indent=1)


def lock(**packages: str | dict[str, object]) -> str:
    entries = {f"node_modules/{n}": e if isinstance(e, dict) else {"version": e} for n, e in packages.items()}
    return json.dumps({"lockfileVersion": 3, "packages": entries}, indent=1)


def test_locked_version_counts_and_the_declaration_is_shown(tmp_path: Path) -> None:
    files = {
        "package.json": package_json(dependencies={"lodash": "^4.0.0"}),
        "package-lock.json": lock(lodash="4.17.2"),
    }
    (finding,) = shown(application(tmp_path, files))
    assert finding.message == (
        "lodash 4.17.2 has a known vulnerability: CVE-2018-16487 (Prototype Pollution in lodash); "
        "likewise CVE-2018-3721, CVE-2019-1010266, CVE-2019-10744 and 6 more"
    )
    assert finding.remedy == "Upgrade lodash to at least 4.18.0, the lowest version without a known vulnerability."
    assert str(finding.span) == "package.json:3"
    assert [str(s) for s in finding.locations] == ["package-lock.json:4"]
    assert (finding.function, finding.certainty) == ("Api", Confidence.HIGH)


def test_lock_file_with_a_fixed_version_silences_the_range(tmp_path: Path) -> None:
    files = {
        "package.json": package_json(dependencies={"lodash": "^4.0.0"}),
        "package-lock.json": lock(lodash="4.18.0"),
    }
    assert list(vulnerable_dependency(application(tmp_path, files))) == []


def test_package_that_another_one_needs_is_shown_in_the_lock_file(tmp_path: Path) -> None:
    files = {
        "package.json": package_json(dependencies={"a": "^1"}),
        "package-lock.json": lock(a={"version": "1.0.0", "dependencies": {"lodash": "^4"}}, lodash="4.17.2"),
    }
    (finding,) = shown(application(tmp_path, files))
    assert (str(finding.span), finding.locations) == ("package-lock.json:10", ())
    why = "another package brings it in, and whether that one reaches what is vulnerable is not known"
    assert finding.reasons == not_reached(why)
    own = {**files, "package.json": package_json(dependencies={"a": "^1", "lodash": "^4"})}
    (declared,) = shown(application(tmp_path, own))
    assert declared.reasons == ()
    assert declared.severity is not None
    assert finding.severity is not None
    assert declared.severity > finding.severity


def test_range_that_admits_a_fixed_version_is_not_told(tmp_path: Path) -> None:
    files = {"package.json": package_json(dependencies={"lodash": "^4.17.2"})}
    assert shown(application(tmp_path, files)) == []


def test_range_that_admits_nothing_else_is_certain(tmp_path: Path) -> None:
    files = {"package.json": package_json(dependencies={"lodash": "~4.16.0"})}
    (finding,) = shown(application(tmp_path, files))
    assert finding.certainty is Confidence.HIGH


def test_severity_is_the_advisorys_and_critical_only_where_the_code_does_it(tmp_path: Path) -> None:
    files = {"package.json": package_json(dependencies={"node-serialize": "0.0.4", "node-uuid": "1.4.3"})}
    read = application(tmp_path, files)
    found = {f.message.split(" ")[0]: f.severity for f in vulnerable_dependency(read)}
    assert found == {"node-serialize": MEDIUM, "node-uuid": MEDIUM}  # nobody knows what is imported
    (manifest,) = read.manifests
    (serialize,) = (package for package in manifest.packages if package.name == "node-serialize")
    for imported, severity in ((True, MEDIUM), (False, LOW)):
        read.manifests = [evolve(manifest, packages=(evolve(serialize, imported=imported),))]
        assert {f.severity for f in vulnerable_dependency(read)} == {severity}
    reached = tuple(evolve(advisory, reached=True) for advisory in serialize.advisories)
    read.manifests = [evolve(manifest, packages=(evolve(serialize, advisories=reached),))]
    assert {f.severity for f in vulnerable_dependency(read)} == {CRITICAL}


def test_a_layer_that_no_function_takes_weighs_little(tmp_path: Path) -> None:
    files = {"package.json": package_json(dependencies={"lodash": "4.17.2", "left-pad": "^1.0.0"})}
    read = application(tmp_path, files)
    assert {finding.severity for finding in shown(read)} == {MEDIUM}
    assert list(no_lock_file(read))
    read.manifests = [evolve(manifest, functions=()) for manifest in read.manifests]
    assert {finding.severity for finding in shown(read)} == {LOW}
    assert not list(no_lock_file(read))


def test_what_nothing_imports_is_one_finding_whatever_file_asks_for_it(tmp_path: Path) -> None:
    read = application(tmp_path, {"package.json": package_json(dependencies={"lodash": "4.17.2", "vm2": "3.9.0"})})
    (manifest,) = read.manifests
    unused = tuple(evolve(package, imported=False) for package in manifest.packages)
    other = evolve(
        manifest, path="other/package.json", packages=(evolve(unused[0], span=Span("other/package.json", 9)),)
    )
    read.manifests = [evolve(manifest, packages=unused), other]
    (finding,) = shown(read)
    assert finding.message.startswith("2 packages have known vulnerabilities that the code is not seen to come to: ")
    assert {span.path for span in (finding.span, *finding.locations)} == {"package.json", "other/package.json"}
    assert finding.severity == LOW


def test_development_packages_count_only_when_malicious(tmp_path: Path) -> None:
    development = {"lodash": "4.17.2", "eslint-scope": "3.7.2"}
    read = application(tmp_path, {"package.json": package_json(devDependencies=development)})
    assert list(vulnerable_dependency(read)) == []
    assert [f.message for f in malicious_dependency(read)] == [
        "eslint-scope 3.7.2 is known to be malicious: NSWG-NPM-450"
    ]


def test_no_lock_file_is_said_once(tmp_path: Path) -> None:
    read = application(tmp_path, {"package.json": package_json(dependencies={"a": "1.0.0", "b": "1.0.0"})})
    assert [str(f.span) for f in no_lock_file(read)] == ["package.json:1"]
    read = application(tmp_path, {"package.json": package_json(dependencies={"a": "1.0.0"})})
    assert not list(no_lock_file(read))
    read = application(tmp_path, {"package.json": package_json(dependencies={"a": "1.0.0", "b": "1.0.0"})})
    read.functions[0].guessed = True  # nothing says that it is deployed
    assert not list(no_lock_file(read))
    locked = application(tmp_path, {"package-lock.json": lock(a="1.0.0")})
    assert list(no_lock_file(locked)) == []


def test_manifest_without_deployed_packages_needs_no_lock_file(tmp_path: Path) -> None:
    assert list(no_lock_file(application(tmp_path, {"package.json": package_json(devDependencies={"a": "1"})}))) == []


def test_open_requirements_are_grouped_by_what_is_open(tmp_path: Path) -> None:
    wanted = {"a": "*", "b": "latest", "c": "^1.0.0", "d": "https://example.com/d.tgz", "e": ">=1"}
    read = application(tmp_path, {"package.json": package_json(dependencies=wanted)})
    assert [(f.message, len(f.locations)) for f in unpinned_requirement(read)] == [
        ("Any later release of a, b and e is installed unseen", 2),
        ("d comes from an address whose content can change", 0),
    ]


def test_open_requirements_that_a_lock_file_pins_are_fine(tmp_path: Path) -> None:
    files = {"package.json": package_json(dependencies={"a": "*"}), "package-lock.json": lock(a="1.0.0")}
    assert list(unpinned_requirement(application(tmp_path, files))) == []


def test_open_requirements_weigh_where_others_name_a_version_and_are_fine_where_a_manifest_beside_does(
    tmp_path: Path,
) -> None:
    def told(files: dict[str, str]) -> list[tuple[str, Severity | None]]:
        read = application(tmp_path, files, "app.py")
        return [(f.message.partition(" is ")[0], f.severity) for f in unpinned_requirement(read)]

    assert told({"requirements.txt": "attrs\nclick\n"}) == [("Any later release of attrs and click", INFO)]
    assert told({"requirements.txt": "attrs\nclick==8.1.7\n"}) == [("Any later release of attrs", LOW)]
    exported = {"requirements.txt": "attrs==23.2.0\nclick==8.1.7\n", "Pipfile": '[packages]\nattrs = "*"\n'}
    assert told(exported) == []


def test_a_package_that_ships_is_shown_where_it_is_declared_to_ship(tmp_path: Path) -> None:
    files = {
        "Pipfile": '[dev-packages]\njinja2 = "*"\n\n[packages]\njinja2 = "*"\n',
        "Pipfile.lock": json.dumps(
            {"_meta": {}, "default": {"jinja2": {"version": "==2.10"}}, "develop": {"jinja2": {"version": "==2.10"}}},
            indent=1,
        ),
    }
    (finding,) = shown(application(tmp_path, files, "app.py"))
    assert str(finding.span) == "Pipfile:5"


def test_a_package_that_another_brings_along_is_not_shown_at_its_declaration_for_development(tmp_path: Path) -> None:
    files = {
        "Pipfile": '[dev-packages]\njinja2 = "*"\n',
        "Pipfile.lock": json.dumps({"default": {"jinja2": {"version": "==2.10"}}}, indent=1),
    }
    (finding,) = shown(application(tmp_path, files, "app.py"))
    assert str(finding.span) == "Pipfile.lock:3"
    assert [str(span) for span in finding.locations] == ["Pipfile:2"]
