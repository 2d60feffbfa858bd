/**
 * The desk's front door: lives of orders and states of accounts, read from human log and journal.
 */
export { orderLives } from './order-life';
export type { OrderLife, OrderStep, Place, ReportRow } from './order-life';
export { execType, ordStatus } from './order-states';
export type { ExecTypeName, OrdStatusName } from './order-states';
export { accountState } from './positions';
export type { AccountFacts, AccountState, Position } from './positions';
