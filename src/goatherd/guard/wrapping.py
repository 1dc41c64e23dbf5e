"""How Lambda is told to start the guard in front of a function: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html"""

from __future__ import annotations

WRAPPER_VARIABLE, WRAPPER = "AWS_LAMBDA_EXEC_WRAPPER", "/opt/goatherd-guard"
POLICY_VARIABLE = "GOATHERD_GUARD"  # the name of the function's policy
