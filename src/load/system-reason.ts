/** What the operating system said, in words: `permission denied`; undefined for errors that are not the system's. */
import { getSystemErrorMap } from 'node:util';

export function systemReason(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('errno' in error) || typeof error.errno !== 'number') return undefined;
  return getSystemErrorMap().get(error.errno)?.[1] ?? error.message;
}
