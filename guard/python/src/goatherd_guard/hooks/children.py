"""The environment that programs inherit: without the role's credentials and what the policy calls a secret."""

import os

CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN")


def install(guard, popen_class):
    settings = guard.policy.environment
    if not settings or guard.policy.lenient:
        return
    hidden = {*CREDENTIALS, *settings.get("secrets", ())}
    trusted = set(settings.get("children", ()))
    made = popen_class.__init__

    def init(self, args, *rest, **named):
        program = args if isinstance(args, (str, bytes)) else next(iter(args), "")
        if os.fsdecode(os.fspath(program)).split(" ")[0] not in trusted and len(rest) < 10:
            given = named.get("env")
            named["env"] = {
                name: value for name, value in (os.environ if given is None else given).items() if name not in hidden
            }
        made(self, args, *rest, **named)

    popen_class.__init__ = init
