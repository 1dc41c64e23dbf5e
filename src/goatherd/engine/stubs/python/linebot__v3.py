"""LINE's SDK, version 3."""

from linebot import WebhookHandler, WebhookParser
