/**
 * Main-thread work a frame, from a trace of the browser. Work is processor time of the page's main thread, which a
 * busy machine does not inflate as it does wall time. A frame reaches from the task that fires its animation callbacks
 * to the next such task, so that messages between two frames belong to the earlier one. Painting canvases without a
 * graphics card happens in “DoUpdateLayers” on the same thread; it is counted apart.
 */
import type { Browser, Page } from '@playwright/test';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

export interface FrameWork {
  /** processor time of each frame, without software rasterising */
  readonly workMs: readonly number[];
  readonly rasterMs: readonly number[];
  /** processor time of each task, without software rasterising */
  readonly longestTaskMs: number;
  readonly seconds: number;
}

const CATEGORIES = ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline', 'cc'];

interface Task {
  readonly startUs: number;
  readonly endUs: number;
  workUs: number;
  rasterUs: number;
  isFrame: boolean;
}

/** The tasks of the busiest renderer's main thread, in order of time. */
function tasksOf(events: readonly TraceEvent[]): Task[] {
  const threads = events.filter(
    ({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain',
  );
  const lists = threads.map(({ pid, tid }) => {
    const own = events.filter((event) => event.pid === pid && event.tid === tid && event.ph === 'X');
    const tasks: Task[] = own
      .filter(({ name }) => name === 'RunTask')
      .map(({ ts, dur = 0, tdur = 0 }) => ({
        startUs: ts,
        endUs: ts + dur,
        workUs: tdur,
        rasterUs: 0,
        isFrame: false,
      }))
      .sort((a, b) => a.startUs - b.startUs);
    const within = own
      .filter(({ name }) => name === 'FireAnimationFrame' || name === 'LayerTreeHost::DoUpdateLayers')
      .sort((a, b) => a.ts - b.ts);
    let at = 0;
    for (const event of within) {
      while (at < tasks.length && (tasks[at] as Task).endUs < event.ts) at++;
      const task = tasks[at];
      if (task === undefined || task.startUs > event.ts) continue;
      if (event.name === 'FireAnimationFrame') task.isFrame = true;
      else task.rasterUs += event.tdur ?? 0;
    }
    return tasks;
  });
  const frames = (tasks: readonly Task[]): number => tasks.filter(({ isFrame }) => isFrame).length;
  return lists.sort((a, b) => frames(b) - frames(a))[0] ?? [];
}

export function frameWorkOf(events: readonly TraceEvent[]): FrameWork {
  const tasks = tasksOf(events);
  const workMs: number[] = [];
  const rasterMs: number[] = [];
  let longestUs = 0;
  for (const { isFrame, workUs, rasterUs } of tasks) {
    if (isFrame) {
      workMs.push(0);
      rasterMs.push(0);
    }
    longestUs = Math.max(longestUs, workUs - rasterUs);
    const frame = workMs.length - 1;
    if (frame < 0) continue;
    workMs[frame] = (workMs[frame] as number) + (workUs - rasterUs) / 1000;
    rasterMs[frame] = (rasterMs[frame] as number) + rasterUs / 1000;
  }
  const first = tasks[0]?.startUs ?? 0;
  const last = tasks.at(-1)?.endUs ?? 0;
  // The last frame was cut by the end of the trace.
  return {
    workMs: workMs.slice(0, -1),
    rasterMs: rasterMs.slice(0, -1),
    longestTaskMs: longestUs / 1000,
    seconds: (last - first) / 1e6,
  };
}

/** Traces the page while `work` runs. */
export async function traceFrames(
  browser: Browser,
  page: Page,
  work: () => Promise<void>,
): Promise<FrameWork> {
  await browser.startTracing(page, { categories: CATEGORIES });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[];
  };
  return frameWorkOf(traceEvents);
}
