//// tokens
const jwt = require('jsonwebtoken');
exports.handler = async (event) => {
  const token = event.headers.Authorization;
  const unverified = jwt.decode(token); // verified below
  const verified = jwt.verify(token, process.env.KEY);
  eval(verified.x);
  return { statusCode: 200 };
};
//// verified_on_another_path
const jwt = require('jsonwebtoken');
exports.handler = async (event) => {
  const token = event.headers.Authorization;
  if (event.headers.partner) {
    return { statusCode: 200, body: jwt.decode(token).sub }; //! jwt event.headers.Authorization
  }
  return { statusCode: 200, body: jwt.verify(token, process.env.KEY).sub };
};
//// algorithm_none
const jwt = require('jsonwebtoken');
exports.handler = async (event) => {
  jwt.verify(event.headers.Authorization, '', { algorithms: ['HS256'] });
  jwt.verify(event.headers.Authorization, '', { algorithms: ['none'] }); //! jwt event.headers.Authorization
};
//// by_hand
exports.handler = async (event) => {
  const token = event.headers.Authorization.split(' ')[1];
  const claims = JSON.parse(Buffer.from(token.split('.')[1], 'base64').toString()); //! jwt event.headers.Authorization
  const other = JSON.parse(Buffer.from(event.body, 'base64').toString());
  return claims.roles.includes('admin') ? { statusCode: 200 } : { statusCode: 403 };
};
//// claims_that_only_a_log_tells
const jwt = require('jsonwebtoken');
exports.handler = async (event) => {
  const claims = jwt.decode(event.headers.Authorization);
  console.log(`called by ${claims.sub}`); //! log event.headers.Authorization.sub
  return { statusCode: 200, body: 'hello' };
};
//// claims_that_the_answer_tells
const jwt = require('jsonwebtoken');
exports.handler = async (event) => {
  const claims = jwt.decode(event.headers.Authorization); //! jwt event.headers.Authorization
  return { statusCode: 200, body: JSON.stringify({ name: claims.name }) };
};
//// claims_by_hand_that_nobody_uses
const nameOf = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64').toString()).name;
exports.handler = async (event) => {
  const name = nameOf(event.headers.Authorization);
  return { statusCode: 200, body: Object.keys(event.headers).join() };
};
//// claims_that_decide
const jwt = require('jsonwebtoken');
const rows = { a: 1 };
exports.handler = async (event) => {
  switch (event.path) {
    case '1': if (!jwt.decode(event.headers.Authorization)) return { statusCode: 401 }; //! jwt event.headers.Authorization
    case '2': return { body: rows[jwt.decode(event.headers.One).sub] }; //! jwt event.headers.One
    case '3': return { body: jwt.decode(event.headers.Two).role === 'admin' }; //! jwt event.headers.Two
    case '4': event.user = jwt.decode(event.headers.Three); //! jwt event.headers.Three
  }
};
//// an_authorizer kind=authorizer-token
const jwt = require('jsonwebtoken');
exports.handler = async (event) => {
  const claims = jwt.decode(event.authorizationToken); //! jwt event.authorizationToken
  return { principalId: claims.sub, policyDocument: { Statement: [{ Effect: 'Allow' }] } };
};
//// hashes
const crypto = require('crypto');
const { v4 } = require('uuid');
const cp = require('child_process');
exports.handler = async (event) => {
  cp.exec('x ' + crypto.createHash('sha256').update(event.body).digest('hex'));
  cp.exec('x ' + v4());
  cp.exec('x ' + Buffer.from(event.body).toString('hex'));
};
