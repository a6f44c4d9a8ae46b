/** Runs a command in this process as on a terminal, and keeps what it says. */
import { Writable } from 'node:stream';
import type { Run } from '../../src/commands/spec.js';

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** `columns` of the terminal; 0 for a pipe. */
export async function saidBy(
  run: Run,
  paths: readonly string[],
  raw: Readonly<Record<string, unknown>>,
  columns = 0,
): Promise<Said> {
  const texts = { out: '', err: '' };
  const stream = (name: 'out' | 'err', more: object): Writable =>
    Object.assign(
      new Writable({
        write(chunk, _encoding, done) {
          texts[name] += String(chunk);
          done();
        },
      }),
      more,
    );
  const code = await run({
    subject: '',
    paths,
    raw: raw as never,
    context: {
      stdout: stream('out', columns > 0 ? { isTTY: true, columns } : {}),
      stderr: stream('err', {}),
      env: { NO_COLOR: '1' },
      signal: new AbortController().signal,
      now: Date.parse('2024-07-01T00:00:00Z'),
    },
  });
  return { code, ...texts };
}
