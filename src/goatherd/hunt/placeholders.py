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

# They read everything that they manage before they change anything.
_INFRASTRUCTURE_TOOLS = ("HashiCorp", "OpenTofu", "Pulumi")

# Accounts that publish layers for everybody. Source: the layers' documentation by those who publish them.
_LAYER_PUBLISHERS = (
    *("017000801446", "094274105915", "580247275435", "901920570463", "336392948345", "753240598075"),  # AWS
    # AWS' extension for parameters and secrets has an account in each region.
    *("317013901791", "768336418462", "133490724326", "738900069198", "576959938190", "176022468876", "070087711984"),
    *("044395824272", "665172237481", "490737872127", "200266452380", "187925254637", "772501565639", "427196147048"),
    *("325218067255", "524103009944", "015030872274", "133256977650", "780235371811", "832021897121", "933737806257"),
    *("177933569100", "590474943231", "997803712105", "345057560386"),
    # Datadog, New Relic, Lumigo, Sentry, Bref
    *("464622532012", "451483290750", "114300393969", "943013980633", "534081306603"),
)

# Injections in what a request asks for, which logs show as it was sent: each letter that has another meaning in an
# address may be written with a percent sign, once or twice over.
_DOT, _SLASH, _GAP = r"(?:\.|%2e|%252e)", r"(?:/|\\|%2f|%5c|%252f|%255c)", r"(?:\s|\+|%20|%09|%0a|/\*\*/)"
_QUOTE, _OPEN, _DOLLAR = r"(?:'|\"|%27|%22)", r"(?:\(|%28)", r"(?:\$|%24)"
_EDGE = r"(?:^|\W|%[0-9a-f]{2})"
_AFTER = rf"(?:;|%3b|\||%7c|&&|%26%26|`|%60|{_DOLLAR}{_OPEN}|%0a)"
_INJECTIONS = (
    rf"(?:{_DOT}{{2}}{_SLASH}){{2}}",
    rf"{_SLASH}(?:etc{_SLASH}(?:passwd|shadow)|proc{_SLASH}self)",
    rf"{_EDGE}union{_GAP}{{1,9}}(?:all{_GAP}{{1,9}})?select\b",
    rf"{_QUOTE}{_GAP}{{0,9}}(?:or|and){_GAP}{{1,9}}{_QUOTE}?\w{{1,20}}{_QUOTE}?{_GAP}{{0,9}}(?:=|%3d|like)",
    rf"{_EDGE}(?:sleep|pg_sleep|benchmark|extractvalue|load_file){_OPEN}|{_EDGE}waitfor{_GAP}{{1,9}}delay\b",
    rf"(?:\[|%5b){_DOLLAR}(?:ne|gt|lt|gte|lte|regex|where|in|nin|exists)(?:\]|%5d)",
    rf"{_AFTER}{_GAP}{{0,9}}(?:cat|id|whoami|curl|wget|nc|env|printenv|bash|sh|ping|nslookup|sleep)(?:[^\w=-]|$)",
    rf"{_DOLLAR}(?:\{{|%7b)(?:jndi|env|sys)(?::|%3a)",
    r"(?:<|%3c)(?:script|svg|img|iframe)\b",
    rf"(?:\{{|%7b){{2}}{_GAP}{{0,9}}\d{{1,9}}{_GAP}{{0,9}}(?:\*|%2a)",
    r"169\.254\.(?:169\.254|170\.2)\b|metadata\.google\.internal",
)

PLACEHOLDERS: dict[str, tuple[str, ...]] = {
    # Parts of the user agents of what deploys: stacks, Terraform, Pulumi, and builds in containers and functions.
    "deployers": (
        "cloudformation.amazonaws.com",
        *_INFRASTRUCTURE_TOOLS,
        "exec-env/AWS_ECS",
        "exec-env/AWS_Lambda",
        "codebuild",
    ),
    "infrastructure_tools": _INFRASTRUCTURE_TOOLS,
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
    # Asked for with |re|i.
    "injections": _INJECTIONS,
    "layer_publishers": tuple(f":{account}:layer:" for account in _LAYER_PUBLISHERS),
    "statement_for_everybody": (
        rf"\{{{_BLANK}{_BEFORE}(?:{_ALLOW}{_NEXT}{_BEFORE}{_EVERYBODY}|{_EVERYBODY}{_NEXT}{_BEFORE}{_ALLOW})"
        rf"(?:{_NEXT}{_OTHER})*{_BLANK}\}}",
    ),
}
