import { clock, percent, whole } from "../labels.ts";
import type { Column } from "./columns.ts";

const width = 720;
const height = 180;

/** Bars of requests by where they came from, and the hit rate as a line. */
export function Chart({ columns, span }: { columns: Column[]; span: string }) {
  const total = (pick: (column: Column) => number) =>
    columns.reduce((sum, column) => sum + pick(column), 0);
  const [hits, misses, errors] = [
    total((column) => column.hits),
    total((column) => column.misses),
    total((column) => column.errors),
  ];
  const most = Math.max(1, ...columns.map((c) => c.hits + c.misses + c.errors));
  const step = width / Math.max(1, columns.length);
  const rate = hits + misses === 0 ? "no requests" : `hit rate ${percent(hits / (hits + misses))}`;
  return (
    <figure class="chart">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`In ${span}: ${whole(hits)} from the cache, ${whole(misses)} fetched or rendered, ${whole(errors)} failed, ${rate}`}
      >
        {[0.25, 0.5, 0.75].map((part) => (
          <line key={part} class="grid" x1={0} x2={width} y1={height * part} y2={height * part} />
        ))}
        {columns.map((column, i) => (
          <Bar key={column.time} column={column} most={most} step={step} x={i * step} />
        ))}
        <path class="rate" d={rateLine(columns, step)} />
      </svg>
      <figcaption>
        <Key name="hit" label="From the cache" value={whole(hits)} />
        <Key name="miss" label="Fetched or rendered" value={whole(misses)} />
        <Key name="error" label="Failed" value={whole(errors)} />
        <Key name="rate" label="Hit rate (line, 0–100 %)" value={rate.replace("hit rate ", "")} />
        <span class="muted">
          {clock(columns[0]?.time ?? 0)} to now, peak {whole(most)}
        </span>
      </figcaption>
    </figure>
  );
}

function Bar({ column, most, step, x }: { column: Column; most: number; step: number; x: number }) {
  let bottom = height;
  const rect = (kind: string, count: number) => {
    const tall = (count / most) * height;
    bottom -= tall;
    return count > 0 && <rect class={kind} x={x + 1} y={bottom} width={step - 2} height={tall} />;
  };
  return (
    <g>
      {rect("hit", column.hits)}
      {rect("miss", column.misses)}
      {rect("error", column.errors)}
    </g>
  );
}

/** Interrupted where nothing was delivered. */
function rateLine(columns: readonly Column[], step: number): string {
  return columns
    .map(({ hitRate }, i) => {
      if (hitRate === undefined) return "";
      const y = (2 + (1 - hitRate) * (height - 4)).toFixed(1);
      const [start, middle] = [(i * step).toFixed(1), ((i + 1) * step).toFixed(1)];
      return `${columns[i - 1]?.hitRate === undefined ? "M" : "L"}${start} ${y}H${middle}`;
    })
    .join("");
}

function Key({ name, label, value }: { name: string; label: string; value: string }) {
  return (
    <span class="key">
      <svg class={`swatch ${name}`} viewBox="0 0 12 12" aria-hidden="true">
        <rect width="12" height="12" />
      </svg>
      {label} <b>{value}</b>
    </span>
  );
}
