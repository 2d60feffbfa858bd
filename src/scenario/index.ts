/**
 * The scenario layer's front door: manifests and command logs, parsed strictly and written canonically.
 * A leaf: it knows the layout and nothing else of the house.
 */
export * from './command';
export type { AgentSpec, CstStageSpec, Span } from './agents';
export * from './manifest';
export * from './canonical';
export { migrateManifest } from './migrations';
export * from './instrument-terms';
export type { Lesson, Question } from './lesson';
export { profitOf, settlementUnits, type Contract, type Money, type PlainTrade } from './profit';
