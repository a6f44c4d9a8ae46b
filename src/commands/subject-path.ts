/**
 * A file or folder where the resource, principal or id should stand: whoever forgets it has the first path taken for
 * it. Many names may be both (`logs`, a log group `/var/log/messages`), so that only what is written as no resource
 * ever is, `./logs`, is refused; the others are said where nothing was found.
 */
import { statSync } from 'node:fs';
import { UsageError } from '../model/usage-error.js';

/** @throws UsageError for a subject such as `./logs` or `..` that is there. `usage`: the words before the paths. */
export function refusePath(subject: string, usage: string): void {
  if (!/^\.{1,2}(?:\/|$)/.test(subject)) return;
  const kind = kindOf(subject);
  if (kind === null) return;
  const [, wanted = ''] = /<(.+)>/.exec(usage) ?? [];
  throw new UsageError(`'${subject}' is a ${kind}, and no <${wanted}>`, undefined, hint(usage, subject));
}

/** What to say where nothing was found of a subject that is a file or folder, and no path was given; else nothing. */
export function pathNote(subject: string, paths: readonly string[], usage: string): readonly string[] {
  const kind = paths.length > 0 ? null : kindOf(subject);
  return kind === null ? [] : [`'${subject}' is also a ${kind}. ${hint(usage, subject)}`];
}

function hint(usage: string, path: string): string {
  return `To read it: trailscan ${usage} ${path}`;
}

function kindOf(path: string): 'file' | 'folder' | null {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch {
    // Not there, or no path at all.
    return null;
  }
}
