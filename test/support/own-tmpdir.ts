/** A folder that is `$TMPDIR` while the tests of a file run, so that they see what the program leaves there. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';

export function ownTmpdir(): { readonly folder: string; left(): string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'trailscan-test-'));
  const usual = process.env.TMPDIR;
  beforeAll(() => {
    process.env.TMPDIR = folder;
  });
  afterAll(() => {
    if (usual === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = usual;
    rmSync(folder, { recursive: true });
  });
  return {
    folder,
    left: () => readdirSync(folder).filter((name) => name.startsWith('trailscan-')),
  };
}
