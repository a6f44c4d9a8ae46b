/**
 * Runs one command and takes its time and peak memory. Each contestant is a process of its own, so start-up counts
 * for all alike. Output goes to files: a reader on the same two cores would take part in the race.
 */

import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SAMPLE_MS = 10;

/**
 * @param {readonly string[]} command program and arguments
 * @param {string} scratch folder for the output files
 * @returns {Promise<{seconds: number, peakMb: number | null, code: number | null, stdout: string, stderr: string}>}
 *   wall time from spawn to exit; `peakMb` in 10^6 bytes, processes started by the command included, `null` where
 *   there is no /proc
 */
export async function measure(command, scratch) {
  const paths = { stdout: join(scratch, 'stdout'), stderr: join(scratch, 'stderr') };
  const stdout = openSync(paths.stdout, 'w');
  const stderr = openSync(paths.stderr, 'w');
  const environment = { ...process.env, NO_COLOR: '1' };
  delete environment.FORCE_COLOR;
  const [program, ...parameters] = command;
  let peakKb = 0;
  const started = process.hrtime.bigint();
  const child = spawn(program, parameters, { stdio: ['ignore', stdout, stderr], env: environment });
  const sampling = setInterval(() => {
    peakKb = Math.max(peakKb, treeKb(child.pid));
  }, SAMPLE_MS);
  try {
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', resolve);
    });
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    const text = (path) => readFileSync(path, 'utf8');
    return {
      seconds,
      peakMb: peakKb === 0 ? null : (peakKb * 1024) / 1e6,
      code,
      stdout: text(paths.stdout),
      stderr: text(paths.stderr),
    };
  } finally {
    clearInterval(sampling);
    closeSync(stdout);
    closeSync(stderr);
  }
}

/** Sum over a process and those below it of the most that each has had resident so far, in KiB. */
function treeKb(pid) {
  const status = readProc(`/proc/${pid}/status`);
  const own = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
  const children = readProc(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean);
  return children.reduce((sum, child) => sum + treeKb(child), own);
}

/** A process may be gone between two looks: then there is nothing to read. */
function readProc(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** The middle value of some numbers, or the mean of the middle two. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
