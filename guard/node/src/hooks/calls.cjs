'use strict';
// Calls of AWS by its SDKs, version 3 and 2: service, operation and the resources that their parameters name.

const { pristine } = require('../pristine.cjs');

const NAMES = new Set(
  ('Bucket TableName FunctionName QueueUrl TopicArn TargetArn StreamName StreamARN SecretId Name KeyId StateMachineArn stateMachineArn' +
    ' EventBusName DeliveryStreamName UserPoolId ClusterArn resourceArn LogGroupName RoleArn IndexName').split(' '),
);

exports.install = (guard) => {
  const { aws } = guard.policy;

  function called(service, operation, parameters) {
    if (aws.silent) return;
    const resources = resourcesOf(parameters ?? {});
    if (aws.allows(service, operation, resources)) {
      const name = [service, operation, ...resources].join(' ');
      guard.samples.used('aws', name, () => aws.entries(service, operation, resources));
      return;
    }
    const where = resources.length ? ` on ${resources.map((each) => guard.shown(each)).join(', ')}` : '';
    const what = `calls ${service}:${operation}${where}`;
    guard.decide(guard.policy.verdict(aws.others), 'confinement', 'aws', what, { value: resources.join(', ') });
  }

  const watched = new WeakSet(); // packages hand each other's classes on

  return {
    /** A client class of `@smithy/smithy-client` or its older names. */
    v3(Client) {
      if (watched.has(Client)) return;
      watched.add(Client);
      const { send } = Client.prototype;
      Client.prototype.send = function (command, ...rest) {
        const { constructor, input } = command?.clientCommand ?? command ?? {}; // lib-dynamodb's carry the API's own
        const operation = constructor?.name?.replace(/Command$/, '') ?? '';
        pristine(() => called(asInPolicies(this.config?.serviceId ?? this.constructor.name.replace(/Client$/, '')), operation, input));
        return Reflect.apply(send, this, [command, ...rest]);
      };
    },
    /** The module `aws-sdk`. */
    v2(AWS) {
      if (watched.has(AWS.Service)) return;
      watched.add(AWS.Service);
      const { makeRequest } = AWS.Service.prototype;
      AWS.Service.prototype.makeRequest = function (operation, parameters, callback) {
        const name = operation[0].toUpperCase() + operation.slice(1);
        pristine(() => called(asInPolicies(this.api?.serviceId ?? this.serviceIdentifier), name, typeof parameters === 'function' ? {} : parameters));
        return Reflect.apply(makeRequest, this, [operation, parameters, callback]);
      };
    },
  };
};

const asInPolicies = (service) => String(service ?? '').toLowerCase().replace(/[^a-z0-9]/g, '');

function resourcesOf(parameters) {
  const { Bucket, Key, RequestItems } = parameters;
  if (typeof Bucket === 'string' && typeof Key === 'string') return [`${Bucket}/${Key}`];
  const found = Object.entries(parameters)
    .filter(([name, value]) => NAMES.has(name) && typeof value === 'string')
    .map(([name, value]) => (name === 'QueueUrl' ? value.slice(value.lastIndexOf('/') + 1) : value));
  return [...found, ...Object.keys(typeof RequestItems === 'object' ? RequestItems ?? {} : {})];
}
