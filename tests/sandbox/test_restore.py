"""After an attempt everything is as before, but for what a warm process keeps in its memory."""

from __future__ import annotations

import pytest

from tests.sandbox.cloud.test_world import APP, TEMPLATE
from tests.sandbox.pods import in_pod, written

CHANGE = """
kept['counter'] = kept.get('counter', 0) + 1
open('/tmp/left', 'w').write('x'); __import__('os').makedirs('/tmp/deep/er', exist_ok=True)
aws('s3').put_object(Bucket=env['BUCKET'], Key='new', Body=b'x')
aws('s3').delete_object(Bucket=env['BUCKET'], Key='alice/report.txt')
aws('s3').create_bucket(Bucket='made-by-the-function')
aws('dynamodb').put_item(TableName=env['NAMED'], Item={'id': {'S': 'new'}})
aws('dynamodb').delete_table(TableName='blobs')
aws('sqs').send_message(QueueUrl=env['QUEUE'], MessageBody='x')
aws('ssm').put_parameter(Name=env['PARAMETER'], Value='changed', Overwrite=True)
"""
LOOK = """
import os
out['counter'] = kept.get('counter', 0)
out['files'] = sorted(os.listdir('/tmp'))
out['objects'] = [o['Key'] for o in aws('s3').list_objects_v2(Bucket=env['BUCKET'])['Contents']]
out['buckets'] = len(aws('s3').list_buckets()['Buckets'])
out['rows'] = aws('dynamodb').scan(TableName=env['NAMED'])['Count']
out['tables'] = len(aws('dynamodb').list_tables()['TableNames'])
out['messages'] = len(aws('sqs').receive_message(QueueUrl=env['QUEUE']).get('Messages', []))
out['parameter'] = aws('ssm').get_parameter(Name=env['PARAMETER'])['Parameter']['Value']
"""
BEFORE = {
    "files": [],
    "objects": ["alice/report.txt", "mallory/report.txt"],
    "buckets": 1,
    "rows": 2,
    "tables": 3,
    "messages": 0,
    "parameter": "goatherd-uploads",
}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    folder = written(tmp_path_factory.mktemp("app"), {"template.yaml": TEMPLATE, "app.py": APP})

    def work(pod):
        def run(code):
            done = pod.invoke("Run", {"code": code})
            assert done.ok, done.error
            return done

        yield "before", run(LOOK).response
        run(CHANGE)
        yield "changed", run(LOOK).response
        pod.restore()
        yield "restored", run(LOOK).response
        for _ in range(3):
            run(CHANGE)
            pod.restore()
        yield "again", run(LOOK).response
        pod.restore(cold=True)
        done = run(LOOK)
        yield "cold", done.response
        yield "starts", [done.cold, run(LOOK).cold]
        # A connection that a client keeps open from before goes on to the new state of the cloud.
        run("out['read'] = aws('sqs').list_queues()")
        pod.restore()
        yield "connection", run("out['names'] = aws('sqs').list_queues()['QueueUrls']").records
        run("open('/tmp/only', 'w').write('x')")
        pod.restore()
        yield "only a file", run("import os\nout['files'] = os.listdir('/tmp')").response

    return dict(in_pod(folder, work))


def test_the_function_changes_the_world(outcome):
    assert outcome["before"] == {"counter": 0, **BEFORE}
    assert outcome["changed"] == {
        "counter": 1,
        "files": ["deep", "left"],
        "objects": ["mallory/report.txt", "new"],
        "buckets": 2,
        "rows": 3,
        "tables": 2,
        "messages": 1,
        "parameter": "changed",
    }


def test_the_cloud_and_tmp_are_put_back_and_the_process_goes_on(outcome):
    assert outcome["restored"] == {"counter": 1, **BEFORE}
    assert outcome["again"] == {"counter": 4, **BEFORE}


def test_a_cold_start_has_nothing_in_memory(outcome):
    assert outcome["cold"] == {"counter": 0, **BEFORE}
    assert outcome["starts"] == [True, False]


def test_connections_that_were_open_are_made_anew(outcome):
    assert [r["status"] for r in outcome["connection"] if r["kind"] == "call"] == [200]


def test_files_are_removed_when_the_cloud_was_not_touched(outcome):
    assert outcome["only a file"] == {"files": []}
