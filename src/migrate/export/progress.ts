import { type Progress, showProgress } from "../progress.ts";
import type { Tally } from "./export.ts";

/** Tells how far an export is. */
export interface ExportProgress extends Pick<Progress, "say" | "end"> {
  update(tally: Tally): void;
}

export function showExport(stream: NodeJS.WriteStream): ExportProgress {
  const started = performance.now();
  const progress = showProgress(stream);
  return {
    ...progress,
    update(tally) {
      progress.update(() => describe(tally, (performance.now() - started) / 1000));
    },
  };
}

function describe({ assets, fetched, present, failed, bytes }: Tally, seconds: number): string {
  const rate = sizeOf(bytes / Math.max(seconds, 0.001));
  return (
    `${assets} found, ${fetched} fetched, ${present} there already, ${failed} failed; ` +
    `${sizeOf(bytes)}, ${rate}/s`
  );
}

/** Bytes as people read them: `3.2 MB`. */
export function sizeOf(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  const power = bytes < 1000 ? 0 : Math.min(4, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
