// Slack's Bolt: listeners that the application registers get what Slack sends, once its signature was checked.
const { each } = require('goatherd_intrinsics');
const { WebClient } = require('@slack/web-api');
const { verifyRequestSignature } = require('@slack/events-api');

const tell = async () => undefined;

class AwsLambdaReceiver {
  constructor(options) {
    this.signingSecret = options.signingSecret;
    this.listeners = [];
  }
  async start() {
    return this.toHandler();
  }
  toHandler() {
    return async (event) => {
      verifyRequestSignature({ signingSecret: this.signingSecret, body: event.body });
      const body = JSON.parse(event.body);
      const client = new WebClient();
      await each(this.listeners, (listener) =>
        listener({
          body,
          payload: body,
          event: body.event,
          message: body.event,
          command: body,
          shortcut: body,
          action: body.actions[0],
          view: body.view,
          options: body,
          inputs: body.event.inputs,
          context: {},
          client,
          logger: console,
          ack: tell,
          say: tell,
          respond: tell,
          next: tell,
          complete: tell,
          fail: tell,
        }),
      );
      return { statusCode: 200, body: '' };
    };
  }
}

class App {
  constructor(options) {
    this.receiver = options.receiver;
    this.client = new WebClient(options.token);
    this.logger = console;
  }
  listen(...given) {
    each(given, (listener) => {
      if (typeof listener === 'function') {
        this.receiver.listeners.push(listener);
      }
    });
  }
  use(...given) {
    this.listen(...given);
  }
  event(...given) {
    this.listen(...given);
  }
  message(...given) {
    this.listen(...given);
  }
  command(...given) {
    this.listen(...given);
  }
  shortcut(...given) {
    this.listen(...given);
  }
  action(...given) {
    this.listen(...given);
  }
  view(...given) {
    this.listen(...given);
  }
  options(...given) {
    this.listen(...given);
  }
  function(...given) {
    this.listen(...given);
  }
  error(...given) {
    this.listen(...given);
  }
}

module.exports = { App, AwsLambdaReceiver };
