import { cloudNoise, hash2, smoothstep } from "./noise.ts";
import { addScaled, blend, type Triple } from "./vector.ts";

/** A harbour at dusk, far out of focus: soft bands of colour and discs of light. */
export function bokeh(x: number, y: number): Triple {
  const drift = 0.12 * cloudNoise(x * 1.3, y * 1.3, 3);
  const evening = blend([0.16, 0.13, 0.12], [0.018, 0.07, 0.1], smoothstep(-0.35, 0.75, y + drift));
  let light = blend([0.012, 0.036, 0.048], evening, smoothstep(-0.75, -0.1, y + drift));
  for (let i = 0; i < 44; i++) {
    const far = hash2(i, 5) < 0.55;
    const atX = (hash2(i, 1) * 2 - 1) * 0.95;
    const atY = far ? -0.1 + 0.55 * hash2(i, 2) ** 1.3 : -0.75 + 1.6 * hash2(i, 2);
    const radius = far ? 0.045 + 0.05 * hash2(i, 3) : 0.09 + 0.08 * hash2(i, 3);
    const off = Math.hypot(x - atX, y - atY) / radius;
    if (off > 1.08) continue;
    const warm = hash2(i, 4);
    const colour: Triple =
      warm > 0.35
        ? [1, 0.52 + 0.22 * hash2(i, 8), 0.16]
        : warm > 0.15
          ? [0.35, 0.8, 0.85]
          : [1, 0.3, 0.16];
    // A lens draws a disc with a brighter rim, not a blur.
    const disc = smoothstep(1.05, 0.95, off) * (0.62 + 0.38 * smoothstep(0.55, 0.98, off));
    light = addScaled(light, colour, disc * (far ? 0.3 : 0.1) * (0.45 + hash2(i, 6)));
  }
  return light;
}
