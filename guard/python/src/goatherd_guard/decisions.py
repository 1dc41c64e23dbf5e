"""What the guard decided, and the error that stops what it refuses."""

from goatherd_guard.policy import BLOCK


class Blocked(PermissionError):
    """What a guarded function sees where the guard stopped something. `decision` says what."""

    def __init__(self, decision):
        super().__init__(f"stopped by goatherd-guard: {decision.what}")
        self.decision = decision


class Decision:
    """`stage`: "event", "sink", "confinement" or "guard"; `family` the kind of sink, or the policy's section; `rule`
    what decided; `field` the event's, "" where it is none's; `value` the text of it, which telemetry does not show.
    """

    __slots__ = ("verdict", "stage", "family", "rule", "what", "field", "how", "value", "record")

    def __init__(self, verdict, stage, family, rule, what, field="", how=(), value="", record=-1):
        self.verdict, self.stage, self.family, self.rule, self.what = verdict, stage, family, rule, what
        self.field, self.how, self.value, self.record = field, how, value, record

    @property
    def blocks(self):
        return self.verdict == BLOCK
