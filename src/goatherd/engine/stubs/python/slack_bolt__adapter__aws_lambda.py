"""Bolt behind a handler."""


class SlackRequestHandler:
    def __init__(self, app, **options):
        self.app = app

    def handle(self, event, context):
        return self.app.dispatch()

    @classmethod
    def clear_all_log_handlers(cls):
        return None
