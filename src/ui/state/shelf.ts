/**
 * Where small choices are kept: localStorage behind a port, because a private window, a sandboxed frame or a full
 * disk has none. Then a choice lasts until the page is closed, and nothing else changes.
 */
export interface Shelf {
  read(key: string): unknown;
  write(key: string, value: unknown): void;
}

export const browserShelf: Shelf = {
  read(key) {
    try {
      const text = localStorage.getItem(key);
      return text === null ? null : (JSON.parse(text) as unknown);
    } catch {
      return null;
    }
  },
  write(key, value) {
    try {
      localStorage.setItem(key, JSON.stringify(value));
    } catch {
      // Without storage the choice lasts until the page is closed.
    }
  },
};
