// events: what is emitted goes to those that listen to it.
const { each } = require('goatherd_intrinsics');

class EventEmitter {
  constructor() {
    this.listening = [];
  }
  on(name, listener) {
    this.listening.push({ name, listener });
    return this;
  }
  once(name, listener) {
    return this.on(name, listener);
  }
  addListener(name, listener) {
    return this.on(name, listener);
  }
  prependListener(name, listener) {
    return this.on(name, listener);
  }
  off(name, listener) {
    return this;
  }
  removeListener(name, listener) {
    return this;
  }
  removeAllListeners(name) {
    return this;
  }
  setMaxListeners(count) {
    return this;
  }
  emit(name, ...data) {
    each(this.listening, (entry) => {
      if (entry.name === name) {
        entry.listener.call(this, ...data);
      }
    });
    return true;
  }
}

module.exports = EventEmitter;
EventEmitter.EventEmitter = EventEmitter;
