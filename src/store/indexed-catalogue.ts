/**
 * The catalogue in IndexedDB: two tables of small rows, written in one strict transaction a commit. A version of the
 * database is a shape of its tables; rows carry a version of their own.
 */
import { asStoreError } from './opfs-disk';
import type { Catalogue, Change, Table } from './ports';

const databaseName = 'tapedeck';
const databaseVersion = 1;
const tables: readonly Table[] = ['tapes', 'runs'];

const answerOf = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB failed'));
  });

export class IndexedCatalogue implements Catalogue {
  private constructor(private readonly database: IDBDatabase) {}

  static async open(): Promise<IndexedCatalogue> {
    const request = indexedDB.open(databaseName, databaseVersion);
    request.onupgradeneeded = () => {
      for (const table of tables) {
        if (!request.result.objectStoreNames.contains(table)) request.result.createObjectStore(table);
      }
    };
    const database = await answerOf(request);
    // A newer page in another tab may want to change the tables: it need not wait for this one.
    database.onversionchange = () => database.close();
    return new IndexedCatalogue(database);
  }

  readAll(table: Table): Promise<unknown[]> {
    return answerOf(this.database.transaction(table).objectStore(table).getAll());
  }

  commit(changes: readonly Change[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const work = this.database.transaction([...tables], 'readwrite', { durability: 'strict' });
      work.oncomplete = () => resolve();
      work.onabort = () => reject(asStoreError(work.error) as Error);
      for (const { table, key, row } of changes) {
        if (row === null) work.objectStore(table).delete(key);
        else work.objectStore(table).put(row, key);
      }
    });
  }
}
