/**
 * A recording: lines as they came, gathered as Blobs that the browser may put on disk, so that the memory it takes stays
 * bounded, and handed to whoever keeps them against a crash. It knows no source. Invariant: what it gives away are whole
 * lines, in the order of their arrival.
 */
import type { KeepLines, Recorded, RecordingLook } from './gateway-protocol';

const PIECE_CHARACTERS = 1 << 18;
/** What a reader of archives takes at most is far more; this keeps a forgotten recording from filling a disk. */
const BYTES_MAX = 2 ** 30;

export class Recording {
  #pieces: Blob[] = [];
  #lines: string[] = [];
  #characters = 0;
  #bytes = 0;
  #count = 0;
  #fresh: string[] = [];
  #freshCharacters = 0;
  #keeping: Promise<void> | null = null;
  #unkept = '';
  ended = '';

  constructor(
    readonly name: string,
    readonly startMs: number,
    readonly keep: KeepLines | null = null,
    readonly bytesMax = BYTES_MAX,
  ) {}

  add(line: string): void {
    if (this.ended !== '') return;
    this.#lines.push(line, '\n');
    this.#characters += line.length + 1;
    this.#count++;
    this.#refresh(line);
    if (this.#characters >= PIECE_CHARACTERS) this.#seal();
    if (this.#bytes + this.#characters >= this.bytesMax)
      this.ended = 'It reached the most that a recording may take.';
  }

  look(nowMs: number, awaited: string): RecordingLook {
    const seconds = Math.max(0, (nowMs - this.startMs) / 1000);
    const bytes = this.#bytes + this.#characters;
    return { seconds, bytes, lines: this.#count, awaited, ended: this.ended, unkept: this.#unkept };
  }

  /** Hands on what was not kept yet. A failure ends the keeping and is told; the recording goes on. */
  keepNow(): Promise<void> {
    this.#keeping ??= this.#keepAll().finally(() => (this.#keeping = null));
    return this.#keeping;
  }

  #refresh(line: string): void {
    if (this.keep === null || this.#unkept !== '') return;
    this.#fresh.push(line, '\n');
    this.#freshCharacters += line.length + 1;
    if (this.#freshCharacters >= PIECE_CHARACTERS) void this.keepNow();
  }

  async #keepAll(): Promise<void> {
    while (this.keep !== null && this.#fresh.length > 0) {
      const lines = this.#fresh.join('');
      this.#fresh = [];
      this.#freshCharacters = 0;
      try {
        await this.keep(lines);
      } catch (error) {
        this.#fresh = [];
        this.#unkept = error instanceof Error ? error.message : String(error);
      }
    }
  }

  take(): Recorded {
    this.#seal();
    return { name: this.name, content: new Blob(this.#pieces) };
  }

  #seal(): void {
    if (this.#lines.length === 0) return;
    const piece = new Blob([this.#lines.join('')]);
    this.#pieces.push(piece);
    this.#bytes += piece.size;
    this.#lines = [];
    this.#characters = 0;
  }
}
