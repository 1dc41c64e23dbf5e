'use strict';
// Addresses: those that a function looks up and connects to, and whether the event chose them.

const dns = require('node:dns');
const http = require('node:http');
const http2 = require('node:http2');
const https = require('node:https');
const net = require('node:net');
const dgram = require('node:dgram');
const { pristine } = require('../pristine.cjs');
const { before } = require('./replacing.cjs');

const { isIP } = net;

exports.install = (guard) => {
  const { network } = guard.policy;
  const [runtime] = (process.env.AWS_LAMBDA_RUNTIME_API ?? '').split(':');

  function reached(host, port) {
    if (network.silent || host === runtime) return;
    if (network.allows(host, port)) return void guard.samples.used('connect', host, () => network.entries(host, port));
    guard.decide(guard.policy.verdict(network.others), 'confinement', 'network', `reaches ${guard.shown(host)}`, { value: host });
  }

  // A name is asked about here; its addresses are where it leads.
  before(net.Socket.prototype, 'connect', (args) => {
    const { host, port } = endpoint(args);
    if (host !== undefined) reached(host, port);
  });
  for (const module of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]) {
    const names = Reflect.ownKeys(module).filter((name) => /^(?:lookup|lookupService|resolve\w*|reverse)$/.test(String(name)));
    for (const name of names) {
      // Of an address nothing is looked up: where it is connected to, it is asked about.
      before(module, name, ([host]) => (name === 'lookup' && isIP(String(host))) || reached(String(host)));
    }
  }
  before(dns, 'lookup', (args) => {
    const [host, last] = [String(args[0]), args.length - 1];
    const answered = args[last];
    if (typeof answered !== 'function') return;
    args[last] = (error, found, ...more) => {
      try {
        if (!error) pristine(() => guard.resolved(host, (Array.isArray(found) ? found : [found]).map((each) => each.address ?? each)));
      } catch (stopped) {
        return answered(stopped);
      }
      return answered(error, found, ...more);
    };
  });
  before(dgram.Socket.prototype, 'send', (args) => {
    const host = args.find((each, place) => place > 0 && typeof each === 'string');
    if (host) reached(host);
  });
  before(dgram.Socket.prototype, 'connect', ([port, host]) => reached(typeof host === 'string' ? host : 'localhost', Number(port)));

  const requested = (url) => guard.host(String(url));
  for (const [module, scheme] of [[http, 'http'], [https, 'https']]) {
    for (const name of ['request', 'get']) before(module, name, (args) => requested(address(scheme, args)));
  }
  before(globalThis, 'fetch', ([resource]) => requested(resource?.url ?? resource));
  before(http2, 'connect', ([authority]) => requested(authority));
};

/** Where a socket connects to; net hands its arguments on as one list, that of options and callback. */
function endpoint(args) {
  const list = Array.isArray(args[0]) ? args[0] : args;
  const [given, second] = list;
  if (typeof given === 'object' && given !== null) {
    const copy = Object.assign(Object.create(Object.getPrototypeOf(given)), given);
    if (copy.path) return {};
    const { host, port } = { host: String(copy.host ?? 'localhost'), port: Number(copy.port) };
    for (const [name, value] of Object.entries({ host, port })) {
      Object.defineProperty(copy, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
    }
    list[0] = copy; // what was asked is what is connected to
    return { host, port };
  }
  if (typeof given === 'string' && !/^\d+$/.test(given)) return {}; // a socket file
  return { host: typeof second === 'string' ? second : 'localhost', port: Number(given) };
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
