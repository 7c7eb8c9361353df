// The badge is drawn, not photographed: an SVG of brass, enamel and glass on a clear ground.
import { noise } from "./noise.ts";

type Point = readonly [number, number];

const middle = 400;

function around(angle: number, radius: number): Point {
  return [middle + Math.sin(angle) * radius, middle - Math.cos(angle) * radius];
}

function path(points: readonly Point[]): string {
  return `M${points.map(([x, y]) => `${x.toFixed(2)} ${y.toFixed(2)}`).join("L")}Z`;
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** Turned brass: the light runs round the ring in streaks, as it does on a lathe's work. */
function brassRing(outer: number, inner: number, lightFrom: number): string {
  const wedges = 540;
  return range(wedges)
    .map((i) => {
      const angle = (i / wedges) * 2 * Math.PI;
      const next = ((i + 1.35) / wedges) * 2 * Math.PI;
      const turn = angle - lightFrom;
      const sweep =
        0.5 + 0.3 * Math.cos(2 * turn) + 0.18 * Math.cos(turn) + 0.06 * Math.cos(5 * turn);
      const shine = Math.min(1, Math.max(0, sweep + 0.1 * noise(i / 2.3, outer)));
      const colour = brass(shine);
      const edge = [
        around(angle, outer),
        around(next, outer),
        around(next, inner),
        around(angle, inner),
      ];
      return `<path d="${path(edge)}" fill="${colour}"/>`;
    })
    .join("");
}

function brass(shine: number): string {
  const red = 62 + 193 * shine ** 0.85;
  const green = 34 + 186 * shine ** 1.15;
  const blue = 14 + 140 * shine ** 1.9;
  return `rgb(${red.toFixed(0)},${green.toFixed(0)},${blue.toFixed(0)})`;
}

function reededEdge(): string {
  const teeth = 120;
  const points = range(teeth * 4).map((i) => {
    const out = i % 4 === 1 || i % 4 === 2;
    return around(((i - 0.5) / (teeth * 4)) * 2 * Math.PI, out ? 368 : 360);
  });
  return `<path d="${path(points)}" fill="url(#reeds)"/>`;
}

/** Engine turning: fine lines that wind in and out round the enamel, each a little behind. */
function guilloche(): string {
  const lines = range(9).map((line) => {
    const points = range(1440).map((i) => {
      const angle = (i / 1440) * 2 * Math.PI;
      const wave = Math.sin(angle * 36 + (line / 9) * 2 * Math.PI);
      return around(angle, 254 + 30 * wave + 5 * Math.cos(angle * 12));
    });
    return `<path d="${path(points)}"/>`;
  });
  const pen = `fill="none" stroke="#8fe3da" stroke-opacity="0.22" stroke-width="0.9"`;
  return `<g ${pen}>${lines.join("")}</g>`;
}

function beads(): string {
  return range(72)
    .map((i) => {
      const [x, y] = around((i / 72) * 2 * Math.PI, 302);
      return `<circle cx="${x.toFixed(2)}" cy="${y.toFixed(2)}" r="5.4" fill="url(#bead)"/>`;
    })
    .join("");
}

function bellows(): string {
  const folds = 9;
  return range(folds)
    .map((i) => {
      const near = i / folds;
      const width = 246 - 84 * near;
      const height = 190 - 66 * near;
      const x = middle - width / 2;
      const y = 392 - height / 2;
      const fill = i % 2 === 0 ? "#3a0f12" : "#6e1d1c";
      const edge = `stroke="#12060a" stroke-opacity="0.7" stroke-width="1.6"`;
      return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="9"
        fill="${fill}" ${edge}/>`;
    })
    .join("");
}

function camera(): string {
  const leg = (from: number, to: number, width: number) =>
    `<path fill="url(#wood)" stroke="#1d0d05" stroke-width="1.5" d="${path([
      [from - width, 500],
      [from + width, 500],
      [to + width * 0.7, 648],
      [to - width * 0.7, 648],
    ])}"/>`;
  const screws = (
    [
      [286, 300],
      [514, 300],
      [286, 484],
      [514, 484],
    ] as const
  )
    .map(([x, y]) => `<circle cx="${x}" cy="${y}" r="6.5" fill="url(#bead)"/>`)
    .join("");
  return `
    ${leg(400, 400, 9)}${leg(352, 284, 10)}${leg(448, 516, 10)}
    <path d="M352 284C352 236 448 236 448 284" fill="none" stroke="#2a1209" stroke-width="13"/>
    <path d="M352 284C352 238 448 238 448 284" fill="none" stroke="#b0633a" stroke-width="7"/>
    <rect x="266" y="280" width="268" height="226" rx="16" fill="url(#wood)" stroke="#1d0d05"
      stroke-width="3"/>
    <rect x="266" y="280" width="268" height="226" rx="16" filter="url(#grain)" opacity="0.38"/>
    <rect x="273" y="287" width="254" height="212" rx="11" fill="none" stroke="#f0b98a"
      stroke-opacity="0.5" stroke-width="1.6"/>
    ${bellows()}
    <rect x="318" y="330" width="164" height="126" rx="10" fill="url(#wood)" stroke="#1d0d05"
      stroke-width="2"/>
    ${screws}
    <circle cx="404" cy="401" r="77" fill="#000" opacity="0.45" filter="url(#soft)"/>
  `;
}

