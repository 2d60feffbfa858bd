/**
 * What a LOBSTER file says in its name: `TICKER_2012-06-21_34200000_57600000_message_5.csv`.
 * Every part but the word `message` or `orderbook` may be missing. Pure.
 */
import { isCivilDate, type CivilDate } from '../../scenario/calendar/new-york';

export type LobsterRole = 'message' | 'orderbook';

export interface LobsterName {
  readonly role: LobsterRole | null;
  readonly symbol: string | null;
  readonly date: CivilDate | null;
}

export function parseLobsterName(path: string): LobsterName {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  const role = /(?:^|[-_. ])(message|orderbook)(?=[-_. ]|$)/i.exec(name)?.[1]?.toLowerCase();
  const symbol = /^([A-Z][A-Z0-9.-]{0,11})_/.exec(name)?.[1] ?? null;
  const parts = /(\d{4})-(\d{2})-(\d{2})/.exec(name);
  const date = parts ? { year: Number(parts[1]), month: Number(parts[2]), day: Number(parts[3]) } : null;
  return {
    role: role === 'message' || role === 'orderbook' ? role : null,
    symbol,
    date: date && isCivilDate(date) ? date : null,
  };
}

export function dateText({ year, month, day }: CivilDate): string {
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
