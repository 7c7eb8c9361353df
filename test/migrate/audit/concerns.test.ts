import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { audit, fileOf, folderOf } from "../../support/audit.ts";
import { temporaryFolder } from "../../support/tintype.ts";

const base = "https://res.cloudinary.com/acme/image/upload";

test("what has to be decided as a whole is listed apart, what touches the most URLs first", async () => {
  const folder = folderOf({
    "res/acme/image/upload/coast/1700000000.jpg": "a picture",
    "res/acme/video/upload/clip/1700000000.mp4": "a video",
  });
  const report = join(temporaryFolder(), "report.html");
  const { stdout } = await audit([
    fileOf(
      `${base}/t_card-760/coast.jpg`,
      `${base}/t_card-760/v1/coast.jpg`,
      `${base}/t_big/coast.jpg`,
      `${base}/l_text:Karla_20:a/coast.jpg`,
      `${base}/l_text:Karla_30:b/l_text:Arial_20:c/coast.jpg`,
      `${base}/e_gen_remove:prompt_dog/coast.jpg`,
      `${base}/b_gen_fill,c_pad,w_10,h_20/coast.jpg`,
      "https://res.cloudinary.com/acme/video/upload/w_300/clip.mp4",
      "https://res.cloudinary.com/acme/video/upload/so_2/clip.jpg",
      "https://res.cloudinary.com/acme/video/upload/so_3/clip.jpg",
      "https://res.cloudinary.com/acme/video/upload/sp_hd/clip.m3u8",
      `${base}/gone.jpg`,
    ),
    ...["--folder", folder, "--json", "--report", report, "--sample", "0"],
  ]);
  const { concerns, statuses } = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
  expect(statuses).toEqual([
    { status: 200, urls: 11, requests: 11 },
    { status: 404, urls: 1, requests: 1 },
  ]);
  const counts = (kind: string) =>
    concerns[kind].map(({ name, urls }: { name: string; urls: number }) => `${urls} ${name}`);
  expect(counts("named")).toEqual(["2 card-760", "1 big"]);
  expect(concerns.named[0].command).toBe("tintype named set card-760 TRANSFORMATION");
  expect(counts("font")).toEqual(["2 Karla", "1 Arial"]);
  expect(counts("ai").toSorted()).toEqual(["1 b_gen_fill", "1 e_gen_remove"]);
  expect(counts("video")).toEqual(["2 image of a video", "1 stream", "1 video"]);
  const html = readFileSync(report, "utf8");
  expect(html).toContain("tintype named set big TRANSFORMATION");
  const order = [...html.matchAll(/<li><b>([^<]+)<\/b>/g)].map(([, item]) => item);
  expect(order.indexOf("2 named transformations")).toBeLessThan(order.indexOf("1 URL"));
});

test("samples are images and stills: what a report cannot show is not made for it", async () => {
  const { stdout } = await audit([
    fileOf(
      `${base}/coast.jpg`,
      `${base}/turning.mp4`,
      "https://res.cloudinary.com/acme/video/upload/w_300/clip.mp4",
      "https://res.cloudinary.com/acme/video/upload/so_2/clip.jpg",
      "https://res.cloudinary.com/acme/video/upload/sp_hd/clip.m3u8",
    ),
    ...[
      "--folder",
      folderOf({
        "res/acme/image/upload/coast/1700000000.jpg": "a picture",
        "res/acme/image/upload/turning/1700000000.gif": "a picture",
        "res/acme/video/upload/clip/1700000000.mp4": "a video",
      }),
    ],
    ...["--report", join(temporaryFolder(), "report.html"), "--json"],
  ]);
  const lines = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const shown = lines.flatMap(({ type, url }) =>
    type === "sample" ? [url.split("/").at(-1)] : [],
  );
  expect(shown.toSorted()).toEqual(["clip.jpg", "coast.jpg"]);
});

