"""Events that bring credentials or personal data of people along, whatever the function is for."""

from __future__ import annotations

from goatherd.model.trigger import HTTP_KINDS, Kind

PERSONAL = HTTP_KINDS | {
    Kind.WEBSOCKET,
    Kind.APPSYNC,
    Kind.COGNITO,
    Kind.AUTHORIZER_REQUEST,
    Kind.AUTHORIZER_TOKEN,
}
