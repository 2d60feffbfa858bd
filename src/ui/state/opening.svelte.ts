/**
 * How runs get into the page: the samples of this site, files, and links. One job at a time, with progress and
 * cancel; a file or link that is refused leaves the run in view alone.
 */
import { parseManifest } from '../../scenario';
import type { Opened, Refusal, SharedRun } from '../../share';
import type { Library } from '../../worker/client';
import type { Answer, CoveragePart, StoredTape } from '../../worker/protocol';
import type { Announcer } from './announcer.svelte';
import type { Deck } from './deck.svelte';
import { problemOf } from './problem';
import { readAddress } from './address';
import { findTape, findTapes, type Finders, type TapeReference } from './find-tape';
import { Importing } from './importing.svelte';
import { OneJob, type JobOptions } from './one-job.svelte';
import type { KeptWay, Landing, LinkSummary, Wanted } from './opening-kinds';
import { joined, plainSource, plainSpeed, standsBeside, tapeFacts, type RunSource } from './run-source';
import type { Sample, ScenarioLink, Services } from './services';
import { SavedMappings } from './saved-mappings';
import { browserShelf } from './shelf';
import type { Shelf } from './shelf.svelte';
import type { Verification } from './verification.svelte';

export class Opening extends OneJob {
  samples = $state.raw<readonly Sample[]>([]);
  wanted = $state.raw<Wanted | null>(null);
  link = $state.raw<LinkSummary | null>(null);
  /** the gallery of samples is in view */
  isGalleryOpen = $state(false);
  /** what the page opens by itself has been opened, or could not be */
  hasBegun = $state(false);
  /** counts what was opened or tried */
  turn = 0;

  readonly importing: Importing;

  readonly #services: Services;
  readonly #deck: Deck;
  readonly #verification: Verification;
  readonly #announcer: Announcer;
  /** settles when the tapes that came in last are kept, or cannot be */
  lastKept: Promise<unknown> = Promise.resolve();
  readonly #shelf: Shelf;
  #library: Library | null = null;
  #samplesRead: Promise<void> = Promise.resolve();

  constructor(
    services: Services,
    deck: Deck,
    verification: Verification,
    announcer: Announcer,
    shelf: Shelf,
  ) {
    super(announcer);
    this.#services = services;
    this.#shelf = shelf;
    this.#deck = deck;
    this.#verification = verification;
    this.#announcer = announcer;
    this.importing = new Importing(
      {
        library: () => this.library,
        run: (title, work) => this.#run(title, work),
        accept: (tapes, title, options) => this.#accept(tapes, title, options),
      },
      new SavedMappings(browserShelf),
    );
  }

  /** The first thing the page does: the link in its address, else the run left last, else the first sample, playing. */
  async begin(fragment: string, comeBack: (isLink: boolean) => Promise<boolean>): Promise<void> {
    this.#samplesRead = this.#loadSamples();
    const isLink = fragment.length > 1;
    if (isLink) await this.openLink(fragment);
    const isAsked = await comeBack(isLink);
    await this.#samplesRead;
    const first = this.samples[0];
    if (this.#deck.phase === 'empty' && this.job === null && this.wanted === null && first !== undefined) {
      const refused = this.problem;
      const verdict = this.#verification.verdict;
      await this.openSample(first, !isAsked);
      if (refused !== null) this.problem = refused;
      if (verdict.kind === 'cannotVerify') this.#verification.cannot(verdict.reason, verdict.message);
    }
    this.hasBegun = true;
  }

  scenarios(): Promise<readonly ScenarioLink[]> {
    return this.#services.readScenarios();
  }

