/**
 * Makes fixtures/digests anew: an archive of two regions with digests, the public key that they are signed with, and the
 * saved signatures of the newest. The key is made for it and thrown away, so that every run gives other bytes.
 *
 * `npx rolldown test/support/make-digest-fixtures.ts --platform node --file digests.mjs && node digests.mjs && rm digests.mjs`
 */
import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { chainOf, headOf, keyList, newSigningKey, writeFiles } from './digest-archive.js';

const folder = 'fixtures/digests';
const key = newSigningKey();
rmSync(folder, { recursive: true, force: true });
for (const region of ['eu-west-1', 'us-east-1']) {
  const { digests, files } = chainOf({ key, region, trail: 'management-events', hours: 5 });
  writeFiles(folder, files);
  for (const digest of digests.slice(-1)) {
    const name = `${basename(digest.key)}.head.json`;
    writeFiles(`${folder}/signatures`, [[name, `${JSON.stringify(headOf(digest), null, 2)}\n`]]);
  }
}
writeFiles(folder, [['public-keys.json', `${JSON.stringify(keyList(key), null, 2)}\n`]]);
