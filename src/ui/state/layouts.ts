/**
 * Which panels stand in which column, as data: by layout, by the room there is, or as an embedding page asks. A panel
 * without a column becomes a tab. Pure.
 */
import type { LayoutId } from './choices';
import type { Room } from './screen.svelte';

export type PanelId =
  'ladder' | 'chart' | 'touch' | 'strip' | 'tabs' | 'run' | 'events' | 'open' | 'ticket' | 'positions';

export interface Columns {
  readonly left: readonly PanelId[];
  readonly mid: readonly PanelId[];
  readonly right: readonly PanelId[];
}

export interface Place {
  readonly layout: LayoutId;
  readonly room: Room;
  readonly isLow: boolean;
  readonly isPresenter: boolean;
  /** the run in view asks questions: their tab and the events need room more than what stands still */
  readonly hasLesson?: boolean;
}

/** Panels that are tabs where they have no column. */
const FOLDABLE: ReadonlySet<string> = new Set(['ladder', 'run', 'events', 'open']);

const WIDE: Readonly<Record<LayoutId, Columns>> = {
  trader: { left: ['ladder'], mid: ['chart', 'tabs'], right: ['touch', 'run', 'events', 'open'] },
  researcher: { left: [], mid: ['chart', 'tabs'], right: ['touch', 'run', 'open'] },
  teacher: { left: ['ladder'], mid: ['chart', 'tabs'], right: ['touch', 'events'] },
  trade: { left: ['ladder'], mid: ['chart', 'tabs'], right: ['ticket', 'positions'] },
  demo: { left: [], mid: ['chart', 'strip'], right: [] },
};

export function columnsOf({ layout, room, isLow, isPresenter, hasLesson = false }: Place): Columns {
  const wide =
    hasLesson && layout === 'trader' ? { ...WIDE.trader, right: WIDE.teacher.right } : WIDE[layout];
  if (room === 'wide') {
    const right = wide.right.filter((panel) => !(isLow && panel === 'events' && wide.right.length > 2));
    return { ...wide, right };
  }
  const left = room === 'narrow' ? [] : wide.left;
  if (isPresenter) {
    return layout === 'researcher'
      ? { left, mid: ['chart', 'tabs'], right: [] }
      : { left, mid: ['chart', 'strip'], right: [] };
  }
  return layout === 'demo' ? { ...wide, left } : { left, mid: ['chart', 'strip', 'tabs'], right: [] };
}

/** Columns for an embedding page: what it named, and a tab for all that is no panel of its own. */
export function embeddedColumns(named: readonly string[], room: Room): Columns {
  const mid: PanelId[] = [];
  if (named.includes('chart')) mid.push('chart');
  if (named.includes('touch')) mid.push('strip');
  const hasColumn = room !== 'narrow' && named.includes('ladder');
  const tabs = named.filter(
    (name) => name !== 'chart' && name !== 'touch' && !(hasColumn && name === 'ladder'),
  );
  if (tabs.length > 0) mid.push('tabs');
  if (!hasColumn) return { left: [], mid, right: [] };
  return mid.length === 0 ? { left: [], mid: ['ladder'], right: [] } : { left: ['ladder'], mid, right: [] };
}

export function hasColumn(columns: Columns, panel: string): boolean {
  return [...columns.left, ...columns.mid, ...columns.right].some((id) => id === panel);
}

/** Whether a tab is offered; `isDefault` is what the tab itself says of this room. */
export function hasTab(columns: Columns, tab: string, isDefault: boolean): boolean {
  return FOLDABLE.has(tab) ? !hasColumn(columns, tab) : isDefault;
}

const HEIGHTS: Readonly<Record<PanelId, string>> = {
  ladder: 'minmax(0, 1fr)',
  chart: 'minmax(120px, 1fr)',
  touch: 'max-content',
  strip: 'max-content',
  tabs: 'minmax(150px, 32%)',
  run: 'auto',
  events: 'minmax(90px, 1fr)',
  open: 'minmax(148px, max-content)',
  ticket: 'minmax(0, max-content)',
  positions: 'minmax(200px, 1fr)',
};

/** Rows of a column; something in it always takes the rest of the height. An embedded page may be very low. */
export function rowsOf(
  panels: readonly PanelId[],
  layout: LayoutId | 'embedded',
  room: Room,
  hasLesson = false,
): string {
  const heights: string[] = panels.map((panel) => HEIGHTS[panel]);
  const tabs = panels.indexOf('tabs');
  const chart = panels.indexOf('chart');
  if (layout === 'embedded') {
    if (chart >= 0) heights[chart] = 'minmax(0, 1fr)';
    if (tabs >= 0) heights[tabs] = chart < 0 ? 'minmax(0, 1fr)' : 'minmax(0, 0.8fr)';
  } else if (tabs >= 0 && room === 'narrow') heights[tabs] = 'minmax(230px, 1.2fr)';
  else if (tabs >= 0 && layout === 'researcher') heights[tabs] = 'minmax(150px, 54%)';
  else if (tabs >= 0 && hasLesson && layout === 'trader') heights[tabs] = 'minmax(150px, 42%)';
  else if (tabs >= 0 && layout === 'teacher') heights[tabs] = 'minmax(120px, 22%)';
  if (heights.length > 0 && !heights.some((height) => height.includes('fr'))) {
    heights[heights.length - 1] = 'minmax(100px, 1fr)';
  }
  return heights.join(' ');
}
