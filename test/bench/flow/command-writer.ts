/**
 * Command records of docs/MEMORY_MAP.md written one after the other into a buffer of known capacity; the
 * command's place is its time. Knows the layout, not the market.
 */
import { CommandKind, CommandLayout, Tif } from '../../../src/layout/layout.gen';

/** Input of one matching benchmark: whole on both sides before the clock starts. */
export interface Flow {
  readonly name: string;
  readonly commands: Uint8Array;
  readonly count: number;
  /** Leading commands that are played before the clock starts. */
  readonly warmup: number;
  readonly instruments: number;
  /** Upper bound of orders that are live at once. */
  readonly orders: number;
  readonly windowTicks: number;
}

export class CommandWriter {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  count = 0;

  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity * CommandLayout.size);
    this.#view = new DataView(this.bytes.buffer);
  }

  #put(kind: number, id: number, instrument: number): number {
    const at = this.count * CommandLayout.size;
    this.#view.setUint32(at + CommandLayout.tsNs, this.count, true);
    this.#view.setUint32(at + CommandLayout.orderId, id, true);
    this.#view.setUint8(at + CommandLayout.kind, kind);
    this.#view.setUint16(at + CommandLayout.instrument, instrument, true);
    this.count++;
    return at;
  }

  order(id: number, instrument: number, side: number, price: number, lots: number, isIoc: boolean): void {
    const at = this.#put(CommandKind.new, id, instrument);
    this.#view.setUint32(at + CommandLayout.priceUnits, price, true);
    this.#view.setUint32(at + CommandLayout.lots, lots, true);
    this.#view.setUint8(at + CommandLayout.side, side);
    this.#view.setUint8(at + CommandLayout.tif, isIoc ? Tif.IOC : Tif.GTC);
  }

  cancel(id: number, instrument: number): void {
    this.#put(CommandKind.cancel, id, instrument);
  }

  replace(id: number, instrument: number, price: number, lots: number): void {
    const at = this.#put(CommandKind.replace, id, instrument);
    this.#view.setUint32(at + CommandLayout.priceUnits, price, true);
    this.#view.setUint32(at + CommandLayout.lots, lots, true);
  }
}
