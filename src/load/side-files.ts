/** Files that the user names beside the evidence, one by one or by their folder, such as saved keys and signatures. */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { grouped } from '../model/number-text.js';
import { systemReason } from './system-reason.js';

export interface SideFile {
  readonly path: string;
  readonly text: string;
  /** It was found in a folder that was named, and not named itself. */
  readonly isFound: boolean;
}

/** Far more than a year of saved signatures takes. */
const largest = 256 * 1024 * 1024;
const jsonFile = /\.(?:json|jsonl|ndjson)$/i;

/** Of a folder all JSON files in it and below, by name. @throws Error with the reason in words. */
export function readSideFiles(path: string): readonly SideFile[] {
  try {
    if (!statSync(path).isDirectory()) return [read(path, false)];
    const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) =>
      jsonFile.test(name),
    );
    return names
      .sort()
      .map((name) => join(path, name))
      .filter((name) => statSync(name).isFile())
      .map((name) => read(name, true));
  } catch (error) {
    const reason = systemReason(error);
    throw reason === undefined ? error : new Error(reason);
  }
}

function read(path: string, isFound: boolean): SideFile {
  if (statSync(path).size > largest) throw new Error(`is larger than ${grouped(largest)} bytes`);
  return { path, text: readFileSync(path, 'utf8'), isFound };
}
