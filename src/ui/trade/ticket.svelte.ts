/**
 * The order ticket: what a person has filled in, the commands that it makes, why they cannot be sent yet, and what they
 * would do here, as the cell played it. Invariant: what is shown as a preview belongs to the commands that are shown.
 */
import { untrack } from 'svelte';
import type { OrderTypeName, TermFlagName, TifName } from '../../layout/layout.gen';
import { typeRules } from '../../layout/order-rules';
import { isBeside, refusalIn, type BookKind } from '../../layout/own-order-rules';
import { moneyUnits } from '../../scenario/person';
import type { CommandJson, PreviewJson } from '../../worker/desk-protocol';
import { formatPrice, parseClock } from '../app/format';
import { sessionWords } from '../state/session-words';
import type { Desk } from './desk.svelte';
import { rejectWords } from './order-words';
import { unitsOf } from './price-text';
import { flagOffers, mended, stateOf, tifOffers, typeOffers, type Chosen } from './legal';

export const presets = [1, 10, 100, 500, 1000] as const;

/** A preview, and what it was asked about: commands and book as text. */
interface Answered {
  readonly key: string;
  readonly preview: PreviewJson | null;
}

export class Ticket {
  side = $state<'buy' | 'sell'>('buy');
  type = $state<OrderTypeName>('limit');
  tif = $state<TifName>('GTC');
  lots = $state(100);
  price = $state('');
  trigger = $state('');
  triggerBy = $state<'last' | 'bidAsk' | 'mid'>('last');
  trail = $state(5);
  trailIn = $state<'ticks' | 'basisPoints'>('ticks');
  /** ticks from the trigger to the limit */
  limitOffset = $state(2);
  protection = $state(5);
  peg = $state<'primary' | 'mid' | 'market'>('primary');
  offset = $state(0);
  expires = $state('');
  flags = $state.raw<readonly TermFlagName[]>([]);
  display = $state(10);
  minimum = $state(10);
  /** the order that this one cancels when it fills, and the other way round */
  oco = $state('');
  /** with a target and a stop behind it, so many ticks away; 0: without */
  targetTicks = $state(0);
  stopTicks = $state(0);
  #answer = $state.raw<Answered | null>(null);
  /** the ticket is in view: only then the cell is asked what it would do */
  isShown = $state(false);
  readonly #desk: Desk;
  /** asked while an answer was on its way: the question is put again */
  #isAsking = false;
  #isStale = false;

