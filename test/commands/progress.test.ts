/** The line that tells how far a reading has come. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createProgress } from '../../src/commands/progress.js';
import type { Context } from '../../src/commands/spec.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function told(isTTY: boolean, totals: readonly number[], counts: readonly number[]): string {
  let text = '';
  const write = (some: string): boolean => {
    text += some;
    return true;
  };
  const stderr = { isTTY, write };
  let total = totals[0] ?? 0;
  const progress = createProgress(() => total, false, { stderr } as unknown as Context);
  for (const [i, files] of counts.entries()) {
    total = totals[i] ?? total;
    vi.advanceTimersByTime(1000);
    progress.update(files, 0);
  }
  progress.end();
  return text;
}

it('is of as many files as are to be read, and never of more than all', () => {
  const text = told(true, [1, 2500, 10], [1, 1026, 12]);
  expect(text).toContain('100%  1 of 1 files');
  expect(text).toContain('41%  1,026 of 2,500 files');
  expect(text).toContain('100%  10 of 10 files');
  expect(text.endsWith('\r\u001b[K')).toBe(true);
});

it('is not told to what is no terminal', () => {
  expect(told(false, [10], [5, 10])).toBe('');
});
