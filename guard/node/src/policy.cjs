'use strict';
// A policy, read. The format: guard/README.md and guard/schema/policy.schema.json.

const crypto = require('node:crypto');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { unknownWord } = require('./words.cjs');

// As they are before the function's code can change them.
const { realpathSync } = fs;
const { join } = path;
const VERDICTS = { allow: 'allow', monitor: 'report', block: 'block', internal: 'block' };

/** The policy cannot be used; says why. */
class PolicyError extends Error {}

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Throws PolicyError. */
function readPolicy(file) {
  try {
    const data = fs.readFileSync(file);
    // Without a prototype: what code makes of Object.prototype is no setting.
    const row = JSON.parse(data.toString('utf8'), (_, value) => (isObject(value) ? Object.setPrototypeOf(value, null) : value));
    return new Policy(row, crypto.createHash('sha256').update(data).digest('hex'));
  } catch (error) {
    throw new PolicyError(`${file}: ${error.message}`);
  }
}

class Policy {
  /** `digest` is the SHA-256 of the file, in hex. */
  constructor(row, digest = '') {
    if (row?.version !== 1) throw new PolicyError('it is not a policy of version 1');
    const wrong = unknownWord(row);
    if (wrong !== undefined) throw new PolicyError(wrong);
    this.digest = digest;
    this.function = String(row.function ?? '');
    this.lenient = (row.mode ?? 'monitor') !== 'block'; // reports what it would block
    this.failsClosed = row.failure === 'closed';
    this.events = new Events(row.events ?? {});
    this.sinks = row.sinks ?? { others: 'allow' };
    this.processes = new Programs(row.processes);
    this.files = new Files(row.files);
    this.network = new Hosts(row.network);
    this.aws = new Calls(row.aws);
    this.environment = new Environment(row.environment);
    this.code = row.code ?? {};
    this.telemetry = row.telemetry ?? {};
  }

  /** Of an action of the policy (`block`, `monitor`, `allow`), in its mode. */
  verdict(action) {
    const verdict = VERDICTS[action] ?? 'report';
    return verdict === 'block' && this.lenient ? 'report' : verdict;
  }

  sink(family) {
    return this.verdict(this.sinks[family] ?? this.sinks.others ?? 'block');
  }

  /** Whether an event may choose a host, as long as it is one of the internet. */
  get publicMayBeChosen() {
    return this.sinks.ssrf === 'internal';
  }
}

class Events {
  constructor(row) {
    this.kinds = (row.kinds ?? []).map((each) => each.kind);
    this.named = (row.fields ?? []).map((each) => [each.path, each.families]);
    this.others = row.others ?? [];
    this.record = row.record ?? 'raise';
    this.level = row.paranoia ?? 1;
    this.threshold = row.threshold ?? 5;
    this.excluded = new Set(row.exclude ?? []);
    this.limits = row.limits ?? {};
    this.families = new Set([...this.others, ...this.named.flatMap(([, families]) => families)]);
  }

  /** Whether records of such an event are refused by themselves, and the rest of the batch is not. */
  singly(kind) {
    return kind.identifier.length > 0 && ['partial', 'drop'].includes(this.record);
  }
}

/** What a section does not allow: `others`, or nothing at all where the policy does not have it. */
class Section {
  constructor(row) {
    this.others = row === undefined ? 'allow' : row.others ?? 'block';
    this.silent = this.others === 'allow';
  }
}

const PATH = process.env.PATH ?? '/usr/bin:/bin'; // what the function started with, not what it may make of it

/** The file that a program's name means. */
function programFile(program, onPath = PATH) {
  const places = program.includes('/') ? [program] : onPath.split(':').map((folder) => join(folder, program));
  for (const place of places) {
    try {
      return realpathSync(place);
    } catch {
      // the next one
    }
  }
  return program;
}

const CREDENTIALS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_SECURITY_TOKEN'];

/** Which variables programs inherit: never the role's credentials, and secrets only those in `children`. */
class Environment {
  constructor(row) {
    this.credentials = new Set(row ? CREDENTIALS : []);
    this.hidden = new Set([...this.credentials, ...(row?.secrets ?? [])]);
    this.trusted = new Set(row?.children ?? []);
  }

  /** Of `NAME=value`, those that this program may see. */
  left(program, pairs) {
    const hidden = this.trusted.has(program) ? this.credentials : this.hidden;
    return pairs.filter((pair) => !hidden.has(pair.slice(0, pair.indexOf('='))));
  }
}

class Programs extends Section {
  constructor(row) {
    super(row);
    this.allowed = (row?.allow ?? []).map((each) => [programFile(each.program), each.arguments, each.program]);
  }

