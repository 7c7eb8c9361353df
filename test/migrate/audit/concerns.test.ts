import { expect, test } from "bun:test";
import { copyFileSync, readFileSync } from "node:fs";
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

test("a font that the server will have is none of them", async () => {
  const folder = folderOf({ "res/acme/image/upload/coast/1700000000.jpg": "a picture" });
  const fonts = temporaryFolder();
  const font = "@expo-google-fonts/gelasio/400Regular/Gelasio_400Regular.ttf";
  copyFileSync(Bun.resolveSync(font, import.meta.dirname), join(fonts, "gelasio.ttf"));
  const named = `${base}/l_text:Gelasio_20:a/coast.jpg`;
  const bold = `${base}/l_text:Gelasio_20_semibold:a/coast.jpg`;
  const other = `${base}/l_text:Karla_20:a/coast.jpg`;
  const args = [fileOf(named, bold, other), "--folder", folder, "--json"];
  const notes = async (more: string[]) => {
    const { urls, summary } = await audit([...args, ...more]);
    const said = [named, bold, other].map((url) => {
      const [{ fate, note }] = urls[url]?.parameters ?? [{}];
      return note === undefined ? fate : `${fate}: ${note}`;
    });
    return [said, summary.concerns.font.map(({ name }: { name: string }) => name)];
  };
  const standIn = "approximate: the bundled family in place of";
  const twin = "approximate: gelasio, of the same metrics, in place of Gelasio";
  expect(await notes([])).toEqual([
    [twin, `${twin}; drawn in the nearest weight that there is`, `${standIn} Karla`],
    ["Gelasio", "Karla"],
  ]);
  expect(await notes(["--fonts", fonts])).toEqual([
    ["exact", "approximate: drawn in the nearest weight that there is", `${standIn} Karla`],
    ["Karla"],
  ]);
});

test("and a terminal shows them as well", async () => {
  const folder = folderOf({ "res/acme/image/upload/coast/1700000000.jpg": "a picture" });
  const { stdout } = await audit([fileOf(`${base}/t_card/coast.jpg`), "--folder", folder]);
  expect(stdout).toContain("Named transformations to define");
  expect(stdout).toContain("1  tintype named set card TRANSFORMATION");
});
