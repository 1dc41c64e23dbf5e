"""Which logs the template sets up: what would not be written is known, and told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import is_false, is_true
from goatherd.iam.arn import Names
from goatherd.iam.effective import effective
from goatherd.model.resource import Api, Bucket, Trail

if TYPE_CHECKING:
    from goatherd.model.application import Application
    from goatherd.model.function import Function

_WRITES = "logs:PutLogEvents"


class Configured:
    """Where a template leaves it open whether something is logged, it is taken for not logged."""

    def __init__(self, application: Application) -> None:
        self._application = application
        trails = [trail for trail in application.of(Trail) if not is_false(trail.logging)]
        self._data = {type for trail in trails for type in trail.data_events}
        self._names = Names(application)
        self._writing: dict[str, bool] = {}

    def by_a_trail(self, data_type: str) -> bool:
        """Whether events are kept; those of management, for which it is "", every account keeps for 90 days."""
        return not data_type or data_type in self._data

    def by_a_function(self, function: Function) -> bool:
        """Whether the function may write its log: False only where its role certainly does not let it."""
        known = self._writing.get(function.id)
        if known is None:
            role = function.role
            answer = effective(role, self._application, self._names).allows(_WRITES, "${?}") if role else None
            known = self._writing[function.id] = answer is not False
        return known

    def by_an_api(self, id: str | None) -> bool:
        api = self._application.resources.get(id or "")
        return isinstance(api, Api) and is_true(api.access_logging)

    def by_a_bucket(self, id: str | None) -> bool:
        bucket = self._application.resources.get(id or "")
        return isinstance(bucket, Bucket) and is_true(bucket.access_logging)
