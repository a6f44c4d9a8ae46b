/** Reads a JSON file that the user names beside the evidence, such as a list of address ranges. */
import { readFileSync } from 'node:fs';
import type { JsonValue } from '../model/json.js';
import { systemReason } from './system-reason.js';

/** @throws Error with the reason in words if it cannot be read or is not JSON. */
export function readSmallJson(path: string): JsonValue {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(systemReason(error) ?? String(error));
  }
  try {
    return JSON.parse(text.replace(/^\ufeff/, '')) as JsonValue;
  } catch {
    throw new Error('is not JSON');
  }
}
