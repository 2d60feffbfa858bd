/**
 * Which kinds of reports a run writes: what a manifest may name, and what is on when it does not say. Part of a run's
 * identity, so a preset never changes for a manifest that there is.
 */
import { CommandKind, Rank, ReportKind } from '../layout/layout.gen';
import type { ReportKindName } from '../layout/layout.gen';
import type { Manifest } from './manifest';
import * as shape from './shape';

export const matchedReports: readonly ReportKindName[] = [
  'accepted',
  'rejected',
  'fill',
  'cancelled',
  'replaced',
  'reduced',
  'cancelRejected',
  'reduceRejected',
  'replaceRejected',
];
const agentReports: readonly ReportKindName[] = [...matchedReports, 'touch'];
const tapeReports: readonly ReportKindName[] = [
  'accepted',
  'cancelled',
  'reduced',
  'trade',
  'touch',
  'session',
  'level',
];

/** `triggered` and `restated` are written where `accepted` is, and no manifest names them. */
const unnamed: readonly ReportKindName[] = ['fillTail', 'triggered', 'restated'];
const reportKindNames = (Object.keys(ReportKind) as ReportKindName[]).filter(
  (name) => !unnamed.includes(name),
);
/** Where own orders stand in a tape. */
export const ownReports: readonly ReportKindName[] = [...matchedReports, 'account'];
/** With tapes beside the run, or corporate actions among its commands. */
export const besideReports: readonly ReportKindName[] = [
  'session',
  'account',
  'action',
  'adjusted',
  'news',
  'fact',
];

/** With a headline among its commands. */
export const newsReports: readonly ReportKindName[] = ['news'];

/** With venues that have a name. */
const costReports: readonly ReportKindName[] = ['account', 'fee', 'holding'];

/** With an instrument on several venues. */
const routeReports: readonly ReportKindName[] = ['touch', 'routed'];
/** With scheduled entries. */
const entryReports: readonly ReportKindName[] = ['account', 'holding', 'entry'];
/** With messages that travel. */
const travelReports: readonly ReportKindName[] = ['sent', 'heard'];
/** With a rulebook, or a change of state among the commands. */
export const sessionReports: readonly ReportKindName[] = ['session', 'indicative', 'auction', 'bands'];

/** Kinds that are on when a manifest does not say. */
export const defaultReports = (hasTape: boolean, hasAgents = false): readonly ReportKindName[] =>
  hasTape ? tapeReports : hasAgents ? agentReports : matchedReports;

/** The same for a whole manifest. */
export function presetReports({
  tape,
  instruments,
  agents,
  beside,
  commands,
  venues,
  routing,
  latency,
}: Pick<
  Manifest,
  'tape' | 'instruments' | 'agents' | 'beside' | 'commands' | 'venues' | 'routing' | 'latency'
>): readonly ReportKindName[] {
  const entries = commands.filter(({ kind }) => kind === CommandKind.entry).length;
  const actions = commands.filter(({ rank }) => rank === Rank.corporate).length - entries;
  const hasBeside = beside.length > 0 || actions > 0;
  const takesOrders = tape !== null && instruments.some(({ impact }) => impact !== undefined);
  const hasSessions =
    instruments.some(({ rulebook }) => rulebook !== undefined) ||
    commands.some(({ kind }) => kind === CommandKind.session);
  const hasNews = commands.some(({ kind }) => kind === CommandKind.news);
  const more = [
    ...(hasNews ? newsReports : []),
    ...(takesOrders ? ownReports : []),
    ...(hasBeside ? besideReports : []),
    ...(venues.length > 0 ? costReports : []),
    ...(entries > 0 ? entryReports : []),
    ...(latency.length > 0 ? travelReports : []),
    ...(routing === null ? [] : routeReports),
    ...(hasSessions ? sessionReports : []),
  ];
  const plain = defaultReports(tape !== null, agents.length > 0);
  return more.length === 0 ? plain : withReports(plain, more);
}

/** Both together, in the order of their numbers. */
export const withReports = (
  reports: readonly ReportKindName[],
  more: readonly ReportKindName[],
): readonly ReportKindName[] =>
  reportKindNames.filter((name) => reports.includes(name) || more.includes(name));

/** In the order of their codes and without repeats, so that two spellings of one set have one hash. */
export function readReports(json: unknown): ReportKindName[] {
  const named = shape
    .readArray(json, 'reports', 64)
    .map((entry, index) => shape.readOneOf(entry, `reports[${index}]`, reportKindNames));
  return reportKindNames.filter((name) => named.includes(name));
}
