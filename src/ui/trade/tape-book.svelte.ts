/**
 * How the book in view meets a person's orders: matched, or a tape's under an impact policy that the person chooses
 * before the first order. Invariants: until the first order the choice changes nothing in the run; afterwards the
 * manifest says it, and another choice is another run, which is asked about.
 */
import type { QueueModelName, ImpactPolicyName } from '../../layout/layout.gen';
import type { BookKind } from '../../layout/own-order-rules';
import { manifestToShortJson } from '../../scenario';
import type { Impact } from '../../scenario/impact';
import { besideImpact, takesPerson, withPerson } from '../../scenario/person';
import { withImpact } from '../../scenario/taking-orders';
import type { Desk } from './desk.svelte';
import { modelWords } from './tape-words';

/** Another policy is another run: what is asked, and who waits for the answer. */
export interface PolicyQuestion {
  readonly from: string;
  readonly to: string;
  readonly orderCount: number;
  answer(isWanted: boolean): void;
}

export class TapeBook {
  question = $state.raw<PolicyQuestion | null>(null);
  #chosen = $state.raw<Impact>(besideImpact);
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Schema of the tape in view; null: a matched book. */
  get schema(): string | null {
    return this.#desk.page.deck.info?.tape?.schema ?? null;
  }

  /** What the run says; null: nothing yet, the first order brings it. */
  get inForce(): Impact | null {
    const manifest = this.#desk.page.deck.source?.manifest;
    if (manifest === undefined || manifest.tape === null || !takesPerson(manifest)) return null;
    return manifest.instruments.find(({ impact }) => impact !== undefined)?.impact ?? null;
  }

  readonly impact: Impact = $derived.by(() => this.inForce ?? this.#chosen);

  /** The rules that orders are held to. */
  readonly kind: BookKind = $derived.by(() => (this.schema === null ? 'matched' : this.impact.policy));

  readonly model: QueueModelName = $derived.by(() =>
    this.schema === null || this.schema === 'order' ? 'exact' : (this.impact.queueModel ?? 'riskAverse'),
  );

  /** The manifest of the run that the first order makes; null where there is nothing to make. */
  readonly firstManifest: unknown = $derived.by(() => {
    const { deck } = this.#desk.page;
    const { source, info } = deck;
    if (source === null || info === null || this.schema === null || takesPerson(source.manifest)) return null;
    return manifestToShortJson(withPerson(source.manifest, info.instruments, this.#chosen));
  });

  /** “1,234 ahead”; what is estimated says so. */
  aheadText(ahead: bigint): string {
    return `${this.model === 'exact' ? '' : '≈ '}${this.#desk.sizeText(ahead)} ahead`;
  }

  /** How the number is known, for titles and readers. */
  get aheadSource(): string {
    return this.model === 'exact' ? 'counted' : `estimated, ${modelWords(this.model)} model`;
  }

  choosePolicy(policy: ImpactPolicyName): Promise<boolean> {
    return this.#choose({ ...this.impact, policy });
  }

  chooseModel(queueModel: QueueModelName): Promise<boolean> {
    return this.#choose({ ...this.impact, queueModel });
  }

  /** Another run came into view. */
  forget(): void {
    this.#chosen = besideImpact;
    this.question?.answer(false);
  }

  async #choose(impact: Impact): Promise<boolean> {
    const { page } = this.#desk;
    const { source, info } = page.deck;
    if (source === null || info === null) return false;
    const { inForce } = this;
    if (inForce === null) {
      this.#chosen = impact;
      return true;
    }
    const [from, to] = [inForce, impact].map((one) => nameOf(one));
    if (from === to || from === undefined || to === undefined) return false;
    const manifest = withImpact(source.manifest, info.instruments, impact);
    const orderCount = source.humanLog.length;
    if (orderCount === 0) return this.#desk.rerun(manifest, null);
    const isWanted = await new Promise<boolean>((answer) => {
      this.question = { from, to, orderCount, answer };
    });
    this.question = null;
    return isWanted && this.#desk.rerun(manifest, `Own orders met the tape under ${to} instead of ${from}`);
  }
}

const nameOf = ({ policy, queueModel }: Impact): string =>
  queueModel === undefined ? policy : `${policy}, ${modelWords(queueModel)} queue`;
