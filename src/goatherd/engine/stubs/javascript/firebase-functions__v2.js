// The second generation of firebase-functions: every handler is given one event.
const { event } = require('goatherd_intrinsics');
const { HttpsError, Snapshot, called, calling, change, context, data, message, onRequest, whole } = require('goatherd_firebase');

const of = (given) => calling(() => ({ ...context(), data: given() }));
const onSnapshot = of(() => new Snapshot());
const onChange = of(change);
const onObject = of(whole);
const onUser = of(whole);
const onOther = of(data);
const onCall = calling(() => ({ ...called(), data: data() }));

const https = { onRequest, onCall, HttpsError };
const firestore = {
  onDocumentCreated: onSnapshot,
  onDocumentDeleted: onSnapshot,
  onDocumentUpdated: onChange,
  onDocumentWritten: onChange,
  onDocumentCreatedWithAuthContext: onSnapshot,
  onDocumentDeletedWithAuthContext: onSnapshot,
  onDocumentUpdatedWithAuthContext: onChange,
  onDocumentWrittenWithAuthContext: onChange,
};
const database = {
  onValueCreated: onSnapshot,
  onValueDeleted: onSnapshot,
  onValueUpdated: onChange,
  onValueWritten: onChange,
};
const storage = {
  onObjectFinalized: onObject,
  onObjectArchived: onObject,
  onObjectDeleted: onObject,
  onObjectMetadataUpdated: onObject,
};
const pubsub = { onMessagePublished: of(() => ({ message: message() })) };
const scheduler = { onSchedule: onOther };
const identity = {
  beforeUserCreated: onUser,
  beforeUserSignedIn: onUser,
  beforeEmailSent: onUser,
  beforeSmsSent: onUser,
};
const tasks = { onTaskDispatched: onOther };
const eventarc = { onCustomEventPublished: onOther };
const remoteConfig = { onConfigUpdated: onOther };
const testLab = { onTestMatrixCompleted: onOther };

module.exports = {
  ...{ https, firestore, database, storage, pubsub, scheduler, identity, tasks, eventarc, remoteConfig, testLab },
  ...https,
  ...firestore,
  ...database,
  ...storage,
  ...pubsub,
  ...scheduler,
  ...identity,
  ...tasks,
  ...eventarc,
  ...remoteConfig,
  ...testLab,
  setGlobalOptions: () => undefined,
};
