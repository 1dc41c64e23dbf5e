"""Requirements that are folders of the tree are shown as they are; nothing of them is built or installed."""

from __future__ import annotations

from tests.sandbox.pods import in_pod, summary, written

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Run:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.12, Handler: app.handler, CodeUri: run}
"""
APP = "import flat, nested\ndef handler(event, context):\n    return [flat.NAME, nested.NAME]\n"


def test_folders_of_the_tree(tmp_path):
    files = {
        "template.yaml": TEMPLATE,
        "run/app.py": APP,
        "run/requirements.txt": "boto3\n../flat/\n-e ../nested\n../../outside\n",
        "flat/flat.py": "NAME = 'flat'\n",
        "nested/setup.py": "raise SystemExit('nobody runs this')\n",
        "nested/src/nested/__init__.py": "NAME = 'nested'\n",
    }
    folder = written(tmp_path / "tree", files)
    written(tmp_path / "outside", {"flat.py": "NAME = 'a stranger'\n"})
    (done,) = in_pod(folder, lambda pod: iter([summary(pod.invoke("Run", {}))]))
    assert done["response"] == ["flat", "nested"]
