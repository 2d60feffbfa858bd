/**
 * NASDAQ TotalView-ITCH 5.0: the length of every message type, and where its fields begin. Nasdaq, “TotalView-ITCH
 * 5.0 specification”. All integers are big-endian; a stamp is 48 bits of nanoseconds since midnight in New York.
 */
export const messageBytes: Readonly<Record<string, number>> = {
  ...{ S: 12, R: 39, H: 25, Y: 20, L: 26, V: 35, W: 12, K: 28, J: 35, h: 21 },
  ...{ A: 36, F: 40, E: 31, C: 36, X: 23, D: 19, U: 35 },
  ...{ P: 44, Q: 40, B: 19, I: 50, N: 20, O: 48 },
};

/** Offsets behind the type, the locate code, the tracking number and the stamp. */
export const Field = {
  locate: 1,
  stamp: 5,
  reference: 11,
  /** R, H */
  stock: 11,
  state: 19,
  /** A, F, P */
  side: 19,
  shares: 20,
  addStock: 24,
  addPrice: 32,
  /** E, C, X */
  executedShares: 19,
  printable: 31,
  executedPrice: 32,
  /** U */
  newReference: 19,
  newShares: 27,
  newPrice: 31,
  /** Q */
  crossShares: 11,
  crossStock: 19,
  crossPrice: 27,
} as const;

/** Session state by the trading state of H: trading, halted, paused, quotation only. */
export const stateOfLetter: Readonly<Record<string, number>> = { T: 0, H: 1, P: 1, Q: 2 };

export const DAY_NS = 86_400_000_000_000;

export function isMessage(letter: string, length: number): boolean {
  return messageBytes[letter] === length;
}
