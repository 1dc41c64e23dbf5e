"""Powertools for AWS Lambda: the names of content types."""

APPLICATION_JSON = "application/json"
TEXT_PLAIN = "text/plain"
TEXT_HTML = "text/html"
