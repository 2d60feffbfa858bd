/**
 * A recording: lines as they came, kept as Blobs that the browser may put on disk, so that the memory it takes stays
 * bounded. It knows no source. Invariant: what it gives away are whole lines, in the order of their arrival.
 */
import type { Recorded, RecordingLook } from './gateway-protocol';

const PIECE_CHARACTERS = 1 << 18;
/** What a reader of archives takes at most is far more; this keeps a forgotten recording from filling a disk. */
const BYTES_MAX = 2 ** 30;

export class Recording {
  #pieces: Blob[] = [];
  #lines: string[] = [];
  #characters = 0;
  #bytes = 0;
  #count = 0;
  ended = '';

  constructor(
    readonly name: string,
    readonly startMs: number,
    readonly bytesMax = BYTES_MAX,
  ) {}

  add(line: string): void {
    if (this.ended !== '') return;
    this.#lines.push(line, '\n');
    this.#characters += line.length + 1;
    this.#count++;
    if (this.#characters >= PIECE_CHARACTERS) this.#seal();
    if (this.#bytes + this.#characters >= this.bytesMax)
      this.ended = 'It reached the most that a recording may take.';
  }

  look(nowMs: number, awaited: string): RecordingLook {
    const seconds = Math.max(0, (nowMs - this.startMs) / 1000);
    const bytes = this.#bytes + this.#characters;
    return { seconds, bytes, lines: this.#count, awaited, ended: this.ended };
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