  allows(program, args) {
    return this.entries(program, args).length > 0;
  }

  entries(program, args) {
    return this.allowed
      .filter(([file, wanted]) => file === program && (wanted === undefined || same(args.slice(1), wanted)))
      .map(([, , written]) => ['process', written, []]);
  }
}

const same = (args, wanted) =>
  args.length === wanted.length && wanted.every((each, place) => each === '*' || each === args[place]);

class Files extends Section {
  constructor(row) {
    super(row);
    this.readable = globs(row?.read);
    this.writable = globs(row?.write);
    this.written = ['read', 'write'].flatMap((how) => (row?.[how] ?? []).map((each) => [how, each.path, globs([each])]));
  }

  mayRead(place) {
    return this.readable.test(place) || this.writable.test(place);
  }

  mayWrite(place) {
    return this.writable.test(place);
  }

  entries(how, place) {
    return this.written
      .filter(([written, , fits]) => (how === 'read' || how === written) && fits.test(place))
      .map(([written, pattern]) => [written, pattern, []]);
  }
}

function globs(rows = []) {
  const patterns = rows.flatMap((each) => resolved(each.path)).map(glob);
  return patterns.length ? new RegExp(`^(?:${patterns.join('|')})$`) : /(?!)/;
}

/** As it is written and as links lead, since it is asked where a file really lies. */
function resolved(pattern) {
  const star = pattern.indexOf('*');
  const fixed = star < 0 ? pattern.length : pattern.lastIndexOf('/', star);
  try {
    return fixed > 0 ? [pattern, realpathSync(pattern.slice(0, fixed)) + pattern.slice(fixed)] : [pattern];
  } catch {
    return [pattern]; // it is not there yet
  }
}

/** `*` within a name, `**` across folders; a folder itself belongs to `folder/**`. */
function glob(pattern) {
  return pattern
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\/\*\*|\*\*|\*/g, (stars) => ({ '/**': '(?:/.*)?', '**': '.*', '*': '[^/]*' })[stars]);
}

class Hosts extends Section {
  constructor(row) {
    super(row);
    this.allowed = (row?.allow ?? []).map((each) => [String(each.host).toLowerCase(), each.ports]);
  }

  allows(given, port) {
    return this.entries(given, port).length > 0;
  }

  entries(given, port) {
    const host = given.toLowerCase().replace(/\.$/, '');
    return this.allowed
      .filter(([pattern, ports]) => hostFits(host, pattern) && (!ports || !port || ports.includes(port)))
      .map(([pattern]) => ['connect', pattern, []]);
  }

  /** Whether the policy names this host itself: then an event may choose it. */
  named(host) {
    return this.allowed.some(([pattern]) => pattern === host);
  }
}

function hostFits(host, pattern) {
  if (pattern.startsWith('*.')) return host.endsWith(pattern.slice(1));
  if (pattern.includes('/')) {
    const list = new net.BlockList();
    const [network, bits] = pattern.split('/');
    list.addSubnet(network, Number(bits), net.isIPv6(network) ? 'ipv6' : 'ipv4');
    return net.isIP(host) > 0 && list.check(host, net.isIPv6(host) ? 'ipv6' : 'ipv4');
  }
  return host === pattern;
}

class Calls extends Section {
  constructor(row) {
    super(row);
    this.allowed = new Map();
    for (const { service, operation, resources } of row?.allow ?? []) {
      const key = `${service}:${operation}`;
      this.allowed.set(key, [...(this.allowed.get(key) ?? []), resources]);
    }
  }

  /** `resources`: names and ARNs of the call's parameters; a call that names none is allowed by any entry. */
  allows(service, operation, resources) {
    return this.entries(service, operation, resources).length > 0;
  }

  /** Each with those of its resources that the call names. */
  entries(service, operation, resources) {
    const key = this.allowed.has(`${service}:${operation}`) ? `${service}:${operation}` : `${service}:*`;
    return (this.allowed.get(key) ?? [])
      .filter((wanted) => !wanted || !resources.length || resources.every((each) => isNamed(each, wanted)))
      .map((wanted) => ['aws', key, (wanted ?? []).filter((pattern) => resources.some((each) => isNamed(each, [pattern])))]);
  }
}

const wild = (pattern) => new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
const short = (name) => name.slice(name.lastIndexOf(':') + 1);
const isNamed = (resource, wanted) =>
  wanted.some((pattern) => wild(pattern).test(resource) || wild(short(pattern)).test(short(resource)));

module.exports = { Policy, PolicyError, programFile, readPolicy };
