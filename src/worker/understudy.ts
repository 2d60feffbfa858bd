/**
 * The run that a person's first order would make, kept where the run in view stands: a tape's book takes no orders until
 * then, and a preview wants one that does. An engine of its own, without sinks. Invariant: the run in view is not moved,
 * and what is played belongs to the place at which somebody asked.
 */
import { manifestHash } from '../scenario';
import { parseManifest, type Manifest } from '../scenario/manifest';
import { standBeside, tapePlaceOf, type Breathe, type Run, type TapePlace } from '../sim';

/** Seeking back costs a replay from the nearest of them. */
const checkpointBytes = 16 * 1024 * 1024;

interface Asked {
  readonly of: Run;
  readonly manifest: Manifest;
  readonly place: TapePlace;
}

interface Stand {
  /** the run in view, its log and the manifest that it was made for */
  readonly of: Run;
  readonly key: string;
  readonly run: Run;
}

const keyOf = ({ of, manifest }: Asked): string => `${manifestHash(manifest)} ${of.humanLog.length}`;

export class Understudy {
  private stand: Stand | null = null;
  private tail: Promise<unknown> = Promise.resolve();

  /** The run in view and where it is now. */
  ask(of: Run, manifest: unknown): Asked {
    return { of, manifest: parseManifest(manifest), place: tapePlaceOf(of) };
  }

  /** One question after the other: what was played for one shortens the way of the next. */
  play<T>(asked: Asked, breathe: Breathe, use: (run: Run) => Promise<T>): Promise<T> {
    const turn = this.tail.then(async () => use(await this.reach(asked, breathe)));
    this.tail = turn.catch(() => undefined);
    return turn;
  }

  private async reach(asked: Asked, breathe: Breathe): Promise<Run> {
    const { of, manifest, place } = asked;
    const key = keyOf(asked);
    if (this.stand?.of !== of || this.stand.key !== key) {
      this.stand = null;
      const run = await of.reopen({ sinks: [], checkpointBytes }, { manifest });
      this.stand = { of, key, run };
    }
    const { run } = this.stand;
    await standBeside(run, place, breathe);
    if (run.fault !== null) throw run.fault;
    return run;
  }
}
