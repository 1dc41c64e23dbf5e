// What handlers of both generations of firebase-functions are called with.
const { event, signed_in, sink } = require('goatherd_intrinsics');
const { Request, Response } = require('goatherd_web');

// A callable function sends the caller both.
class HttpsError extends Error {
  constructor(code, message, details) {
    super(message);
    sink('error-response', message, 'HttpsError', '');
    sink('error-response', details, 'HttpsError', '');
    this.code = code;
    this.details = details;
  }
}

class Snapshot {
  constructor() {
    this.exists = true;
    this.id = event().params['*'];
  }
  data() {
    return event().data;
  }
  val() {
    return event().data;
  }
  exportVal() {
    return event().data;
  }
  toJSON() {
    return event().data;
  }
  get(name) {
    return event().data[name];
  }
  child(name) {
    return this;
  }
}

const context = () => ({ params: event().params, auth: undefined, rawRequest: new Request(event()) });
// Callers of functions may have signed in.
const called = () => ({ ...context(), auth: signed_in() });
const change = () => ({ before: new Snapshot(), after: new Snapshot() });
const message = () => ({
  data: event().data,
  attributes: event().attributes,
  json: JSON.parse(event().data),
  toJSON: () => event().data,
});

// The handler is the last thing that a builder is given; options and paths come before it.
const calling = (given, about = context) => (...args) => {
  const handler = args[args.length - 1];
  return async () => handler(given(), about());
};

const onRequest = (...args) => {
  const handler = args[args.length - 1];
  return async () => {
    if (typeof handler === 'object') {
      return handler.serve(event());
    }
    return handler(new Request(event()), new Response());
  };
};

const whole = () => event();
const data = () => event().data;

module.exports = { HttpsError, Snapshot, called, calling, change, context, data, message, onRequest, whole };
