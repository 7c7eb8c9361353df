import { type Progress, showProgress } from "../../progress.ts";
import { readableBytes } from "../../readable-bytes.ts";
import type { Tally } from "./export.ts";

/** Shows how far an export has come. */
interface ExportProgress extends Pick<Progress, "say" | "end"> {
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
  const rate = readableBytes(bytes / Math.max(seconds, 0.001));
  return (
    `${assets} found, ${fetched} fetched, ${present} there already, ${failed} failed; ` +
    `${readableBytes(bytes)}, ${rate}/s`
  );
}
