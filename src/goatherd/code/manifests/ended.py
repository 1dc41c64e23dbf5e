"""Packages that their makers have ended: what is found in them is not mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from goatherd.model.package import Package


@frozen
class Ended:
    """`since`: when its makers said so; `instead`: what they name, or what most people have gone to."""

    since: str
    instead: str


_NPM = {
    "aws-sdk": Ended("September 2025", "the clients of version 3 (@aws-sdk/client-…)"),
    "request": Ended("February 2020", "fetch, or undici"),
    "request-promise": Ended("February 2020", "fetch, or undici"),
    "request-promise-native": Ended("February 2020", "fetch, or undici"),
    "azure-storage": Ended("March 2023", "@azure/storage-blob, @azure/storage-queue and @azure/data-tables"),
    "adal-node": Ended("June 2023", "@azure/msal-node"),
    "passport-azure-ad": Ended("2024", "@azure/msal-node"),
    "crypto-js": Ended("October 2023", "the crypto module of Node.js"),
}
_PYPI = {
    "boto": Ended("2018", "boto3"),
    "adal": Ended("June 2023", "msal"),
    "oauth2client": Ended("2018", "google-auth"),
    "pycrypto": Ended("2014", "cryptography, or pycryptodome"),
    "pypdf2": Ended("December 2022", "pypdf"),
}


def ended(package: Package) -> Ended | None:
    return (_NPM if package.ecosystem == "npm" else _PYPI).get(package.name)
