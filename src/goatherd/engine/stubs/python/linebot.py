"""LINE's SDK: handlers of what its users send, once the signature was checked."""

import json

from goatherd_intrinsics import each
from linebot.exceptions import InvalidSignatureError
from linebot.webhook import SignatureValidator


class WebhookParser:
    def __init__(self, channel_secret, **options):
        self.validator = SignatureValidator(channel_secret)

    def parse(self, body, signature, **options):
        if not self.validator.validate(body, signature):
            raise InvalidSignatureError("invalid signature")
        return json.loads(body)["events"]


class WebhookHandler:
    def __init__(self, channel_secret, **options):
        self.parser = WebhookParser(channel_secret)
        self.listeners = []

    def add(self, event, message=None):
        return self.listen

    def default(self):
        return self.listen

    def listen(self, function):
        self.listeners.append(function)
        return function

    def handle(self, body, signature):
        for sent in self.parser.parse(body, signature):
            each(self.listeners, lambda listener: listener(sent))
