/** Finds and reads rule files: those given by `--rules`, or the pack that comes with the program. */
import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageFile } from '../../load/package-root.js';
import { systemReason } from '../../load/system-reason.js';
import { UsageError } from '../../model/usage-error.js';
import type { RuleFile } from '../../rules/sigma/index.js';
import { ruleFile } from '../shipped-yaml.js';

/** Far beyond any rule; to parse more would take long. */
const largest = 4 * 1024 * 1024;

export interface RuleFiles {
  readonly files: readonly RuleFile[];
  /** Files that cannot be read, or are too large. */
  readonly broken: readonly UsageError[];
}

/** @throws UsageError for a path that does not exist, or a folder without rules. */
export function readRuleFiles(paths: readonly string[] | undefined, flag = '--rules'): RuleFiles {
  const pack = fileURLToPath(packageFile('src/rules/packs/attack'));
  const files: RuleFile[] = [];
  const broken: UsageError[] = [];
  const seen = new Set<string>();
  for (const { path, shown } of paths ? paths.flatMap((path) => filesUnder(path, flag)) : packFiles(pack)) {
    if (seen.has(path)) continue;
    seen.add(path);
    try {
      if (statSync(path).size > largest) broken.push(new UsageError(`${shown}: larger than 4 MiB`));
      else files.push(ruleFile(shown, readFileSync(path, 'utf8')));
    } catch (error) {
      const reason = systemReason(error);
      if (reason === undefined) throw error;
      broken.push(new UsageError(`${shown}: ${reason}`));
    }
  }
  return { files, broken };
}

interface Source {
  readonly path: string;
  readonly shown: string;
}

/** Shown by their place in the pack, wherever the program is installed. */
function packFiles(pack: string): readonly Source[] {
  return filesUnder(pack, '--rules').map(({ path }) => ({
    path,
    shown: `attack${path.slice(pack.length).replaceAll('\\', '/')}`,
  }));
}

function filesUnder(path: string, flag: string): readonly Source[] {
  let entries: Dirent[];
  try {
    if (!statSync(path).isDirectory()) return [{ path, shown: path }];
    entries = readdirSync(path, { recursive: true, withFileTypes: true });
  } catch (error) {
    const reason = systemReason(error);
    if (reason === undefined) throw error;
    throw new UsageError(`${flag}: '${path}': ${reason}`);
  }
  const found = entries
    .filter((entry) => !entry.isDirectory() && /\.ya?ml$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  if (found.length === 0)
    throw new UsageError(`${flag}: '${path}' has no rules: no file named .yml or .yaml`);
  return found.map((file) => ({ path: file, shown: file }));
}
