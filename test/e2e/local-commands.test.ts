import { beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { formatNamed, sniff } from "../../src/formats.ts";
import { photo } from "../support/pictures.ts";
import { program, run, temporaryFolder } from "../support/tintype.ts";

// Commands that need no server and no data folder.
const folder = temporaryFolder();
const source = join(folder, "photo.jpg");
const tintype = (...args: string[]) => run(program, args);

beforeAll(async () => {
  await Bun.write(source, await photo(120, 80, { format: "jpeg" }));
});

describe("an image is rendered without a server", () => {
  const render = (output: string, transformation = "w-60") =>
    tintype("render", source, transformation, "-o", output);

  for (const format of ["jxl", "webp", "png", "jpg"]) {
    test(`into a file of the format that its name says: ${format}`, async () => {
      const output = join(folder, `rendered.${format}`);
      const { status, stdout } = render(output);
      expect([status, stdout]).toEqual([0, expect.stringContaining(" 60x40, ")]);
      const bytes = new Uint8Array(await Bun.file(output).arrayBuffer());
      expect(sniff(bytes)).toBe(formatNamed(format));
    });
  }

  test("and refused where the file's name and the image's format would differ", async () => {
    const gif = join(folder, "rendered.gif");
    const other = join(folder, "other.webp");
    for (const [answer, message] of [
      [render(gif), `Cannot write ${gif} as GIF: GIF is written only of originals that are GIF\n`],
      [
        render(other, "w-60,f-png"),
        `Cannot write ${other} as WebP: this transformation makes PNG\n`,
      ],
    ] as const) {
      expect([answer.status, answer.stdout, answer.stderr]).toEqual([1, "", message]);
    }
    expect([await Bun.file(gif).exists(), await Bun.file(other).exists()]).toEqual([false, false]);
  });

  test("to standard output, where nothing else is printed", () => {
    const { status, stdout, stderr } = render("-", "w-60,f-png");
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toStartWith("\ufffdPNG\r\n");
    expect(stdout).toContain("IEND");
  });
});

test("the version names the program, its runtime and its codecs", () => {
  const { status, stdout } = tintype("version");
  expect(status).toBe(0);
  expect(stdout).toMatch(/^Tintype \d+\.\d+\.\d+/);
  expect(stdout).toContain("libvips");
});

const mistakes: [args: string[], message: RegExp][] = [
  [["version", "--nope"], /^Unknown flag --nope/],
  [["version", "now"], /^Expected nothing after version/],
  [["render", "a.jpg", "w-9"], /^Expected -o and a file to write/],
  [["render", "a.jpg", "w-9", "-o", "a.psd"], /^Cannot write PSD files: expected a name that/],
  [["render", "a.jpg", "w-9", "-o", "a.svg"], /^Cannot write SVG files: expected a name that/],
  [["render", "a.jpg", "w-9", "-o", "a.doc"], /^Cannot write `\.doc` files: expected a name that/],
];
for (const [args, message] of mistakes) {
  test(`${args.join(" ")} exits with 2 and says what was expected`, () => {
    const { status, stdout, stderr } = tintype(...args);
    expect([stdout, status]).toEqual(["", 2]);
    expect(stderr).toMatch(message);
  });
}
