/**
 * An option such as `--list` or `--explain` makes another question of a command. What that question has no use for is
 * refused: passed over in silence it would look as if it had been heeded.
 */
import { UsageError } from '../model/usage-error.js';
import { longFlag, type OptionName, options, type RawValues } from './options.js';

export interface Mode {
  readonly name: OptionName;
  /** The other options that it heeds. */
  readonly takes: readonly OptionName[];
  /** What the question is, for whoever gave an option too many. */
  readonly why: string;
}

/** @throws UsageError for an option that the mode does not take. */
export function onlyOptionsOf({ name, takes, why }: Mode, raw: RawValues): void {
  const other = (Object.keys(options) as OptionName[]).find(
    (each) => raw[each] !== undefined && each !== name && !takes.includes(each),
  );
  if (other === undefined) return;
  throw new UsageError(`${longFlag(name)} takes no ${longFlag(other)}`, undefined, why);
}

/** @throws UsageError if paths were given to a mode that reads none. */
export function noPaths({ name, why }: Mode, [path]: readonly string[]): void {
  if (path === undefined) return;
  throw new UsageError(`${longFlag(name)} reads no files: '${path}'`, undefined, why);
}
