// Parameters of the Systems Manager.
const { SSMClient, GetParameterCommand, GetParametersByPathCommand } = require('@aws-sdk/client-ssm');

const client = new SSMClient({});

const read = async (name, options) => {
  const WithDecryption = options ? options.decrypt : undefined;
  const { Parameter } = await client.send(new GetParameterCommand({ Name: name, WithDecryption }));
  return options && options.transform === 'json' ? JSON.parse(Parameter.Value) : Parameter.Value;
};
const readAll = async (path, options) =>
  client.send(new GetParametersByPathCommand({ Path: path, WithDecryption: options ? options.decrypt : undefined }));

class SSMProvider {
  get(name, options) {
    return read(name, options);
  }
  getMultiple(path, options) {
    return readAll(path, options);
  }
}

exports.getParameter = read;
exports.getParameters = readAll;
exports.SSMProvider = SSMProvider;
