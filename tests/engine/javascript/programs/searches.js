//// search_engines
const { Client } = require('@opensearch-project/opensearch');
const AWS = require('aws-sdk');
const algoliasearch = require('algoliasearch');
const client = new Client({});
const documents = new AWS.CloudSearchDomain({ endpoint: 'e' });
const index = algoliasearch('a', 'b').initIndex('x');
exports.handler = async (event) => {
  const { q, list } = JSON.parse(event.body);
  await client.search({ index: 'a', body: { query: { query_string: { query: `status:open AND ${q}` } } } }); //! search event.body.q
  await client.search({ index: 'a', body: { query: { match: { title: String(q) } } } });
  await client.search({ index: 'a', q: 'status:open AND ' + q }); //! search event.body.q
  await documents.search({ query: `status:OPEN AND ${q}`, queryParser: 'lucene' }).promise(); //! search event.body.q
  const ids = list.join(' OR ');
  await documents.search({ query: `id:(${ids})`, queryParser: 'lucene' }).promise(); //! search event.body.list[]
  await documents.search({ query: q, queryParser: 'simple' }).promise();
  await index.search('x', { filters: 'public:true AND ' + q }); //! search event.body.q
};
//// graphs_and_tables
const gremlin = require('gremlin');
const neo4j = require('neo4j-driver');
const { TableClient, odata } = require('@azure/data-tables');
const { request, gql } = require('graphql-request');
const axios = require('axios');
const graph = new gremlin.driver.Client('wss://graph');
const driver = neo4j.driver('bolt://graph');
const table = new TableClient('u', 't');
exports.handler = async (event) => {
  const { n } = event.queryStringParameters;
  await graph.submit(`g.V().has('n', '${n}')`); //! search event.queryStringParameters.n
  await graph.submit("g.V().has('n', n)", { n });
  await driver.session().run(`MATCH (n {name: '${n}'}) RETURN n`); //! sql event.queryStringParameters.n
  await driver.session().run('MATCH (n {name: $n}) RETURN n', { n });
  await driver.session().executeRead((tx) => tx.run("MATCH (n {name: '" + n + "'}) RETURN n")); //! sql event.queryStringParameters.n
  table.listEntities({ queryOptions: { filter: `PartitionKey eq '${n}'` } }); //! odata event.queryStringParameters.n
  table.listEntities({ queryOptions: { filter: odata`PartitionKey eq ${n}` } });
  await request('https://a/', `{ user(id: "${n}") { name } }`); //! search event.queryStringParameters.n
  await request('https://a/', '{ user(id: $n) { name } }', { n });
  await axios.post('https://a/', { query: `query { user(id: "${n}") { name } }` }); //! search event.queryStringParameters.n
  await axios.post('https://a/', { query: n });
};
//// records
const { DataSource } = require('typeorm');
const { PrismaClient } = require('@prisma/client');
const mongoose = require('mongoose');
const admin = require('firebase-admin');
const source = new DataSource({ type: 'postgres' });
const prisma = new PrismaClient();
const User = mongoose.model('User', new mongoose.Schema({ name: String }));
const db = admin.firestore();
exports.handler = async (event) => {
  const body = JSON.parse(event.body);
  const { name } = body;
  const users = source.getRepository('User');
  await users.save(body); //! record event.body
  await users.save({ ...body, by: 'me' }); //! record event.body
  await users.save({ name });
  await users.save(users.create({ name }));
  await users.save(users.create(body)); //! record event.body
  await users.update(1, body); //! record event.body
  await prisma.user.create({ data: body }); //! record event.body
  await prisma.user.create({ data: { name } });
  await User.create(body); //! record event.body
  await User.create({ name });
  await db.collection('users').doc('a').set(body); //! record event.body
  await db.collection('users').doc('a').set({ name });
  db.batch().set(db.collection('users').doc(name), { count: 1 });
};
//// parameters_of_a_call
const AWS = require('aws-sdk');
const sns = new AWS.SNS();
exports.handler = async (event) => {
  const { list, one } = JSON.parse(event.body);
  await sns.publish(one).promise(); //! dispatch event.body.one.TargetArn, dispatch event.body.one.TopicArn
  for (const each of list) await sns.publish(each).promise(); //! dispatch event.body.list[].TargetArn, dispatch event.body.list[].TopicArn
  await sns.publish({ TopicArn: 't', Message: one.text }).promise();
};
//// paths_of_requests kind=rest-api
exports.handler = async (event) => {
  const { id } = event.pathParameters;
  await fetch(`https://internal/users/${id}`);
  await fetch(`https://internal/users/${decodeURIComponent(id)}`); //! url-path event.pathParameters.id
  await fetch(`https://internal/users/${encodeURIComponent(decodeURIComponent(id))}`);
  await fetch('https://internal/users/' + event.queryStringParameters.id + '/x'); //! url-path event.queryStringParameters.id
  await fetch('https://internal/users/' + Number(event.queryStringParameters.id));
};