  constructor(desk: Desk) {
    this.#desk = desk;
    $effect.root(() => {
      $effect(() => {
        const { deck } = desk.page;
        // The orders count too: what rests already changes what the next one does.
        void [deck.slow, desk.orders, this.#key, this.isShown, this.refusal];
        untrack(() => void this.#ask());
      });
      // What another book does not take is taken away.
      $effect(() => {
        void this.#kind;
        untrack(() => this.#mend(this.chosen));
      });
    });
  }

  readonly state = $derived.by(() => stateOf(this.#deck.slow?.session ?? 0));
  readonly chosen: Chosen = $derived({ type: this.type, tif: this.tif, flags: this.flags });
  readonly types = $derived(typeOffers(this.state, this.#kind));
  readonly tifs = $derived(tifOffers(this.chosen, this.state, this.#kind));
  readonly flagList = $derived(flagOffers(this.chosen, this.state, this.#kind));
  readonly rule = $derived(typeRules.find(({ type }) => type === this.type)!);
  readonly hasPrice = $derived(this.rule.price !== 'none');

  get #kind(): BookKind {
    return this.#desk.tape.kind;
  }

  /** Orders that wait for another one are terms of a book that matches. */
  readonly hasLinks = $derived(!isBeside(this.#kind));

  /** Of the very commands that the ticket makes now. */
  get preview(): PreviewJson | null {
    return this.#answer?.key === this.#key ? this.#answer.preview : null;
  }

  get #deck(): Desk['page']['deck'] {
    return this.#desk.page.deck;
  }

  /** Best price of a side, as text for the field. */
  touch(side: 'bid' | 'ask'): string {
    const frame = this.#deck.slow;
    const level = side === 'bid' ? frame?.bids[0] : frame?.asks[0];
    return level === undefined ? '' : this.plain(level.priceUnits);
  }

  /** A price as the field takes it: no grouping, a point. */
  plain(units: bigint): string {
    const { unit, decimals } = this.#deck.scale;
    const value = units * unit.mantissa;
    const digits = (value < 0n ? -value : value).toString().padStart(unit.decimals + 1, '0');
    const whole = digits.slice(0, digits.length - unit.decimals);
    let part = digits.slice(digits.length - unit.decimals);
    while (part.length > decimals && part.endsWith('0')) part = part.slice(0, -1);
    return `${value < 0n ? '-' : ''}${whole}${part === '' ? '' : `.${part}`}`;
  }

  priceText(units: bigint): string {
    return formatPrice(units, this.#deck.scale);
  }

  units(text: string): bigint | null {
    return unitsOf(text, this.#deck.scale.unit);
  }

  setType(type: OrderTypeName): void {
    this.#mend({ ...this.chosen, type });
    if (this.hasPrice && this.price === '' && this.rule.price === 'limit') this.join();
    if (this.rule.waits && this.trigger === '' && this.rule.trails === undefined)
      this.trigger = this.touch(this.side === 'buy' ? 'ask' : 'bid');
  }

  setTif(tif: TifName): void {
    this.#mend({ ...this.chosen, tif });
  }

  setFlag(flag: TermFlagName, isOn: boolean): void {
    const others = this.flags.filter((one) => one !== flag);
    this.flags = isOn ? [...others, flag] : others;
  }

  /** At the touch of the own side, behind who is there. */
  join(): void {
    this.price = this.touch(this.side === 'buy' ? 'bid' : 'ask');
  }

  step(ticks: number): void {
    const at = this.units(this.price);
    if (at !== null) this.price = this.plain(at + BigInt(ticks) * BigInt(this.#deck.scale.unitsPerTick));
  }

  /** What a click on a price of the ladder asks for. */
  fill(side: 'buy' | 'sell', units: bigint, isStop: boolean): void {
    this.side = side;
    if (isStop) {
      this.#mend({ ...this.chosen, type: 'stop' });
      this.trigger = this.plain(units);
      return;
    }
    if (this.rule.price === 'none' || this.rule.waits) this.#mend({ ...this.chosen, type: 'limit' });
    this.price = this.plain(units);
  }

  /** What is still missing, in words; null when the ticket can be sent. */
  get refusal(): string | null {
    if (!Number.isInteger(this.lots) || this.lots < 1) return 'The quantity must be a whole number of lots.';
    if (this.rule.price === 'limit' && this.units(this.price) === null)
      return 'The price is not on the grid of prices.';
    if (this.rule.price === 'cap' && this.price.trim() !== '' && this.units(this.price) === null)
      return 'The cap is not on the grid of prices.';
    const needsTrigger = this.rule.waits && (this.rule.trails === undefined || this.trigger.trim() !== '');
    if (needsTrigger && this.units(this.trigger) === null) return 'The trigger is not on the grid of prices.';
    const refused = refusalIn(this.#kind, this.type, this.tif, this.state, this.flags);
    if (refused === 'notTradingNow')
      return `${sessionWords(this.#deck.slow?.session ?? 0).title}: the venue takes no such order now.`;
    if (refused !== null) return `Refused: ${rejectWords.get(refused) ?? refused}.`;
    if (this.tif === 'GTD' && this.#expiryNs === null) return 'Give the time at which it ends, as 10:15:00.';
    return null;
  }

  /** Children before their parent, as a bracket is sent. */
  readonly commands: readonly CommandJson[] = $derived.by(() => {
    const hasTarget = this.hasLinks && this.targetTicks > 0;
    const hasStop = this.hasLinks && this.stopTicks > 0;
    const count = Number(hasTarget) + Number(hasStop);
    const parent = this.#parent(this.#desk.nextId(count));
    return count === 0 ? [parent] : [...this.#children(parent, hasTarget, hasStop), parent];
  });

  readonly #key = $derived.by(() => JSON.stringify([this.commands, this.#desk.tape.firstManifest]));

  get #expiryNs(): bigint | null {
    return parseClock(this.expires, this.#deck.nowNs, this.#deck.zone);
  }

  #mend(chosen: Chosen): void {
    const { type, tif, flags } = mended(chosen, this.state, this.#kind);
    this.type = type;
    this.tif = tif;
    this.flags = flags;
  }

  #parent(id: string): CommandJson {
    const { type, tif, rule } = this;
    const price = this.hasPrice ? this.units(this.price) : null;
    const trigger = rule.waits ? this.units(this.trigger) : null;
    const has = (flag: TermFlagName): boolean => this.flags.includes(flag);
    const instrument = this.#deck.frame?.instrument ?? 0;
    return {
      op: 'new',
      id,
      account: this.#desk.accountId,
      side: this.side,
      lots: this.lots,
      ...(instrument === 0 ? {} : { instrument }),
      ...(type === 'limit' ? {} : { type }),
      ...(tif === 'GTC' ? {} : { tif }),
      ...(price === null ? {} : { price: price.toString() }),
      ...(trigger === null ? {} : { trigger: trigger.toString() }),
      ...(rule.waits && this.triggerBy !== 'last' ? { triggerBy: this.triggerBy } : {}),
      ...(rule.trails === undefined ? {} : { trail: this.trail, trailIn: this.trailIn }),
      ...(rule.trails === 'limit' ? { limitOffset: this.limitOffset } : {}),
      ...(type === 'marketProtected' ? { protection: this.protection } : {}),
      ...(type === 'pegged' ? { peg: this.peg, ...(this.offset === 0 ? {} : { offset: this.offset }) } : {}),
      ...(tif === 'GTD' ? { expires: (this.#expiryNs ?? 0n).toString() } : {}),
      ...(has('iceberg') ? { display: this.display } : {}),
      ...(has('minimum') ? { minimum: this.minimum } : {}),
      ...(has('postOnly') ? { postOnly: true } : {}),
      ...(has('slide') ? { slide: true } : {}),
      ...(has('hidden') ? { hidden: true } : {}),
      ...(has('allOrNone') ? { allOrNone: true } : {}),
      ...(has('reduceOnly') ? { reduceOnly: true } : {}),
      ...(this.oco === '' || !this.hasLinks ? {} : { oco: this.oco }),
    };
  }

  /** A target and a stop on the other side of the price, one for all lots that the parent fills. */
  #children(parent: CommandJson, hasTarget: boolean, hasStop: boolean): CommandJson[] {
    const isBuy = this.side === 'buy';
    const base = this.units(this.price) ?? this.units(this.touch(isBuy ? 'ask' : 'bid')) ?? 0n;
    const away = (ticks: number, isUp: boolean): string =>
      (base + BigInt(isUp ? ticks : -ticks) * BigInt(this.#deck.scale.unitsPerTick)).toString();
    const { id: after, account, lots, instrument } = parent;
    const shared: Omit<CommandJson, 'id'> = {
      op: 'new',
      side: isBuy ? 'sell' : 'buy',
      after,
      ...(lots === undefined ? {} : { lots }),
      ...(account === undefined ? {} : { account }),
      ...(instrument === undefined ? {} : { instrument }),
    };
    const target = { ...shared, id: this.#desk.nextId(0), price: away(this.targetTicks, isBuy) };
    const stop = {
      ...shared,
      id: this.#desk.nextId(hasTarget ? 1 : 0),
      type: 'stop',
      trigger: away(this.stopTicks, !isBuy),
      ...(hasTarget ? { ouo: target.id } : {}),
    };
    return [...(hasTarget ? [target] : []), ...(hasStop ? [stop] : [])];
  }

  /** Another run: its prices are others. */
  forget(): void {
    this.price = '';
    this.trigger = '';
    this.oco = '';
    this.#mend(this.chosen);
  }

  async send(): Promise<boolean> {
    if (this.refusal !== null) return false;
    const isSent = await this.#desk.send(this.commands);
    if (isSent) this.oco = '';
    return isSent;
  }

  /** One question at a time: a moment that comes meanwhile is asked about next, the last of several alone. */
  async #ask(): Promise<void> {
    this.#isStale = this.#isAsking;
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      this.#answer = await this.#played();
    } finally {
      this.#isAsking = false;
    }
    if (this.#isStale) await this.#ask();
  }

  async #played(): Promise<Answered | null> {
    const { deck } = this.#desk.page;
    const isAsked = this.isShown && this.refusal === null && deck.phase === 'ready' && deck.lost === null;
    if (!isAsked) return null;
    const { commands } = this;
    const key = this.#key;
    const { firstManifest: manifest } = this.#desk.tape;
    const steps = deck.info?.instruments[0];
    const needsCash = manifest === null && !this.#desk.hasAccount && steps !== undefined;
    const cash = needsCash ? moneyUnits(1_000_000n, steps).toString() : null;
    const account = this.#desk.accountId;
    const request = { type: 'preview', account, cash, manifest, commands } as const;
    const preview = await deck.ask(request, { timeoutMs: 0 }).catch(() => null);
    return { key, preview };
  }
}
