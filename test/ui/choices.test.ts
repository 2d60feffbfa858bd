/**
 * Settings, layouts and the embedding address as pure tables and functions: junk becomes the default, and no panel is
 * ever lost between a column and a tab.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHOICES, CHOICE_IDS, choicesFrom, isOption } from '../../src/ui/state/choices';
import { EMBED_PANELS, embedAddress, embedSnippet, readEmbed } from '../../src/ui/state/embed';
import { columnsOf, embeddedColumns, hasColumn, hasTab, rowsOf } from '../../src/ui/state/layouts';
import { scaleOf } from '../../src/ui/state/screen.svelte';

const ROOMS = ['wide', 'medium', 'narrow'] as const;
const LAYOUTS = CHOICES.layout.options.map(({ id }) => id);

describe('choices', () => {
  it('whatever was kept, every choice has one of its options', () => {
    const kept = fc.oneof(
      fc.anything(),
      fc.record(Object.fromEntries(CHOICE_IDS.map((id) => [id, fc.anything()]))),
    );
    fc.assert(
      fc.property(kept, (value) => {
        const choices = choicesFrom(value);
        for (const id of CHOICE_IDS) expect(isOption(id, choices[id])).toBe(true);
      }),
    );
  });

  it('keeps what has a meaning and drops the rest', () => {
    const choices = choicesFrom({ theme: 'light', zone: 'mars', numbers: 'point', unknown: 1 });
    expect(choices).toMatchObject({ theme: 'light', zone: 'exchange', numbers: 'point', letters: 'on' });
    expect(choices).not.toHaveProperty('unknown');
    expect(choicesFrom(JSON.parse('{"__proto__":{"theme":"dark"}}')).theme).toBe('system');
  });
});

describe('layouts', () => {
  const places = LAYOUTS.flatMap((layout) =>
    ROOMS.flatMap((room) =>
      [true, false].flatMap((isLow) =>
        [true, false].map((hasLesson) => ({ layout, room, isLow, hasLesson, isPresenter: false })),
      ),
    ),
  );

  it.each(places)(
    '$layout, $room, low $isLow, lesson $hasLesson: each panel is a column or a tab',
    (place) => {
      const columns = columnsOf(place);
      expect(columns.mid).toContain('chart');
      if (!hasColumn(columns, 'tabs')) return;
      for (const panel of ['ladder', 'run', 'events', 'open']) {
        expect(hasColumn(columns, panel) !== hasTab(columns, panel, true), panel).toBe(true);
      }
    },
  );

  it.each(places)(
    '$layout, $room, low $isLow, lesson $hasLesson: something takes the rest of each column',
    (place) => {
      for (const panels of Object.values(columnsOf(place))) {
        if (panels.length === 0) continue;
        const rows = rowsOf(panels, place.layout, place.room, place.hasLesson);
        expect(rows).toMatch(/fr\)/);
        expect(rows.match(/auto|minmax\([^)]*\)|(?<!, )max-content/g)).toHaveLength(panels.length);
      }
    },
  );

  it('a phone is never split and never scaled', () => {
    for (const layout of LAYOUTS) {
      const columns = columnsOf({ layout, room: 'narrow', isLow: true, isPresenter: false });
      expect([columns.left, columns.right]).toEqual([[], []]);
    }
    for (const { id } of CHOICES.type.options) expect(scaleOf(id, 360, 740)).toBe(1);
  });

  it('presenter type is 20 px and more where 11 px is the smallest, on every usual projector', () => {
    for (const [width, height] of [
      [1280, 720],
      [1280, 800],
      [1920, 1080],
    ] as const) {
      expect(11 * scaleOf('presenter', width, height)).toBeGreaterThanOrEqual(20);
    }
  });
});

describe('embedding', () => {
  it('without embed=1 nothing of the address counts', () => {
    expect(readEmbed('?panels=chart&theme=light')).toMatchObject({ isOn: false, imposed: {}, warnings: [] });
  });

  it('reads what is known', () => {
    const embed = readEmbed('?embed=1&panels=ladder,chart,trades&controls=0&theme=dark&zone=utc');
    expect(embed).toEqual({
      isOn: true,
      panels: ['ladder', 'chart', 'trades'],
      hasControls: false,
      imposed: { theme: 'dark', zone: 'utc' },
      warnings: [],
    });
  });

  it('leaves out what is not known, and says so with the values that are', () => {
    const { panels, hasControls, imposed, warnings } = readEmbed(
      '?embed=1&panels=chart,pie&controls=maybe&theme=pink&colour=red',
    );
    expect({ panels, hasControls, imposed }).toEqual({ panels: ['chart'], hasControls: true, imposed: {} });
    expect(warnings).toHaveLength(4);
    expect(warnings.join('\n')).toMatch(
      /panels=pie.*ladder[\s\S]*controls=maybe[\s\S]*theme=pink.*light[\s\S]*colour/,
    );
  });

  it('any address gives panels to show, columns that hold them, and bounded warnings', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...ROOMS), (text, room) => {
        const embed = readEmbed(`?embed=1&panels=${text}&${text}`);
        expect(embed.panels.length).toBeGreaterThan(0);
        for (const warning of embed.warnings) expect(warning.length).toBeLessThan(300);
        const { left, mid } = embeddedColumns(embed.panels, room);
        expect(left.length + mid.length).toBeGreaterThan(0);
      }),
    );
  });

  it('what the snippet says is what the page reads, and the run stays behind the #', () => {
    const options = {
      panels: ['chart', 'log'] as const,
      hasControls: false,
      theme: 'dark' as const,
      height: 300,
    };
    const link = 'https://example.org/deck/#v1;l=9;tape=a"b&c';
    const address = embedAddress(link, options);
    expect(new URL(address).hash).toContain('#v1;l=9;tape=a');
    expect(readEmbed(new URL(address).search)).toMatchObject({
      isOn: true,
      panels: ['chart', 'log'],
      hasControls: false,
      imposed: { theme: 'dark' },
      warnings: [],
    });
    const snippet = embedSnippet(link, 'A "quoted" <title>', options);
    expect(snippet.match(/"/g)?.length).toBe(2 * (snippet.match(/="/g)?.length ?? 0));
    expect(snippet).not.toContain('<title>');
  });

  it('docs/EMBEDDING.md names every panel', async () => {
    const { readFile } = await import('node:fs/promises');
    const text = await readFile(new URL('../../docs/EMBEDDING.md', import.meta.url), 'utf8');
    for (const panel of EMBED_PANELS) expect(text).toContain(`\`${panel}\``);
  });
});
