"""Events that a trail has only where it was set up to record data events.

Source: "Logging data events" of the AWS CloudTrail user guide, and for each service what its own guide says of it.
"""

from __future__ import annotations

from typing import Any

import msgspec

# By the first part of the event's source, in small letters, as rules compare.
_NAMES = {
    "lambda": "invoke invokefunctionurl",
    "s3": "getobject putobject copyobject headobject deleteobject deleteobjects listobjects listobjectsv2 "
    "listobjectversions getobjectacl putobjectacl getobjecttagging putobjecttagging deleteobjecttagging "
    "getobjectattributes getobjecttorrent restoreobject selectobjectcontent createmultipartupload uploadpart "
    "uploadpartcopy completemultipartupload abortmultipartupload listparts putobjectretention putobjectlegalhold "
    "writegetobjectresponse",
    "dynamodb": "getitem putitem updateitem deleteitem batchgetitem batchwriteitem query scan executestatement "
    "batchexecutestatement executetransaction transactgetitems transactwriteitems getrecords getsharditerator",
    "sqs": "sendmessage sendmessagebatch receivemessage deletemessage deletemessagebatch changemessagevisibility "
    "changemessagevisibilitybatch",
    "sns": "publish publishbatch",
    "kinesis": "putrecord putrecords getrecords getsharditerator subscribetoshard",
    "rdsdata": "executestatement batchexecutestatement begintransaction committransaction rollbacktransaction",
}
SERVICES = {service: frozenset(names.split()) for service, names in _NAMES.items()}


class _Event(msgspec.Struct):
    eventSource: Any = ""
    eventName: Any = ""
    eventCategory: Any = ""
    managementEvent: Any = None


_event = msgspec.json.Decoder(_Event)
FIELDS = _Event.__struct_fields__  # all that the answer depends on


def service_of_data(row: bytes | str) -> str:
    """The service of an event of CloudTrail that is a data event, "" of any other."""
    try:
        event = _event.decode(row)
    except (msgspec.MsgspecError, RecursionError):
        return ""
    service, name = str(event.eventSource).partition(".")[0].lower(), str(event.eventName).lower()
    said = event.eventCategory == "Data" or event.managementEvent is False
    return service if said or name in SERVICES.get(service, ()) else ""
