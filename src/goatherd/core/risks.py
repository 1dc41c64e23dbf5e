"""The ten risks of serverless applications."""

from __future__ import annotations

RISKS: dict[int, str] = {
    1: "Event-data injection",
    2: "Broken authentication",
    3: "Insecure deployment configuration",
    4: "Over-privileged permissions and roles",
    5: "Inadequate monitoring and logging",
    6: "Insecure third-party dependencies",
    7: "Insecure secrets storage",
    8: "Denial of service and financial exhaustion",
    9: "Execution-flow manipulation",
    10: "Improper exception handling and verbose errors",
}
