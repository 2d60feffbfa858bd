/**
 * Brings the query desk to the moment of the run in view: fetches what it lacks of the journal from the cell and hands
 * it on. Knows both ends by their calls only. Invariant: all pieces of one call belong to one moment, which it answers.
 */
import type { JournalPiece, JournalPlace, Place, Progress, RequestOf } from './protocol';
import type { QueryApi } from './query-protocol';

export type AskJournal = (request: RequestOf<'journal'>) => Promise<JournalPiece>;

export class QuerySync {
  private have: JournalPlace | null = null;

  constructor(private readonly desk: Pick<QueryApi, 'addReports' | 'setClock'>) {}

  /** The database is a new one: it has nothing. */
  forget(): void {
    this.have = null;
  }

  /** `sql` decides what is needed beside the journal. */
  async bring(sql: string, ask: AskJournal, onProgress: (progress: Progress) => void): Promise<Place> {
    let target: Place | null = null;
    for (;;) {
      const piece: JournalPiece = await ask({ type: 'journal', have: this.have, target });
      const { epoch, reports, from, units, texts } = piece;
      target = piece.target;
      // Should handing over fail, the desk's state is unknown: the next call starts from nothing.
      this.have = null;
      await this.desk.addReports(from, units, texts);
      this.have = { epoch, reports };
      if (!piece.isComplete) continue;
      await this.desk.setClock(target, piece.book, sql, onProgress);
      return target;
    }
  }
}
