/**
 * The store by itself: logs torn at every byte, tapes that are asked for room, named when they vanish and found again,
 * and a catalogue of a newer version that is left alone.
 */
import { describe, expect, it } from 'vitest';
import { encodeRecords, readRecords } from '../../src/store/record-log';
import { foldRun, recordsOf, type RunRecord } from '../../src/store/saved-run';
import { memoryGround } from '../../src/store/memory-ground';
import { Store } from '../../src/store/store';
import { SimulatedBrowser } from './simulated-ground';

const tape = {
  hash: 'f'.repeat(64),
  manifest: { name: 'Ü', schema: 'order', rows: '3' },
  parquet: new Blob(['rows']),
};
const start: RunRecord = {
  ...{ kind: 'start', version: 1, createdMs: 5, title: 'Größe ≠ 0', manifest: { version: 1 } },
  ...{ tape: null, tapeName: '', engine: '', humanLog: [{ id: '1' }, { id: '2' }] },
};
const beginning = { title: 'r', manifest: {}, tape: null, tapeName: '', engine: '', humanLog: [] };

describe('record log', () => {
  const records = [start, { kind: 'commands', from: 1, commands: [{ id: '3' }] }, { text: '☃'.repeat(40) }];
  const whole = encodeRecords(records);

  it('reads back what was written', () => {
    expect(readRecords(whole)).toEqual({ records, goodBytes: whole.byteLength });
  });

  it('cut at any byte, keeps the records before the cut and no more', () => {
    const ends = records.map((_, i) => encodeRecords(records.slice(0, i + 1)).byteLength);
    for (let cut = 0; cut <= whole.byteLength; cut += 1) {
      const count = ends.filter((end) => end <= cut).length;
      const read = readRecords(whole.subarray(0, cut));
      expect(read.records).toEqual(records.slice(0, count));
      expect(read.goodBytes).toBe(ends[count - 1] ?? 0);
    }
  });

  it('stops at the first changed byte, whichever it is', () => {
    for (let at = 0; at < whole.byteLength; at += 1) {
      const torn = whole.slice();
      torn[at]! ^= 0x41;
      const read = readRecords(torn);
      expect(read.goodBytes).toBeLessThanOrEqual(at);
      expect(read.records).toEqual(records.slice(0, read.records.length));
    }
  });

  it('takes no torn tail for a record, whatever lies there', () => {
    for (const fill of [0, 1, 255]) {
      const torn = new Uint8Array(whole.byteLength + 64).fill(fill);
      torn.set(whole);
      expect(readRecords(torn).goodBytes).toBe(whole.byteLength);
    }
  });
});

describe('recordings', () => {
  const lines = Array.from({ length: 40 }, (_, i) => `{"line":${i},"text":"Größe ≠ ${i}"}\n`);

  it('come back up to what was kept, in whole lines, whichever byte a crash tore', async () => {
    for (let at = 1; at <= 12; at += 1) {
      const browser = new SimulatedBrowser(at);
      const { recordings } = new Store(browser.ground());
      const id = await recordings.begin('XY/ 1.ndjson');
      browser.breakAt(at, 'kill');
      let kept = 0;
      for (; kept < lines.length; kept += 4) {
        const isDone = await recordings.append(id, lines.slice(kept, kept + 4).join('')).then(
          () => true,
          () => false,
        );
        if (!isDone) break;
      }
      browser.revive();
      const again = new Store(browser.ground());
      await again.collect();
      const found = await again.recordings.list();
      if (kept > 0) expect(found).toMatchObject([{ id, name: 'XY--1.ndjson' }]);
      const text = found.length === 0 ? '' : await (await again.recordings.read(id)).text();
      const back = text.split('\n').slice(0, -1);
      expect(back.length).toBeGreaterThanOrEqual(kept);
      expect(text).toBe(lines.slice(0, back.length).join(''));
      await again.recordings.remove(id);
      expect(await again.recordings.list()).toEqual([]);
    }
  });

  it('are refused where no tenth of the room would stay free, and end at their limit', async () => {
    const browser = new SimulatedBrowser(1);
    browser.room = { usedBytes: 95, quotaBytes: 100 };
    const { recordings } = new Store(browser.ground());
    await expect(recordings.begin('a')).rejects.toMatchObject({ code: 'E-STORE-02' });
    browser.room = null;
    await expect(recordings.append('nobody', 'x\n')).rejects.toMatchObject({ code: 'E-STORE-06' });
  });
});

