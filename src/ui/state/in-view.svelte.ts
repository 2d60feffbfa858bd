/**
 * Which run and which of its instruments are in view, and how their numbers are to be read. Invariant: what is told here
 * changes when another run or instrument comes into view, not with every frame, so that texts that depend on it rest.
 */
import type { Frame, InstrumentInfo, OpenInfo } from '../../worker/protocol';
import { parseDecimal, priceScale, type Decimal, type PriceScale } from '../app/format';

export class InView {
  info = $state.raw<OpenInfo | null>(null);
  #index = $state(0);
  #endNs = $state.raw<bigint | null>(null);

  readonly instrument: InstrumentInfo | null = $derived(this.info?.instruments[this.#index] ?? null);
  readonly scale: PriceScale = $derived(
    priceScale(this.instrument?.priceUnit ?? '0.01', this.instrument?.unitsPerTick ?? 1),
  );
  readonly lotSize: Decimal = $derived(parseDecimal(this.instrument?.lotSize ?? '1'));

  /** The end moves when somebody acts later than it was. */
  get endNs(): bigint {
    return this.#endNs ?? this.info?.endNs ?? 0n;
  }

  get startNs(): bigint {
    return this.info?.startNs ?? 0n;
  }

  get zone(): string {
    return this.info?.tape?.zone ?? 'UTC';
  }

  protected lookAt({ instrument, endNs }: Frame): void {
    this.#index = instrument;
    this.#endNs = endNs;
  }

  protected lookAway(): void {
    this.info = null;
    this.#index = 0;
    this.#endNs = null;
  }
}
