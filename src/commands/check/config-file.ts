/**
 * Finds the configuration: the one given, else the nearest `.trailscan.yml` from the current folder upward, never one below:
 * whoever can write log files could put a configuration there that forgives everything.
 */
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { logsIn } from '../../load/find.js';
import { systemReason } from '../../load/system-reason.js';
import { UsageError } from '../../model/usage-error.js';
import type { RuleText } from '../../rules/sigma/index.js';
import type { Context } from '../spec.js';

const configName = '.trailscan.yml';

/** The paths that a run reads. */
export function evidenceOf(paths: readonly string[], env: Context['env']): readonly string[] {
  if (paths.length > 0) return paths;
  const logs = logsIn(env);
  return logs.length > 0 ? logs : ['.'];
}

/** Undefined if there is none. @throws UsageError if the file cannot be read. */
export function findConfig(given: string | undefined, folder = process.cwd()): RuleText | undefined {
  if (given !== undefined) return { file: given, text: textOfFile('--config', given) };
  const above = folderOfConfig(folder);
  if (above === undefined) return undefined;
  const path = join(above, configName);
  return { file: relative(folder, path) || path, text: textOfFile('configuration', path) };
}

function folderOfConfig(folder: string): string | undefined {
  return foldersUp(folder).find((each) => isFile(join(each, configName)));
}

function holds(path: string, folder: string): boolean {
  if (!existsSync(path) || !statSync(path).isDirectory()) return false;
  return foldersUp(realpathSync(folder)).includes(realpathSync(path));
}

/**
 * What looks like a configuration and is not taken for one, by its place or its name, and what is taken and lies among the
 * `evidence`, the paths that are to be read: one sentence each.
 */
export function doubtfulConfigs(evidence: readonly string[], folder = process.cwd()): readonly string[] {
  const above = new Set(foldersUp(folder));
  const misnamed = [...above].map((each) => join(each, '.trailscan.yaml')).filter(isFile);
  const beside = evidence.flatMap((path) => {
    const own = resolve(folder, path);
    return existsSync(own) ? [statSync(own).isDirectory() ? own : dirname(own)] : [];
  });
  const stray = [...new Set(beside)]
    .filter((each) => !above.has(each) && isFile(join(each, configName)))
    .map((each) => {
      const shown = relative(folder, join(each, configName));
      return `${shown} lies beside the evidence and is not used: a configuration is looked for from the current folder upward; --config ${shown} takes it`;
    });
  const used = folderOfConfig(folder);
  const isWithin = used !== undefined && evidence.some((each) => holds(resolve(folder, each), used));
  return [
    ...(isWithin
      ? [
          `${relative(folder, join(used, configName)) || configName} lies within the evidence: whoever can write log files there could write it too; keep it apart, and name it with --config`,
        ]
      : []),
    ...misnamed.map((path) => `${relative(folder, path) || path} is not used: name it ${configName}`),
    ...stray,
  ];
}

/** The far larger ones are no configurations or packs. */
const largest = 4 * 1024 * 1024;

/** @throws UsageError beginning with `what`, if it cannot be read. */
export function textOfFile(what: string, path: string): string {
  try {
    if (statSync(path).size > largest) throw new UsageError(`${what}: '${path}' is larger than 4 MiB`);
    return readFileSync(path, 'utf8');
  } catch (error) {
    const reason = systemReason(error);
    if (reason === undefined) throw error;
    throw new UsageError(`${what}: '${path}': ${reason}`);
  }
}

function foldersUp(folder: string): readonly string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...foldersUp(above)];
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}