describe('the catalogue of tapes', () => {
  it('tells everything of a tape without using it, and takes another statement about the same rows', async () => {
    let nowMs = 1;
    const store = new Store(memoryGround({ newToken: () => `t${nowMs}`, nowMs: () => nowMs++ }));
    await store.tapes.keep(tape);
    const [before] = await store.tapes.catalogue();
    expect(before).toMatchObject({ hash: tape.hash, manifest: tape.manifest, isMissing: false });
    expect(await before?.parquet?.text()).toBe('rows');
    const stated = { ...tape.manifest, hash: tape.hash, name: 'other', licence: 'CC0-1.0' };
    await store.tapes.restate(tape.hash, stated);
    const [after] = await store.tapes.catalogue();
    expect(after).toEqual({ ...before, name: 'other', manifest: stated, parquet: after?.parquet });
    await expect(store.tapes.restate(tape.hash, { ...stated, hash: 'e'.repeat(64) })).rejects.toMatchObject({
      code: 'E-STORE-06',
    });
    await expect(store.tapes.restate('e'.repeat(64), stated)).rejects.toMatchObject({ code: 'E-STORE-06' });
  });
});

describe('a run in its log', () => {
  it('replaces the end of the human log when somebody went back and acted earlier', () => {
    const run = foldRun([start, { kind: 'commands', from: 1, commands: [{ id: '9' }, { id: '2' }] }]);
    expect(run.humanLog.map(({ id }) => id)).toEqual(['1', '9', '2']);
    expect(foldRun(recordsOf(run))).toEqual(run);
  });

  it('refuses what is no run, and a run of a newer version', () => {
    expect(() => foldRun([])).toThrow(expect.objectContaining({ code: 'E-STORE-04' }));
    expect(() => foldRun([{ ...start, version: 2 }])).toThrow(
      expect.objectContaining({ code: 'E-STORE-05' }),
    );
  });

  it('is resumed in a fresh log, so that nothing is written behind a torn tail', async () => {
    const browser = new SimulatedBrowser(1);
    const store = new Store(browser.ground());
    const id = await store.runs.begin(beginning);
    await store.runs.save(id, [{ kind: 'commands', from: 0, commands: [{ id: '1' }] }]);
    const [path, bytes] = [...browser.files][0]!;
    browser.files.set(path, Uint8Array.from([...bytes, 9, 9, 9, 9, 9, 9, 9, 9, 9]));
    const again = new Store(browser.ground());
    expect((await again.runs.list())[0]).toMatchObject({ tornBytes: 9, isOpen: true });
    await again.runs.resume(id);
    await again.runs.save(id, [{ kind: 'commands', from: 1, commands: [{ id: '2' }] }]);
    expect((await again.runs.read(id)).humanLog).toEqual([{ id: '1' }, { id: '2' }]);
    expect([...browser.files.keys()]).not.toContain(path);
  });
});

describe('tapes', () => {
  it('are refused before writing when there is no room with the reserve kept', async () => {
    const browser = new SimulatedBrowser(1);
    const store = new Store(browser.ground());
    browser.room = { usedBytes: 87, quotaBytes: 100 };
    await expect(store.tapes.keep(tape)).rejects.toMatchObject({ code: 'E-STORE-02' });
    expect(browser.files.size).toBe(0);
    browser.room = { usedBytes: 86, quotaBytes: 100 };
    await store.tapes.keep(tape);
    expect(await (await store.tapes.find(tape.hash))?.parquet.text()).toBe('rows');
  });

  it('are named when their file vanished, and are whole again when they come back', async () => {
    const browser = new SimulatedBrowser(1);
    const store = new Store(browser.ground());
    await store.tapes.keep(tape);
    browser.files.clear();
    expect(await store.tapes.list()).toMatchObject([{ name: 'Ü', hash: tape.hash, isMissing: true }]);
    expect(await store.tapes.find(tape.hash)).toBeNull();
    await store.tapes.keep(tape);
    expect(await store.tapes.list()).toMatchObject([{ isMissing: false }]);
  });

  it('are written once, however often they are opened', async () => {
    const browser = new SimulatedBrowser(1);
    const store = new Store(browser.ground());
    await store.tapes.keep(tape);
    const files = [...browser.files.keys()];
    await store.tapes.keep(tape);
    expect([...browser.files.keys()]).toEqual(files);
  });
});

it('a catalogue of a newer version is not collected', async () => {
  const browser = new SimulatedBrowser(1);
  browser.tables.runs.set('x', { version: 2, id: 'x', somewhere: 'runs/x' });
  browser.files.set('runs/x', new Uint8Array(3));
  expect(await new Store(browser.ground()).collect()).toBe(0);
  expect(browser.files.size).toBe(1);
});

it('without a disk everything works until the page is closed', async () => {
  let tokens = 0;
  const store = new Store(memoryGround({ newToken: () => `t${(tokens += 1)}`, nowMs: () => 1 }));
  await store.tapes.keep(tape);
  const id = await store.runs.begin(beginning);
  await store.runs.save(id, [{ kind: 'commands', from: 0, commands: [{ id: '1' }] }]);
  await store.runs.keepImage(id, new Blob(['image']));
  expect((await store.runs.read(id)).humanLog).toEqual([{ id: '1' }]);
  expect(await (await store.runs.image(id))?.text()).toBe('image');
  expect(await store.collect()).toBe(0);
});
