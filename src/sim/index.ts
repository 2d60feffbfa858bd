/**
 * The sim layer's front door: a run from its start to any place, its results, and what a tape must offer to be played.
 */
export { Run } from './run';
export type { Breathe, StepKind, Stopped } from './run';
export { checkpointEventsFor, type RunOptions } from './run-options';
export { forkBefore } from './fork-before';
export { surveyRun } from './survey';
export { portablePlace, standBeside, takeUp, tapePlaceOf, type TapePlace } from './take-up';
export { findEvent } from './condition/find-event';
export { verifyRun } from './verify';
export type { VerifyOptions, WholeRun } from './verify';
export type { RunResult } from './result';
export { besideNotes, besideTexts } from './beside';
export { textsOfRun, type TextOf } from './run-texts';
export { assumptionsOf } from './assumptions';
export { impactFigures, type ImpactFigures } from './impact-figures';
export { SpeedGovernor, isSpeed } from './speed-governor';
export type { Speed } from './speed-governor';
export { Bars } from './bars';
export type { BarColumns } from './bars';
export { History } from './history';
export { Consolidated } from './consolidated';
export type { ConsolidatedSide } from './consolidated';
export { Invoice } from './invoice';
export type { InvoiceLine } from './invoice';
export { isPrint, printAt } from './print';
export { VolumeProfile } from './volume-profile';
export type { ProfileColumns } from './volume-profile';
export type { Sink } from './sinks';
export { tapePortOf } from './tape-port';
export type { PackedBlock, Packing, TapeInstrument, TapePort } from './tape-port';
