/**
 * A ground whose every operation may fail, or be the last thing a tab did: a write is torn at any byte, a commit
 * happened or not. `revive` is the next start of the browser on what lies there. Never imports the real adapters.
 */
import { storeError } from '../../src/store/errors';
import type { Content, Change, Ground, Room, Table } from '../../src/store/ports';

export type Fault = 'fail' | 'full' | 'kill';

export class Killed extends Error {}

const wholeOf = async (content: Content): Promise<Uint8Array> =>
  new Uint8Array(await content.slice(0, content.size).arrayBuffer());

/** What lies in the browser, whoever looks. */
export class SimulatedBrowser {
  readonly files = new Map<string, Uint8Array>();
  readonly tables: Record<Table, Map<string, unknown>> = { tapes: new Map(), runs: new Map() };
  room: Room | null = null;
  private tokens = 0;
  private operations = 0;
  private isDead = false;
  private plan: { at: number; fault: Fault } | null = null;
  private state: number;

  constructor(seed: number) {
    this.state = seed * 2_654_435_761 + 1;
  }

  /** The `at`-th operation from now meets the fault; after a kill all others do. */
  breakAt(at: number, fault: Fault): void {
    this.plan = { at: this.operations + at, fault };
  }

  revive(): void {
    this.isDead = false;
    this.plan = null;
  }

  get operationCount(): number {
    return this.operations;
  }

  /** A new tab on this browser. */
  ground(): Ground {
    return {
      disk: {
        write: async (path, content) => this.place(path, new Uint8Array(), await wholeOf(content)),
        append: async (path, atBytes, bytes) =>
          this.place(path, (this.files.get(path) ?? new Uint8Array()).slice(0, atBytes), bytes),
        read: async (path) => {
          const fault = this.operate();
          if (fault !== null) this.raise(fault);
          const found = this.files.get(path);
          return found === undefined ? null : new Blob([found.slice()]);
        },
        remove: async (path) => this.perform(() => void this.files.delete(path)),
        list: async () => [...this.files].map(([path, bytes]) => ({ path, bytes: bytes.byteLength })),
      },
      catalogue: {
        readAll: async (table) => structuredClone([...this.tables[table].values()]),
        commit: async (changes) => this.perform(() => this.apply(changes)),
      },
      turns: { shared: (work) => work(), aloneIfFree: (work) => work().then(() => true) },
      room: async () => this.room,
      newToken: () => `t${(this.tokens += 1)}`,
      nowMs: () => 1_000_000 + this.operations,
    };
  }

  private apply(changes: readonly Change[]): void {
    for (const { table, key, row } of changes) {
      if (row === null) this.tables[table].delete(key);
      else this.tables[table].set(key, structuredClone(row));
    }
  }

  /** A write leaves any part of what it was to write, when it is cut; what was there before it stays. */
  private place(path: string, before: Uint8Array, added: Uint8Array): void {
    const put = (part: number): void => {
      const bytes = new Uint8Array(before.length + part);
      bytes.set(before);
      bytes.set(added.subarray(0, part), before.length);
      this.files.set(path, bytes);
    };
    const fault = this.operate();
    if (fault === null) return put(added.length);
    put(this.below(added.length + 1));
    this.raise(fault);
  }

  /** Something that happens as a whole or not at all. */
  private perform(change: () => void): void {
    const fault = this.operate();
    if (fault === null || (fault === 'kill' && this.below(2) === 0)) change();
    if (fault !== null) this.raise(fault);
  }

  private operate(): Fault | null {
    if (this.isDead) throw new Killed('the tab is gone');
    this.operations += 1;
    return this.plan?.at === this.operations ? this.plan.fault : null;
  }

  private raise(fault: Fault): never {
    if (fault === 'full') throw storeError('full');
    if (fault === 'fail') throw new Error('the disk failed');
    this.isDead = true;
    throw new Killed('the tab is gone');
  }

  private below(limit: number): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * limit);
  }
}
