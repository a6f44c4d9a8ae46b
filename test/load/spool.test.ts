/** Pipes, copied to a file of ours: whole, private, and gone afterwards. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { spool } from '../../src/load/spool.js';
import { ownTmpdir } from '../support/own-tmpdir.js';

const { folder, left } = ownTmpdir();

const never = new AbortController().signal;

describe('spool', () => {
  it('copies a pipe to its end, for this user only, and removes the copy', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const content = 'a line of the pipe\n'.repeat(50_000);
    const writer = spawn('sh', ['-c', `cat > '${pipe}'`]);
    writer.stdin.end(content);
    const { path, remove } = await spool(pipe, never);
    expect(readFileSync(path, 'utf8')).toBe(content);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    remove();
    expect(existsSync(dirname(path))).toBe(false);
    remove();
  });

  it('leaves nothing behind if the source cannot be read', async () => {
    await expect(spool(join(folder, 'none'), never)).rejects.toThrow('ENOENT');
    expect(left()).toEqual([]);
  });

  it('leaves nothing behind if it is interrupted, and says why', async () => {
    const source = join(folder, 'large');
    writeFileSync(source, Buffer.alloc(50_000_000));
    const controller = new AbortController();
    const reason = new Error('stop');
    const copying = spool(source, controller.signal);
    setImmediate(() => controller.abort(reason));
    await expect(copying).rejects.toBe(reason);
    expect(left()).toEqual([]);
    await expect(spool(source, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(left()).toEqual([]);
  });
});
