import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import sharp from "sharp";
import { send } from "../http.ts";
import { fromCheckout, startServer } from "../tintype.ts";

// `bun test/support/pictures/contact-sheet.ts [FILE]`: one picture that shows what each parameter does.

const cells: [transformation: string, picture: string][] = [
  ["w-240", "coast.jpg"],
  ["w-240,h-160,c-force", "tower.jpg"],
  ["w-240,h-160", "tower.jpg"],
  ["w-240,h-160,fo-top", "portrait.jpg"],
  ["w-240,h-160,fo-auto", "portrait.jpg"],
  ["w-240,h-160,c-at_max", "tower.jpg"],
  ["w-240,h-160,cm-pad_resize", "tower.jpg"],
  ["w-240,h-160,cm-pad_resize,bg-blurred", "tower.jpg"],
  ["w-240,h-160,cm-pad_resize,bg-dominant", "tower.jpg"],
  ["w-240,h-160,cm-pad_resize,bg-gradient_dominant_4", "tower.jpg"],
  ["w-240,h-160,cm-extract,xc-640,yc-500", "tower.jpg"],
  ["w-160,t-true", "badge.png"],
  ["w-240,e-grayscale", "valley.jpg"],
  ["w-240,e-contrast", "valley.jpg"],
  ["w-240,e-colorize-co-orange_in-60", "valley.jpg"],
  ["w-240,cr-2040A0_40_C02020", "badge.png"],
  ["w-240,e-sharpen-80", "valley.jpg"],
  ["w-240,e-usm-2-2-1.5-0.02", "valley.jpg"],
  ["w-240,bl-12", "valley.jpg"],
  ["w-240,e-gradient-ld-bottom_from-00000000_to-000000", "coast.jpg"],
  ["w-200,e-distort-a-90", "coast.jpg"],
  ["w-240,e-distort-p-30_20_210_0_240_160_0_130", "coast.jpg"],
  ["w-200,rt-20,bg-FFD400", "coast.jpg"],
  ["w-240,fl-h_v", "coast.jpg"],
  ["w-240,b-8_FFD400", "coast.jpg"],
  ["w-240,r-24", "coast.jpg"],
  ["w-160,h-160,r-max", "portrait.jpg"],
  ["w-150,e-shadow-bl-12_st-60_x-6_y-6", "badge.png"],
  ["w-240,o-50,bg-FFFFFF", "coast.jpg"],
  ["w-240:l-image,i-badge.png,w-70,lx-N8,ly-N8,l-end", "coast.jpg"],
  ["w-240:l-image,i-badge.png,w-150,lm-cutter,l-end", "coast.jpg"],
  ["w-240:l-image,i-badge.png,w-150,lm-cutout,l-end", "coast.jpg"],
  ["w-240:l-image,i-badge.png,w-150,lm-multiply,l-end", "coast.jpg"],
  ["w-240:l-text,i-Tintype,fs-44,co-white,tg-b,l-end", "coast.jpg"],
  [
    "w-240:l-text,i-left%20and%20wrapped,w-130,fs-22,ia-left,pa-8,bg-FFFFFF75,r-10,lx-8,ly-8,l-end",
    "coast.jpg",
  ],
  [
    "w-240:l-image,i-ik_canvas,w-bw,h-bh_div_3,ly-N0,e-gradient-from-00000000_to-000000,l-end",
    "coast.jpg",
  ],
  ["w-240:if-ar_gt_1,e-grayscale,if-else,bl-20,if-end", "coast.jpg"],
  ["w-iw_div_10", "coast.jpg"],
  ["w-120:rt-90:fl-v", "coast.jpg"],
  ["w-120", "sideways.jpg"],
];

const columns = 5;
const cell = { width: 270, height: 230 };

const server = await startServer(fromCheckout, [resolve(import.meta.dirname, "../../../src/demo")]);
try {
  const pieces = [];
  for (const [i, wanted] of cells.entries()) pieces.push(await draw(wanted, i));
  const rows = Math.ceil(cells.length / columns);
  const sheet = sharp({
    create: {
      width: columns * cell.width,
      height: rows * cell.height,
      channels: 3,
      background: "#d8d8d8",
    },
  });
  const file = resolve(process.argv[2] ?? join("dist", "contact-sheet.png"));
  mkdirSync(resolve(file, ".."), { recursive: true });
  writeFileSync(file, await sheet.composite(pieces.flat()).png().toBuffer());
  process.stdout.write(`${file}\n`);
} finally {
  await server.stop();
}

async function draw([transformation, picture]: [string, string], i: number) {
  const left = (i % columns) * cell.width;
  const top = Math.floor(i / columns) * cell.height;
  const answer = await send(server.url, `/tr:${transformation}:f-png/${picture}`);
  if (answer.status !== 200) {
    throw new Error(`${transformation}: ${answer.headers.get("ik-error")}`);
  }
  const { width = 0, height = 0 } = await sharp(answer.body).metadata();
  const fitted = Math.min(1, 250 / width, 172 / height);
  const size = { width: Math.round(width * fitted), height: Math.round(height * fitted) };
  const input = await sharp(answer.body).resize(size).png().toBuffer();
  const lines = transformation.match(/.{1,40}/g) ?? [];
  const text = lines
    .map((line, row) => `<text x="10" y="${14 + row * 13}">${line.replaceAll("&", "&amp;")}</text>`)
    .join("");
  const caption = `<svg width="270" height="50" font-family="monospace" font-size="11">${text}</svg>`;
  return [
    { input, left: left + 10, top: top + 6 },
    { input: Buffer.from(caption), left, top: top + 182 },
  ];
}
