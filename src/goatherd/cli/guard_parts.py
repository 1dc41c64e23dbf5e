"""What lies beside the templates of functions under guard: policies and layers, brought there and taken away."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import frozen

from goatherd.core.wording import counted
from goatherd.guard.delivery import Delivery, refuse_foreign, withdrawal
from goatherd.guard.homes import FOLDER, GENERATED, LAYER_FOLDERS, POLICIES, home_of, read_policy
from goatherd.guard.layer import layer_files, policy_text, zip_layer
from goatherd.guard.manifest import NAME
from goatherd.guard.placing import refuse_links
from goatherd.guard.wrapping import POLICY_VARIABLE
from goatherd.report.safe import safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.cli.guard_reading import Read
    from goatherd.fixes.guard import Changes
    from goatherd.guard.homes import Guarded, Home

_MOST = 10  # files that are named


@frozen
class _Beside:
    """What is to lie beside the templates of a folder; `layers` are its parts that are built, with their policies."""

    place: str
    delivery: Delivery
    layers: list[tuple[str, int]]


def put_beside(
    found: Read, homes: list[Home], done: list[Guarded], rules: dict[str, Any], mode: str, *, quiet: bool
) -> None:
    """Policies and layers of functions that get the guard; nothing where people's files are in the way."""
    whole = {home.place: home for home in found.homes()}
    besides = [
        _beside(found.root, home, whole[home.place], done, rules, mode)
        for home in homes
        if any(each in done for each in home.functions)
    ]
    for beside in besides:
        for path in (*beside.delivery.files, *beside.delivery.parts, NAME):
            refuse_links(Path(found.root), f"{beside.place}/{path}")
    refuse_foreign((beside.place, beside.delivery) for beside in besides)
    for beside in besides:
        others = beside.delivery.write()
        for part, policies in beside.layers if not quiet else ():
            copies = f"a copy of {counted(policies, 'policy')}"
            click.echo(f"{beside.place}/{part}: the layer, with {copies}: run this again when one changes", err=True)
        _tell(f"{beside.place}/{path} stays in the layer: goatherd did not write it" for path in others)


def _beside(root: str, home: Home, whole: Home, done: list[Guarded], rules: dict[str, Any], mode: str) -> _Beside:
    """`whole` has the functions that were not asked for as well: those under guard look into the same layer."""
    folder = Path(root, home.place)
    files: dict[str, tuple[bytes, int]] = {}
    policies: dict[str, dict[str, Any]] = {}
    asked = {each.name: each for each in home.functions}
    for name in (each.name for each in whole.functions):
        file = Path(root, home.policies, f"{name}.json")
        if file.is_file():
            policies[name] = read_policy(file)
        elif name in asked:  # also those that stay as they are: who gives them the layer by hand needs them
            policies[name] = asked[name].policy(mode)
            text = policy_text(policies[name]).encode(), 0o644
            files |= {f"{POLICIES}/{name}.json": text, f"{POLICIES}/{GENERATED}/{name}.json": text}
    layers = []
    parts: list[str] = []
    for language in {each.function.language: None for each in done if each in home.functions}:
        own = {each.name: policies[each.name] for each in whole.of(language) if each.name in policies}
        parts += [LAYER_FOLDERS[language], f"{LAYER_FOLDERS[language]}.zip"]
        for part, built in _layer(whole, language, own, rules):
            files |= built
            layers.append((part, len(own)))
    return _Beside(home.place, Delivery(folder, tuple(parts), files), layers)


def _layer(
    home: Home, language: str, policies: dict[str, dict[str, Any]], rules: dict[str, Any]
) -> Iterator[tuple[str, dict[str, tuple[bytes, int]]]]:
    """As a folder, as an archive, or both, as the templates name it."""
    from goatherd.fixes.guard.languages import LANGUAGES

    part = LAYER_FOLDERS[language]
    frameworks = {each.application.framework for each in home.of(language)}
    forms = {LANGUAGES[each].ZIPPED for each in frameworks if each in LANGUAGES}
    if False in forms:
        yield part, {f"{part}/{name}": (data, mode) for name, data, mode in layer_files(language, policies, rules)}
    if True in forms:
        archive = io.BytesIO()
        zip_layer(language, policies, rules, archive)
        yield f"{part}.zip", {f"{part}.zip": (archive.getvalue(), 0o644)}


def take_from_beside(found: Read, changes: Changes, *, write: bool, quiet: bool) -> bool:
    """Delete what `apply` wrote beside templates that name nothing of it any more; whether there was anything."""
    anything = False
    for place in dict.fromkeys(_places(found)):
        folder = Path(found.root, place)
        if not folder.is_dir():
            continue
        refuse_links(Path(found.root), place)
        using = next(_using(found, place, changes), None)
        if using is not None:
            _tell([f"{place} stays: {using} still names something of the guard"])
            continue
        withdrawn = withdrawal(folder)
        if not withdrawn.gone and not changes.files:
            continue
        anything = anything or bool(withdrawn.gone)
        if write:
            withdrawn.write()
        if not quiet and withdrawn.gone:
            done = "deleted" if write else "would be deleted"
            click.echo(safe(f"{place}: {counted(len(withdrawn.gone), 'file')} that apply wrote {done}"), err=True)
        _tell(f"{place}/{path} stays: {why}" for path, why in withdrawn.stays)
    return anything


def _places(found: Read) -> Iterator[str]:
    for application in found.applications:
        if any(map(found.holds, application.templates)):
            yield f"{home_of(application)}/{FOLDER}".lstrip("/")


def _using(found: Read, place: str, changes: Changes) -> Iterator[str]:
    """The files of the applications there that name something of the guard once the changes are made."""
    for application in found.applications:
        if f"{home_of(application)}/{FOLDER}".lstrip("/") == place:
            for path in {*application.templates, *(each.span.path for each in application.functions)}:
                text = changes.files[path][1] if path in changes.files else _text(Path(found.root, path))
                if POLICY_VARIABLE in text or f"{FOLDER}/" in text:
                    yield path


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _tell(lines: Any) -> None:
    told = list(lines)
    for line in told[:_MOST]:
        click.echo(safe(line), err=True)
    if len(told) > _MOST:
        click.echo(f"… and {counted(len(told) - _MOST, 'file')} more", err=True)
