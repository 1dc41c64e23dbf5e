'use strict';
// Connections that are opened, and the watched text in addresses.

const http = require('node:http');
const http2 = require('node:http2');
const https = require('node:https');
const net = require('node:net');
const { textOf } = require('./watched.cjs');

exports.install = (reach, notes) => {
  const runtime = process.env.AWS_LAMBDA_RUNTIME_API;
  reach.at(net.Socket.prototype, 'connect', 'net.connect', (args) => {
    const { host, port } = endpoint(args);
    if (`${host}:${port}` === runtime) return undefined;
    notes.urgent({ kind: 'connect', host: reach.watched.cut(host), port });
    return reach.watched.holds(host) && { sink: 'request', text: host, args: [host, port] };
  });

  const looked = (text, args) => reach.watched.holds(text) && { sink: 'request', text, args };
  for (const [module, name] of [[http, 'http'], [https, 'https']]) {
    for (const method of ['request', 'get']) {
      reach.at(module, method, `${name}.${method}`, (args) => {
        const text = address(name, args);
        return looked(text, [text]);
      });
    }
  }
  reach.at(globalThis, 'fetch', 'fetch', ([resource]) => looked(resource?.url ?? textOf(resource), [resource]));
  reach.at(http2, 'connect', 'http2.connect', ([authority]) => looked(textOf(authority), [authority]));
};

/** Where a socket connects to; net hands its arguments on as one list, that of options and callback. */
function endpoint(args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === 'object') {
    return { host: String(first.path ?? first.host ?? 'localhost'), port: first.path ? 0 : Number(first.port) };
  }
  const path = typeof first === 'string' && !/^\d+$/.test(first);
  if (path) return { host: first, port: 0 };
  return { host: typeof second === 'string' ? second : 'localhost', port: Number(first) };
}

/** The URL that http.request(url?, options?) asks for. */
function address(scheme, [first, second]) {
  const whole = typeof first === 'string' || first instanceof URL ? textOf(first) : '';
  const options = whole ? second : first;
  if (typeof options !== 'object' || options === null) return whole;
  const { protocol = `${scheme}:`, port, path = '/' } = options;
  const host = options.hostname ?? options.host;
  if (whole) return host ? `${whole} at ${host}` : whole;
  return `${protocol}//${host ?? 'localhost'}${port ? `:${port}` : ''}${path}`;
}
