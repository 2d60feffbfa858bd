/** The rulebooks that come with Tapedeck, by name and version. Data; a rule that changed is another version. */
import { readRulebook, type Rulebook } from '../rulebook';
import cme202404 from './cme-like-2024-04.json' with { type: 'json' };
import cme202404p1 from './cme-like-2024-04.1.json' with { type: 'json' };
import crypto1 from './crypto-24-7-1.json' with { type: 'json' };
import batch1 from './frequent-batch-1.json' with { type: 'json' };
import nasdaq201904 from './nasdaq-like-2019-04.json' with { type: 'json' };
import nasdaq202002 from './nasdaq-like-2020-02.json' with { type: 'json' };
import nasdaq202002p1 from './nasdaq-like-2020-02.1.json' with { type: 'json' };
import bump1 from './speed-bump-1.json' with { type: 'json' };
import xetra71 from './xetra-like-7.1.json' with { type: 'json' };
import xetra90 from './xetra-like-9.0.json' with { type: 'json' };

export const rulebooks: readonly Rulebook[] = [
  cme202404,
  cme202404p1,
  crypto1,
  batch1,
  nasdaq201904,
  nasdaq202002,
  nasdaq202002p1,
  bump1,
  xetra71,
  xetra90,
].map((json, index) => readRulebook(json, `rulebooks[${index}]`));

export const findRulebook = (name: string, version: string): Rulebook | undefined =>
  rulebooks.find((book) => book.name === name && book.version === version);
