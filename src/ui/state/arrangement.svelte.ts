/**
 * The arrangement of the page now: the columns of the chosen layout in the room there is, or those that an embedding
 * page asked for.
 */
import type { Embed } from './embed';
import { columnsOf, embeddedColumns, hasColumn, hasTab, rowsOf, type Columns, type PanelId } from './layouts';
import type { Screen } from './screen.svelte';
import type { Settings } from './settings.svelte';

export class Arrangement {
  readonly embed: Embed;
  readonly #settings: Settings;
  readonly #screen: Screen;
  readonly #hasLesson: () => boolean;

  constructor(settings: Settings, screen: Screen, embed: Embed, hasLesson: () => boolean) {
    this.#settings = settings;
    this.#screen = screen;
    this.#hasLesson = hasLesson;
    this.embed = embed;
  }

  readonly columns: Columns = $derived.by(() => {
    const { room, isLow, isPresenter } = this.#screen;
    if (this.embed.isOn) return embeddedColumns(this.embed.panels, room);
    const hasLesson = this.#hasLesson();
    return columnsOf({ layout: this.#settings.get('layout'), room, isLow, isPresenter, hasLesson });
  });

  /** Whether a panel is in view, or one press of a tab away. */
  hasPanel(panel: PanelId): boolean {
    const { columns } = this;
    const isTab = hasColumn(columns, 'tabs') && this.hasTab(panel, this.#screen.room !== 'wide');
    return hasColumn(columns, panel) || isTab;
  }

  rows(panels: readonly PanelId[]): string {
    const layout = this.embed.isOn ? 'embedded' : this.#settings.get('layout');
    return rowsOf(panels, layout, this.#screen.room, this.#hasLesson());
  }

  hasTab(tab: string, isDefault: boolean): boolean {
    if (!this.embed.isOn) return hasTab(this.columns, tab, isDefault);
    const name = tab === 'reports' ? 'log' : tab;
    return this.embed.panels.some((panel) => panel === name) && hasTab(this.columns, tab, true);
  }
}
