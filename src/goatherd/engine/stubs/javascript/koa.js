// koa: one context through a chain of middlewares; what is assigned to its body is the response.
const { each, first, structured, answer, follow } = require('goatherd_intrinsics');

class Context {
  constructor(incoming) {
    const query = first(incoming.queryStringParameters, incoming.multiValueQueryStringParameters);
    this.request = {
      body: structured(incoming.body),
      rawBody: incoming.body,
      query,
      headers: incoming.headers,
      header: incoming.headers,
      path: first(incoming.path, incoming.rawPath),
      url: first(incoming.path, incoming.rawPath),
    };
    this.req = this.request;
    this.query = query;
    this.params = first(incoming.pathParameters, incoming.path, incoming.rawPath);
    this.headers = incoming.headers;
    this.path = this.request.path;
    this.url = this.request.path;
    this.state = {};
    this.response = {};
    this.sent = {};
    this.event = incoming;
    this.cookies = { get: (name) => incoming.headers.cookie, set: (name, value) => undefined };
  }
  get(name) {
    return this.headers[name];
  }
  set(name, value) {
    answer({ headers: { [name]: value } });
    this.sent[name.toLowerCase()] = value;
  }
  redirect(url) {
    answer({ headers: { location: url } });
  }
  throw(status, message) {
    throw new Error(message);
  }
  set type(value) {
    this.sent['content-type'] = value === 'html' ? 'text/html' : value;
  }
  set body(value) {
    const type = this.sent['content-type'];
    if (typeof value === 'object') {
      answer({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) });
    } else {
      // Text that looks like markup is sent as a page.
      answer({ headers: { 'content-type': type === undefined ? 'text/html' : type }, body: value });
    }
  }
}

class Koa {
  constructor() {
    this.middlewares = [];
    this.context = {};
  }
  use(handler) {
    this.middlewares.push(handler);
    return this;
  }
  on(name, handler) {
    return this;
  }
  listen(port) {
    return {};
  }
  callback() {
    return this;
  }
  serve(incoming) {
    const context = new Context(incoming);
    follow(this.middlewares, [context], () => undefined);
  }
}

module.exports = Koa;
