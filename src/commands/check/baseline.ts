/** The baseline: findings that were there when it was written. They are counted, and fail no control. */
import { UsageError } from '../../model/usage-error.js';
import type { ControlFinding } from '../../model/verdict.js';
import { isObject, readStored, writeStored } from './stored.js';

const kind = 'trailscan-baseline';
/** Of the file, and of how fingerprints are made. */
const version = 2;
const remedy = 'Write it anew with --write-baseline, when you have looked at what it will cover.';

/** The fingerprints. @throws UsageError if there is no such file, or it is of another version. */
export function readBaseline(path: string): ReadonlySet<string> {
  const content = readStored('--baseline', path, kind, version, remedy);
  if (!content)
    throw new UsageError(
      `--baseline: there is no '${path}'`,
      undefined,
      'Write it first with --write-baseline.',
    );
  const findings = Array.isArray(content.findings) ? content.findings : [];
  return new Set(
    findings.flatMap((one: unknown) =>
      isObject(one) && typeof one.fingerprint === 'string' ? [one.fingerprint] : [],
    ),
  );
}

interface BaselineEntry {
  readonly control: string;
  readonly finding: ControlFinding;
}

/** What is beside the fingerprint is for whoever reads the file. @throws UsageError if it cannot be written. */
export function writeBaseline(path: string, entries: readonly BaselineEntry[]): void {
  const findings = entries
    .map(({ control, finding: { fingerprint, eventTime, message } }) => ({
      fingerprint,
      control,
      eventTime,
      message,
    }))
    .sort((a, b) =>
      a.control === b.control ? (a.fingerprint < b.fingerprint ? -1 : 1) : a.control < b.control ? -1 : 1,
    );
  writeStored('--baseline', path, kind, version, { findings });
}
