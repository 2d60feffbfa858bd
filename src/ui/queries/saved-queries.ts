/** The saved queries in the order in which they are listed, by what they are about. Pure data. */
import { flowQueries } from './flow-queries';
import { orderQueries } from './order-queries';
import { priceQueries } from './price-queries';
import type { SavedQuery } from './saved-query';
import { spreadQueries } from './spread-queries';

export const savedGroups: readonly { readonly title: string; readonly queries: readonly SavedQuery[] }[] = [
  { title: 'Spread and depth', queries: spreadQueries },
  { title: 'Flow and impact', queries: flowQueries },
  { title: 'Orders and time', queries: orderQueries },
  { title: 'Prices', queries: priceQueries },
];

export const savedQueries: readonly SavedQuery[] = savedGroups.flatMap(({ queries }) => queries);
