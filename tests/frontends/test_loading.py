"""What a front end needs is loaded when the tree holds something for it."""

from __future__ import annotations

import subprocess
import sys

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Work: {Type: 'AWS::Serverless::Function', Properties: {Runtime: python3.12, Handler: app.handler}}
"""
# What a front end may load before it has found a file of its own.
WAYS_IN = {
    "amplify.detect",
    "azure.detect",
    "cdk.apps",
    "cdk.sst",
    "cdk.unread",
    "google.detect",
    "serverless.detect",
    "sst.detect",
    "terraform.detect",
}
OTHERS = ("amplify", "azure", "cdk", "chalice", "google", "programs", "serverless", "sst", "terraform", "zappa")


def test_a_scan_of_a_sam_application_loads_no_other_front_end(tmp_path):
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "app.py").write_text("def handler(event, context):\n    return {}\n")

    loaded = loaded_by_a_scan(tmp_path)

    assert "cloudformation.stacks" in loaded
    assert {name for name in loaded if name.startswith(tuple(f"{other}." for other in OTHERS))} <= WAYS_IN


def test_a_scan_of_a_service_loads_what_reads_services(tmp_path):
    (tmp_path / "serverless.yml").write_text("service: works\nprovider: {name: aws, runtime: python3.12}\n")

    assert "serverless.compile" in loaded_by_a_scan(tmp_path)


def loaded_by_a_scan(folder):
    """The modules below goatherd.frontends that a process has loaded after a scan of the folder."""
    program = f"import sys; from goatherd.scan import scan; list(scan({str(folder)!r})); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    prefix = "goatherd.frontends."
    return {name.removeprefix(prefix) for name in done.stdout.split() if name.startswith(prefix)}
