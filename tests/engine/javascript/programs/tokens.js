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
