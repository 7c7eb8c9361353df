/** Bytes in the units of a file manager: `1.4 MB`. */
export function bytes(count: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  let value = count;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** Bits a second: `400 kbit/s`. */
export function bitRate(count: number): string {
  const isMany = count >= 1e6;
  return `${(count / (isMany ? 1e6 : 1e3)).toFixed(isMany ? 1 : 0)} ${isMany ? "M" : "k"}bit/s`;
}

export function whole(count: number): string {
  return Math.round(count).toLocaleString("en-GB");
}

/** `1 entry`, `2 entries`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${whole(count)} ${count === 1 ? one : many}`;
}

/** @param part from 0 to 1 */
export function percent(part: number): string {
  return `${(part * 100).toFixed(part > 0 && part < 0.1 ? 1 : 0)} %`;
}

export function milliseconds(count: number): string {
  if (count >= 10_000) return `${(count / 1000).toFixed(0)} s`;
  return count >= 1000
    ? `${(count / 1000).toFixed(1)} s`
    : `${count.toFixed(count < 10 ? 1 : 0)} ms`;
}

/** @param seconds how long something lasts */
export function duration(seconds: number): string {
  const units: [string, number][] = [
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
    ["second", 1],
  ];
  const [name, size] = units.find(([, length]) => seconds >= length) ?? ["second", 1];
  const count = Math.floor(seconds / size);
  return counted(count, name);
}

/** @param time milliseconds since 1970 */
export function ago(time: number, now = Date.now()): string {
  const seconds = Math.max(0, (now - time) / 1000);
  return seconds < 2 ? "just now" : `${duration(seconds)} ago`;
}

/** @param time milliseconds since 1970 */
export function clock(time: number): string {
  return new Date(time).toLocaleTimeString("en-GB");
}

export function moment(time: number): string {
  return new Date(time).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "medium" });
}
