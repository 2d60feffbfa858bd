/**
 * The person's orders and account as the cell tells them, and everything a person can do with them. It asks the cell and
 * holds no truth of its own. Invariants: all commands go through `send`, which asks first when the person has orders
 * later than now; nothing is sent from ladder or keys unless armed.
 */
import { untrack } from 'svelte';
import { parseCommandLog, type Manifest } from '../../scenario';
import { nextPersonId, takesPerson, withPerson } from '../../scenario/person';
import { shockCommands, standingAt, withShockReports, type Shock } from '../../scenario/shocks';
import type {
  AccountState,
  ActJson,
  CommandJson,
  DeskJson,
  MarkBy,
  OrderLife,
  WhatIfRow,
  WorkingRow,
} from '../../worker/desk-protocol';
import type { SessionStateName } from '../../layout/layout.gen';
import type { Page } from '../app/page';
import { problemOf, type Problem } from '../state/problem';
import type { QuickAct } from '../state/trading.svelte';
import { formatSize } from '../app/format';
import { actWords, answerWords, type Wording } from './order-words';
import { Accounts } from './accounts.svelte';
import { LadderDesk } from './ladder-desk.svelte';
import { RunChanges } from './run-changes';
import { ownFills } from './own-fills';
import type { OwnFill } from '../panels/scrubber-marks';
import { TapeBook } from './tape-book.svelte';
import { Ticket } from './ticket.svelte';

const isOwnOrder = (command: ActJson): boolean =>
  command.op !== 'session' &&
  command.op !== 'news' &&
  command.op !== 'agentChange' &&
  command.source !== 'intervention';

type PastAnswer = 'branch' | 'replace' | null;

/** A person acts earlier than they already did: what they want to send, and who waits for the answer. */
export interface PastQuestion {
  readonly laterCount: number;
  readonly words: string;
  readonly atNs: bigint;
  answer(choice: PastAnswer): void;
}

export class Desk {
  #told = $state.raw<readonly OrderLife[]>([]);
  working = $state.raw<readonly WorkingRow[]>([]);
  account = $state.raw<AccountState | null>(null);
  laterCount = $state(0);
  mark = $state<MarkBy>('mid');
  /** ladder and keys send at once */
  isArmed = $state(false);
  isSending = $state(false);
  problem = $state.raw<Problem | null>(null);
  question = $state.raw<PastQuestion | null>(null);
  /** the rules are shown, with this code marked; empty: none */
  rule = $state<string | null>(null);
  /** the order whose post-mortem is open */
  examined = $state.raw<OrderLife | null>(null);
  /** what is compared under every policy and model: one order, or all */
  compared = $state.raw<{ readonly life: OrderLife | null } | null>(null);
  isInvoiceOpen = $state(false);
  readonly page: Page;
  readonly ticket: Ticket;
  readonly ladder: LadderDesk;
  readonly tape: TapeBook;
  readonly #runs: RunChanges;
  readonly accounts: Accounts;
  #key: string | null = null;
  #isAsking = false;
  #isStale = false;

