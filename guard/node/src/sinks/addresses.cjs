'use strict';
// Whether an address belongs to nobody on the internet: this machine, a private network, the cloud's own services.

const net = require('node:net');

// IANA's registries of special-purpose addresses, and multicast.
const INTERNAL = [
  '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.168.0.0/16',
  '198.18.0.0/15', '224.0.0.0/3', '::/127', 'fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8',
];
const NAMES = ['.localhost', '.internal', '.local', '.lan', '.home.arpa'];
const networks = new net.BlockList();
for (const each of INTERNAL) {
  const [network, bits] = each.split('/');
  networks.addSubnet(network, Number(bits), net.isIPv6(network) ? 'ipv6' : 'ipv4');
}

/**
 * Of a name or an address as an URL has it. A name without a dot is one of a private network; of others only what their
 * end says is known before they are looked up.
 */
function isInternal(given) {
  const host = given.replace(/^\[|\]$/g, '').replace(/\.$/, '').toLowerCase();
  const address = addressOf(host);
  if (address === undefined) return !host.includes('.') || NAMES.some((name) => host.endsWith(name));
  const four = net.isIPv6(address) ? embedded(address) : address;
  return four === undefined ? networks.check(address, 'ipv6') : networks.check(four, 'ipv4');
}

/** Undefined for a name. `127.1`, `0x7f.1` and `2130706433` are addresses too, for most who connect. */
function addressOf(host) {
  const plain = host.split('%')[0];
  if (net.isIP(plain)) return plain;
  try {
    const { hostname } = new URL(`http://${host}/`);
    return net.isIPv4(hostname) ? hostname : undefined;
  } catch {
    return undefined;
  }
}

/** The address of IPv4 that one of IPv6 stands for. */
function embedded(address) {
  const [head, tail = ''] = address.split('::');
  const dotted = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/;
  const words = (text) => (text ? text.replace(dotted, (_, a, b, c, d) => `${pair(a, b)}:${pair(c, d)}`).split(':') : []);
  const before = words(head);
  const after = words(tail);
  const missing = address.includes('::') ? 8 - before.length - after.length : 0;
  const all = [...before, ...Array(missing).fill('0'), ...after].map((word) => parseInt(word, 16));
  const from = (place) => `${all[place] >> 8}.${all[place] & 255}.${all[place + 1] >> 8}.${all[place + 1] & 255}`;
  if (all.slice(0, 5).every((word) => word === 0) && all[5] === 0xffff) return from(6);
  if (all[0] === 0x64 && all[1] === 0xff9b) return from(6);
  return all[0] === 0x2002 ? from(1) : undefined;
}

const pair = (high, low) => ((Number(high) << 8) | Number(low)).toString(16);

module.exports = { isInternal };
