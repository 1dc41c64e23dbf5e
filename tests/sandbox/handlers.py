"""Handlers of both languages that answer, fail and end in every way, in one application."""

from __future__ import annotations

FILES = {
    "py/app.py": """
import json, os, sys, time
def plain(event, context): return event
def error(event, context): raise ValueError('some ü')
def own(event, context):
    class OwnError(Exception): pass
    raise OwnError()
def exits(event, context): sys.exit(4)
def slow(event, context):
    print('before')
    while True: pass
def huge(event, context): return 'x' * event
def strange(event, context): return {1, 2}
def circular(event, context):
    made = []
    made.append(made)
    return made
def bytes_(event, context): return b'x'
def context_(event, context):
    return {
        'left': context.get_remaining_time_in_millis(), 'id': context.aws_request_id, 'name': context.function_name,
        'arn': context.invoked_function_arn, 'memory': context.memory_limit_in_mb, 'version': context.function_version,
        'group': context.log_group_name, 'trace': os.environ.get('_X_AMZN_TRACE_ID', ''), 'folder': os.getcwd(),
        'argv': sys.argv, 'root': os.environ['LAMBDA_TASK_ROOT'], 'handler': os.environ['_HANDLER'],
    }
counter = 0
def warm(event, context):
    global counter
    counter += 1
    return counter
def logs(event, context):
    print('to stdout'); print('to stderr', file=sys.stderr)
    os.write(1, b'\\xff raw\\n')
    import logging
    logging.getLogger().warning('logged %s', 'text')
""",
    "py/folder/deeper/inner.py": "def handler(event, context): return __name__\n",
    "py/folder/deeper/__init__.py": "",
    "py/folder/__init__.py": "",
    "py/syntax.py": "def handler(event, context):\n    return (\n",
    "py/importing.py": "import nothing_like_it\ndef handler(event, context): pass\n",
    "py/raising.py": "def handler(event, context): pass\nraise RuntimeError('at import')\n",
    "py/leaving.py": "import sys\ndef handler(event, context): pass\nsys.exit(9)\n",
    "py/endless.py": "def handler(event, context): pass\nwhile True: pass\n",
    "py/layered.py": "import in_layer, beside\ndef handler(event, context): return [in_layer.value, beside.value]\n",
    "layer/python/in_layer.py": "value = 'of the layer'\n",
    "layer/python/beside.py": "value = 'of the layer'\n",
    "py/beside.py": "value = 'of the function'\n",
    "layer/nodejs/node_modules/in-layer/index.js": "exports.value = 'of the layer';\n",
    "layer/data/text.txt": "data of the layer",
    "js/app.js": """
const fs = require('fs');
exports.plain = async (event) => event;
exports.error = async () => { throw new TypeError('some ü'); };
exports.text = async () => { throw 'only text'; };
exports.sync = () => { throw new RangeError('not asynchronous'); };
exports.later = async () => { setTimeout(() => { throw new Error('later'); }, 1); await new Promise(() => {}); };
exports.rejected = async () => { Promise.reject(new Error('nobody waits')); await new Promise(() => {}); };
exports.exits = async () => process.exit(4);
exports.slow = async () => { for (;;); };
exports.waits = async () => new Promise(() => {});
exports.huge = async (event) => 'x'.repeat(event);
exports.circular = async () => { const made = {}; made.made = made; return made; };
exports.nothing = async () => {};
exports.callback = (event, context, callback) => { setTimeout(() => callback(null, { got: event }), 1); };
exports.failing = (event, context, callback) => callback(new Error('by callback'));
exports.succeed = (event, context) => context.succeed('by context');
exports.emptied = (event, context, callback) => {
  context.callbackWaitsForEmptyEventLoop = false;
  setInterval(() => {}, 1000);
  callback(null, 'at once');
};
exports.context = async (event, context) => ({
  left: context.getRemainingTimeInMillis(), id: context.awsRequestId, name: context.functionName,
  arn: context.invokedFunctionArn, memory: context.memoryLimitInMB, version: context.functionVersion,
  group: context.logGroupName, trace: process.env._X_AMZN_TRACE_ID, folder: process.cwd(), argv: process.argv,
  root: process.env.LAMBDA_TASK_ROOT, handler: process.env._HANDLER,
});
let counter = 0;
exports.warm = async () => { counter += 1; return counter; };
exports.logs = async () => { console.log('to stdout'); console.error('to stderr'); fs.writeSync(1, 'raw\\n'); };
exports.layered = async () => [require('in-layer').value, fs.readFileSync('/opt/data/text.txt', 'utf8')];
exports.streamed = awslambda.streamifyResponse(async (event, stream, context) => {
  const out = awslambda.HttpResponseStream.from(stream, { statusCode: 201, headers: { 'X-A': 'b' } });
  out.write('one,'); out.write(context.functionName); out.end();
});
exports.piped = awslambda.streamifyResponse(async (event, stream) => {
  stream.setContentType('text/css');
  require('stream').Readable.from(['a', 'b']).pipe(stream);
});
exports.broken = awslambda.streamifyResponse(async (event, stream) => {
  stream.write('x');
  throw new Error('in between');
});
""",
    "js/folder/inner.js": "exports.handler = async () => __filename;\n",
    "js/syntax.js": "exports.handler = async () => {\n",
    "js/importing.js": "require('nothing-like-it');\nexports.handler = async () => 1;\n",
    "js/raising.js": "exports.handler = async () => 1;\nthrow new Error('at import');\n",
    "js/leaving.js": "exports.handler = async () => 1;\nprocess.exit(9);\n",
    "js/waiting.mjs": "export const handler = async () => 1;\nawait new Promise(() => {});\n",
    "js/esm.mjs": "import fs from 'fs';\nconst made = await Promise.resolve('top');\n"
    "export const handler = async () => [made, typeof fs.readFileSync, import.meta.url];\n",
    "js/common.cjs": "exports.handler = async () => 'cjs';\n",
    "module/package.json": '{"type": "module"}',
    "module/index.js": "import { value } from './value.js';\nexport async function handler() { return value; }\n",
    "module/value.js": "export const value = 'of a module';\n",
}
# Function id -> (runtime, CodeUri, handler).
FUNCTIONS = {
    **{
        f"Py{n.strip('_').capitalize()}": ("python3.12", "py", f"app.{n}")
        for n in (
            "plain",
            "error",
            "own",
            "exits",
            "slow",
            "huge",
            "strange",
            "circular",
            "bytes_",
            "context_",
            "warm",
            "logs",
        )
    },
    **{
        f"Py{n.capitalize()}": ("python3.12", "py", f"{n}.handler")
        for n in ("syntax", "importing", "raising", "leaving", "endless", "layered")
    },
    "PyInner": ("python3.12", "py", "folder.deeper.inner.handler"),
    "PySlashed": ("python3.12", "py", "folder/deeper/inner.handler"),
    **{
        f"Js{n.capitalize()}": ("nodejs20.x", "js", f"app.{n}")
        for n in (
            "plain",
            "error",
            "text",
            "sync",
            "later",
            "rejected",
            "exits",
            "slow",
            "waits",
            "huge",
            "circular",
            "nothing",
            "callback",
            "failing",
            "succeed",
            "emptied",
            "context",
            "warm",
            "logs",
            "layered",
            "streamed",
            "piped",
            "broken",
        )
    },
    **{
        f"Js{n.capitalize()}": ("nodejs20.x", "js", f"{n}.handler")
        for n in ("syntax", "importing", "raising", "leaving", "waiting", "esm", "common")
    },
    "JsInner": ("nodejs20.x", "js", "folder/inner.handler"),
    "Module": ("nodejs20.x", "module", "index.handler"),
}
BUILT = """
Resources:
  PyInline:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.12
      Handler: index.handler
      Code: {ZipFile: "import json\\ndef handler(event, context): return ['inline', __file__]\\n"}
  JsInline:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs20.x
      Handler: index.handler
      Code: {ZipFile: "exports.handler = async () => ['inline', __filename];"}
  Image:
    Type: AWS::Lambda::Function
    Properties: {PackageType: Image, Code: {ImageUri: "123456789012.dkr.ecr.us-east-1.amazonaws.com/x:1"}}
  Java:
    Type: AWS::Lambda::Function
    Properties: {Runtime: java21, Handler: "a.B::c", Code: {S3Bucket: b, S3Key: k}}
"""
UNANSWERED = ("PySlow", "JsSlow", "JsWaits")
HUGE = 6 * 1024 * 1024


def template():
    lines = ["Transform: AWS::Serverless-2016-10-31", BUILT.rstrip()]
    lines.append("  Layer: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: layer}}")
    for id, (runtime, uri, handler) in FUNCTIONS.items():
        seconds = 1 if id in UNANSWERED else 10
        properties = (
            f"Runtime: {runtime}, CodeUri: {uri}, Handler: {handler}, Timeout: {seconds}, MemorySize: 256,"
            " Layers: [!Ref Layer]"
        )
        lines.append(f"  {id}: {{Type: AWS::Serverless::Function, Properties: {{{properties}}}}}")
    return "\n".join(lines) + "\n"
