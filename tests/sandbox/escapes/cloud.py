"""What a function asks of the simulated cloud. `ask` sends a request as raw as it likes and gives (status, body)."""

PRELUDE = r"""
import http.client, json
def ask(host, method="POST", path="/", body=b"", service="s3", key="AKIAIOSFODNN7EXAMPLE", **headers):
    scope = f"{key}/20260101/us-east-1/{service}/aws4_request"
    given = {"Host": host, "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"}
    given.update({name.replace("_", "-"): value for name, value in headers.items()})
    at = http.client.HTTPConnection("10.1.2.3", 80, timeout=20)
    at.request(method, path, body, given)
    answer = at.getresponse()
    return answer.status, answer.read().decode("utf-8", "replace")
import os
OWN = os.environ["AWS_ACCESS_KEY_ID"]
"""

_AWS = "us-east-1.amazonaws.com"
_GREETING = "\\x1b]0;owned\\x07"

ATTEMPTS = {
    **{
        f"{name} with a key that nobody has": (
            f"status, body = ask('{host}', '{method}', '{path}', {body!r}, service='{service}'"
            f"{''.join(f', {n}={v!r}' for n, v in headers.items())})\n"
            "if status < 400 or status >= 500: out.append((status, body[:200]))"
        )
        for name, host, method, path, body, service, headers in (
            ("buckets", f"s3.{_AWS}", "GET", "/", b"", "s3", {}),
            ("users", "iam.amazonaws.com", "POST", "/", b"Action=ListUsers&Version=2010-05-08", "iam", {}),
            (
                "secrets",
                f"secretsmanager.{_AWS}",
                "POST",
                "/",
                b"{}",
                "secretsmanager",
                {"X_Amz_Target": "secretsmanager.ListSecrets"},
            ),
            (
                "tables",
                f"dynamodb.{_AWS}",
                "POST",
                "/",
                b"{}",
                "dynamodb",
                {"X_Amz_Target": "DynamoDB_20120810.ListTables"},
            ),
            ("who am I", f"sts.{_AWS}", "POST", "/", b"Action=GetCallerIdentity&Version=2011-06-15", "sts", {}),
        )
    },
    **{
        f"{path} of the simulation's own at {host}": (
            f"for method, body in (('GET', b''), ('POST', b'{{}}')):\n"
            f"    for key in (OWN, 'AKIAIOSFODNN7EXAMPLE'):\n"
            f"        status, said = ask('{host}', method, '{path}', body, key=key)\n"
            f"        if status < 400: out.append((method, status, said[:100]))"
        )
        for path in (
            "/moto-api/reset",
            "/moto-api/seed?a=7",
            "/moto-api/recorder/start-recording",
            "/moto-api/data.json",
            "/moto-api/config",
            "/moto-api/state-manager/set-transition",
        )
        for host in (f"s3.{_AWS}", "motoapi.amazonaws.com")
    },
    "a container of Batch": (
        "for key in (OWN, 'AKIAIOSFODNN7EXAMPLE'):\n"
        f"    for path in ('/v1/registerjobdefinition', '/v1/submitjob', '/v1/createcomputeenvironment'):\n"
        f"        status, said = ask('batch.{_AWS}', 'POST', path, json.dumps({{'jobDefinitionName': 'x', 'type':\n"
        "            'container', 'containerProperties': {'image': 'x', 'privileged': True}}).encode(), 'batch', key)\n"
        "        if status < 400: out.append((path, status, said[:100]))"
    ),
    "a function that the simulation would run": (
        "asked = {'FunctionName': 'mine', 'Runtime': 'python3.12', 'Handler': 'a.b', \n"
        "         'Code': {'ZipFile': 'UEsFBgAAAAAAAA'}, 'Role': 'arn:aws:iam::123456789012:role/x'}\n"
        "for key in (OWN, 'AKIAIOSFODNN7EXAMPLE'):\n"
        f"    status, said = ask('lambda.{_AWS}', 'POST', '/2015-03-31/functions', json.dumps(asked).encode(),\n"
        "                       'lambda', key)\n"
        "    if status < 400: out.append((status, said[:100]))"
    ),
    "a stack of anything": (
        "body = b'Action=CreateStack&Version=2010-05-15&StackName=x&TemplateBody=%7B%22Resources%22%3A%7B%7D%7D'\n"
        "for key in (OWN, 'AKIAIOSFODNN7EXAMPLE'):\n"
        f"    status, said = ask('cloudformation.{_AWS}', body=body, service='cloudformation', key=key)\n"
        "    if status < 400: out.append((status, said[:100]))"
    ),
    "one service by the name of another": (
        "body = json.dumps({'jobDefinitionName': 'x', 'type': 'container', 'containerProperties': {}}).encode()\n"
        f"for host in ('s3.{_AWS}', 'sts.{_AWS}', 'any.amazonaws.com', 'x.api.aws'):\n"
        "    for service in ('batch', 'moto_api', 'instance_metadata', 'cloudformation'):\n"
        "        status, said = ask(host, 'POST', '/v1/registerjobdefinition', body, service, OWN)\n"
        "        if status < 400: out.append((host, service, status, said[:100]))"
    ),
    "characters for the user's terminal": (
        f"for host in ('{_GREETING}.amazonaws.com', 'x.{_AWS}'):\n"
        f"    ask(host, 'GET', '/%1b]0;owned%07', service='{_GREETING}', key=OWN)"
    ),
}
