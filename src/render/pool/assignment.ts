import type { Size } from "../plan/size.ts";
import type { Job, Others, Urgency } from "./protocol.ts";
import type { Task } from "./task.ts";

/**
 * What a renderer is told of a task: its job, the time that is left, and what waits that is made of
 * the same original, so that it is decoded once for all.
 */
export function assignment(
  { job, pixelsKey, deadline }: Task,
  waiting: readonly Task[],
): Job & Urgency {
  const left = deadline - performance.now();
  const others = job.do === "render" ? othersOf(job, pixelsKey, waiting) : undefined;
  return others && job.do === "render" ? { ...job, others, left } : { ...job, left };
}

function othersOf(
  job: Job & { do: "render" },
  pixelsKey: string | undefined,
  waiting: readonly Task[],
): Others | undefined {
  const same = waiting.flatMap(({ job: other }) =>
    other.do === "render" && other.files[""] === job.files[""] ? readingOf(other) : [],
  );
  if (same.length === 0) return undefined;
  const samePixels = waiting.some((other) => other.pixelsKey === pixelsKey);
  const sizes = same.flatMap(({ size }) => size ?? []);
  const shrink = Math.min(...same.map((reading) => reading.shrink));
  if (sizes.length < same.length) return { shrink, samePixels };
  const width = Math.max(...sizes.map((size) => size.width));
  const height = Math.max(...sizes.map((size) => size.height));
  return { shrink, size: { width, height }, samePixels };
}

/** How a rendition reads its original: to which size it brings it first, when it does. */
function readingOf({ plan }: Job & { do: "render" }): { size?: Size; shrink: number }[] {
  const { source, operations } = plan.image;
  if (source.kind !== "file" || source.input !== "" || source.raster) return [];
  const [first] = operations;
  const { shrink } = source;
  if (first?.do !== "resize") return [{ shrink }];
  return [{ shrink, size: { width: first.width, height: first.height } }];
}
