// A request as NestJS tells of it, and what parameters of routes are given of it.
const { first, noted } = require('goatherd_intrinsics');
const { Response } = require('goatherd_web');

// What guards, filters and interceptors are told of a request.
class Execution {
  constructor(controller, method, request, response) {
    this.controller = controller;
    this.method = method;
    this.request = request;
    this.response = response;
    this.answered = false;
  }
  switchToHttp() {
    return this;
  }
  getRequest() {
    return this.request;
  }
  getResponse() {
    return this.response;
  }
  getNext() {
    return () => undefined;
  }
  getArgs() {
    return [this.request, this.response];
  }
  getArgByIndex(index) {
    return index === 0 ? this.request : this.response;
  }
  getContext() {
    return { req: this.request, request: this.request, res: this.response };
  }
  getHandler() {
    return this.method;
  }
  getClass() {
    return this.controller.constructor;
  }
  getType() {
    return noted(this.getClass(), 'resolver') ? 'graphql' : 'http';
  }
}

const taken = ({ of, name, factory }, execution) => {
  const { request, response } = execution;
  switch (of) {
    case 'body':
      return name === undefined ? request.body : request.body[name];
    case 'query':
      return name === undefined ? request.query : request.query[name];
    case 'param':
      return name === undefined ? request.params : request.params[name];
    case 'args': // of resolvers only
      if (execution.getType() !== 'graphql') {
        return first();
      }
      return name === undefined ? request.body.variables : request.body.variables[name];
    case 'context':
      return name === undefined ? execution.getContext() : execution.getContext()[name];
    case 'headers':
      return name === undefined ? request.headers : request.headers[name.toLowerCase()];
    case 'request':
      return request;
    case 'response':
      execution.answered = !(name && name.passthrough);
      return response;
    case 'file':
      return request.files;
    case 'custom':
      return factory(name, execution);
    default:
      return first();
  }
};
const PIPED = ['args', 'body', 'query', 'param', 'custom', 'file'];

// Each route begins with what the middlewares have left.
const begun = ({ sent, locals }) => Object.assign(new Response(), { sent: { ...sent }, locals });

module.exports = { Execution, PIPED, begun, taken };