  /** A sample begins where there is something to see, at the pace at which it is worth watching. */
  openSample(sample: Sample, isPlaying = true): Promise<void> {
    return this.#run(sample.title, async (options) => {
      const source = await this.#sourceOf(sample, options);
      options.signal.throwIfAborted();
      const { manifest, tape } = source;
      const startNs = tape === null ? manifest.span?.startNs : BigInt(tapeFacts(tape).firstTsNs);
      const place = {
        positionNs: (startNs ?? 0n) + BigInt(Math.round(sample.t * 1e9)),
        speed: sample.speed,
        bookmarks: [],
        loop: null,
      };
      await this.#show(source, place, isPlaying);
    });
  }

  async #sourceOf(sample: Sample, options: JobOptions): Promise<RunSource> {
    if (sample.kind === 'run') {
      const manifest = parseManifest(await this.#services.readJson(sample.path));
      return { title: sample.title, manifest, humanLog: [], tape: null };
    }
    const tape = await this.library.loadTape(sample.path, options);
    return plainSource(tape, sample.path, sample.title);
  }

  /** Null where the file does not tell it. */
  coverage(tape: StoredTape): Promise<readonly CoveragePart[] | null> {
    return this.library.coverage(tape).catch(() => null);
  }

  /** Files that were dropped or chosen: a run file, a tape folder's two files, or foreign data to import. */
  openFiles(files: readonly File[]): Promise<void> {
    const first = files[0];
    if (first === undefined) return Promise.resolve();
    const title = files.map((file) => file.name).join(', ');
    return this.#run(title, async (options) => {
      if (first.name.endsWith('.tapedeck')) {
        const { decodeRunFile } = await import('../../share/run-file');
        return this.#showShared(decodeRunFile(await first.text()), options);
      }
      const tapes = await this.readTapes(files, options);
      await this.#accept(tapes, title, options);
    });
  }

  /** The dialog with nothing in it yet. */
  startImport(): void {
    this.problem = null;
    this.importing.show();
  }

  /** A file or a tape's folder of this site, by its address. */
  openAddress(text: string): Promise<void> {
    return this.#run(text, async (options) => {
      const address = readAddress(text);
      const library = this.library;
      if (address.folder !== null) {
        const tape = await library.loadTape(address.folder, options);
        this.importing.close();
        return this.#showTapes([tape], null, true, address.folder);
      }
      const blob = await library.fetchFile(address.file, options);
      const tapes = await this.readTapes([new File([blob], address.name)], options);
      if (tapes.length > 0) this.importing.close();
      await this.#accept(tapes, address.name, options);
    });
  }

  /** Tapes that came in are kept; the first is shown, or is the one that a link waits for. */
  async #accept(tapes: readonly StoredTape[], title: string, options: JobOptions): Promise<void> {
    this.lastKept = Promise.all(tapes.map((tape) => this.#shelf.keep(tape)));
    const { wanted } = this;
    const tape = tapes.find(({ hash }) => hash === wanted?.hash) ?? tapes[0];
    if (tape === undefined) return;
    if (tapes.length > 1) this.#announcer.say(`${tapes.length} tapes were made. All are under Storage.`);
    if (wanted === null) return this.#showTapes(tapes);
    if (wanted.hash !== '' && tape.hash !== wanted.hash) {
      const because = `“${title}” is another tape: its hash is ${tape.hash.slice(0, 16)}….`;
      this.wanted = { ...wanted, because };
      this.#verification.cannot('tapeOther', because, wanted.run.claim);
      return;
    }
    this.wanted = null;
    await this.#showWith(wanted.run, standsBeside(tape) ? null : tape, options);
  }

  /** A tape with prices is a run; those that stand beside one join it, or the run in view, which stays where it is. */
  async #showTapes(
    tapes: readonly StoredTape[],
    place: Landing | null = null,
    isPlaying = true,
    url = '',
  ): Promise<void> {
    const own =
      tapes.find((tape) => !standsBeside(tape)) ?? (this.#deck.source === null ? tapes[0] : undefined);
    const before = own === undefined ? this.#deck.source : plainSource(own, url);
    if (before === null) return;
    const source = tapes.filter((tape) => tape !== own && standsBeside(tape)).reduce(joined, before);
    if (own !== undefined) return this.#show(source, place, isPlaying);
    // Bookmarks name events by number, and those are others now: they stay with the run as it was.
    const here = { positionNs: this.#deck.nowNs, speed: this.#deck.speed, bookmarks: [], loop: null };
    const wasPlaying = this.#deck.isPlaying;
    await this.#show(source, here, wasPlaying).catch(async (error: unknown) => {
      await this.#show(before, here, wasPlaying);
      throw error;
    });
  }

  /** A tape that this browser keeps. */
  openTape(hash: string, name: string): Promise<void> {
    return this.#run(name, async () => {
      const tape = await this.#shelf.find(hash);
      if (tape !== null) return this.#showTapes([tape]);
      await this.#shelf.refresh();
    });
  }

  /** A tape in hand: at its start and playing, or at a time and still. */
  openStored(tape: StoredTape, atNs: bigint | null = null): Promise<void> {
    const place = atNs === null ? null : { positionNs: atNs, speed: 1 as const, bookmarks: [], loop: null };
    return this.#run(tapeFacts(tape).name, () => this.#showTapes([tape], place, atNs === null));
  }

  /** A run that this browser keeps, at the very event where it was left; null when it did not come into view. */
  async openKept(
    shared: SharedRun,
    { run, checkpoint, isPlaying, turn }: KeptWay,
    onFound: (source: RunSource) => void,
  ): Promise<Answer<'resume'> | null> {
    // Something else was opened while this was being read.
    if (turn !== null && turn !== this.turn) return null;
    let back: Answer<'resume'> | null = null;
    await this.#run(run.title, async (options) => {
      const reference = shared.manifest.tape;
      const tape = reference === null ? null : await this.#findTape(reference, options);
      if (typeof tape === 'string') {
        const { hash = '', name = '' } = reference ?? {};
        const because = `${run.tapeName || name || 'The tape'} is no longer in this browser. Choose the file again: its hash must match.`;
        this.wanted = { run: shared, hash, name: run.tapeName || name, because };
        return;
      }
      const { manifest, humanLog } = shared;
      const beside = await this.#findBeside(shared, options);
      if (beside === null) return;
      const source: RunSource = { title: run.title, manifest, humanLog, tape, beside };
      const { place } = run;
      const at = place === null ? null : { eventCount: place.eventCount, ns: BigInt(place.ns), checkpoint };
      this.#verification.clear();
      this.link = null;
      onFound(source);
      back = await this.#deck.open(source, at, place?.speed ?? 1);
      if (isPlaying) await this.#deck.play();
    });
    return back;
  }

  openLink(fragment: string): Promise<void> {
    return this.#run('link', async (options) => {
      const { decodeLink } = await import('../../share/link');
      await this.#showShared(await decodeLink(fragment), options);
    });
  }

  dismissLink(): void {
    this.link = null;
  }

  /** The person has no such file now: the page goes on with what it has, or with the first sample. */
  async leaveWanted(): Promise<void> {
    this.wanted = null;
    this.link = null;
    const first = this.samples[0];
    if (this.#deck.phase === 'empty' && first !== undefined) await this.openSample(first);
  }

  /** A link may name a tape of this site by its hash alone. */
  async #pathOfSample(hash: string): Promise<string | null> {
    await this.#samplesRead;
    return this.samples.find((sample) => sample.hash === hash)?.path ?? null;
  }

  async #loadSamples(): Promise<void> {
    try {
      this.samples = await this.#services.readSamples();
    } catch (error) {
      this.problem = problemOf(error);
    }
  }

  async #run(title: string, work: (options: JobOptions) => Promise<void>): Promise<void> {
    this.turn += 1;
    await this.run(title, work);
  }

  /** A tape folder's two files, or foreign data; none: the person is asked what the files are. */
  async readTapes(files: readonly File[], options: JobOptions): Promise<readonly StoredTape[]> {
    const { library } = this;
    const json = files.find((file) => file.name.endsWith('tape.json'));
    const rows = files.filter((file) => file.name.endsWith('.parquet'));
    if (json !== undefined && rows.length > 0) return [await library.openTapeFiles(await json.text(), rows)];
    return this.importing.begin(files, options);
  }

  async #showShared(opened: Opened | Refusal, options: JobOptions): Promise<void> {
    if (!opened.ok) {
      this.#verification.cannot(opened.reason, opened.message);
      this.problem = {
        code: `E-LINK-${opened.reason}`,
        message: opened.message,
        safe: 'Nothing of it was opened or run.',
        remedy: 'Ask for the link or file again, whole.',
        details: { reason: opened.reason },
      };
      return;
    }
    const { run } = opened;
    this.link = { run, isEdited: opened.isEdited, warnings: opened.warnings };
    await this.#showWith(run, null, options);
  }

  async #showWith(run: SharedRun, inHand: StoredTape | null, options: JobOptions): Promise<void> {
    const reference = run.manifest.tape;
    const found = reference === null ? null : (inHand ?? (await this.#findTape(reference, options)));
    if (reference === null || typeof found !== 'string') {
      const beside = await this.#findBeside(run, options);
      if (beside !== null) await this.#showRun(run, found as StoredTape | null, beside);
      return;
    }
    this.wanted = { run, hash: reference.hash, name: reference.name || reference.url, because: found };
    const reason = found.startsWith('The tape at') ? 'tapeOther' : 'tapeMissing';
    this.#verification.cannot(reason, found, run.claim);
  }

  get #finders(): Finders {
    return { library: this.library, shelf: this.#shelf, pathOf: (hash) => this.#pathOfSample(hash) };
  }

  #findTape(reference: TapeReference, options: JobOptions): Promise<StoredTape | string> {
    return findTape(this.#finders, reference, options);
  }

  /** The tapes beside a run; null when one is not at hand, and then the page asks for it. */
  async #findBeside(run: SharedRun, options: JobOptions): Promise<readonly StoredTape[] | null> {
    const found = await findTapes(this.#finders, run.manifest.beside, options);
    if (!('because' in found)) return found;
    const { missing, because } = found;
    this.wanted = { run, hash: missing.hash, name: missing.name || missing.url, because };
    this.#verification.cannot('tapeMissing', because, run.claim);
    return null;
  }

  async #showRun(run: SharedRun, tape: StoredTape | null, beside: readonly StoredTape[]): Promise<void> {
    const reference = run.manifest.tape;
    const manifest =
      tape === null || reference === null
        ? run.manifest
        : { ...run.manifest, tape: { ...reference, hash: tape.hash } };
    const title = manifest.title || (tape === null ? 'Commands' : tapeFacts(tape).name);
    const source: RunSource = { title, manifest, humanLog: run.humanLog, tape, beside };
    const link = this.link;
    await this.#show(source, run);
    this.link = link;
    if (run.claim !== null) void this.#verification.verify(source, run.claim);
  }

  async #show(source: RunSource, place: Landing | null, isPlaying = true): Promise<void> {
    this.#verification.clear();
    this.link = null;
    this.#deck.travel.load(place?.bookmarks ?? [], place?.loop ?? null);
    const speed = place?.speed ?? (source.tape === null ? 1 : plainSpeed(source.tape));
    await this.#deck.open(source, place?.positionNs ?? null, speed);
    this.#announcer.say([`Opened ${source.title}`, source.tape?.notice].filter(Boolean).join('. '));
    if (isPlaying) await this.#deck.play();
  }

  get library(): Library {
    this.#library ??= this.#services.startLibrary();
    return this.#library;
  }
}
