'use strict';
// The request that an event of a function URL stands for, and the answer that is made of a response.
//
// Source: Lambda developer guide, "Invoking Lambda function URLs", payload format 2.0.

const http = require('node:http');
const { Duplex } = require('node:stream');

const END_OF_HEAD = '\r\n\r\n';

/** `target` is the path and the query, `body` a Buffer; names of headers are in lower case. */
function requestOf(event, quietly) {
  return quietly(() => {
    const { rawPath = '/', rawQueryString = '', headers = {}, cookies = [], body = '', isBase64Encoded } = event;
    const plain = { ...headers };
    if (cookies.length) plain.cookie = [...cookies].join('; ');
    return {
      method: event.requestContext?.http?.method ?? 'GET',
      path: rawPath,
      query: rawQueryString,
      target: rawQueryString ? `${rawPath}?${rawQueryString}` : rawPath,
      url: `https://${plain.host ?? 'localhost'}${rawPath}${rawQueryString ? `?${rawQueryString}` : ''}`,
      headers: plain,
      body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
    };
  });
}

/** What `serve(incoming, response)` answers; its two are Node's own, on a connection that leads nowhere. */
function exchange(request, serve) {
  return new Promise((resolve, reject) => {
    const written = [];
    const incoming = new http.IncomingMessage(connection(written));
    Object.assign(incoming, {
      method: request.method,
      url: request.target,
      httpVersion: '1.1',
      httpVersionMajor: 1,
      httpVersionMinor: 1,
      headers: request.headers,
      rawHeaders: Object.entries(request.headers).flat(),
      complete: true,
    });
    incoming.push(request.body);
    incoming.push(null);
    const response = new http.ServerResponse(incoming);
    Object.assign(response, { sendDate: false, shouldKeepAlive: false, useChunkedEncodingByDefault: false });
    response.assignSocket(incoming.socket);
    response.on('finish', () => resolve(answerOf(Buffer.concat(written))));
    Promise.resolve(serve(incoming, response)).catch(reject);
  });
}

function connection(written) {
  const socket = new Duplex({
    read() {},
    write(chunk, _, done) {
      written.push(Buffer.from(chunk));
      done();
    },
  });
  for (const name of ['setTimeout', 'setKeepAlive', 'setNoDelay', 'ref', 'unref']) socket[name] = () => socket;
  return Object.assign(socket, { encrypted: true, remoteAddress: '127.0.0.1', remoteFamily: 'IPv4', remotePort: 443 });
}

/** Of an HTTP message that ends with its connection. */
function answerOf(message) {
  const end = message.indexOf(END_OF_HEAD);
  const [status, ...lines] = message.latin1Slice(0, end).split('\r\n');
  const headers = lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]);
  return answer(Number(status.split(' ')[1]), headers, message.subarray(end + END_OF_HEAD.length));
}

/** `headers` are pairs, of which names may come several times; `body` is a Buffer. */
function answer(status, headers, body) {
  const several = {};
  for (const [name, value] of headers) (several[name.toLowerCase()] ??= []).push(String(value));
  const text = body.toString();
  const isText = Buffer.from(text).equals(body);
  return {
    statusCode: status,
    multiValueHeaders: several,
    body: isText ? text : body.toString('base64'),
    isBase64Encoded: !isText,
  };
}

/** Of a Response as `fetch` gives it, or of what is like one. */
async function answerOfFetch(response) {
  return answer(response.status, [...response.headers], Buffer.from(await response.arrayBuffer()));
}

module.exports = { answer, answerOfFetch, exchange, requestOf };
