"""Incoming mail.

Source: SES developer guide, "Contents of notifications for Amazon SES email receiving" and "Invoke Lambda function
action". The event has headers and verdicts, not the body.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define

from goatherd.attack.events import limits, moment, shell
from goatherd.attack.events.noun import Delivery, DoesNotFit, Input
from goatherd.attack.events.places import Places
from goatherd.attack.events.shape import Shape, given

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.attack.events.identity import Identity

SUBJECT, SENDER, RECIPIENT = Input("subject"), Input("sender"), Input("recipient")
OWN_HEADER = Input("header", "X-Goatherd")
_ORDER = (SENDER, SENDER, RECIPIENT, SUBJECT)  # of the headers that every mail has


@define(eq=False)
class Mail(Shape):
    places: ClassVar[Places] = Places.of(
        ("Records.#.ses.mail.source", SENDER),
        ("Records.#.ses.mail.commonHeaders.from.#", SENDER),
        ("Records.#.ses.mail.commonHeaders.returnPath", SENDER),
        ("Records.#.ses.mail.commonHeaders.subject", SUBJECT),
        ("Records.#.ses.mail.commonHeaders.to.#", RECIPIENT),
        ("Records.#.ses.mail.destination.#", RECIPIENT),
        ("Records.#.ses.receipt.recipients.#", RECIPIENT),
        *((f"Records.#.ses.mail.headers.{index}.value", input) for index, input in enumerate(_ORDER)),
        ("Records.#.ses.mail.headers.6.value", OWN_HEADER),
    )

    def inputs(self) -> tuple[Input, ...]:
        return (SUBJECT, SENDER, OWN_HEADER)

    @property
    def recipient(self) -> str:
        """The first address that the rule names; a domain takes mail for everybody in it."""
        address = self.naming.text(self.trigger.detail).partition(",")[0].strip()
        if "@" in address:
            return address
        return f"goatherd@{address.lstrip('.')}" if "." in address and " " not in address else "goatherd@example.com"

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        headers = self.headers(values)
        named = dict(headers)
        sender, recipient = named["From"], named["To"]
        mail = {
            "timestamp": moment.DATE_MILLISECONDS,
            "source": sender,
            "messageId": "goatherdmail",
            "destination": [recipient],
            "headersTruncated": False,
            "headers": [{"name": name, "value": value} for name, value in headers],
            "commonHeaders": {
                "returnPath": sender,
                "from": [sender],
                "date": moment.MAIL_TIME,
                "to": [recipient],
                "messageId": named["Message-ID"],
                "subject": named["Subject"],
            },
        }
        record = {"eventVersion": "1.0", "ses": {"receipt": self._receipt(recipient), "mail": mail}}
        return Delivery({"Records": [{"eventSource": "aws:ses", **record}]})

    def headers(self, values: Mapping[Input, object]) -> list[tuple[str, str]]:
        """The headers in their order; raises DoesNotFit for what would be more than one line."""
        found = given(values, "subject", "sender", "recipient", "header")
        sender = _line(found.text("sender", "goatherd@example.com"))
        recipient = _line(found.text("recipient", self.recipient))
        if "@" not in recipient:
            raise DoesNotFit("a recipient is an address")
        headers = [
            ("Return-Path", sender),
            ("From", sender),
            ("To", recipient),
            ("Subject", _line(found.text("subject", "goatherd"))),
            ("Date", moment.MAIL_TIME),
            ("Message-ID", "<goatherd@example.com>"),
        ]
        return headers + [(limits.header_name(n), _line(value)) for n, value in found.texts("header").items()]

    def _receipt(self, recipient: str) -> dict[str, Any]:
        verdicts = ("spamVerdict", "virusVerdict", "spfVerdict", "dkimVerdict", "dmarcVerdict")
        return {
            "timestamp": moment.DATE_MILLISECONDS,
            "processingTimeMillis": 100,
            "recipients": [recipient],
            **{name: {"status": "PASS"} for name in verdicts},
            "action": {
                "type": "Lambda",
                "functionArn": self.naming.arn(self.function.id),
                "invocationType": "Event",
            },
        }

    def command(self, values: Mapping[Input, object]) -> str:
        lines = "".join(f"{name}: {value}\r\n" for name, value in self.headers(values) if name != "Return-Path")
        text = f"{lines}\r\ngoatherd\r\n".encode()
        return f'{shell.piped(text)} | curl --url "$SMTP_URL" --mail-from {shell.quote("goatherd@example.com")}' + (
            f" --mail-rcpt {shell.quote(dict(self.headers(values))['To'])} --upload-file -"
        )


def _line(text: str) -> str:
    """Mail carries other than ASCII in encoded words, which SES decodes; a line ends at its end."""
    if "\r" in text or "\n" in text or "\0" in text:
        raise DoesNotFit("a header of a mail is one line")
    return limits.at_most(text, 998, "a line of a mail")
