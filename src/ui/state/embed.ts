/**
 * The options of an embedding address: `?embed=1&panels=chart,ladder&controls=0&theme=dark`. Pure: text in, options
 * and warnings out. A value that is not known is left out and said; docs/EMBEDDING.md lists them.
 */
import { CHOICES, isOption, optionsOf, type ChoiceId, type Choices } from './choices';

export const EMBED_PANELS = [
  'chart',
  'ladder',
  'touch',
  'trades',
  'log',
  'tape',
  'run',
  'events',
  'sql',
] as const;
export type EmbedPanel = (typeof EMBED_PANELS)[number];
/** Choices that an address may make; the others are the reader's own. */
export const EMBED_CHOICES = ['theme', 'zone', 'numbers', 'type', 'palette', 'motion'] as const;

export interface Embed {
  readonly isOn: boolean;
  readonly panels: readonly EmbedPanel[];
  readonly hasControls: boolean;
  readonly imposed: Partial<Choices>;
  readonly warnings: readonly string[];
}

const DEFAULT_PANELS: readonly EmbedPanel[] = ['chart', 'ladder', 'touch', 'trades'];
const OFF: Embed = { isOn: false, panels: DEFAULT_PANELS, hasControls: true, imposed: {}, warnings: [] };

export function readEmbed(search: string): Embed {
  const query = new URLSearchParams(search);
  if (query.get('embed') !== '1') return OFF;
  const warnings: string[] = [];
  const refuse = (name: string, value: string, known: readonly string[]): void => {
    warnings.push(`${name}=${value.slice(0, 40)} is not known and was left out. Known: ${known.join(', ')}.`);
  };
  const imposed: Partial<Record<ChoiceId, string>> = {};
  let panels: EmbedPanel[] = [];
  let hasControls = true;
  for (const [name, value] of query) {
    if (name === 'embed') continue;
    if (name === 'panels') panels = readPanels(value, refuse);
    else if (name === 'controls') {
      if (value === '0' || value === '1') hasControls = value === '1';
      else refuse(name, value, ['0', '1']);
    } else {
      const choice = EMBED_CHOICES.find((id) => id === name);
      if (choice === undefined)
        warnings.push(`The option ${name.slice(0, 40)} is not known and was left out.`);
      else if (isOption(choice, value)) imposed[choice] = value;
      else
        refuse(
          name,
          value,
          optionsOf(choice).map((option) => option.id),
        );
    }
  }
  if (panels.length === 0) panels = [...DEFAULT_PANELS];
  return { isOn: true, panels, hasControls, imposed: imposed as Partial<Choices>, warnings };
}

function readPanels(
  value: string,
  refuse: (name: string, value: string, known: readonly string[]) => void,
): EmbedPanel[] {
  const names = value.split(',').filter((name) => name !== '');
  const panels: EmbedPanel[] = [];
  for (const name of names) {
    const panel = EMBED_PANELS.find((known) => known === name);
    if (panel === undefined) refuse('panels', name, EMBED_PANELS);
    else if (!panels.includes(panel)) panels.push(panel);
  }
  return panels;
}

export interface SnippetOptions {
  readonly panels: readonly EmbedPanel[];
  readonly hasControls: boolean;
  readonly theme: Choices['theme'];
  readonly height: number;
}

/** The address of an embedded run: options before the `#`, the run after it. */
export function embedAddress(link: string, options: SnippetOptions): string {
  const url = new URL(link);
  const query = [`embed=1`, `panels=${options.panels.join(',')}`];
  if (!options.hasControls) query.push('controls=0');
  if (options.theme !== CHOICES.theme.options[0].id) query.push(`theme=${options.theme}`);
  url.search = query.join('&');
  return url.href;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/** What a person pastes into a page of their own. */
export function embedSnippet(link: string, title: string, options: SnippetOptions): string {
  const address = escaped(embedAddress(link, options));
  return `<iframe src="${address}" title="${escaped(title)}" width="100%" height="${options.height}" sandbox="allow-scripts allow-same-origin allow-popups" allow="clipboard-write" loading="lazy" style="border:0"></iframe>`;
}
