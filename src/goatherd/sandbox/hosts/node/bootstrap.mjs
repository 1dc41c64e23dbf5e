// Runs one JavaScript function on the Lambda Runtime API, with goatherd's instruments in place.
//
// Its handler is what _HANDLER names. Standard input has the rest, which the function is not to know, as one JSON object.
// `notes` is the descriptor to write notes to, `key` what they are sealed with, in hexadecimal, `watch` the text whose way
// through the function is noted. If `ports` has members, connections to the ports that it names are led to those of this
// machine that it gives, and no others can be made. `convention` is how the handler is called where that is not Lambda's
// way: see conventions/index.cjs. Runs inside the sandbox. Source of the interface: "Using the Lambda runtime API",
// version 2018-06-01.

import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { client } from './runtime_api.mjs';

const require = createRequire(`${process.env.LAMBDA_TASK_ROOT}/`);
process.argv.splice(2, 1); // the function's own handler, for people who look at processes
const handlerName = process.env._HANDLER;
const { parse } = JSON; // its own reading of the event is not the function's
const beside = createRequire(import.meta.url);
const { conventionOf, exported, notFound } = beside('./conventions/index.cjs');
const { instruments } = beside('./instruments/index.cjs');
const { convention: called, ...given } = told();
const instrumented = instruments(given);
const convention = conventionOf(called, { ...instrumented, require });

const request = client(process.env.AWS_LAMBDA_RUNTIME_API);

const STREAMING = Symbol('streaming');

/** What stands on standard input, which is empty from then on. */
function told() {
  const text = fs.readFileSync(0, 'utf8');
  fs.closeSync(0);
  fs.openSync('/dev/null'); // the lowest number that is free
  return parse(text);
}

globalThis.awslambda = {
  streamifyResponse: (handler) => Object.assign(handler, { [STREAMING]: true }),
  HttpResponseStream: {
    from: (stream, prelude) => Object.assign(stream, { prelude }),
  },
};

function errorDocument(error) {
  const known = error instanceof Error;
  return {
    errorType: known ? error.name : typeof error,
    errorMessage: known ? error.message : String(error),
    trace: known ? instrumented.withoutOwnFrames(String(error.stack)).split('\n') : [],
  };
}

// What Lambda calls the errors of code that cannot be loaded.
const LOADING = { MODULE_NOT_FOUND: 'Runtime.ImportModuleError', ERR_MODULE_NOT_FOUND: 'Runtime.ImportModuleError' };

function ofLoading(error) {
  const name = error instanceof SyntaxError ? 'Runtime.UserCodeSyntaxError' : LOADING[error?.code];
  return name ? { errorType: name } : {};
}

function candidates(module) {
  return ['', '.js', '.mjs', '.cjs'].map((extension) => path.resolve(process.env.LAMBDA_TASK_ROOT, module + extension));
}

async function load(name) {
  const folder = path.dirname(name);
  const [file, ...members] = path.basename(name).split('.');
  const isFile = (each) => fs.statSync(each, { throwIfNoEntry: false })?.isFile();
  const found = candidates(path.join(folder, file)).find(isFile);
  if (!found) {
    throw Object.assign(new Error(`Cannot find module '${file}'`), { name: 'Runtime.ImportModuleError' });
  }
  const module = await loadFile(found);
  if (convention) return convention.handler(module, members);
  const handler = exported(module, members);
  if (typeof handler !== 'function') throw notFound(name);
  return handler;
}

async function loadFile(file) {
  if (!file.endsWith('.mjs')) {
    try {
      return require(file);
    } catch (error) {
      if (error.code !== 'ERR_REQUIRE_ESM' && !(error instanceof SyntaxError)) throw error;
    }
  }
  return import(pathToFileURL(file));
}

function contextOf(headers, settle) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  const env = process.env;
  return {
    callbackWaitsForEmptyEventLoop: true,
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => deadline - Date.now(),
    done: settle,
    fail: (error) => settle(error),
    succeed: (value) => settle(null, value),
  };
}

function run(handler, event, headers) {
  return new Promise((resolve, reject) => {
    const settle = (error, value) => (error ? reject(error) : resolve(value));
    const context = contextOf(headers, settle);
    if (handler[STREAMING]) {
      resolve(streamed(handler, event, context));
      return;
    }
    const returned = handler(event, context, settle);
    if (typeof returned?.then === 'function') returned.then(resolve, reject);
  });
}

async function streamed(handler, event, context) {
  const stream = new PassThrough();
  const chunks = [];
  stream.setContentType = (type) => { stream.contentType = type; };
  stream.on('data', (chunk) => chunks.push(chunk));
  const finished = new Promise((resolve, reject) => stream.on('finish', resolve).on('error', reject));
  await handler(event, stream, context);
  await finished;
  const body = Buffer.concat(chunks).toString();
  const headers = stream.contentType ? { 'Content-Type': stream.contentType } : undefined;
  return { statusCode: 200, headers, ...stream.prelude, body };
}

/** Where the run-time guard stands in front of the function, it is the function's reading of the event that is noted. */
function eventFor(handlerName) {
  if (handlerName === process.env.GOATHERD_HANDLER || !process.env.GOATHERD_HANDLER) return instrumented.event;
  const { quietly } = instrumented;
  const own = (file) => createRequire(import.meta.url)(path.join(path.dirname(handlerName), file));
  const { prototype } = own('guard.cjs').Guard;
  const { run, read } = prototype;
  prototype.run = function runNoted(inner, event, context) {
    return run.call(this, (given, ...rest) => inner(instrumented.event(structuredClone(given)), ...rest), event, context);
  };
  prototype.read = function readQuietly(...args) {
    return quietly(() => read.apply(this, args));
  };
  const values = own('sinks/values.cjs').Values.prototype;
  const { collect } = values;
  values.collect = function collectQuietly(event) {
    return quietly(() => collect.call(this, event));
  };
  return (event) => event;
}

let current = null;
const fail = async (error, more = {}) => {
  const where = current ? `invocation/${current}/error` : 'init/error';
  console.error(error);
  instrumented.finish(error);
  await request('POST', where, JSON.stringify({ ...errorDocument(error), ...more }));
};

process.on('uncaughtException', (error) => fail(error).finally(() => process.exit(129)));
process.on('unhandledRejection', (error) => fail(error).finally(() => process.exit(128)));

let handler;
const prepared = eventFor(handlerName);
try {
  handler = await load(handlerName);
} catch (error) {
  instrumented.missing(error);
  await fail(error, ofLoading(error));
  process.exit(1);
}

for (;;) {
  const { headers, body } = await request('GET', 'invocation/next');
  current = headers['lambda-runtime-aws-request-id'];
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  process.env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'];
  try {
    const result = await run(handler, prepared(parse(body)), headers);
    const answer = JSON.stringify(result) ?? 'null';
    await instrumented.ended(deadline);
    instrumented.finish(result);
    await request('POST', `invocation/${current}/response`, answer);
  } catch (error) {
    await instrumented.ended(deadline);
    await fail(error);
  }
}
