"""What can be filled into the fields of a door: the goat's own APIs, buckets, queues and so on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.learn.goat import USERS
from goatherd.learn.reading import read_template
from goatherd.model.resource import Api, Bucket, EventBus, Queue, Resource, StateMachine, Table, Topic
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from pathlib import Path


def offers(folder: Path) -> dict[str, list[str]]:
    """Field -> what it may hold, for the copy of the goat in `folder`."""
    model = read_template(folder)
    addresses = [function.id for function, trigger in model.triggers() if trigger.kind == Kind.FUNCTION_URL]
    routes = sorted({f"{trigger.path}" for _, trigger in model.triggers() if trigger.is_http and trigger.path})
    kinds: dict[str, type[Resource]] = {
        "bucket": Bucket,
        "queue": Queue,
        "topic": Topic,
        "table": Table,
        "bus": EventBus,
        "machine": StateMachine,
    }
    return {
        "api": [*(api.id for api in model.of(Api)), *addresses],
        "method": ["GET", "POST", "PUT", "DELETE", "OPTIONS"],
        "path": routes,
        "user": ["", *USERS],
        "function": [function.id for function in model.functions],
        **{field: [each.id for each in model.of(kind)] for field, kind in kinds.items()},
    }
