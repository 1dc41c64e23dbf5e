'use strict';
// V8's inspector, asked from inside the process; it answers at once.

exports.Inspector = class Inspector {
  #session;

  constructor() {
    try {
      const { Session } = require('node:inspector');
      this.#session = new Session();
      this.#session.connect();
    } catch {
      this.#session = undefined; // Node can be built without it
    }
  }

  /** The answer; undefined when it was refused. */
  ask(method, parameters) {
    let answer;
    this.#session?.post(method, parameters, (_, result) => {
      answer = result;
    });
    return answer;
  }

  on(event, listener) {
    this.#session?.on(event, ({ params }) => listener(params));
  }
};
