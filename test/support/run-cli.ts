/** Runs the built program as a user would, in a bare environment. */
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const program = `${root}bin/trailscan.js`;

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface How {
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

function environment(env: How['env'] = {}): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH ?? '',
    HOME: process.env.HOME ?? '',
    TZ: 'UTC',
    LC_ALL: 'C',
    NO_COLOR: '1',
    ...env,
  };
}

export function trailscan(args: readonly string[], { input, env, cwd = root }: How = {}): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd,
    input: input ?? '',
    env: environment(env),
    maxBuffer: 1 << 28,
  });
  return { code: status, stdout: stdout.toString(), stderr: stderr.toString() };
}

/** Starts the program, hands it to `act`, and waits for its end. */
export function started(
  args: readonly string[],
  act: (child: ReturnType<typeof spawn>) => void,
  { env }: How = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { cwd: root, env: environment(env) });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data: Buffer) => (stdout += data.toString('latin1')));
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    act(child);
  });
}

/** Runs a line of shell in which `trailscan` is the built program. */
export function shell(line: string, cwd = root): Ran {
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['-c', `trailscan() { "${process.execPath}" "${program}" "$@"; }; ${line}`],
    {
      cwd,
      env: environment(),
      maxBuffer: 1 << 28,
    },
  );
  return { code: status, stdout: stdout.toString(), stderr: stderr.toString() };
}
