"""Writes waiters.jsonl: which operation a waiter of an AWS SDK calls until its answer is the awaited one.

Row: botocore's service name -> {waiter: operation}. Waiters are in lower case without underscores: the SDKs spell
them `instance_running`, `instanceRunning` and `InstanceRunning`.
Needs: botocore.
"""

from __future__ import annotations

from iam_tables import package_file, read_json, source, write_table


def main() -> None:
    rows = {}
    for folder in sorted(package_file("botocore", "data").iterdir()):
        versions = sorted(folder.glob("*/waiters-2.json"))
        waiters = read_json(versions[-1])["waiters"] if versions else {}
        if waiters:
            rows[folder.name] = {name.lower(): waiter["operation"] for name, waiter in sorted(waiters.items())}
    write_table("waiters", "operations that the waiters of SDKs call", [source("botocore", "Apache-2.0")], rows)


if __name__ == "__main__":
    main()