describe("a font that the server will have is none of them", () => {
  const standIn = "approximate: the bundled family in place of";
  const twin = "approximate: gelasio, of the same metrics, in place of Gelasio";
  const nearest = "drawn in the nearest weight that there is";
  const file = (style: string) =>
    readFileSync(
      Bun.resolveSync(
        `@expo-google-fonts/gelasio/${style}/Gelasio_${style}.ttf`,
        import.meta.dirname,
      ),
    );

  /** What is said of texts in styles, and the fonts that are to be decided on. */
  async function notesOn(styles: string[], fonts: Record<string, Uint8Array>) {
    const folder = folderOf({ "res/acme/image/upload/coast/1700000000.jpg": "a picture" });
    const urls = styles.map((style) => `${base}/l_text:${style}:a/coast.jpg`);
    const args = [fileOf(...urls), "--folder", folder, "--json", "--fonts", folderOf(fonts)];
    const audited = await audit(args);
    const said = urls.map((url) => {
      const [{ fate, note }] = audited.urls[url]?.parameters ?? [{}];
      return note === undefined ? fate : `${fate}: ${note}`;
    });
    return [said, audited.summary.concerns.font.map(({ name }: { name: string }) => name)];
  }

  test("and without it another stands in", async () => {
    expect(await notesOn(["Gelasio_20", "Gelasio_20_semibold", "Karla_20"], {})).toEqual([
      [twin, `${twin}; ${nearest}`, `${standIn} Karla`],
      ["Gelasio", "Karla"],
    ]);
  });

  test("also where ImageKit's URL names it", async () => {
    const folder = folderOf({ "coast.jpg": "a picture" });
    const urls = ["Gelasio", "Georgia", "Karla"].map(
      (name) => `/tr:l-text,i-a,ff-${name},l-end/coast.jpg`,
    );
    const args = [fileOf(...urls), "--folder", folder, "--json"];
    const fonts = folderOf({ "gelasio.ttf": file("400Regular") });
    const { urls: found } = await audit([...args, "--fonts", fonts]);
    const fates = urls.map((url) => {
      const parameters: { token: string; fate: string; note?: string }[] = found[url]?.parameters;
      const { fate, note = "" } = parameters.find(({ token }) => token.startsWith("ff-")) ?? {};
      return [fate, note];
    });
    expect(fates).toEqual([
      ["exact", ""],
      ["approximate", "Gelasio in place of Georgia"],
      ["approximate", "Open Sans in place of Karla"],
    ]);
  });

  test("in the weights and slants that its files have", async () => {
    const styles = ["Gelasio_20", "Gelasio_20_bold", "Gelasio_20_semibold", "Gelasio_20_italic"];
    expect(await notesOn([...styles, "Karla_20"], { "gelasio.ttf": file("400Regular") })).toEqual([
      [
        "exact",
        "approximate: drawn in weight 400, the nearest there is",
        "approximate: drawn in weight 400, the nearest there is",
        "approximate: not slanted",
        `${standIn} Karla`,
      ],
      ["Karla"],
    ]);
    const more = {
      "a.ttf": file("400Regular"),
      "b.ttf": file("600SemiBold"),
      "c.ttf": file("700Bold"),
    };
    const [said] = await notesOn(styles.slice(0, 3), more);
    expect(said).toEqual(["exact", "exact", "exact"]);
  });

  test("and in the one weight that is drawn of a variable font", async () => {
    const variable = Buffer.from(file("400Regular"));
    // A table that says nothing of names becomes that of the axes.
    const at = variable.subarray(0, 400).indexOf("gasp");
    expect(at).toBeGreaterThan(0);
    variable.write("fvar", at);
    const [said] = await notesOn(["Gelasio_20", "Gelasio_20_bold"], { "gelasio.ttf": variable });
    expect(said).toEqual([
      "exact",
      "approximate: drawn in weight 400, the only one that is drawn of a variable font",
    ]);
  });
});

test("and a terminal shows them as well", async () => {
  const folder = folderOf({ "res/acme/image/upload/coast/1700000000.jpg": "a picture" });
  const { stdout } = await audit([fileOf(`${base}/t_card/coast.jpg`), "--folder", folder]);
  expect(stdout).toContain("Named transformations to define");
  expect(stdout).toContain("1  tintype named set card TRANSFORMATION");
});
