// firebase-functions: what a program gives its builders is called with the request, the document or the message.
const { HttpsError, Snapshot, called, calling, change, data, message, onRequest, whole } = require('goatherd_firebase');

const snapshots = {
  onCreate: calling(() => new Snapshot()),
  onDelete: calling(() => new Snapshot()),
  onUpdate: calling(change),
  onWrite: calling(change),
};
const objects = {
  onFinalize: calling(whole),
  onArchive: calling(whole),
  onDelete: calling(whole),
  onMetadataUpdate: calling(whole),
};
const users = {
  onCreate: calling(whole),
  onDelete: calling(whole),
  beforeCreate: calling(whole),
  beforeSignIn: calling(whole),
};
const cron = { timeZone: () => cron, retryConfig: () => cron, onRun: calling(() => undefined) };
const documents = { document: () => snapshots };
const values = { ref: () => snapshots };

exports.https = { onRequest, onCall: calling(data, called), HttpsError };
exports.firestore = { ...documents, database: () => documents, namespace: () => documents };
exports.database = { ...values, instance: () => values };
exports.storage = { object: () => objects, bucket: () => ({ object: () => objects }) };
exports.pubsub = { topic: () => ({ onPublish: calling(message) }), schedule: () => cron };
exports.auth = { user: () => users };
exports.tasks = { taskQueue: () => ({ onDispatch: calling(data) }) };
exports.remoteConfig = { onUpdate: calling(data) };
exports.analytics = { event: () => ({ onLog: calling(data) }) };
exports.testLab = { testMatrix: () => ({ onComplete: calling(data) }) };
exports.logger = { debug: console.debug, info: console.info, log: console.log, warn: console.warn, error: console.error, write: console.log };
exports.region = () => exports;
exports.runWith = () => exports;
