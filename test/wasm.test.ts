/**
 * Reads the compiled core as bytes and checks what the design promises of it: no import but env.abort, no
 * mutable global (all state lies in memory, so that a checkpoint is a copy of memory), one memory that grows
 * in one place only, the exports listed here and the layout of the host. Section and opcode numbers are those
 * of the WebAssembly core specification, chapter 5.
 */
import { readFileSync } from 'node:fs';
import binaryen from 'assemblyscript/binaryen';
import { beforeAll, describe, expect, it } from 'vitest';
import { layoutHash, stateAddress } from '../src/layout/layout.gen';

const EXPORTS = [
  'addAgent',
  'addExchange',
  'addFeeLine',
  'addInstrument',
  'addParticipant',
  'joinGroup',
  'keepImpact',
  'layoutHash',
  'listAt',
  'memory',
  'openAccount',
  'pushCommand',
  'run',
  'runDigest',
  'sampleAuction',
  'sampleDepth',
  'sampleImpact',
  'sampleOrder',
  'sampleOrders',
  'sampleOwn',
  'setCallRules',
  'setRules',
  'setUp',
  'stateAddress',
  'stateDigest',
  'validate',
];
const SECTION = { import: 2, memory: 5, global: 6, start: 8 };

/** The sections of a module: id → payload. Custom sections are left out. */
function sectionsOf(bytes: Uint8Array): Map<number, Uint8Array> {
  const sections = new Map<number, Uint8Array>();
  let at = 8;
  while (at < bytes.length) {
    const id = bytes[at] ?? 0;
    const [size, start] = readU32(bytes, at + 1);
    if (id !== 0) sections.set(id, bytes.subarray(start, start + size));
    at = start + size;
  }
  return sections;
}

/** A LEB128 number and the position behind it. */
function readU32(bytes: Uint8Array, start: number): readonly [value: number, next: number] {
  let value = 0;
  for (let at = start, shift = 0; ; at += 1, shift += 7) {
    const byte = bytes[at] ?? 0;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return [value, at + 1];
  }
}

const countIn = (section: Uint8Array | undefined): number =>
  section === undefined ? 0 : readU32(section, 0)[0];

describe.each(['tapedeck.wasm', 'tapedeck.debug.wasm'])('build/%s', (name) => {
  let bytes: Uint8Array<ArrayBuffer>;
  let module: WebAssembly.Module;
  let text: string;

  beforeAll(() => {
    bytes = new Uint8Array(readFileSync(new URL(`../build/${name}`, import.meta.url)));
    module = new WebAssembly.Module(bytes);
    const parsed = binaryen.readBinary(bytes);
    text = parsed.emitText();
    parsed.dispose();
  });

  it('imports nothing but env.abort', () => {
    const imports = WebAssembly.Module.imports(module).map((x) => `${x.module}.${x.name}`);
    expect(imports.filter((path) => path !== 'env.abort')).toEqual([]);
  });

  it('has no mutable global', () => {
    expect([...text.matchAll(/^\s*\(global (\S+) \(mut .*$/gm)].map(([line]) => line.trim())).toEqual([]);
  });

  it('has one memory, unshared, and no start function', () => {
    const sections = sectionsOf(bytes);
    expect(countIn(sections.get(SECTION.memory))).toBe(1);
    // After the count: the limits; bit 1 of their flags says shared.
    expect((sections.get(SECTION.memory)?.[1] ?? 0) & 2).toBe(0);
    expect(sections.has(SECTION.start)).toBe(false);
  });

  it('grows memory in one place, while it is set up', () => {
    const functions = text.split(/^ \(func /m).slice(1);
    const growing = functions.filter((body) => body.includes('(memory.grow'));
    expect(growing.length).toBe(1);
    expect(text.match(/\(memory\.grow/g)?.length).toBe(1);
    const name = /^\S+/.exec(growing[0] ?? '')?.[0] ?? '';
    const exported = new Map(
      [...text.matchAll(/^ \(export "(\w+)" \(func (\S+)\)\)/gm)].map(
        ([, as, inner]) => [inner, as] as const,
      ),
    );
    const callers = new Set([name]);
    for (let size = 0; size !== callers.size;) {
      size = callers.size;
      for (const body of functions) {
        const calls = [...body.matchAll(/\((?:return_)?call (\S+?)[\s)]/g)].map(([, target]) => target);
        if (calls.some((target) => callers.has(target ?? ''))) callers.add(/^\S+/.exec(body)?.[0] ?? '');
      }
    }
    expect([...callers].flatMap((caller) => exported.get(caller) ?? [])).toEqual(['setUp']);
  });

  it('uses no atomics, no relaxed SIMD and no table of functions', () => {
    expect(text).not.toMatch(/\batomic\.|\.relaxed_|call_indirect/);
  });

  it('exports what the table of contents says', () => {
    const exports = WebAssembly.Module.exports(module);
    expect(exports.map((x) => x.name).sort()).toEqual(EXPORTS);
    expect(exports.filter((x) => x.kind === 'global' || x.kind === 'table')).toEqual([]);
  });

  it('has the layout of the host', () => {
    const abort = (): never => {
      throw new Error('aborted');
    };
    const { exports } = new WebAssembly.Instance(module, { env: { abort } });
    const call = (key: string): number => (exports[key] as () => number)() >>> 0;
    expect(call('layoutHash')).toBe(layoutHash);
    expect(call('stateAddress')).toBe(stateAddress);
  });
});
