/** The package as it is published: it installs in an empty folder elsewhere, and runs there. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/odd-archive.js';
import { root } from '../support/run-cli.js';

const npm = (args: readonly string[], cwd: string): string =>
  execFileSync('npm', [...args, '--no-audit', '--no-fund', '--prefer-offline'], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });

describe('npm pack', () => {
  const folder = temporaryFolder();

  beforeAll(() => {
    // What is built is packed as it is: building again would pull the program from under other tests.
    const [tarball = ''] = npm(['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], root)
      .trim()
      .split('\n')
      .slice(-1);
    writeFileSync(join(folder, 'package.json'), '{"private":true}');
    npm(['install', join(folder, tarball)], folder);
  }, 120_000);

  const run = (...args: string[]): string =>
    execFileSync(join(folder, 'node_modules/.bin/trailscan'), args, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });

  it('runs', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(run('--version').trim()).toBe(version);
  });

  it('answers', () => {
    const answer = JSON.parse(
      run('who-deleted', 'app-uploads', 'node_modules/trailscan/fixtures/trails', '--json'),
    ) as { actor: { name: string } }[];
    expect(answer.map(({ actor }) => actor.name)).toEqual(['alice', 'alice']);
  });

  it('asks for the AWS SDK only where it is needed', () => {
    const program = join(folder, 'node_modules/.bin/trailscan');
    const digests = 'node_modules/trailscan/fixtures/digests';
    expect(JSON.parse(run('validate', digests, '--json'))).toHaveLength(2);
    const { status, stderr } = spawnSync(program, ['validate', digests, '--aws'], { cwd: folder });
    expect(stderr.toString()).toContain('npm install -g @aws-sdk/client-cloudtrail @aws-sdk/client-s3');
    expect(status).toBe(2);
  });

  it('has its packs of controls', () => {
    const listed = JSON.parse(run('check', '--list', '--json')) as { pack: string }[];
    expect(new Set(listed.map(({ pack }) => pack)).size).toBe(4);
  });
});

describe('package.json', () => {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { dev?: boolean; optional?: boolean; hasInstallScript?: boolean }>;
  };

  const scripted = Object.entries(lock.packages)
    .filter(([name, entry]) => name !== '' && entry.hasInstallScript && !entry.dev)
    .map(([name, entry]) => ({ name: name.replace(/^.*node_modules\//, ''), optional: entry.optional }));

  it('no dependency runs a script when it is installed, but the optional one that is declared', () => {
    const { allowScripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      allowScripts: Record<string, boolean>;
    };
    expect(scripted).toEqual([{ name: 'zlib-sync', optional: true }]);
    expect(allowScripts).toEqual({ 'zlib-sync': true });
  });
});
