/** Where this package lies, so that built files are found from the source, from the modules and from the bundle alike. */
import { existsSync } from 'node:fs';

export function builtFile(path: string): URL {
  return packageFile(`dist/${path}`);
}

/** A file that the package has beside what is built. */
export function packageFile(path: string): URL {
  let folder = new URL('./', import.meta.url);
  while (!existsSync(new URL('package.json', folder))) folder = new URL('../', folder);
  return new URL(path, folder);
}
