'use strict';
// The part of Express that functions of Google's cloud use most, for those whose packages do not bring it.

const querystring = require('node:querystring');

/** A handler of Node's requests and responses that gives `(req, res)` their methods of Express. */
exports.plain = (handler) => async (incoming, response) => {
  const parts = [];
  for await (const part of incoming) parts.push(part);
  const body = Buffer.concat(parts);
  const [path, query = ''] = incoming.url.split(/\?(.*)/s);
  const get = (name) => incoming.headers[name.toLowerCase()];
  const parsed = bodyOf(body, get('content-type') ?? '');
  answering(response);
  if (parsed === undefined) {
    response.status(400).send('Bad Request');
    return;
  }
  Object.assign(incoming, { path, originalUrl: incoming.url, query: querystring.parse(query), params: {} });
  Object.assign(incoming, { rawBody: body, body: parsed, get, header: get, ip: incoming.socket.remoteAddress });
  Object.assign(incoming, { hostname: get('host'), protocol: 'https', secure: true });
  await handler(incoming, response);
};

/** Undefined for what is no JSON, and said to be some. */
function bodyOf(body, type) {
  const text = body.toString();
  if (!text) return {};
  if (type.startsWith('application/json')) return parsedJson(text);
  if (type.startsWith('application/x-www-form-urlencoded')) return querystring.parse(text);
  return type.startsWith('text/') ? text : body;
}

function parsedJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function answering(response) {
  const set = (name, value) => {
    for (const [each, what] of typeof name === 'object' ? Object.entries(name) : [[name, value]]) {
      response.setHeader(each, what);
    }
    return response;
  };
  const typed = (type, body) => {
    if (!response.hasHeader('content-type')) response.setHeader('content-type', type);
    response.end(body);
    return response;
  };
  Object.assign(response, {
    status: (code) => Object.assign(response, { statusCode: code }),
    set,
    header: set,
    type: (name) => set('content-type', name),
    get: (name) => response.getHeader(name),
    json: (value) => typed('application/json; charset=utf-8', JSON.stringify(value)),
    send: (value) => {
      if (Buffer.isBuffer(value)) return typed('application/octet-stream', value);
      if (typeof value === 'object' && value !== null) return response.json(value);
      return typed('text/html; charset=utf-8', String(value ?? ''));
    },
    sendStatus: (code) => response.status(code).send(String(code)),
    redirect: (...args) => {
      const [to, code = 302] = args.reverse();
      response.status(code).set('location', to).end();
    },
  });
}
