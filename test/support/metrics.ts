import { send } from "./http.ts";

/** Sum of a metric's values over all labels beside the given ones; 0 when there is none yet. */
export async function metricOf(
  url: string,
  name: string,
  labels: Record<string, string> = {},
): Promise<number> {
  const { status, body } = await send(url, "/_/metrics");
  if (status !== 200) throw new Error(`Expected metrics, got ${status}`);
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return new TextDecoder()
    .decode(body)
    .split("\n")
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .filter((line) => wanted.every((label) => line.includes(label)))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" ") + 1)), 0);
}
