/** The WebAssembly modules that are built with the program. */
import { readFileSync } from 'node:fs';
import { builtFile } from './package-root.js';

/** What all of them offer, besides their functions. */
export interface WebAssemblyMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

export const pageSize = 65_536;

declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

/** Each is compiled once per thread, so that the next question finds it optimised already. */
const compiled = new Map<string, object>();

/** What a new instance of the module offers, which its caller knows. `path`: among the built files. */
export function webAssembly(path: string): unknown {
  const module = compiled.get(path) ?? new WebAssembly.Module(readFileSync(builtFile(path)));
  compiled.set(path, module);
  return new WebAssembly.Instance(module, { env: { abort: () => undefined } }).exports;
}
