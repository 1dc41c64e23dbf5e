"""With whose accounts people sign in where the platform of Azure asks who calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.lazy import regex
from goatherd.model.trigger import OpenSignIn

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.node import Node

# The issuers of Entra that stand for every tenant; one tenant is named by its id or a domain of its own.
_EVERY_TENANT = regex(
    r"(?i)https://(?:login\.microsoftonline\.com|login\.windows\.net|sts\.windows\.net)/"
    r"(?:common|organizations|consumers)(?:/.*)?"
)
_PROVIDERS = {"github": "GitHub", "google": "Google", "facebook": "Facebook", "twitter": "X", "apple": "Apple"}
_ENTRA = "azureActiveDirectory"
_BY_DEFAULT = {"/.auth/login/aad": "Microsoft", "/.auth/login/github": "GitHub"}


def of_every_tenant(issuer: Node) -> OpenSignIn | None:
    """What an issuer lets in, where it is the one of all tenants."""
    found = _EVERY_TENANT.fullmatch(issuer.text() or "")
    return OpenSignIn("Microsoft", issuer.span, chosen=True) if found else None


def of_static_web_app(configuration: Node, asked: Span) -> OpenSignIn | None:
    """`asked` is where a static web app asks its callers to have signed in.

    It takes accounts of its own choice unless providers are configured, which then are all that there is.
    """
    providers = configuration.get("auth", "identityProviders")
    if not providers.exists:
        closed = {route.get("route").text() for route in configuration.get("routes").list() if _is_closed(route)}
        accounts = " or ".join(name for path, name in _BY_DEFAULT.items() if path not in closed)
        return OpenSignIn(accounts, asked, chosen=False) if accounts else None
    named = [_PROVIDERS[key] for key, _ in providers.items() if key in _PROVIDERS]
    entra = of_every_tenant(providers.get(_ENTRA, "registration", "openIdIssuer"))
    if not named:
        return entra
    return OpenSignIn(" or ".join([*(["Microsoft"] if entra else []), *named]), providers.span, chosen=True)


def _is_closed(route: Node) -> bool:
    return (route.get("statusCode").text() or "") in ("401", "403", "404")
