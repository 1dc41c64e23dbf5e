// A client of the Lambda Runtime API on a bare socket.
//
// node:http would do, but it takes longer than most functions, and what it runs counts as covered each time.
// The other side is goatherd's own runtime_api.py: it always tells the length, and answers in order.

import net from 'node:net';

const HEAD_END = '\r\n\r\n';
const idle = [];

/** `request(method, path, body)` gives {headers, body}; the socket stays open for the next one. */
export function client(address) {
  const [host, port] = address.split(':');
  return (method, path, body = '') => new Promise((resolve, reject) => {
    const connection = idle.pop() ?? connect(Number(port), host);
    connection.waiting = { resolve, reject };
    connection.socket.write(
      `${method} /2018-06-01/runtime/${path} HTTP/1.1\r\nHost: ${address}\r\n`
      + `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  });
}

function connect(port, host) {
  const socket = net.connect({ port, host, noDelay: true });
  const connection = { socket, received: Buffer.alloc(0), waiting: null };
  socket.on('data', (chunk) => received(connection, chunk));
  socket.on('error', (error) => connection.waiting?.reject(error));
  socket.on('close', () => connection.waiting?.reject(new Error('the runtime API has closed the connection')));
  return connection;
}

function received(connection, chunk) {
  connection.received = connection.received.length ? Buffer.concat([connection.received, chunk]) : chunk;
  const end = connection.received.indexOf(HEAD_END);
  if (end < 0) return;
  const headers = headersOf(connection.received.latin1Slice(0, end));
  const start = end + HEAD_END.length;
  const length = Number(headers['content-length']);
  if (connection.received.length < start + length) return;
  const body = connection.received.utf8Slice(start, start + length);
  const { resolve } = connection.waiting;
  connection.waiting = null;
  connection.received = Buffer.alloc(0);
  if (headers.connection !== 'close') idle.push(connection);
  resolve({ headers, body });
}

function headersOf(head) {
  const [, ...lines] = head.split('\r\n');
  return Object.fromEntries(lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  }));
}
