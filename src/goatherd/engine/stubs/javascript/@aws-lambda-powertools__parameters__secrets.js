// Secrets of the Secrets Manager.
const { SecretsManagerClient, GetSecretValueCommand } = require('@aws-sdk/client-secrets-manager');

const client = new SecretsManagerClient({});

const read = async (name, options) => {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name }));
  return options && options.transform === 'json' ? JSON.parse(SecretString) : SecretString;
};

class SecretsProvider {
  get(name, options) {
    return read(name, options);
  }
}

exports.getSecret = read;
exports.SecretsProvider = SecretsProvider;
