'use strict';
// libddwaf, as npm's @datadog/native-appsec brings it, with the rules that are named first: lines of addresses in, lines of
// answers out. NODE_PATH says where the package is.

const fs = require('node:fs');
const readline = require('node:readline');
const { DDWAF } = require('@datadog/native-appsec');

const waf = new DDWAF(JSON.parse(fs.readFileSync(process.argv[2], 'utf8')), 'recommended');
readline.createInterface({ input: process.stdin, crlfDelay: Infinity }).on('line', (line) => {
  const { addresses } = JSON.parse(line);
  const started = process.hrtime.bigint();
  const context = waf.createContext();
  const { status, metrics } = context.run({ persistent: addresses }, 10_000_000);
  const ns = Number(process.hrtime.bigint() - started);
  context.dispose();
  fs.writeSync(1, `${JSON.stringify({ hit: status === 'match', ns, cut: Object.keys(metrics ?? {}).some((key) => key.startsWith('maxTruncated')) })}\n`);
});
