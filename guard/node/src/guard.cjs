'use strict';
// One function under guard: its policy in force, and every event through it.

const fs = require('node:fs');
const path = require('node:path');

const { FORBIDDEN, answer } = require('./answers.cjs');
const { Blocked, decision } = require('./decisions.cjs');
const { native } = require('./events/native.cjs');
const { lookUp } = require('./events/paths.cjs');
const { Wall } = require('./firewall/wall.cjs');
const { Invocation, current } = require('./invocations.cjs');
const { PolicyError, readPolicy } = require('./policy.cjs');
const { pristine, tampered } = require('./pristine.cjs');
const { isInternal } = require('./sinks/addresses.cjs');
const { Fetching } = require('./sinks/fetching.cjs');
const { operatorOf } = require('./sinks/operators.cjs');
const { redacted } = require('./sinks/redacting.cjs');
const { chosenHost, leavesFolder } = require('./sinks/places.cjs');
const { Structures } = require('./sinks/structure.cjs');
const { Values } = require('./sinks/values.cjs');
const { Samples } = require('./samples.cjs');
const { Answer, isStreamed } = require('./streaming.cjs');
const { Telemetry, write } = require('./telemetry.cjs');

const MARKS = /\{\{|<%|\$\{|#\{/; // where templates hold code
const FOLDER = '/opt/goatherd';
const MOST_HOSTS = 10000;
const MOST_NAMES = 20; // in a line of the log

class Guard {
  constructor(policy, table) {
    this.policy = policy;
    this.telemetry = new Telemetry(policy);
    this.samples = new Samples(policy, write);
    this.wall = new Wall(table, policy);
    this.structures = new Structures();
    this.chosenHosts = new Map(); // of the internet, by events
    this.programs = new Fetching(table.fetching ?? {});
    tampered.tell = () => this.decide(policy.verdict('block'), 'confinement', 'code', "changes the language's own functions for good");
  }

  /** A handler that answers by a promise, by a callback or at once; always gives a promise. */
  wrap(handler) {
    return (...args) => {
      if (isStreamed(args)) return this.streamed(handler, ...args);
      const given = native(args);
      return given ? this.elsewhere(handler, args, given) : this.run(handler, args[0], args[1]);
    };
  }

  /** A function of another cloud, whose event comes as that hands it to functions. */
  async elsewhere(handler, args, given) {
    const { event, refuse, late } = await given;
    const invocation = new Invocation(event);
    if (late) invocation.late = late;
    const reading = this.read(event, invocation);
    const isOpen = !reading?.refused.size;
    return invocation.run(async () => {
      this.samples.begin(invocation);
      let found;
      try {
        if (isOpen) found = await invocation.bounded((async () => handler(...args))());
      } catch (error) {
        if (!invocation.stopped || !refuse) throw error;
      } finally {
        this.told(invocation);
      }
      if (isOpen && !invocation.stopped) return found;
      if (!refuse) throw new Blocked(invocation.stopped ?? reading.decisions.find(({ verdict }) => verdict === 'block'));
      return refuse();
    });
  }

  /** Gives nothing, as the runtime wants it: of `run` there is only the guard's own answer. */
  async streamed(handler, event, stream, context) {
    const invocation = new Invocation(event, String(context.awsRequestId));
    const answer = new Answer(stream, invocation);
    const refuse = (found) => found && answer.refuse(found, invocation.decisions.find(({ verdict }) => verdict === 'block'));
    invocation.late = (error) => {
      try {
        refuse(FORBIDDEN);
      } catch {
        answer.breakOff(error);
      }
    };
    const through = async (given) => {
      await handler(given, stream, context);
    };
    refuse(await this.run(through, event, context, invocation));
  }

  async run(handler, event, context, invocation = new Invocation(event, String(context?.awsRequestId ?? ''))) {
    const reading = this.read(event, invocation);
    const call = (given) => new Promise((resolve, reject) => {
      const returned = handler(given, context, (error, value) => (error ? reject(error) : resolve(value)));
      if (typeof returned?.then === 'function') returned.then(resolve, reject);
      else if (returned !== undefined || handler.length < 3) resolve(returned);
    });
    return invocation.run(async () => {
      this.samples.begin(invocation);
      try {
        return await this.answered(call, event, reading, invocation);
      } finally {
        this.told(invocation);
      }
    });
  }

  /** What was decided and done; that of a function which something was stopped of is not all. */
  told(invocation) {
    if (invocation.decisions.length) this.telemetry.counted(invocation.decisions);
    if (!invocation.decisions.some(({ verdict }) => verdict === 'block')) pristine(() => this.samples.end(invocation));
  }

  /**
   * What goes out: of a function of which something was stopped nothing does, swallowed or not. That of a batch of which single
   * records may be refused says only which of them failed, as the function sees it.
   */
  async answered(call, event, reading, invocation) {
    const isHttp = reading?.kind.answer === 'http';
    try {
      const found = await invocation.bounded(reading?.refused.size ? answer(reading, this.policy, call, event) : call(event));
      if (!invocation.stopped || (reading && this.policy.events.singly(reading.kind))) return found;
    } catch (error) {
      if (!invocation.stopped) throw error;
      if (this.withoutCulprits(event, reading, invocation)) return this.answered(call, event, reading, invocation);
      if (!isHttp) throw error;
    }
    if (isHttp) return answer(reading, this.policy, undefined, event);
    throw new Blocked(invocation.stopped);
  }

  /**
   * Whether records hold what was stopped: these are refused, and the others handed on again, as the service would do with the
   * whole batch.
   */
  withoutCulprits(event, reading, invocation) {
    const { stopped } = invocation;
    if (!reading || !this.policy.events.singly(reading.kind) || stopped.stage !== 'sink' || !stopped.value) return false;
    const holds = (record) => [...new Values(record).texts.keys()].some((text) => text.includes(stopped.value));
    const found = [...lookUp(event, reading.kind.records).keys()].filter(
      (number) => !reading.refused.has(number) && holds(lookUp(event, reading.kind.records)[number]),
    );
    if (!found.length || !invocation.resume()) return false;
    for (const number of found) reading.refused.add(number);
    reading.decisions.push(stopped);
    return true;
  }

  /** Undefined where the guard itself failed and lets events through then. */
  read(event, invocation) {
    let reading;
    try {
      pristine(() => (reading = this.wall.read(event)));
    } catch (error) {
      this.failed('reading the event', error, invocation);
      if (this.policy.failsClosed) throw new Blocked(invocation.decisions.at(-1));
      return undefined;
    }
    invocation.kind = reading.kind.name;
    for (const each of reading.decisions) this.note(each, invocation);
    return reading;
  }

  /** Said at once: a function that never ends has been told of, too. */
  note(made, invocation) {
    invocation?.decisions.push(made);
    this.telemetry.decided(made, invocation?.kind, invocation?.request);
  }

  // --- what hooks ask ---

  /** A text is about to be executed. Throws Blocked where a value of an event changes its structure. */
  text(family, text, lexer, what) {
    this.chosen(family, (values) => this.structures.changed(text, lexer, values), (field) => `${what} runs what ${field} holds`);
  }

  /** A file is about to be used. Throws Blocked where a value of an event leads out of the code's own folder. */
  path(name) {
    this.chosen('path', (values) => leavesFolder(name, values), (field) => `a file is used whose path ${field} chose`);
  }

  /** A request is about to be sent. Throws Blocked where a value of an event chose the host of its address. */
  host(url) {
    const find = (values) => {
      const found = chosenHost(url, values);
      if (!found || this.policy.network.named(found.host)) return undefined;
      if (!this.policy.publicMayBeChosen || isInternal(found.host)) return found;
      if (this.chosenHosts.size < MOST_HOSTS) this.chosenHosts.set(found.host, found);
      return undefined;
    };
    this.chosen('ssrf', find, (field) => `an address is requested whose host ${field} chose`);
  }

  /** A name was looked up. Throws Blocked where an event chose it, and it leads inside. */
  resolved(host, addresses) {
    const chosen = this.chosenHosts.get(host.replace(/\.$/, '').toLowerCase());
    const inside = chosen && addresses.find(isInternal);
    if (!inside) return;
    this.decide(this.policy.sink('ssrf'), 'sink', 'ssrf', `a host that ${chosen.field} chose leads to ${this.shown(inside)}`, { field: chosen.field, value: chosen.value });
  }

  /** A program is about to be started with these arguments, itself the first. Throws Blocked where an event chose a host among them. */
  fetching(args) {
    for (const url of this.programs.addresses(args)) this.host(url);
  }

  /** A filter of a database is about to be sent. Throws Blocked where one of its operators is a key of an event. */
  filter(filter) {
    this.chosen('nosql', (values) => operatorOf(filter, values), (field) => `a filter has an operator that ${field} holds`);
  }

  /** An object is about to be made again of a text that may hold functions. */
  serialised(text, functions) {
    if (current().length && functions.test(typeof text === 'string' ? text : JSON.stringify(text) ?? '')) {
      this.decide(this.policy.sink('deserialization'), 'sink', 'deserialization', 'an object with a function is deserialised');
    }
  }

  /** A template is about to be compiled. */
  template(text) {
    const find = ({ texts }) => {
      const found = [...texts].find(([value]) => MARKS.test(value) && text.includes(value));
      return found && { value: found[0], field: found[1] };
    };
    this.chosen('template', find, (field) => `a template has code that ${field} holds`);
  }

  chosen(family, find, what) {
    if ((this.policy.sinks[family] ?? this.policy.sinks.others) === 'allow') return;
    for (const invocation of current()) {
      const found = find(invocation.values);
      if (found) this.decide(this.policy.sink(family), 'sink', family, what(found.field), { field: found.field, value: found.value });
    }
  }

  /** A name as a message may have it: what an event holds of it is a value, and no more shown than others are. */
  shown(name) {
    if (this.telemetry.plain) return name;
    return current().reduce((text, { values }) => redacted(text, values), name);
  }

  /** Note a decision; throws Blocked where it blocks. */
  decide(verdict, stage, family, what, more = {}) {
    const made = decision(verdict, stage, family, what, more);
    const [invocation] = current(); // none while modules are loaded
    this.note(made, invocation);
    if (verdict !== 'block') return;
    invocation?.stop(made);
    throw new Blocked(made);
  }

  /** What was loaded before the guard is not watched. Throws Blocked where a policy that blocks fails closed. */
  late(names) {
    const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
    const what = `loaded before the guard: ${names.slice(0, MOST_NAMES).join(', ')}${more}, which it cannot watch there`;
    const isRefused = this.policy.failsClosed && !this.policy.lenient;
    this.decide(isRefused ? 'block' : 'report', 'guard', 'guard', what, { rule: 'guard-late' });
  }

  failed(doing, error, invocation) {
    const places = String(error?.stack).split('\n').filter((line) => /^ {4}at /.test(line)); // without what it says of values
    const told = this.telemetry.plain ? error?.stack ?? error : [error?.name ?? typeof error, ...places].join('\n');
    const what = `the guard failed while ${doing}: ${told}`;
    const made = decision(this.policy.failsClosed ? 'block' : 'report', 'guard', 'guard', what, { rule: 'guard-failure' });
    this.note(made, invocation);
  }
}

/**
 * Where policy and rules lie, by the environment. GOATHERD_GUARD_POLICY is the policy's file; else it is
 * `policies/<GOATHERD_GUARD or the function's name>.json` in GOATHERD_GUARD_FOLDER, the layer's folder unless it is set. The
 * rules are `rules.json` in that folder.
 */
function places() {
  const { env } = process;
  const folder = env.GOATHERD_GUARD_FOLDER ?? FOLDER;
  const name = env.GOATHERD_GUARD || env.AWS_LAMBDA_FUNCTION_NAME || '';
  const file = env.GOATHERD_GUARD_POLICY ?? path.join(folder, 'policies', `${path.basename(name)}.json`);
  return { folder: path.resolve(folder), file: path.resolve(file) };
}

/** Throws PolicyError. */
function find({ folder, file }) {
  let table;
  try {
    table = JSON.parse(fs.readFileSync(path.join(folder, 'rules.json'), 'utf8'));
  } catch (error) {
    throw new PolicyError(`${folder}/rules.json: ${error.message}`);
  }
  const policy = readPolicy(file);
  try {
    return new Guard(policy, table);
  } catch (error) {
    throw new PolicyError(`${folder}/rules.json holds no rules: ${error.message}`);
  }
}

module.exports = { Guard, find, places };
