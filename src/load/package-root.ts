/** Where this package lies, so that built files are found from the source, from the modules and from the bundle alike. */
import { existsSync } from 'node:fs';

export function builtFile(path: string): URL {
  let folder = new URL('./', import.meta.url);
  while (!existsSync(new URL('package.json', folder))) folder = new URL('../', folder);
  return new URL(`dist/${path}`, folder);
}
