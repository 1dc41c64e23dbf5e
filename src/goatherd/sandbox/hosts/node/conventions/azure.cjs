'use strict';
// HTTP functions of Azure in both models: `(context, req)` of a folder, and what a program registers by `app.http`.
//
// Source: Azure Functions Node.js developer guide. Options: `described`, whether a `function.json` declares it.

const Module = require('node:module');
const { answer, answerOfFetch, requestOf } = require('./exchange.cjs');
const { exported, notFound } = require('./index.cjs');

const CORE = '@azure/functions-core'; // what the platform's worker brings

exports.convention = ({ described }, tools) => {
  const registered = described ? null : core();
  return {
    handler(module, members) {
      if (described) return byContext(found(module, members), tools);
      const handler = registered.get(members.join('.'));
      if (!handler) throw notFound(members.join('.'));
      return byRequest(handler, members.join('.'), tools);
    },
  };
};

/** The functions of the later model by name, as they are registered. */
function core() {
  const registered = new Map();
  const nothing = { dispose() {} };
  const worker = {
    version: '3.0.0',
    hostVersion: '4.0.0',
    registerFunction: ({ name }, handler) => registered.set(name, handler) && nothing,
    registerHook: () => nothing,
    setProgrammingModel: () => {},
    getProgrammingModel: () => ({}),
    Disposable: class { dispose() {} },
  };
  const load = Module._load;
  Module._load = function loaded(name, ...rest) {
    return name === CORE ? worker : load.call(this, name, ...rest);
  };
  return registered;
}

function byRequest(handler, name, { members: read, quietly, require: ofFunction }) {
  const { HttpRequest } = ofFunction('@azure/functions');
  return async (event) => {
    read(['headers']);
    const { method, url, headers, body, query } = requestOf(event, quietly);
    const { pathParameters: params = {} } = event;
    const empty = method === 'GET' || method === 'HEAD' || !body.length;
    const request = new HttpRequest({
      method,
      url,
      headers,
      query: Object.fromEntries(new URLSearchParams(query)),
      params: quietly(() => ({ ...params })),
      ...(!empty && { body: { bytes: body } }),
    });
    Object.defineProperties(request, {
      params: { value: params },
      query: { value: new URLSearchParams(query) },
    });
    return answerOf(await handler(request, contextOf(name)));
  };
}

function contextOf(name) {
  const log = (...args) => console.log(...args);
  const levels = { log, trace: log, debug: log, info: log, warn: log, error: log };
  const none = { get: () => undefined, set: () => {} };
  return { invocationId: '1', functionName: name, ...levels, extraInputs: none, extraOutputs: none, options: {} };
}

async function answerOf(returned) {
  if (typeof returned?.arrayBuffer === 'function') return answerOfFetch(returned);
  const { status, headers = {}, cookies = [], jsonBody, body } = returned ?? {};
  if (jsonBody !== undefined) {
    return answer(status ?? 200, [['content-type', 'application/json'], ...pairs(headers)], bytes(JSON.stringify(jsonBody)));
  }
  const set = cookies.map(({ name, value }) => ['set-cookie', `${name}=${value}`]);
  return answer(status ?? (body === undefined ? 204 : 200), [...pairs(headers), ...set], await bodyOf(body));
}

function pairs(headers) {
  return typeof headers.entries === 'function' ? [...headers.entries()] : Object.entries(headers);
}

async function bodyOf(body) {
  if (typeof body?.[Symbol.asyncIterator] !== 'function') return bytes(body);
  const parts = [];
  for await (const part of body) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

function bytes(body) {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (Buffer.isBuffer(body) || body instanceof Uint8Array) return Buffer.from(body);
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

// --- The earlier model -------------------------------------------------------------------------------

function found(module, members) {
  const named = exported(module, members);
  const candidates = [named, module, module?.default, module?.run, module?.index];
  const handler = candidates.find((each) => typeof each === 'function');
  if (!handler) throw notFound(members.join('.'));
  return handler;
}

function byContext(handler, { quietly }) {
  return (event) => new Promise((resolve, reject) => {
    const request = earlierRequest(event, requestOf(event, quietly));
    const context = earlierContext(request, (error, value) => (error ? reject(error) : resolve(answered(context, value))));
    const returned = handler(context, request);
    if (typeof returned?.then === 'function') returned.then((value) => resolve(answered(context, value)), reject);
  });
}

function earlierRequest(event, { method, url, body }) {
  const { headers = {}, queryStringParameters: query = {}, pathParameters: params = {} } = event;
  const text = body.toString();
  const get = (name) => headers[name.toLowerCase()];
  return { method, url, originalUrl: url, headers, query, params, get, rawBody: text, body: parsed(text) };
}

/** The platform reads JSON whatever its type is said to be, and leaves what is none. */
function parsed(text) {
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function earlierContext(request, done) {
  const log = Object.assign((...args) => console.log(...args), {});
  for (const level of ['error', 'warn', 'info', 'verbose', 'metric']) log[level] = (...args) => console.log(...args);
  const response = responseOf(() => done(null, undefined));
  return {
    invocationId: '1',
    executionContext: { invocationId: '1', functionName: '', functionDirectory: process.env.LAMBDA_TASK_ROOT },
    bindings: {},
    bindingData: request.params,
    traceContext: {},
    log,
    req: request,
    res: response,
    done,
  };
}

/** The response that can be called as Express's; `end` ends the function. */
function responseOf(ended) {
  const response = { headers: {} };
  const set = (name, value) => { response.headers[name] = value; return response; };
  const send = (body) => {
    if (body !== undefined) response.body = body;
    ended();
    return response;
  };
  const methods = {
    status: (code) => { response.statusCode = code; return response; },
    set,
    setHeader: set,
    header: set,
    type: (name) => set('content-type', name),
    json: (body) => { set('content-type', 'application/json'); return send(body); },
    send,
    end: send,
    sendStatus: (code) => { response.statusCode = code; return send(); },
  };
  for (const [name, value] of Object.entries(methods)) Object.defineProperty(response, name, { value, writable: true });
  return response;
}

function answered(context, value) {
  const { res } = context;
  const untouched = res.body === undefined && res.statusCode === undefined && !Object.keys(res.headers ?? {}).length;
  const given = untouched && typeof res.status !== 'number' ? value ?? res : res;
  const own = typeof given === 'object' && given !== null ? given : { body: given };
  const status = [own.statusCode, own.status].find((each) => ['number', 'string'].includes(typeof each));
  return answer(Number(status ?? (own.body === undefined ? 204 : 200)), Object.entries(own.headers ?? {}), bytes(own.body));
}
