'use strict';
// Addresses: those that a function looks up and connects to, and whether the event chose them.

const dns = require('node:dns');
const http = require('node:http');
const http2 = require('node:http2');
const https = require('node:https');
const net = require('node:net');
const dgram = require('node:dgram');
const { before } = require('./replacing.cjs');

exports.install = (guard) => {
  const { network } = guard.policy;
  const [runtime] = (process.env.AWS_LAMBDA_RUNTIME_API ?? '').split(':');

  function reached(host, port) {
    if (network.silent || host === runtime || network.allows(host, port)) return;
    guard.decide(guard.policy.verdict(network.others), 'confinement', 'network', `reaches ${host}`, { value: host });
  }

  // A name is asked about here; its addresses are where it leads.
  before(net.Socket.prototype, 'connect', (args) => {
    const { host, port } = endpoint(args);
    if (host !== undefined) guard.asking(() => reached(host, port));
  });
  for (const module of [dns, dns.promises]) {
    for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6', 'resolveAny', 'resolveTxt', 'resolveCname', 'resolveMx', 'resolveSrv', 'resolveNs', 'reverse']) {
      before(module, name, ([host]) => guard.asking(() => reached(String(host))));
    }
  }
  before(dns, 'lookup', (args) => {
    const [host, last] = [String(args[0]), args.length - 1];
    const answered = args[last];
    if (typeof answered !== 'function') return;
    args[last] = (error, found, ...more) => {
      try {
        if (!error) guard.asking(() => guard.resolved(host, [found].flat().map((each) => each.address ?? each)));
      } catch (stopped) {
        return answered(stopped);
      }
      return answered(error, found, ...more);
    };
  });
  before(dgram.Socket.prototype, 'send', (args) => {
    const host = args.find((each, place) => place > 0 && typeof each === 'string');
    if (host) guard.asking(() => reached(host));
  });

  const requested = (url) => guard.asking(() => guard.host(String(url)));
  for (const [module, scheme] of [[http, 'http'], [https, 'https']]) {
    for (const name of ['request', 'get']) before(module, name, (args) => requested(address(scheme, args)));
  }
  before(globalThis, 'fetch', ([resource]) => requested(resource?.url ?? resource));
  before(http2, 'connect', ([authority]) => requested(authority));
};

/** Where a socket connects to; net hands its arguments on as one list, that of options and callback. */
function endpoint(args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === 'object' && first !== null) {
    return first.path ? {} : { host: String(first.host ?? 'localhost'), port: Number(first.port) };
  }
  if (typeof first === 'string' && !/^\d+$/.test(first)) return {}; // a socket file
  return { host: typeof second === 'string' ? second : 'localhost', port: Number(first) };
}

/** The URL that http.request(url?, options?) asks for. */
function address(scheme, [first, second]) {
  const whole = typeof first === 'string' || first instanceof URL ? String(first) : '';
  const options = whole ? second : first;
  if (typeof options !== 'object' || options === null) return whole;
  const host = options.hostname ?? options.host;
  if (whole && !host) return whole;
  const { protocol = `${scheme}:`, port, path = '/' } = options;
  return `${protocol}//${host ?? 'localhost'}${port ? `:${port}` : ''}${path}`;
}
