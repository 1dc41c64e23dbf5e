'use strict';
// Without a network of our own: what JavaScript code connects to leads to the simulated cloud, or nowhere.

const dns = require('node:dns');
const dgram = require('node:dgram');
const net = require('node:net');

const HERE = '127.0.0.1';
const DNS = 53;

/** `ports` maps the ports that are called to those of this machine that answer; {} changes nothing. */
exports.install = (ports) => {
  if (!Object.keys(ports).length) return;
  leadConnections(ports);
  leadNames(`${HERE}:${ports[DNS]}`);
  dgram.Socket.prototype.send = function send(...given) {
    const done = given.at(-1);
    const error = refused('send');
    if (typeof done === 'function') process.nextTick(done, error);
    else process.nextTick(() => this.emit('error', error));
  };
};

function leadConnections(ports) {
  const runtime = process.env.AWS_LAMBDA_RUNTIME_API;
  const { connect } = net.Socket.prototype;
  net.Socket.prototype.connect = function led(...given) {
    // net hands its arguments on as one list, that of options and callback.
    const [options, done] = Array.isArray(given[0]) ? given[0] : normalized(given);
    if (options.path || `${options.host}:${options.port}` === runtime) return connect.apply(this, given);
    const port = ports[options.port];
    if (!port) {
      process.nextTick(() => this.destroy(refused('connect')));
      return this;
    }
    return connect.call(this, { ...options, host: HERE, port, family: 4 }, done ?? undefined);
  };
}

function normalized(given) {
  const done = typeof given.at(-1) === 'function' ? given.at(-1) : null;
  const [first, second] = given;
  if (typeof first === 'object') return [first, done];
  if (typeof first === 'string' && !/^\d+$/.test(first)) return [{ path: first }, done];
  return [{ port: Number(first), host: typeof second === 'string' ? second : 'localhost' }, done];
}

/** The system's own look-up would ask the network. */
function leadNames(server) {
  dns.setServers([server]);
  const { resolve4 } = dns;
  dns.lookup = (host, options, done = options) => {
    const all = typeof options === 'object' && options.all;
    const answer = (address) => (all ? done(null, [{ address, family: 4 }]) : done(null, address, 4));
    if (net.isIP(host)) process.nextTick(answer, host);
    else if (host === 'localhost') process.nextTick(answer, HERE);
    else resolve4(host, (error, found) => (error ? done(error) : answer(found[0])));
  };
  dns.promises.setServers([server]);
  dns.promises.lookup = (host, options = {}) => new Promise((resolve, reject) => {
    dns.lookup(host, options, (error, address, family) => {
      if (error) reject(error);
      else resolve(options.all ? address : { address, family });
    });
  });
}

function refused(call) {
  return Object.assign(new Error(`${call} ECONNREFUSED`), { code: 'ECONNREFUSED', errno: -111, syscall: call });
}
