"""Which files of values (`*.tfvars`) are a root module's: by where they stand."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.frontends.terraform.deployment import Deployment

_LOADED = (".auto.tfvars", ".auto.tfvars.json")
_MAX_FILES = 50


def loaded_files(deployment: Deployment) -> list[str]:
    """Those that Terraform loads by itself, the last one first to ask."""
    found = [path for path in _below(deployment) if _is_loaded(path, deployment.folder)]
    return sorted(found, key=lambda path: (path.endswith(_LOADED), path))


def named_files(deployment: Deployment) -> list[str]:
    """Those beside or below the root that somebody has to name."""
    folder, folders = deployment.folder, deployment.configurations.folders
    found = [path for path in _below(deployment) if not _is_loaded(path, folder)]
    return [path for path in found if _nearest(path.rpartition("/")[0], folder, folders) == folder][:_MAX_FILES]


def outside_files(deployment: Deployment) -> list[str]:
    """Those that stand beside all modules (`environments/prod/terraform.tfvars` and `infrastructure/main.tf`).

    A script names them; which root they are for, only the variables in them tell.
    """
    configurations = deployment.configurations
    files = (path for path in configurations.value_files if _owner(path, configurations.folders) is None)
    return list(islice(files, _MAX_FILES))


def _below(deployment: Deployment) -> Iterator[str]:
    start = f"{deployment.folder}/" if deployment.folder else ""
    return (path for path in deployment.configurations.value_files if path.startswith(start))


def _is_loaded(path: str, folder: str) -> bool:
    place, _, name = path.rpartition("/")
    return place == folder and (name.startswith("terraform.tfvars") or name.endswith(_LOADED))


def _nearest(place: str, folder: str, configured: dict[str, list[str]]) -> str:
    """The nearest folder upwards that is a module."""
    while place != folder and place not in configured:
        place = place.rpartition("/")[0]
    return place


def _owner(path: str, configured: dict[str, list[str]]) -> str | None:
    """The nearest folder upwards that is a module, None where there is none."""
    place = path.rpartition("/")[0]
    while place and place not in configured:
        place = place.rpartition("/")[0]
    return place if place in configured else None
