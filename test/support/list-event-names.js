/**
 * Makes `src/rules/audit/event-names.txt` anew, from the service models that botocore carries:
 * `node test/support/list-event-names.js <botocore>/data > src/rules/audit/event-names.txt`. A line has what a service is
 * called in event sources, as far as its model tells, and its operations.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { gunzipSync } from 'node:zlib';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('usage: node test/support/list-event-names.js <botocore>/data\n');
  process.exit(2);
}

const services = new Map();
for (const entry of readdirSync(folder, { withFileTypes: true })) {
  if (!entry.isDirectory()) continue;
  for (const version of readdirSync(join(folder, entry.name))) {
    const model = read(join(folder, entry.name, version, 'service-2.json'));
    if (!model) continue;
    const { endpointPrefix, signingName = endpointPrefix } = model.metadata;
    const labels = [...new Set([endpointPrefix, signingName, entry.name].map((name) => name.toLowerCase()))]
      .sort()
      .join(',');
    const names = services.get(labels) ?? new Set();
    for (const name of Object.keys(model.operations)) names.add(name);
    services.set(labels, names);
  }
}
for (const [labels, names] of [...services].sort((a, b) => (a[0] < b[0] ? -1 : 1))) {
  process.stdout.write(`${labels}: ${[...names].sort().join(' ')}\n`);
}

function read(path) {
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8'));
  return existsSync(`${path}.gz`)
    ? JSON.parse(gunzipSync(readFileSync(`${path}.gz`)).toString('utf8'))
    : undefined;
}
