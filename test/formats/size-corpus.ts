import sharp, { type Sharp } from "sharp";
import { photo } from "../support/pictures.ts";
import { randomFrom } from "../support/scenes/noise.ts";

/** Images of the kinds that sites are made of, as the tools that make them write them. */
export async function sizeCorpus(): Promise<Record<string, Uint8Array>> {
  const screen = await drawing(1280, 800, page());
  const logo = await drawing(600, 300, badge());
  return {
    "screenshot.png": await png(screen),
    "screenshot-palette.png": await png(screen, true),
    "screenshot-q90.jpg": await screen
      .clone()
      .flatten({ background: "#fff" })
      .jpeg({ quality: 90 })
      .toBuffer(),
    "screenshot-lossless.webp": await screen.clone().webp({ lossless: true }).toBuffer(),
    "logo.png": await png(logo),
    "logo-palette.png": await png(logo, true),
    "logo.gif": await logo.clone().gif().toBuffer(),
    "qr.png": await png(blocks(53, 8, 2), true),
    "line-art.png": await png(await drawing(1000, 700, lines()), true),
    "pixel-art.png": await png(blocks(64, 8, 12), true),
    "chart.png": await png(await drawing(900, 500, chart()), true),
    "photo-q80.jpg": await photo(900, 600, { format: "jpeg", quality: 80 }),
    "photo-q40.jpg": await photo(900, 600, { format: "jpeg", quality: 40 }),
    "photo-q50.webp": await photo(900, 600, { format: "webp", quality: 50 }),
    "photo-q30.avif": await photo(900, 600, { format: "avif", quality: 30 }),
    "photo.png": await photo(450, 300, { format: "png" }),
  };
}

function png(picture: Sharp, palette = false): Promise<Uint8Array> {
  return picture.clone().png({ palette, compressionLevel: 9 }).toBuffer();
}

async function drawing(width: number, height: number, content: string): Promise<Sharp> {
  const text = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${content}</svg>`;
  return sharp(await sharp(Buffer.from(text)).png().toBuffer());
}

/** Squares of so many colours, at random. */
function blocks(count: number, side: number, colours: number): Sharp {
  const random = randomFrom(count * colours);
  const palette = Array.from({ length: colours }, (_, i) =>
    colours === 2 ? [i * 255, i * 255, i * 255] : [0, 1, 2].map(() => Math.floor(random() * 256)),
  );
  const cells = Array.from({ length: count * count }, () => Math.floor(random() * colours));
  const data = Uint8Array.from(cells.flatMap((cell) => palette[cell] ?? []));
  const raw = { width: count, height: count, channels: 3 } as const;
  return sharp(data, { raw }).resize(count * side, count * side, { kernel: "nearest" });
}

/** A window with a menu and lines of letters, of which there are twenty. */
function page(): string {
  const random = randomFrom(5);
  const letters = Array.from({ length: 20 }, (_, i) => {
    const [x, y, z] = [0, 1, 2].map(() => 1 + Math.floor(random() * 6));
    return `<g id="l${i}"><path d="M${x} 1v8M${y} ${z}h4M${z} 1l3 8" stroke="#222" fill="none"/></g>`;
  });
  const text = Array.from({ length: 40 * 110 }, (_, i) => {
    const letter = Math.floor(random() * 24);
    const place = `x="${262 + (i % 110) * 9}" y="${80 + Math.floor(i / 110) * 17}"`;
    return letter < 20 ? `<use href="#l${letter}" ${place}/>` : "";
  });
  return `<defs>${letters.join("")}</defs><rect width="1280" height="800" fill="#fff"/><rect width="1280" height="48" fill="#1f4e8c"/><rect y="48" width="240" height="752" fill="#eef2f7"/>${text.join("")}<rect x="20" y="80" width="200" height="36" rx="6" fill="#2f9e44"/>`;
}

function badge(): string {
  return '<circle cx="150" cy="150" r="130" fill="#d72d29"/><path d="M60 150l90-90 90 90-90 90z" fill="#fff"/><rect x="320" y="90" width="240" height="40" rx="12" fill="#123"/><rect x="320" y="160" width="180" height="40" rx="12" fill="#567"/>';
}

function lines(): string {
  const random = randomFrom(9);
  const paths = Array.from({ length: 60 }, () => {
    const at = () => `${Math.floor(random() * 1000)} ${Math.floor(random() * 700)}`;
    return `<path d="M${at()}C${at()} ${at()} ${at()}" fill="none" stroke="#000" stroke-width="2"/>`;
  });
  return `<rect width="1000" height="700" fill="#fff"/>${paths.join("")}`;
}

function chart(): string {
  const bars = Array.from({ length: 24 }, (_, i) => {
    const height = 60 + ((i * 97) % 360);
    const fill = ["#1c7ed6", "#f08c00", "#2f9e44"][i % 3];
    return `<rect x="${30 + i * 36}" y="${480 - height}" width="28" height="${height}" fill="${fill}"/>`;
  });
  return `<rect width="900" height="500" fill="#fff"/>${bars.join("")}<path d="M20 480h860" stroke="#333"/>`;
}
