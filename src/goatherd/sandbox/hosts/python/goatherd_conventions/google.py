"""HTTP functions of Google's cloud, which are given Flask's request and may answer whatever a view of Flask may.

Source: Cloud Functions documentation, "Write HTTP functions". Callables of Firebase are such functions by the time
that their decorator has run.
"""

from . import wsgi

_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def adapted(find, handler, options):
    function = find(handler)

    import flask

    application = flask.Flask("function")
    application.config["PROPAGATE_EXCEPTIONS"] = True

    def view(path=""):
        answered = function(flask.request._get_current_object())
        return "" if answered is None else answered

    for rule in ("/", "/<path:path>"):
        application.add_url_rule(rule, rule, view, methods=_METHODS)
    return wsgi.Application(application, fails=True)
