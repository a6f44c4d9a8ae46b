/** The baseline: findings that were there when it was written. They are counted, and fail no control. */
import { compareTexts } from '../../model/compare-texts.js';
import { UsageError } from '../../model/usage-error.js';
import type { ControlFinding } from '../../model/verdict.js';
import { checkReplaceable, isObject, readStored, writeStored } from './stored.js';

const kind = 'trailscan-baseline';
/** Of the file, and of how fingerprints are made. */
const version = 2;
const fingerprint = /^[0-9a-f]{32}$/;
const remedy = 'Write it anew with --write-baseline, when you have looked at what it will cover.';

/** The fingerprints. @throws UsageError if there is no such file, it is of another version, or not as it was written. */
export function readBaseline(path: string): ReadonlySet<string> {
  const content = readStored('--baseline', path, kind, version, remedy);
  if (!content)
    throw new UsageError(
      `--baseline: there is no '${path}'`,
      undefined,
      'Write it first with --write-baseline.',
    );
  const fault = (what: string): UsageError =>
    new UsageError(`--baseline: '${path}': ${what}`, undefined, remedy);
  if (!Array.isArray(content.findings)) throw fault("'findings' is not a list");
  return new Set(
    content.findings.map((one: unknown, i) => {
      if (isObject(one) && typeof one.fingerprint === 'string' && fingerprint.test(one.fingerprint))
        return one.fingerprint;
      throw fault(`findings[${i}] has no fingerprint of 32 hex digits`);
    }),
  );
}

/** @throws UsageError if writing there would replace anything but a baseline. */
export function checkBaselinePlace(path: string): void {
  checkReplaceable('--baseline', path, kind);
}

interface BaselineEntry {
  readonly control: string;
  readonly finding: ControlFinding;
}

/**
 * What is beside the fingerprint is for whoever reads the file. Returns how many findings it had before and has no longer.
 * @throws UsageError if it cannot be written.
 */
export function writeBaseline(path: string, entries: readonly BaselineEntry[]): number {
  const before = [...knownBefore(path)];
  const findings = entries
    .map(({ control, finding }) => ({
      fingerprint: finding.fingerprint,
      control,
      eventTime: finding.eventTime,
      message: finding.message,
    }))
    .sort((a, b) => compareTexts(a.control, b.control) || compareTexts(a.fingerprint, b.fingerprint));
  writeStored('--baseline', path, kind, version, { findings });
  const kept = new Set(findings.map((one) => one.fingerprint));
  return before.filter((one) => !kept.has(one)).length;
}

/** Empty if there is no such file, or none that this version can compare with. */
function knownBefore(path: string): ReadonlySet<string> {
  try {
    return readBaseline(path);
  } catch (error) {
    if (error instanceof UsageError) return new Set();
    throw error;
  }
}
