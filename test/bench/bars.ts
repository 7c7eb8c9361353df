/** A plot of numbers, as they stand in the table beside it. */
interface BarChart {
  title: string;
  /** Bars of each row. */
  series: readonly string[];
  rows: readonly { label: string; values: readonly string[] }[];
  /** What to hold the bars against. */
  line?: { at: number; name: string };
}

const height = 18;
const gap = 10;
const left = 220;
const longest = 300;
const top = 30;
const colours = ["#4b7bec", "#f19066", "#8395a7"];

/** A chart as SVG, with a bar for each value. */
export function bars({ title, series, rows, line }: BarChart): string {
  const numbers = rows.flatMap(({ values }) => values.map(Number));
  const unit = longest / Math.max(line?.at ?? 0, ...numbers, Number.MIN_VALUE);
  const colourOf = (i: number) => colours[i % colours.length];
  const parts: string[] = [];
  let y = top;
  for (const { label, values } of rows) {
    parts.push(`<text x="${left - 8}" y="${y + 14}" text-anchor="end">${escaped(label)}</text>`);
    for (const [i, value] of values.entries()) {
      const width = Number(value) * unit;
      parts.push(
        `<rect x="${left}" y="${y}" width="${round(width)}" height="${height}" fill="${colourOf(i)}"/>`,
        `<text x="${round(left + width + 6)}" y="${y + 14}">${value}</text>`,
      );
      y += height;
    }
    y += gap;
  }
  const names = series.map(
    (name, i) => `<tspan fill="${colourOf(i)}" dx="12">${escaped(name)}</tspan>`,
  );
  const legend = `<text x="8" y="18"><tspan font-weight="bold">${escaped(title)}</tspan>${series.length > 1 ? names.join("") : ""}</text>`;
  if (line) {
    const x = round(left + line.at * unit);
    parts.push(
      `<path d="M${x} ${top - 4}V${y}" stroke="#888" stroke-dasharray="3 3"/><text x="${x}" y="${y + 14}" text-anchor="middle">${escaped(line.name)}</text>`,
    );
  }
  const size = { width: left + longest + 80, height: y + 20 };
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" font-family="sans-serif" font-size="13" fill="#777">
<title>${escaped(title)}</title>
${[legend, ...parts].join("\n")}
</svg>
`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
