// @nestjs/cqrs: a bus hands a message to the class that handles messages of its class.
const { note, noted } = require('goatherd_intrinsics');
const { Inject } = require('@nestjs/common');
const { ModuleRef } = require('goatherd_nest');

const handling = (...messages) => (handler) => {
  for (const message of messages) {
    note(message, 'handler', handler);
  }
};

class Bus {
  @Inject(ModuleRef) services;
  execute(message) {
    const handler = noted(message.constructor, 'handler');
    return handler === undefined ? undefined : this.services.get(handler).execute(message);
  }
  publish(message) {
    const handler = noted(message.constructor, 'handler');
    return handler === undefined ? undefined : this.services.get(handler).handle(message);
  }
}

exports.CommandHandler = handling;
exports.QueryHandler = handling;
exports.EventsHandler = handling;
exports.CommandBus = class extends Bus {};
exports.QueryBus = class extends Bus {};
exports.EventBus = class extends Bus {};
