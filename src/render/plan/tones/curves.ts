/** How tones from 0 to 255 are mapped; what leaves the range is cut off. */
export type Curve =
  /** For red, green and blue. */
  | { by: "line"; factors: Triple; offsets: Triple }
  /** Black and white stay; below 1 the tones between grow lighter. */
  | { by: "power"; exponent: number }
  /** Lightens dark tones, by `amount` from 0 to 1; a high `power` reaches the darkest only. */
  | { by: "lift"; amount: number; power: number }
  /** Black below `tone`, otherwise white. */
  | { by: "step"; tone: number };

export type Triple = readonly [red: number, green: number, blue: number];

/** Red, green and blue of each tone, each after the other. */
export type Table = Uint8Array;

/** A curve that treats all channels alike. */
export function line(factor: number, offset: number): Curve {
  return { by: "line", factors: [factor, factor, factor], offsets: [offset, offset, offset] };
}

/** What curves, one after the other, make of every tone. Pure. */
export function tableOf(curves: readonly Curve[]): Table {
  return Uint8Array.from({ length: 256 * 3 }, (_, i) => {
    const start = Math.floor(i / 3);
    return Math.round(curves.reduce((tone, curve) => follow(curve, tone, i % 3), start));
  });
}

/** Whether a table maps red, green and blue alike. */
export function isNeutral(table: Table): boolean {
  return table.every((value, i) => value === table[i - (i % 3)]);
}

function follow(curve: Curve, tone: number, channel: number): number {
  const mapped = map(curve, tone / 255, channel) * 255;
  return Math.min(255, Math.max(0, mapped));
}

/** Tones from 0 to 1. */
function map(curve: Curve, tone: number, channel: number): number {
  switch (curve.by) {
    case "line": {
      const { factors, offsets } = curve;
      return tone * (factors[channel] ?? 1) + (offsets[channel] ?? 0) / 255;
    }
    case "power":
      return tone ** curve.exponent;
    case "lift":
      return tone + curve.amount * tone * (1 - tone) ** curve.power;
    case "step":
      return tone * 255 >= curve.tone ? 1 : 0;
  }
}
