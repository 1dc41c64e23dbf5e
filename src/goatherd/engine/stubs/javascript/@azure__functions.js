// @azure/functions, version 4: the program registers its handlers by name.
const { event, register } = require('goatherd_intrinsics');
const { Context } = require('goatherd_azure');

class Fields {
  constructor(held) {
    this.held = held;
  }
  get(name) {
    return this.held[name];
  }
  has(name) {
    return true;
  }
}

class HttpRequest {
  constructor(incoming) {
    this.incoming = incoming;
    this.method = 'POST';
    this.url = incoming.path;
    this.params = incoming.pathParameters;
    this.query = new Fields(incoming.queryStringParameters);
    this.headers = new Fields(incoming.headers);
    this.body = incoming.body;
  }
  async json() {
    return JSON.parse(this.incoming.body);
  }
  async text() {
    return this.incoming.body;
  }
  async arrayBuffer() {
    return this.incoming.body;
  }
  async blob() {
    return this.incoming.body;
  }
  async formData() {
    return new Fields(JSON.parse(this.incoming.body));
  }
}

class HttpResponse {
  constructor(init) {
    this.headers = init.headers;
    this.body = init.body;
    this.jsonBody = init.jsonBody;
  }
}

const handlerOf = (options) => (typeof options === 'function' ? options : options.handler);

const http = (name, options) => {
  const handler = handlerOf(options);
  register(name, async () => handler(new HttpRequest(event()), new Context(event(), undefined)));
};

const other = (name, options) => {
  const handler = handlerOf(options);
  register(name, async () => handler(event().message, new Context(event(), undefined)));
};

exports.app = {
  http,
  get: http,
  post: http,
  put: http,
  patch: http,
  deleteRequest: http,
  timer: other,
  storageBlob: other,
  storageQueue: other,
  serviceBusQueue: other,
  serviceBusTopic: other,
  eventHub: other,
  eventGrid: other,
  cosmosDB: other,
  sql: other,
  mySql: other,
  mcpTool: other,
  webPubSub: other,
  generic: other,
  warmup: other,
  setup: () => undefined,
};
exports.HttpRequest = HttpRequest;
exports.HttpResponse = HttpResponse;
