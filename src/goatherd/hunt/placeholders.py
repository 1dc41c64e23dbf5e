"""What Sigma's placeholders stand for (`userAgent|contains|expand: "%deployers%"`): lists that many rules share.

Source of the names of programs: the `userAgent` that the SDKs, the CLI and Terraform's and Pulumi's providers send.
"""

from __future__ import annotations

# A policy's statement that allows something to everybody, without a condition: every member of it is named, since
# regular expressions that every engine understands cannot say "and no Condition". In the text of a record, blanks and
# line ends of a policy that is written as a text can be escaped.
_BLANK = r"[\s\\nrt]*"
_NEXT = f"{_BLANK},{_BLANK}"
_ALLOW = rf'"Effect"{_BLANK}:{_BLANK}"Allow"'
_STAR = rf'(?:"\*"|\[{_BLANK}"\*"{_BLANK}\])'
_EVERYBODY = rf'"Principal"{_BLANK}:{_BLANK}(?:{_STAR}|\{{{_BLANK}"AWS"{_BLANK}:{_BLANK}{_STAR}{_BLANK}\}})'
_OTHER = rf'"(?:Sid|(?:Not)?Action|(?:Not)?Resource)"{_BLANK}:{_BLANK}(?:"[^"]*"|\[[^\]]*\])'
_BEFORE = f"(?:{_OTHER}{_NEXT})*"

PLACEHOLDERS: dict[str, tuple[str, ...]] = {
    # Parts of the user agents of what deploys: stacks, Terraform, Pulumi, and builds in containers and functions.
    "deployers": (
        "cloudformation.amazonaws.com",
        "HashiCorp",
        "Pulumi",
        "exec-env/AWS_ECS",
        "exec-env/AWS_Lambda",
        "codebuild",
    ),
    # Parts of the user agents of what people hold in their hands.
    "hand_tools": (
        "aws-cli",
        "Mozilla",
        "console.amazonaws.com",
        "exec-env/CloudShell",
        "os/windows",
        "os/macos",
        "S3 Browser",
        "Cyberduck",
        "rclone",
    ),
    # Accounts that publish layers for everybody: AWS (Powertools, Insights, the secrets extension in two regions),
    # Datadog, New Relic, Lumigo, Sentry.
    "layer_publishers": (
        ":017000801446:layer:",
        ":580247275435:layer:",
        ":177933569100:layer:",
        ":015030872274:layer:",
        ":901920570463:layer:",
        ":464622532012:layer:",
        ":451483290750:layer:",
        ":114300393969:layer:",
        ":943013980633:layer:",
    ),
    "statement_for_everybody": (
        rf"\{{{_BLANK}{_BEFORE}(?:{_ALLOW}{_NEXT}{_BEFORE}{_EVERYBODY}|{_EVERYBODY}{_NEXT}{_BEFORE}{_ALLOW})"
        rf"(?:{_NEXT}{_OTHER})*{_BLANK}\}}",
    ),
}
