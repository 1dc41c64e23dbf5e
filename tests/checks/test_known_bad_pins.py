"""Pins that everybody knows to be bad are found with what comes with goatherd, and the cure is none of them."""

from __future__ import annotations

import pytest

from goatherd.code.advisories import shipped
from goatherd.code.manifests.npm_requirement import npm_package
from goatherd.code.manifests.pypi_requirement import pypi_package
from goatherd.core.source import Span

SPAN = Span("package.json", 1)
NPM = {
    "vm2": ("3.9.0", "CVE-2023-30547"),
    "minimist": ("1.2.5", "CVE-2021-44906"),
    "event-stream": ("3.3.6", "GHSA-mh6f-8j2x-4483"),
    "lodash": ("4.17.15", "CVE-2021-23337"),
    "node-serialize": ("0.0.4", "CVE-2017-5941"),
    "jsonwebtoken": ("8.5.1", "CVE-2022-23540"),
    "axios": ("0.21.0", "CVE-2020-28168"),
    "ua-parser-js": ("0.7.29", "GHSA-pjwm-rvh2-c87w"),
    "flatmap-stream": ("0.1.1", "NSWG-NPM-477"),
    "ejs": ("3.1.6", "CVE-2022-29078"),
    "moment": ("2.29.1", "CVE-2022-24785"),
    "node-forge": ("0.10.0", "CVE-2022-24771"),
}
PYPI = {
    "PyYAML": ("5.3", "CVE-2020-14343"),
    "Pillow": ("8.0", "CVE-2023-50447"),
    "requests": ("2.19", "CVE-2018-18074"),
    "urllib3": ("1.24", "CVE-2023-43804"),
    "jinja2": ("2.10", "CVE-2019-10906"),
    "django": ("2.2.0", "CVE-2019-14234"),
    "cryptography": ("3.2", "CVE-2020-36242"),
    "pyjwt": ("1.5.0", "CVE-2017-11424"),
}


@pytest.mark.parametrize("name", NPM)
def test_npm(name: str) -> None:
    version, expected = NPM[name]
    package = npm_package(name, version, SPAN, development=False)
    assert package is not None
    found = shipped().annotate(package)
    assert expected in {advisory.name for advisory in found.advisories}
    if found.safe:
        cure = npm_package(name, found.safe, SPAN, development=False)
        assert cure is not None
        assert shipped().annotate(cure).advisories == ()
    assert bool(found.safe) == (name not in ("node-serialize", "flatmap-stream", "event-stream"))


@pytest.mark.parametrize("name", PYPI)
def test_pypi(name: str) -> None:
    version, expected = PYPI[name]
    package = pypi_package(f"{name}=={version}", SPAN)
    assert package is not None
    found = shipped().annotate(package)
    assert expected in {advisory.name for advisory in found.advisories}
    cure = pypi_package(f"{name}=={found.safe}", SPAN)
    assert cure is not None
    assert shipped().annotate(cure).advisories == ()


@pytest.mark.parametrize(("version", "malicious"), [("0.1.0", False), ("0.1.1", True)])
def test_releases_before_the_malicious_one_are_none(version: str, malicious: bool) -> None:
    package = npm_package("flatmap-stream", version, SPAN, development=False)
    assert package is not None
    assert any(advisory.malicious for advisory in shipped().annotate(package).advisories) is malicious
