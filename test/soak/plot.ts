/** A line of a chart: its values stand over the same moments as those of the others. */
interface Line {
  name: string;
  colour: string;
  values: readonly (number | undefined)[];
}

const width = 720;
const height = 220;
const margin = { left: 56, right: 12, top: 28, bottom: 28 };

/** A chart as SVG, from 0 upwards. @param seconds of each value @param unit of the values */
export function chart(
  title: string,
  unit: string,
  seconds: readonly number[],
  lines: readonly Line[],
): string {
  const last = seconds.at(-1) ?? 1;
  const most = roundUp(Math.max(1, ...lines.flatMap(({ values }) => values.map((v) => v ?? 0))));
  const x = (second: number) =>
    margin.left + ((width - margin.left - margin.right) * second) / Math.max(1, last);
  const y = (value: number) =>
    height - margin.bottom - ((height - margin.top - margin.bottom) * value) / most;
  const grid = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const at = y(most * share);
    const label = `<text x="${margin.left - 6}" y="${at + 4}" text-anchor="end">${most * share}</text>`;
    return `<path d="M${margin.left} ${at}H${width - margin.right}" stroke="#8884"/>${label}`;
  });
  const minutes = Array.from({ length: 7 }, (_, i) => (last * i) / 6).map(
    (second) =>
      `<text x="${x(second)}" y="${height - 8}" text-anchor="middle">${timeOf(second)}</text>`,
  );
  const paths = lines.map(({ colour, values }) => {
    const points = values.flatMap((value, i) =>
      value === undefined ? [] : [`${x(seconds[i] ?? 0).toFixed(1)},${y(value).toFixed(1)}`],
    );
    return `<polyline fill="none" stroke="${colour}" stroke-width="1.5" points="${points.join(" ")}"/>`;
  });
  const names = lines.map(
    ({ name, colour }, i) =>
      `<text x="${width - margin.right - 130 * (lines.length - 1 - i)}" y="18" text-anchor="end" fill="${colour}">${name}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11" fill="#777">`,
    `<title>${title}</title>`,
    `<text x="${margin.left}" y="18" font-weight="bold">${title}, ${unit}</text>`,
    ...[...names, ...grid, ...minutes, ...paths],
    "</svg>\n",
  ].join("\n");
}

/** To 1, 2 or 4 times a power of ten, so that quarters are plain numbers. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 8, 10].map((step) => step * power).find((step) => step >= value) ?? value;
}

function timeOf(seconds: number): string {
  return seconds < 300 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 6) / 10} min`;
}