function lens(): string {
  const rings = [
    [74, 60],
    [58, 51],
  ] as const;
  const barrel = rings
    .map(([outer, inner], i) => shifted(brassRing(outer, inner, i === 0 ? -0.7 : 2.4), -7))
    .join("");
  return `
    ${barrel}
    <circle cx="400" cy="393" r="51" fill="url(#glass)"/>
    <circle cx="400" cy="393" r="36" fill="none" stroke="#9fe8ff" stroke-opacity="0.22"
      stroke-width="3"/>
    <circle cx="400" cy="393" r="22" fill="url(#iris)"/>
    <path d="M362 378A40 40 0 0 1 398 353A52 52 0 0 0 362 378Z" fill="#fff" opacity="0.85"/>
    <ellipse cx="421" cy="417" rx="11" ry="6" transform="rotate(-40 421 417)" fill="#ffd9a8"
      opacity="0.55"/>
    <circle cx="383" cy="373" r="4.5" fill="#fff" opacity="0.9"/>
  `;
}

function shifted(drawing: string, down: number): string {
  return `<g transform="translate(0 ${down})">${drawing}</g>`;
}

const paints = `
  <radialGradient id="glow"><stop offset="0.72" stop-color="#ffb65c" stop-opacity="0.5"/>
    <stop offset="0.86" stop-color="#ff9a4a" stop-opacity="0.14"/>
    <stop offset="1" stop-color="#ff8a3a" stop-opacity="0"/>
  </radialGradient>
  <linearGradient id="reeds" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#ffe6ae"/>
    <stop offset="0.45" stop-color="#8a5a22"/><stop offset="0.7" stop-color="#4a2b0e"/>
    <stop offset="1" stop-color="#c08a45"/>
  </linearGradient>
  <radialGradient id="enamel" cx="0.42" cy="0.34" r="0.75"><stop offset="0" stop-color="#2d7d80"/>
    <stop offset="0.5" stop-color="#114449"/><stop offset="1" stop-color="#04161b"/>
  </radialGradient>
  <radialGradient id="bead" cx="0.35" cy="0.3" r="0.8"><stop offset="0" stop-color="#fff3d0"/>
    <stop offset="0.4" stop-color="#d59f52"/><stop offset="1" stop-color="#4f2d0d"/>
  </radialGradient>
  <linearGradient id="wood" x1="0" y1="0" x2="0.8" y2="1"><stop offset="0" stop-color="#c97a45"/>
    <stop offset="0.5" stop-color="#8c4722"/><stop offset="1" stop-color="#4d2110"/>
  </linearGradient>
  <radialGradient id="glass" cx="0.4" cy="0.35" r="0.75"><stop offset="0" stop-color="#5f78c8"/>
    <stop offset="0.35" stop-color="#2b2f78"/><stop offset="0.7" stop-color="#12122f"/>
    <stop offset="1" stop-color="#05050d"/>
  </radialGradient>
  <radialGradient id="iris" cx="0.6" cy="0.65" r="0.7"><stop offset="0" stop-color="#c2489c"/>
    <stop offset="0.5" stop-color="#3a1a5e"/><stop offset="1" stop-color="#07050f"/>
  </radialGradient>
  <linearGradient id="sheen" x1="0.2" y1="0" x2="0.55" y2="1"><stop offset="0" stop-color="#fff"
    stop-opacity="0.5"/><stop offset="1" stop-color="#fff" stop-opacity="0"/>
  </linearGradient>
  <filter id="soft" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur
    stdDeviation="7"/></filter>
  <filter id="shade" x="-30%" y="-30%" width="160%" height="160%"><feGaussianBlur
    stdDeviation="15"/></filter>
  <filter id="grain"><feTurbulence type="fractalNoise" baseFrequency="0.012 0.19" numOctaves="4"
    seed="4"/><feColorMatrix values="0 0 0 0 0.16  0 0 0 0 0.06  0 0 0 0 0.02  0 3.2 0 0 -1.3"/>
    <feComposite in2="SourceGraphic" operator="in"/></filter>`;

/** A brass badge with a plate camera on enamel, and clear ground with soft edges about it. */
export function badge(): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="800" viewBox="0 0 800 800">
    <defs>${paints}</defs>
    <circle cx="400" cy="400" r="398" fill="url(#glow)"/>
    <circle cx="404" cy="414" r="352" fill="#000" opacity="0.6" filter="url(#shade)"/>
    ${reededEdge()}
    ${brassRing(358, 322, -0.65)}
    ${brassRing(324, 316, 2.5)}
    <circle cx="400" cy="400" r="317" fill="#1a0d04"/>
    <circle cx="400" cy="400" r="314" fill="url(#enamel)"/>
    ${guilloche()}${beads()}
    <path d="M108 372A294 294 0 0 1 692 372C560 300 260 300 108 372Z" fill="url(#sheen)"
      opacity="0.4"/>
    <ellipse cx="400" cy="640" rx="150" ry="16" fill="#000" opacity="0.5" filter="url(#soft)"/>
    <g transform="translate(400 402) scale(1.06) translate(-400 -432)">${camera()}${lens()}</g>
  </svg>`;
}
