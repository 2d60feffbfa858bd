/**
 * A gigabyte of tape: what is read and how long it takes until the first event, from disk and from a host with ranges,
 * and how much memory the cell takes while it plays and seeks. The tape is written once, block by block, and kept in the
 * scratch folder; memory is that of the whole process less what it had before.
 */
import { existsSync, openAsBlob, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { askForRanges } from '../../src/worker/far-rows';
import { TapeLibrary } from '../../src/worker/library';
import type { CellClient } from '../../src/worker/client';
import type { Frame, FrameCursor, TapeBytes } from '../../src/worker/protocol';
import { startRangeHost } from '../worker/range-host';
import { startCellHere, startCellThread } from './cell-thread';
import { collectGarbage } from './collect-garbage';
import type { Context } from './context';
import { figureOf, quantileOf } from './figures';
import { FlowRandom } from './flow/random';
import { LONG_BLOCK_ROWS, writeLongTape } from './flow/long-tape';

const BLOCKS = 640;
const SEEKS = 20;
const MEBIBYTE = 1_048_576;
const group = 'one gigabyte';

async function tapeFolder(context: Context): Promise<string> {
  const blocks = context.options.isQuick ? BLOCKS / 10 : BLOCKS;
  const folder = join(context.scratch, `stream-${blocks}`);
  if (!existsSync(join(folder, 'tape.json'))) {
    context.say(`stream: writing ${blocks} blocks`);
    rmSync(folder, { recursive: true, force: true });
    await writeLongTape(folder, { blocks, seed: 5, firstNs: 0n, stepNs: 1000, name: 'one gigabyte' });
  }
  return folder;
}

/** The most memory of the process while `work` goes on, above what it had before. */
async function peakOf<T>(work: () => Promise<T>): Promise<{ value: T; bytes: number }> {
  collectGarbage();
  const before = process.memoryUsage.rss();
  let peak = before;
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 10);
  try {
    return { value: await work(), bytes: Math.max(peak, process.memoryUsage.rss()) - before };
  } finally {
    clearInterval(timer);
  }
}

async function openFirst(context: Context, client: CellClient, tape: TapeBytes): Promise<number> {
  const core = new Uint8Array(readFileSync(join(context.root, 'build/tapedeck.wasm')));
  const { hash } = tape.manifest as { hash: string };
  const startedMs = performance.now();
  await client.call({ type: 'open', core, manifest: { version: 1, tape: { hash } }, tape, humanLog: [] });
  await client.call({ type: 'step', kind: 'event', direction: 1 });
  return performance.now() - startedMs;
}

/** Plays as fast as it goes up to that many events, as the page does: with frames. */
async function playTo(client: CellClient, events: number): Promise<void> {
  await client.call({ type: 'speed', speed: 'max' });
  await client.call({ type: 'play' });
  let since: FrameCursor | null = null;
  for (let done = 0; done < events;) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const frame: Frame = await client.call({ type: 'frame', since });
    since = frame.cursor;
    if (frame.fault !== null) throw new Error(frame.fault.message);
    done = frame.isAtEnd ? events : frame.eventCount;
  }
  await client.call({ type: 'pause' });
}

async function seekAbout(client: CellClient, spanNs: bigint, partMax: number): Promise<number[]> {
  const random = new FlowRandom(7);
  const times: number[] = [];
  for (let i = 0; i < SEEKS; i += 1) {
    const ns = (spanNs * BigInt(random.below(Math.floor(partMax * 1000)))) / 1000n;
    const before = performance.now();
    await client.call({ type: 'seek', ns }, { timeoutMs: 0 });
    times.push(performance.now() - before);
  }
  return times;
}

async function benchDisk(context: Context, folder: string): Promise<void> {
  const manifest = JSON.parse(readFileSync(join(folder, 'tape.json'), 'utf8')) as {
    rows: string;
    lastTsNs: string;
  };
  const parquet = await openAsBlob(join(folder, 'rows.parquet'));
  const rows = Number(manifest.rows);
  let firstMs = 0;
  let rate = 0;
  let seeks: number[] = [];
  const { bytes } = await peakOf(async () => {
    const client = startCellHere();
    try {
      firstMs = await openFirst(context, client, { manifest, parquet });
      const before = performance.now();
      await playTo(client, rows);
      rate = rows / (performance.now() - before) / 1000;
      seeks = await seekAbout(client, BigInt(manifest.lastTsNs), 1);
    } finally {
      client.close();
    }
  });
  context.addFigures(
    figureOf(
      group,
      'disk: time to first event',
      'ms',
      [firstMs],
      `${(parquet.size / 1e6).toFixed(0)} MB, ${rows} rows`,
    ),
    figureOf(group, 'disk: played whole', 'M rows/s', [rate]),
    figureOf(group, 'disk: seek, median', 'ms', [quantileOf(seeks, 0.5)], `${SEEKS} random places`),
    figureOf(group, 'disk: seek, worst', 'ms', [Math.max(...seeks)]),
    figureOf(
      group,
      'disk: peak memory of playing and seeking',
      'MiB',
      [bytes / MEBIBYTE],
      'the process above its start; limit 512',
    ),
  );
}

async function benchHost(context: Context, folder: string): Promise<void> {
  const host = await startRangeHost({ folder });
  const library = new TapeLibrary(async (url) => (await fetch(url)).blob(), askForRanges);
  let firstMs = 0;
  let sentFirst = 0;
  let seeks: number[] = [];
  try {
    const played = Math.floor((BLOCKS * LONG_BLOCK_ROWS) / (context.options.isQuick ? 40 : 4));
    const { bytes } = await peakOf(async () => {
      const startedMs = performance.now();
      const tape = await library.loadTape(1, host.url, () => undefined);
      const client = startCellThread(context.root);
      try {
        await openFirst(context, client, tape as TapeBytes);
        firstMs = performance.now() - startedMs;
        sentFirst = host.sentBytes();
        await playTo(client, played);
        const { lastTsNs } = tape.manifest as { lastTsNs: string };
        seeks = await seekAbout(client, BigInt(lastTsNs), 0.25);
      } finally {
        client.close();
      }
    });
    const whole = statSync(join(folder, 'rows.parquet')).size;
    context.addFigures(
      figureOf(
        group,
        'host: bytes to first event',
        'MB',
        [sentFirst / 1e6],
        `of ${(whole / 1e6).toFixed(0)}; limit 10`,
      ),
      figureOf(
        group,
        'host: time to first event',
        'ms',
        [firstMs],
        'tape.json and a thread for the cell included',
      ),
      figureOf(
        group,
        'host: seek, median',
        'ms',
        [quantileOf(seeks, 0.5)],
        'within the quarter that was played',
      ),
      figureOf(
        group,
        'host: peak memory of playing and seeking',
        'MiB',
        [bytes / MEBIBYTE],
        'the host included; limit 512',
      ),
    );
  } finally {
    await host.close();
  }
}

export async function benchStream(context: Context): Promise<void> {
  const folder = await tapeFolder(context);
  await benchDisk(context, folder);
  await benchHost(context, folder);
}
