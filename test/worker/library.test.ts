/** The library: files dropped and folders loaded become tapes of this session, whole or not at all. */
import { describe, expect, it } from 'vitest';
import { TapeLibrary, type FetchBytes } from '../../src/worker/library';
import type { Progress, StoredTape } from '../../src/worker/protocol';
import { tapeBytes } from './tape-bytes';

const noFetch: FetchBytes = () => Promise.reject(new Error('nothing is to be fetched here'));
const ignore = (): void => undefined;
const trades = (count: number): File => {
  const line = (i: number): string =>
    `${JSON.stringify({ type: 'trade', ts: String(1000 + i), symbol: 'ACME', price: '100.25', size: '3', side: 'buy' })}\n`;
  return new File([Array.from({ length: count }, (_, i) => line(i)).join('')], 'trades.ndjson');
};

describe('TapeLibrary', () => {
  it('imports a dropped file, tells its progress, and finds it again by hash', async () => {
    const library = new TapeLibrary(noFetch);
    const seen: Progress[] = [];
    const plan = await library.planImport(1, [trades(500)]);
    expect(plan.parts).toMatchObject([{ format: 'event NDJSON', files: ['trades.ndjson'], table: null }]);
    const request = { combination: 'parts', options: [{ name: 'mine' }] } as const;
    const made = await library.importMany(2, [trades(500)], request, (progress) => seen.push(progress));
    const [tape] = made.tapes as [StoredTape];
    expect(tape.manifest).toMatchObject({ rows: '500', schema: 'trade', name: 'mine' });
    expect(seen.at(-1)).toMatchObject({ phase: 'reading trades.ndjson' });
    expect(await library.get(tape.hash)).toBe(tape);
    expect(await library.list()).toEqual([{ hash: tape.hash, name: 'mine', rows: '500', schema: 'trade' }]);
    const again = await library.openTapeFiles(JSON.stringify(tape.manifest), tape.parquet as Blob);
    expect(again.hash).toBe(tape.hash);
  });

  it('keeps nothing of an import that failed or was cancelled', async () => {
    const library = new TapeLibrary(noFetch);
    const plain = { combination: 'parts', options: [{}] } as const;
    const foreign = await library.importMany(1, [new File(['?'], 'notes.txt')], plain, ignore);
    expect(foreign).toMatchObject({ tapes: [], problems: [{ file: 'notes.txt', code: 'E-TAPE-10' }] });
    const cancelled = library.importMany(2, [trades(20_000)], plain, ignore);
    await library.cancel(2);
    await expect(cancelled).rejects.toMatchObject({ code: 'E-CELL-03' });
    expect(await library.list()).toEqual([]);
  });

  it('loads a folder of the site and refuses one whose rows are not those of its tape.json', async () => {
    const { manifest, parquet } = await tapeBytes(3, 400);
    const files: Record<string, Blob> = {
      'https://site.example/tapes/a/tape.json': new Blob([JSON.stringify(manifest)]),
      'https://site.example/tapes/a/rows.parquet': new Blob([parquet as BlobPart]),
    };
    const fetchBytes: FetchBytes = (url) => {
      const found = files[url];
      return found ? Promise.resolve(found) : Promise.reject(new Error(`no ${url}`));
    };
    const library = new TapeLibrary(fetchBytes);
    expect((await library.loadTape(1, 'https://site.example/tapes/a', ignore)).hash).toBe(manifest.hash);
    const other = await tapeBytes(4, 400);
    files['https://site.example/tapes/a/rows.parquet'] = new Blob([other.parquet as BlobPart]);
    const wrong = new TapeLibrary(fetchBytes).loadTape(1, 'https://site.example/tapes/a/', ignore);
    await expect(wrong).rejects.toMatchObject({ code: 'E-TAPE-04' });
    await expect(new TapeLibrary(fetchBytes).openTapeFiles('{', new Blob([]))).rejects.toMatchObject({
      code: 'E-CELL-12',
    });
  });

  it('makes other tapes of one: a part, a repair, terms, and the same one with its rights', async () => {
    const library = new TapeLibrary(noFetch);
    const request = { combination: 'parts', options: [{ name: 'mine' }] } as const;
    const made = await library.importMany(1, [trades(500)], request, ignore);
    const [tape] = made.tapes as [StoredTape];
    const seen: Progress[] = [];
    const span = { fromNs: 1100n, toNs: 1200n };
    const part = await library.derive(2, tape, { kind: 'slice', ...span, name: 'part' }, (p) => seen.push(p));
    expect(part.manifest).toMatchObject({ rows: '100', name: 'part', source: { parents: [tape.hash] } });
    expect(seen.at(-1)).toMatchObject({ phase: 'slice' });
    expect((await library.openTapeFiles(JSON.stringify(part.manifest), part.parquet as Blob)).hash).toBe(
      part.hash,
    );
    const terms = { ACME: { class: 'equity', currency: 'USD' } };
    const stated = await library.derive(3, tape, { kind: 'terms', terms }, ignore);
    expect(stated.hash).not.toBe(tape.hash);
    expect(stated.parquet).toBe(tape.parquet);
    const rights = { licence: 'CC0-1.0', redistribute: true };
    const free = await library.derive(4, tape, { kind: 'rights', ...rights }, ignore);
    expect(free).toMatchObject({ hash: tape.hash, manifest: rights });
    const nothing = library.derive(5, tape, { kind: 'repair', rules: ['zeroLots'] }, ignore);
    await expect(nothing).rejects.toMatchObject({ code: 'E-TAPE-25' });
    const cancelled = library.derive(6, tape, { kind: 'slice', ...span }, ignore);
    await library.cancel(6);
    await expect(cancelled).rejects.toMatchObject({ code: 'E-CELL-03' });
  });

  it('reads what two hundred tapes cover, and prints how long it took', async () => {
    const { manifest, parquet } = await tapeBytes(3, 70_000);
    const tape = { hash: manifest.hash, manifest, parquet: new Blob([parquet as BlobPart]) };
    const library = new TapeLibrary(noFetch);
    const startMs = performance.now();
    const all = await Promise.all(Array.from({ length: 200 }, () => library.coverage(tape)));
    const tookMs = performance.now() - startMs;
    expect(all.every((parts) => parts?.length === 2)).toBe(true);
    process.stdout.write(`coverage of 200 tapes: ${Math.round(tookMs)} ms\n`);
  });
});
