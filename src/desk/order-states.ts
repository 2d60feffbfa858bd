/**
 * The states of an order in the words and codes of FIX (docs/FORMATS.md §3, "In the words of FIX"): which a report leads
 * to, and which of them end an order. Data and pure functions; knows no engine.
 */

/** OrdStatus (39). `toCome`: a person sent it later than the present; `noAnswer` ends as what the run said nothing to. */
export const ordStatus = {
  pendingNew: { code: 'A', words: 'In flight', isDone: false },
  new: { code: '0', words: 'New', isDone: false },
  partiallyFilled: { code: '1', words: 'Partially filled', isDone: false },
  filled: { code: '2', words: 'Filled', isDone: true },
  canceled: { code: '4', words: 'Canceled', isDone: true },
  pendingCancel: { code: '6', words: 'Cancel in flight', isDone: false },
  rejected: { code: '8', words: 'Rejected', isDone: true },
  expired: { code: 'C', words: 'Expired', isDone: true },
  pendingReplace: { code: 'E', words: 'Replace in flight', isDone: false },
} as const;

export type OrdStatusName = keyof typeof ordStatus;

/** ExecType (150); `orderCancelReject` is a message of its own (35=9). */
export const execType = {
  pendingNew: 'A',
  new: '0',
  trade: 'F',
  canceled: '4',
  expired: 'C',
  replaced: '5',
  rejected: '8',
  triggered: 'L',
  restated: 'D',
  pendingCancel: '6',
  pendingReplace: 'E',
  orderCancelReject: '9',
} as const;

export type ExecTypeName = keyof typeof execType;

/** Reasons that FIX calls the end of an order's time, not somebody's wish. */
const expiries: ReadonlySet<string> = new Set([
  'expired',
  'iocRemainder',
  'fokUnfillable',
  'marketRemainder',
  'minimumUnfillable',
]);

/** What a cancel report means: the end of the order, or of a part of it. */
export function cancelExec(reason: string, isWhole: boolean): ExecTypeName {
  if (!isWhole) return 'restated';
  return expiries.has(reason) ? 'expired' : 'canceled';
}
