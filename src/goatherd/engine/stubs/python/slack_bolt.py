"""Slack's Bolt: listeners that the application registers get what Slack sends, once its signature was checked."""

import json
import logging

from goatherd_intrinsics import each
from goatherd_intrinsics import event as received
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier


def _tell(*args, **options):
    return None


class App:
    def __init__(self, token=None, signing_secret=None, **options):
        self.client = WebClient(token=token)
        self.logger = logging.getLogger("slack_bolt")
        self.verifier = SignatureVerifier(signing_secret)
        self.listeners = []

    def use(self, *functions):
        self.listeners.extend(functions)
        return functions[0] if functions else None

    middleware = global_middleware = error = use

    def event(self, *constraints, **options):
        return self.listen

    message = command = shortcut = global_shortcut = message_shortcut = action = block_action = event
    attachment_action = dialog_submission = dialog_cancellation = view = view_submission = view_closed = event
    options = block_suggestion = dialog_suggestion = function = event

    def listen(self, ack=None, lazy=()):
        if ack is not None:
            self.listeners.append(ack)
        self.listeners.extend(lazy)
        return ack

    def dispatch(self):
        request = received()
        if not self.verifier.is_valid_request(request["body"], request["headers"]):
            return {"statusCode": 401, "body": "invalid request"}
        body = json.loads(request["body"])

        def call(listener):
            listener(
                body=body,
                payload=body,
                event=body["event"],
                message=body["event"],
                command=body,
                shortcut=body,
                action=body["actions"][0],
                view=body["view"],
                options=body,
                inputs=body["event"]["inputs"],
                client=self.client,
                logger=self.logger,
                ack=_tell,
                say=_tell,
                respond=_tell,
                next=_tell,
                complete=_tell,
                fail=_tell,
            )

        each(self.listeners, call)
        return {"statusCode": 200, "body": ""}