  constructor(page: Page) {
    this.page = page;
    this.#runs = new RunChanges(page, () => {
      this.#key = null;
      return this.refresh();
    });
    this.accounts = new Accounts(page, () => void this.refresh());
    this.tape = new TapeBook(this);
    this.ticket = new Ticket(this);
    this.ladder = new LadderDesk(this);
    $effect.root(() => {
      $effect(() => {
        void page.deck.slow;
        void this.mark;
        untrack(() => void this.refresh());
      });
      // Another run: nothing of the last one's desk stays, and nobody is armed by accident.
      $effect(() => {
        void page.deck.openedCount;
        untrack(() => this.#forget());
      });
    });
  }

  get accountId(): number {
    return this.accounts.id;
  }

  readonly orders: readonly OrderLife[] = $derived.by(() => this.accounts.of(this.#told));

  get hasAccount(): boolean {
    return (this.page.deck.source?.manifest.accounts.length ?? 0) > 0;
  }

  /** Until then the first order makes it so. */
  get takesOrders(): boolean {
    const manifest = this.page.deck.source?.manifest;
    return manifest !== undefined && takesPerson(manifest);
  }

  /** Own orders meet a tape here, in one of several ways. */
  get hasWays(): boolean {
    return this.takesOrders && this.page.deck.source?.tape !== null;
  }

  /** Those that are not done, of the instrument in view or of all. */
  get live(): readonly OrderLife[] {
    return this.orders.filter(({ place }) => place !== 'done' && place !== 'toCome');
  }

  /** For marks beside the run. */
  readonly fills: readonly OwnFill[] = $derived.by(() =>
    ownFills(
      this.orders,
      (units) => this.priceText(units),
      (lots) => this.sizeText(lots),
    ),
  );

  aheadOf({ instrument, id }: OrderLife): bigint | null {
    return this.working.find((row) => row.id === id && row.instrument === instrument)?.aheadLots ?? null;
  }

  /** Whether it stands at a price that the tape does not show. */
  isBeyond({ instrument, id }: OrderLife): boolean {
    return this.working.some(
      (row) => row.id === id && row.instrument === instrument && row.aheadLots === null,
    );
  }

  positionOf(instrument: number): bigint {
    return this.account?.positions.find((row) => row.instrument === instrument)?.lots ?? 0n;
  }

  async refresh(): Promise<void> {
    const { deck } = this.page;
    if (deck.phase !== 'ready' || deck.lost !== null) return;
    if (this.#isAsking) {
      this.#isStale = true;
      return;
    }
    const { openedCount } = deck;
    const { accountId: account } = this;
    this.#isAsking = true;
    const request = { type: 'desk', account, mark: this.mark, have: this.#key } as const;
    try {
      const told = await deck.ask(request);
      if (openedCount === deck.openedCount && account === this.accountId) this.#take(told);
    } catch (error) {
      if (openedCount === deck.openedCount) deck.fail(error);
    } finally {
      this.#isAsking = false;
    }
    if (!this.#isStale) return;
    this.#isStale = false;
    await this.refresh();
  }

  /** All of one moment. False when the person took it back, or the run refused to go on. */
  async send(commands: readonly ActJson[]): Promise<boolean> {
    const { deck, keeper, announcer } = this.page;
    if (commands.length === 0 || this.isSending || deck.phase !== 'ready') return false;
    this.isSending = true;
    this.problem = null;
    try {
      if (!(await this.#settlePast(commands))) return false;
      // Whoever only changes the session or the market needs no account.
      const isOrder = commands.some(isOwnOrder);
      if (!(await this.#prepare(commands, isOrder))) return false;
      const { humanLog, commands: entries } = await deck.ask({ type: 'act', commands });
      this.#runs.follow(
        { ...this.#runs.source, humanLog: parseCommandLog(humanLog, 'humanLog', humanLog.length) },
        true,
      );
      deck.refresh();
      await this.refresh();
      if (isOrder) announcer.say(answerWords(entries, this.orders, this.wording));
      void keeper.keep();
      return true;
    } catch (error) {
      this.problem = problemOf(error);
      announcer.say(this.problem.message);
      return false;
    } finally {
      this.isSending = false;
    }
  }

  nextId(offset = 0): string {
    return (nextPersonId(this.page.deck.source?.humanLog ?? []) + BigInt(offset)).toString();
  }

  cancel(lives: readonly OrderLife[]): Promise<boolean> {
    return this.send(lives.map(({ id, instrument }) => ({ op: 'cancel', id, instrument })));
  }

  replace({ id, instrument }: OrderLife, price: string, lots: number): Promise<boolean> {
    return this.send([{ op: 'replace', id, instrument, price, lots }]);
  }

  /** Orders of the instrument in view, cancels first, so that nothing of them fills meanwhile. */
  quickCommands(act: QuickAct, side: 'buy' | 'sell' | null = null): CommandJson[] {
    const instrument = this.page.deck.frame?.instrument ?? 0;
    const cancels = this.live
      .filter((life) => life.instrument === instrument && (side === null || life.side === side))
      .map(({ id }): CommandJson => ({ op: 'cancel', id, instrument }));
    if (act === 'cancelAll') return cancels;
    const position = this.positionOf(instrument);
    if (position === 0n) return act === 'flatten' ? cancels : [];
    const size = Number(position < 0n ? -position : position);
    const lots = act === 'reverse' ? size * 2 : size;
    const closing = position > 0n ? ('sell' as const) : ('buy' as const);
    const shared = { op: 'new', id: this.nextId(), instrument, account: this.accountId } as const;
    return [...cancels, { ...shared, side: closing, type: 'market', tif: 'IOC', lots }];
  }

  /** By key: only when armed. */
  async quick(act: QuickAct): Promise<void> {
    if (this.isArmed) await this.doQuick(act);
    else this.page.announcer.say('Not armed: nothing was sent. Arm the ladder and the keys in the ticket.');
  }

  async doQuick(act: QuickAct, side: 'buy' | 'sell' | null = null): Promise<void> {
    const commands = this.quickCommands(act, side);
    if (commands.length > 0) await this.send(commands);
    else this.page.announcer.say('Nothing to do: no position and no working order.');
  }

  /** A supervisor's hand: the state of the instrument in view changes now. Only when armed. */
  async supervise(state: SessionStateName): Promise<boolean> {
    const instrument = this.page.deck.frame?.instrument ?? 0;
    if (!this.isArmed) return false;
    return this.send([{ op: 'session', instrument, state, source: 'intervention' }]);
  }

  /** Something happens to the instrument in view that is no order of the person. Only when armed. */
  async shock(shock: Shock): Promise<boolean> {
    const { deck } = this.page;
    if (!this.isArmed || deck.source === null) return false;
    const commands = shockCommands(shock, deck.frame?.instrument ?? 0, deck.source.humanLog);
    return this.send(commands as unknown as readonly ActJson[]);
  }

  setArmed(isArmed: boolean): void {
    if (this.isArmed === isArmed) return;
    this.isArmed = isArmed;
    const words = isArmed ? 'Armed: a click in the ladder sends an order.' : 'Disarmed.';
    this.page.announcer.say(words);
  }

  /** The same log in another run: beside this one where a change is named, else in its place. */
  async rerun(manifest: Manifest, change: string | null): Promise<boolean> {
    const { deck } = this.page;
    try {
      if (deck.isPlaying) await deck.pause();
      return change === null
        ? await this.#runs.rewrite({ ...this.#runs.source, manifest }, false)
        : await this.#runs.branch(this.#runs.source.humanLog, change, manifest);
    } catch (error) {
      this.problem = problemOf(error);
      return false;
    }
  }

  /** A what-if as a run of its own, at the place where this one stands. */
  async openBranch({ humanLog }: WhatIfRow, change: string): Promise<void> {
    this.examined = null;
    const log = parseCommandLog(humanLog, 'humanLog', humanLog.length);
    await this.#runs.branch(log, change).catch((error: unknown) => {
      this.problem = problemOf(error);
    });
  }

  /** How steps are told here. */
  get wording(): Wording {
    const { instruments = [] } = this.page.deck.info ?? {};
    return {
      priceText: (units) => this.priceText(units),
      sizeText: (lots) => (this.hasWholeLots ? String(lots) : this.sizeText(lots)),
      book: this.tape.kind,
      venueName: (at) => instruments[at]?.venue || `instrument ${at}`,
    };
  }

  /** A lot is one of what is traded, so a count of lots is a size. */
  get hasWholeLots(): boolean {
    const { mantissa, decimals } = this.page.deck.lotSize;
    return mantissa === 1n && decimals === 0;
  }

  /** In the unit that book and trades are shown in. */
  sizeText(lots: number | bigint): string {
    const isCount = typeof lots === 'bigint' || Number.isSafeInteger(lots);
    return isCount ? formatSize(lots, this.page.deck.lotSize) : '–';
  }

  priceText(units: string): string {
    return this.ticket.priceText(BigInt(units));
  }

  /** Later commands of the person are kept in a run of their own, or give way. False when the person took it back. */
  async #settlePast(commands: readonly ActJson[]): Promise<boolean> {
    if (this.laterCount === 0) return true;
    const { deck } = this.page;
    if (deck.isPlaying) await deck.pause();
    await this.refresh();
    if (this.laterCount === 0) return true;
    const atNs = deck.nowNs;
    const words = actWords(commands, (units) => this.priceText(units));
    const choice = await new Promise<PastAnswer>((answer) => {
      this.question = { laterCount: this.laterCount, words, atNs, answer };
    });
    this.question = null;
    if (choice === null) return false;
    const humanLog = standingAt(this.#runs.source.humanLog, atNs);
    if (choice === 'branch') return this.#runs.branch(humanLog, words);
    return this.#runs.rewrite({ ...this.#runs.source, humanLog }, true);
  }

  /** The first order of a run opens the account, the first halt or headline is also reported; until then the run is what it was. */
  async #prepare(commands: readonly ActJson[], isOrder: boolean): Promise<boolean> {
    const { deck } = this.page;
    const { instruments = [] } = deck.info ?? {};
    const source = this.#runs.source;
    const owned = isOrder ? withPerson(source.manifest, instruments, this.tape.impact) : source.manifest;
    const manifest = withShockReports(
      owned,
      commands.map(({ op }) => op),
    );
    if (manifest === source.manifest) return true;
    const wasPlaying = deck.isPlaying;
    const isOpen = await this.#runs.rewrite({ ...source, manifest }, false);
    if (isOpen && wasPlaying) await deck.play();
    return isOpen;
  }

  #take(told: DeskJson): void {
    this.#key = told.key;
    if (told.orders !== null) this.#told = told.orders;
    this.working = told.working;
    this.account = told.account;
    this.laterCount = told.laterCount;
  }

  #forget(): void {
    this.#key = null;
    this.#told = [];
    this.accounts.forget();
    this.working = [];
    this.account = null;
    this.laterCount = 0;
    this.isArmed = false;
    this.problem = null;
    this.examined = null;
    this.compared = null;
    this.isInvoiceOpen = false;
    this.rule = null;
    this.question?.answer(null);
    this.question = null;
    this.tape.forget();
    this.ticket.forget();
  }
}
