'use strict';
// Functions of Lambda that answer through a stream: (event, stream, context). The runtime knows them by symbols, which
// `awslambda.streamifyResponse` sets, and takes no notice of what they give back.
//
// Source: AWS's aws-lambda-nodejs-runtime-interface-client, UserFunction.js and HttpResponseStream.js.

const { Blocked } = require('./decisions.cjs');

const MARKS = ['', '.highWaterMark'].map((more) => Symbol.for(`aws.lambda.runtime.handler.streaming${more}`));

/** What the runtime knows `handler` by, on what stands in its place. */
function marked(wrapped, handler) {
  for (const mark of MARKS) if (handler[mark] !== undefined) wrapped[mark] = handler[mark];
  return wrapped;
}

/** Whether a handler is called with these. */
const isStreamed = ([, stream, context]) => typeof stream?.write === 'function' && typeof context?.awsRequestId === 'string';

/** The stream of one invocation: of a function of which something was stopped nothing more goes out through it. */
class Answer {
  #stream;
  #hasBegun = false;
  #isRefused = false;

  constructor(stream, invocation) {
    this.#stream = stream;
    for (const name of ['write', 'end']) {
      const original = stream[name];
      stream[name] = (...args) => {
        const { stopped } = invocation;
        if (stopped && !this.#isRefused) throw new Blocked(stopped);
        this.#hasBegun = true;
        return original.apply(stream, args);
      };
    }
  }

  /** Goes out instead, where nothing has yet; else throws Blocked, with which the runtime breaks the answer off. */
  refuse({ statusCode, headers, body }, decision) {
    if (this.#hasBegun) throw new Blocked(decision);
    this.#isRefused = true;
    const http = globalThis.awslambda?.HttpResponseStream;
    (http ? http.from(this.#stream, { statusCode, headers }) : this.#stream).end(body);
  }

  /** What came too late for that. */
  breakOff(error) {
    this.#stream.destroy(error);
  }
}

module.exports = { Answer, isStreamed, marked };
