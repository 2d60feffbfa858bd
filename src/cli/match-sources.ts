/**
 * The two inputs of `match` behind one face: what they need, and their commands into a window. The kind is told by the
 * first bytes, never by the name.
 */
import type { Capacities, InstrumentConfig } from '../engine/config';
import { recordsMost, writeCommand } from '../engine/command';
import { TapedeckError } from '../layout/errors';
import { CommandLayout } from '../layout/layout.gen';
import type { CommandInput } from '../scenario/command';
import { limits } from '../scenario/manifest';
import { flowRecords, isFlowHead, recordsIn, surveyFlow, writeFlowCommands } from './flow-file';
import type { ReplayableInput } from './inputs';
import { openRules, rowsOf, windowRows, windowWords } from './matching';
import type { FillWindow } from './matching';
import { logCommands, surveyLog } from './ndjson-log';

export interface MatchSource {
  readonly instruments: readonly InstrumentConfig[];
  readonly capacities: Partial<Capacities>;
  /** starts again from the first command */
  open(): FillWindow;
}

const nothing = { rows: 0, messages: 0 };
const headBytes = 4096;
const openBrace = 0x7b;
const ordersAtFirst = 2 ** 20;

export async function openMatchSource(input: ReplayableInput, limit: number): Promise<MatchSource> {
  const head = await firstBytes(input);
  if (isFlowHead(head)) return flowSource(input, limit);
  const first = head.find((byte) => byte > 32);
  if (first === undefined || first === openBrace) return logSource(input, limit);
  throw new TapedeckError(
    'E-MATCH-01',
    `${input.name}: this is neither NDJSON commands (first character “{”) nor a flow file (8 bytes of magic, then version 1). Check the file.`,
  );
}

async function firstBytes(input: ReplayableInput): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array(0);
  for await (const chunk of input.open()) {
    head = Buffer.concat([head, chunk.subarray(0, headBytes)]);
    if (head.length >= headBytes) break;
  }
  return head;
}

function capacitiesFor(survey: {
  restingNews: number;
  priceSpan: number;
  messages: number;
}): Partial<Capacities> {
  return {
    orders: Math.max(1024, Math.min(survey.restingNews, ordersAtFirst)),
    farLevels: 65536,
    pending: 16,
    extensions: 16,
    accounts: 1,
    windowRows,
    journalUnits: 65536,
    blocks: Math.max(1024, Math.ceil(survey.messages / 512)),
    windowTicks: powerAbove(survey.priceSpan + 1, limits.windowTicksMin, limits.windowTicksMax),
  };
}

function powerAbove(value: number, min: number, max: number): number {
  let power = min;
  while (power < value && power < max) power *= 2;
  return power;
}

async function flowSource(input: ReplayableInput, limit: number): Promise<MatchSource> {
  const survey = await surveyFlow(input, limit);
  const open = (): FillWindow => {
    const chunks = flowRecords(input, limit);
    let records = new Uint32Array(0);
    let from = 0;
    let number = 0;
    return async (window) => {
      if (from === recordsIn(records)) {
        const next = await chunks.next();
        if (next.done === true) return nothing;
        records = next.value as Uint32Array<ArrayBuffer>;
        from = 0;
      }
      const count = Math.min(rowsOf(window), recordsIn(records) - from);
      writeFlowCommands(records, from, count, windowWords(window), { name: input.name, number });
      from += count;
      number += count;
      return { rows: count, messages: count };
    };
  };
  return { instruments: [openRules('FLOW')], capacities: capacitiesFor(survey), open };
}

async function logSource(input: ReplayableInput, limit: number): Promise<MatchSource> {
  const survey = await surveyLog(input, limit);
  if (survey.instruments > limits.instruments) {
    throw new TapedeckError(
      'E-MATCH-03',
      `${input.name}: names instrument ${survey.instruments - 1}, but a run has at most ${limits.instruments}.`,
    );
  }
  const open = (): FillWindow => {
    const batches: AsyncGenerator<CommandInput[]> = logCommands(input, limit);
    let batch: CommandInput[] = [];
    let from = 0;
    return async (window) => {
      while (from === batch.length) {
        const next = await batches.next();
        if (next.done === true) return nothing;
        batch = next.value;
        from = 0;
      }
      const view = new DataView(window.buffer, window.byteOffset, window.byteLength);
      const room = rowsOf(window) - recordsMost;
      const first = from;
      let row = 0;
      while (from < batch.length && row <= room)
        row += writeCommand(view, row * CommandLayout.size, batch[from++]!);
      return { rows: row, messages: from - first };
    };
  };
  const instruments = Array.from({ length: survey.instruments }, (_, index) => openRules(`I${index}`));
  const extensions = Math.max(16, survey.icebergs);
  const pending = Math.max(16, survey.expiring);
  return { instruments, capacities: { ...capacitiesFor(survey), extensions, pending }, open };
}
