/** Where an instrument is among its phases, read from its record while the engine is stopped. */
import { CallLayout as C } from '../layout/layout.gen';

export interface VenueCall {
  /** when the phase ends by itself, chance included; 0n: it does not. Nobody in the market knows the chance. */
  readonly phaseEndNs: bigint;
  /** when the clock's change acts that waits for its random moment; 0n: none waits. Nobody knows it either. */
  readonly waitEndNs: bigint;
  readonly bands: { readonly lowUnits: bigint; readonly highUnits: bigint } | null;
}

export function readVenueCall(memory: DataView, callsBase: number, instrument: number): VenueCall {
  const at = callsBase + instrument * C.size;
  const i64 = (offset: number): bigint => memory.getBigInt64(at + offset, true);
  const hasBands = memory.getUint8(at + C.hasBands) !== 0;
  return {
    phaseEndNs: i64(C.phaseEndNs),
    waitEndNs: i64(C.waitEndNs),
    bands: hasBands ? { lowUnits: i64(C.bandLowUnits), highUnits: i64(C.bandHighUnits) } : null,
  };
}
