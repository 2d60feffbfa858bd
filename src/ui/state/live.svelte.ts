/**
 * Live sources as the page sees them: what this site offers, what the person allowed, what is connected and recorded.
 * The gateway does the talking. Invariant: nothing is connected that was not allowed by name, and what was recorded is
 * given up only when it has become a tape or the person says so.
 */
import type { GatewayClient } from '../../worker/client';
import type { LiveLook, LiveSourceFacts } from '../../worker/gateway-protocol';
import type { Announcer } from './announcer.svelte';
import { save } from './downloads';
import type { Opening } from './opening.svelte';
import type { Recordings } from './recordings.svelte';
import { problemOf, type Problem } from './problem';
import type { Services } from './services';
import type { Shelf } from './shelf';

const CONSENT = 'tapedeck.live.allowed';
const KEYS = 'tapedeck.live.keys';
const LEVELS = 10;
const SHOWN_MS = 150;
const HIDDEN_MS = 1000;

const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];

export class Live {
  isShown = $state(false);
  /** null until they were read */
  sources = $state.raw<readonly LiveSourceFacts[] | null>(null);
  chosenId = $state('');
  symbol = $state('');
  key = $state('');
  /** origins that the person allowed, kept in this browser */
  allowed = $state.raw<readonly string[]>([]);
  look = $state.raw<LiveLook | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** a recording that did not become a tape */
  unread = $state.raw<File | null>(null);
  isBusy = $state(false);
  readonly chosen = $derived(this.sources?.find(({ id }) => id === this.chosenId) ?? null);
  readonly isConnected = $derived(this.look !== null && this.look.state !== 'ended');
  readonly isRecording = $derived((this.look?.recording ?? null) !== null);
  readonly isAllowed = $derived(this.chosen?.origins.every((one) => this.allowed.includes(one)) ?? false);

  readonly #services: Services;
  readonly #opening: Opening;
  readonly #announcer: Announcer;
  readonly #shelf: Shelf;
  readonly #recordings: Recordings;
  #gateway: GatewayClient | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    services: Services,
    opening: Opening,
    announcer: Announcer,
    shelf: Shelf,
    recordings: Recordings,
  ) {
    this.#recordings = recordings;
    this.#services = services;
    this.#opening = opening;
    this.#announcer = announcer;
    this.#shelf = shelf;
    window.addEventListener('beforeunload', (event) => {
      if (this.isRecording) event.preventDefault();
    });
  }

  async show(): Promise<void> {
    this.isShown = true;
    this.#poll();
    if (this.sources !== null) return;
    await this.#do(async () => {
      this.allowed = textsOf(this.#shelf.read(CONSENT));
      this.#gateway ??= await this.#services.startGateway();
      this.sources = await this.#gateway.sources(await this.#services.readJson('live.json'));
      this.choose(this.sources[0]?.id ?? '');
    });
  }

  hide(): void {
    this.isShown = false;
  }

  choose(id: string): void {
    this.chosenId = id;
    this.symbol = this.chosen?.example ?? '';
    this.key = this.#keys()[id] ?? '';
  }

  /** The person said yes to the hosts of the chosen source, by name. */
  allow(): void {
    const added = this.chosen?.origins.filter((one) => !this.allowed.includes(one)) ?? [];
    this.allowed = [...this.allowed, ...added];
    this.#shelf.write(CONSENT, this.allowed);
  }

  /** Takes back what was allowed to the chosen source, its key and its connection. */
  async forget(): Promise<void> {
    const { chosen } = this;
    if (chosen === null) return;
    if (this.look?.sourceId === chosen.id) await this.disconnect();
    this.allowed = this.allowed.filter((one) => !chosen.origins.includes(one));
    this.#shelf.write(CONSENT, this.allowed);
    const { [chosen.id]: _forgotten, ...others } = this.#keys();
    this.#shelf.write(KEYS, others);
    this.key = '';
  }

  connect(): Promise<void> {
    return this.#do(async (gateway) => {
      const { chosen, symbol, key, allowed } = this;
      if (chosen === null) return;
      const { id, adapter, label, socket, rest } = chosen;
      await gateway.connect({ source: { id, adapter, label, socket, rest }, symbol, key }, [...allowed]);
      if (chosen.isKeyNeeded) this.#shelf.write(KEYS, { ...this.#keys(), [id]: key.trim() });
    });
  }

  disconnect(): Promise<void> {
    return this.#do((gateway) => gateway.disconnect());
  }

  record(): Promise<void> {
    return this.#do(async (gateway) => {
      const name = gateway.record((lines) => this.#recordings.keep(lines));
      this.#recordings.begin(name);
      await name;
      this.#announcer.say('Recording');
    });
  }

  /** The recording becomes a tape, is kept and opens; where it cannot, it is offered as a file. */
  async stopAndOpen(): Promise<void> {
    await this.#do(async (gateway) => {
      const recorded = await gateway.stopRecording();
      if (recorded === null) return;
      const file = new File([recorded.content], recorded.name, { type: 'application/x-ndjson' });
      this.unread = file;
      await this.#opening.openFiles([file]);
      if (this.#opening.problem !== null) return;
      this.unread = null;
      this.isShown = false;
      void this.#recordings.settle(file.name);
    });
  }

  saveUnread(): void {
    if (this.unread !== null) save(this.unread.name, this.unread);
  }

  dropUnread(): void {
    this.unread = null;
    void this.#recordings.end();
  }

  dismissProblem(): void {
    this.problem = null;
  }

  #keys(): Record<string, string> {
    const kept = this.#shelf.read(KEYS);
    if (typeof kept !== 'object' || kept === null) return {};
    return Object.fromEntries(Object.entries(kept).filter(([, key]) => typeof key === 'string'));
  }

  async #do(work: (gateway: GatewayClient) => Promise<void>): Promise<void> {
    this.problem = null;
    this.isBusy = true;
    try {
      this.#gateway ??= await this.#services.startGateway();
      await work(this.#gateway);
    } catch (error) {
      this.problem = problemOf(error);
      this.#announcer.say(this.problem.message);
    } finally {
      this.isBusy = false;
      await this.#ask();
      this.#poll();
    }
  }

  async #ask(): Promise<void> {
    const before = this.look?.state;
    const look = (await this.#gateway?.look(LEVELS).catch(() => null)) ?? null;
    this.look = look;
    if (look === null || look.state === before) return;
    if (look.state === 'live') this.#announcer.say(`Live: ${look.symbol}`);
    if (look.state === 'waiting') this.#announcer.say('Connection lost; it will be tried again.');
    if (look.error !== null) this.#announcer.say(look.error.message);
  }

  /** Asks for as long as there is something to see. */
  #poll(): void {
    if (this.#timer !== null) return;
    this.#timer = setTimeout(
      async () => {
        await this.#ask();
        this.#timer = null;
        if (this.isShown || this.isConnected) this.#poll();
      },
      this.isShown ? SHOWN_MS : HIDDEN_MS,
    );
  }
}
