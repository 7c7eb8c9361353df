import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { send } from "../../support/http.ts";
import { addWebOrigin, managementOf, privateKey, putEndpoint } from "../../support/management.ts";
import { describeUnless } from "../../support/needs.ts";
import { type RangeServer, startRangeServer } from "../../support/servers/range-server.ts";
import {
  fromCheckout,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../../support/tintype.ts";
import { ffmpeg, makeClip, showPart, withoutFfmpeg } from "../clips.ts";

// Stills of originals that are not in the cache: an origin that counts what it sends.

/** Noise that no codec makes small. */
const noise = "noise=alls=40:allf=t";
const h264 = ["-c:v", "libx264", "-preset", "ultrafast", "-b:v", "8M", "-g", "25"];
const usual = { width: 320, height: 180, seconds: 3, filter: noise };

describeUnless(withoutFfmpeg, "an original that is not here", () => {
  const folder = temporaryFolder();
  let origin: RangeServer;
  /** It is asked for stills by ranges; to the other one its origin sends everything. */
  let byRanges: RunningServer;
  let whole: RunningServer;
  let bare: RunningServer;
  let bareWhole: RunningServer;

  async function serve(...flags: string[]): Promise<RunningServer> {
    const all = ["--renderers", "1", "--private-key", privateKey, ...flags];
    const server = await startServer(fromCheckout, all);
    const call = managementOf(server.url);
    await putEndpoint(call, { origins: [await addWebOrigin(call, "web", origin.url)] });
    return server;
  }

  /** Of these FFmpeg has to look at frames first. */
  const wholes = ["part.mp4", "fragments.mp4"];
  const clips: Record<string, () => string> = {
    "last.mp4": () => makeClip(folder, "last.mp4", { ...usual, output: [...h264, "-c:a", "aac"] }),
    "first.mp4": () => copied("last.mp4", "first.mp4", "-movflags", "+faststart"),
    "reordered.mp4": () =>
      makeClip(folder, "reordered.mp4", {
        ...usual,
        output: [...h264, "-bf", "3", "-b_strategy", "0", "-use_editlist", "0"],
        sound: false,
      }),
    "turned.mov": () => copied("first.mp4", "turned.mov", "-metadata:s:v", "rotate=90"),
    "wide.mp4": () =>
      makeClip(folder, "wide.mp4", { ...usual, filter: `${noise},setsar=2`, output: h264 }),
    "part.mp4": () => {
      showPart(join(folder, "last.mp4"), join(folder, "part.mp4"), { from: 0.5, seconds: 2 });
      return join(folder, "part.mp4");
    },
    "clip.mkv": () => copied("last.mp4", "clip.mkv"),
    "fragments.mp4": () =>
      copied(
        "last.mp4",
        "fragments.mp4",
        "-movflags",
        "+frag_keyframe+empty_moov+default_base_moof",
      ),
    "hevc.mp4": () =>
      makeClip(folder, "hevc.mp4", {
        ...usual,
        output: [
          ...["-c:v", "libx265", "-preset", "ultrafast", "-b:v", "8M", "-g", "25"],
          ...["-x265-params", "log-level=error", "-tag:v", "hvc1"],
        ],
      }),
    "vp9.webm": () =>
      makeClip(folder, "vp9.webm", {
        ...{ ...usual, width: 480, height: 270 },
        output: [
          ...["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "8M"],
          ...["-g", "25", "-c:a", "libopus"],
        ],
      }),
    "av1.mp4": () =>
      makeClip(folder, "av1.mp4", {
        ...usual,
        output: ["-c:v", "libsvtav1", "-preset", "12", "-crf", "20", "-g", "25"],
        sound: false,
      }),
  };

  function copied(from: string, to: string, ...options: string[]): string {
    ffmpeg("-i", join(folder, from), "-c", "copy", ...options, join(folder, to));
    return join(folder, to);
  }

  beforeAll(async () => {
    origin = await startRangeServer();
    for (const [name, make] of Object.entries(clips)) origin.put(name, readFileSync(make()));
    const long = { width: 480, height: 270, seconds: 11, filter: noise };
    const output = [...h264.slice(0, 4), "-b:v", "9.6M", "-maxrate", "9.6M", "-bufsize", "2M"];
    makeClip(folder, "long.mp4", { ...long, output: [...output, "-g", "50", "-c:a", "aac"] });
    origin.put("long.mp4", readFileSync(join(folder, "long.mp4")));
    byRanges = await serve();
    whole = await serve();
    bare = await serve("--ffmpeg", "off");
    bareWhole = await serve("--ffmpeg", "off");
  }, 180_000);
  afterAll(async () => {
    await Promise.all([byRanges, whole, bare, bareWhole].map((server) => server?.stop()));
    origin?.stop();
  });

  async function still(server: RunningServer, path: string): Promise<Uint8Array> {
    const { status, body, headers } = await send(server.url, path);
    expect([path, status, headers.get("ik-error")]).toEqual([path, 200, null]);
    return body;
  }

  /** The same still of the whole file and of its parts, and what was asked for of those. */
  async function both(path: string, [parts, all]: [RunningServer, RunningServer]) {
    const name = path.slice(1).split("/")[0] as string;
    origin.behave({ knowsRanges: false });
    const expected = await still(all, path);
    origin.reset();
    origin.behave({});
    const got = await still(parts, path);
    expect([path, Buffer.compare(got, expected)]).toEqual([path, 0]);
    return origin.asked(name);
  }

  for (const name of Object.keys(clips)) {
    test(`has the same stills of ${name} as where it is here`, async () => {
      for (const so of ["", "so-2.04,", "so-99,"]) {
        const path = `/${name}/ik-thumbnail.jpg?tr=${so}f-png`;
        const asked = await both(path, [byRanges, whole]);
        if (!wholes.includes(name)) expect([path, ...asked]).not.toContain("all");
      }
    }, 60_000);
  }

  for (const name of ["hevc.mp4", "vp9.webm", "av1.mp4"]) {
    test(`has the same stills of ${name} without FFmpeg`, async () => {
      for (const so of ["", "so-1.4,"]) {
        const asked = await both(`/${name}/ik-thumbnail.jpg?tr=${so}f-png`, [bare, bareWhole]);
        expect(asked).not.toContain("all");
      }
    }, 60_000);
  }

  test("of 12 MB takes less than one for a still, and another for the next", async () => {
    const bytes = readFileSync(join(folder, "long.mp4")).length;
    expect(bytes).toBeGreaterThan(11_500_000);
    for (const so of ["", "so-4.3,", "so-8.1,"]) {
      await both(`/long.mp4/ik-thumbnail.jpg?tr=${so}f-png`, [byRanges, whole]);
      expect([so, origin.sent("long.mp4") < 1_000_000]).toEqual([so, true]);
    }
  }, 60_000);

  test("is described by its index, as where it is here", async () => {
    for (const name of Object.keys(clips)) {
      const described = async ({ url }: RunningServer) => {
        const file = encodeURIComponent(`${url}/${name}`);
        const { json } = await managementOf(url)("GET", `/v1/metadata?url=${file}`);
        return json;
      };
      origin.put(name, readFileSync(join(folder, name)));
      await purge({ everything: true });
      origin.behave({ knowsRanges: false });
      const expected = await described(whole);
      origin.behave({});
      origin.reset();
      expect([name, await described(byRanges)]).toEqual([name, expected]);
      if (name.startsWith("f") || !name.endsWith(".mp4")) continue;
      expect([name, origin.sent(name) < 200_000]).toEqual([name, true]);
    }
  }, 60_000);

  async function purge(target: Record<string, unknown>): Promise<void> {
    const call = managementOf(byRanges.url);
    const { json } = await call("POST", "/v1/files/purge", target);
    for (;;) {
      const answer = await call("GET", `/v1/files/purge/${json.requestId}`);
      if (answer.json.status === "Completed") return;
      await sleep(20);
    }
  }

  /** A copy under a name that no cache knows. */
  function put(name: string, from = "first.mp4"): string {
    origin.put(name, readFileSync(join(folder, from)));
    origin.reset();
    return `/${name}/ik-thumbnail.jpg?tr=so-1.4,f-png`;
  }

  test("is asked for once for all who ask at the same time", async () => {
    const path = put("coalesced.mp4");
    origin.behave({});
    const stills = await Promise.all([1, 2, 3, 4].map(() => still(byRanges, path)));
    expect(new Set(stills.map((body) => Buffer.from(body).toString("base64"))).size).toBe(1);
    const asked = origin.asked("coalesced.mp4");
    expect(new Set(asked).size).toBe(asked.length);
  }, 60_000);

  test("is asked for its index once for all its stills, until it is purged", async () => {
    const path = put("index.mp4");
    origin.behave({});
    await still(byRanges, path);
    origin.reset();
    await still(byRanges, path.replace("1.4", "2.6"));
    expect(origin.asked("index.mp4").filter((range) => range.startsWith("0-"))).toEqual([]);
    await purge({ original: `${byRanges.url}/index.mp4` });
    origin.put("index.mp4", readFileSync(join(folder, "hevc.mp4")));
    await still(byRanges, path);
    expect(origin.asked("index.mp4")).toContain("0-65535");
  }, 60_000);

  test("is never mixed with a version that came meanwhile", async () => {
    const expected = await still(whole, put("other.mp4", "hevc.mp4"));
    for (const request of [1, 2]) {
      const name = `changed-${request}.mp4`;
      const path = put(name, "last.mp4");
      origin.behave({
        before: (count) => {
          if (count === request) origin.put(name, readFileSync(join(folder, "hevc.mp4")));
        },
      });
      const got = await still(byRanges, path);
      expect([request, Buffer.compare(got, expected)]).toEqual([request, 0]);
      expect(origin.asked(name)).toContain("changed");
    }
  }, 60_000);

  const refusals: [what: string, how: Parameters<RangeServer["behave"]>[0]][] = [
    ["knows no ranges", { knowsRanges: false }],
    ["tells no versions apart", { isWeak: true }],
    ["sends fewer bytes than it says", { change: (part) => part.subarray(0, part.length - 1) }],
    ["sends more bytes than were asked for", { change: (part) => Buffer.concat([part, part]) }],
    // A decoder goes on behind them, and shows something.
    [
      "sends zeros for some frames",
      {
        change: (part, start) => {
          const tenth = Math.floor(part.length / 10);
          return start === 0 ? part : Buffer.from(part).fill(0, 4 * tenth, 5 * tenth);
        },
      },
    ],
    ["sends zeros", { change: (part) => new Uint8Array(part.length) }],
    ["fails for the second part", { fails: (count) => count === 1 || count === 2 }],
  ];
  for (const [i, [what, how]] of refusals.entries()) {
    test(`comes as a whole where its origin ${what}`, async () => {
      const path = put(`refused-${i}.mp4`);
      origin.behave({ knowsRanges: false });
      const expected = await still(whole, path);
      origin.reset();
      origin.behave(how);
      expect(Buffer.compare(await still(byRanges, path), expected)).toBe(0);
      expect(origin.asked(`refused-${i}.mp4`).at(-1)).toBe("all");
    }, 60_000);
  }

  test("comes as a whole in time where its origin sends a part byte by byte", async () => {
    const hurried = await serve("--timeout", "8s");
    const path = put("slow.mp4", "last.mp4");
    origin.behave({ stalls: (count) => count === 2 });
    await still(hurried, path);
    expect(origin.asked("slow.mp4").slice(3)).toEqual(["all"]);
    await hurried.stop();
  }, 60_000);

  test("has its stills again while its origin is broken", async () => {
    const server = await serve();
    const call = managementOf(server.url);
    const { json } = await call("GET", "/v1/accounts/url-endpoints");
    const [{ origins }] = json;
    await putEndpoint(call, { origins, originalMaxAge: 0 });
    const path = put("lost.mp4");
    origin.behave({});
    const first = await still(server, path);
    origin.behave({ fails: () => true });
    const { status, headers, body } = await send(server.url, path);
    expect([status, headers.get("x-tintype-cache")]).toEqual([200, "stale"]);
    expect(Buffer.compare(body, first)).toBe(0);
    await server.stop();
  }, 60_000);

  test("counts once for the renders of its client, where parts of it do not do", async () => {
    const server = await serve("--max-renders-per-minute", "1");
    const path = put("counted.mp4").replace("so-1.4", "so-auto");
    origin.behave({});
    await still(server, path);
    expect(origin.asked("counted.mp4")).toContain("all");
    expect((await send(server.url, path.replace("so-auto", "so-1"))).status).toBe(503);
    await server.stop();
  }, 60_000);

  test("is fetched as a whole when it is small", async () => {
    const name = "small.mp4";
    makeClip(folder, name, { seconds: 1 });
    const path = put(name, name).replace("1.4", "0.4");
    origin.behave({});
    await still(byRanges, path);
    expect(origin.asked(name)).toEqual(["0-65535", "all"]);
  }, 60_000);

  test("is fetched as a whole when it is to be delivered, whatever is known of it by then", async () => {
    const path = put("played.mp4");
    origin.behave({});
    await still(byRanges, path);
    const bytes = readFileSync(join(folder, "first.mp4"));
    for (const asked of ["/played.mp4", "/played.mp4/ik-thumbnail.jpg?tr=orig-true"]) {
      const { status, body } = await send(byRanges.url, asked);
      if (asked === "/played.mp4") expect([status, Buffer.compare(body, bytes)]).toEqual([200, 0]);
      else expect(body.length === bytes.length || status !== 200 || body[0] === 0xff).toBe(true);
    }
  }, 60_000);

  test("ends in a refusal where it is damaged, and is not asked for forever", async () => {
    const good = readFileSync(join(folder, "first.mp4"));
    const index = good.indexOf("moov");
    const change = (at: number, value: number) => {
      const bytes = Buffer.from(good);
      bytes.writeUInt32BE(value, at);
      return bytes;
    };
    const files: Record<string, Uint8Array> = {
      "cut.mp4": good.subarray(0, 2_500_000),
      "endless-index.mp4": change(index - 4, 0xfffffff0),
      "empty-index.mp4": change(index - 4, 8),
      "backwards.mp4": change(index - 4, 0),
      "far-chunks.mp4": change(good.indexOf("stco") + 12, 0xffffffff),
      "many-samples.mp4": change(good.indexOf("stsz") + 12, 0xffffffff),
      "zeros.mp4": Buffer.concat([good.subarray(0, 32), Buffer.alloc(3_000_000)]),
      "text.mp4": Buffer.alloc(3_000_000, "no video "),
    };
    origin.behave({});
    for (const [name, bytes] of Object.entries(files)) {
      origin.put(name, bytes);
      origin.reset();
      const path = `/${name}/ik-thumbnail.jpg?tr=so-2.5,f-png`;
      const [parts, all] = [await send(byRanges.url, path), await send(whole.url, path)];
      expect([name, parts.status]).toEqual([name, all.status]);
      expect([name, origin.asked(name).length < 18]).toEqual([name, true]);
      expect([name, origin.sent(name) <= 4 * bytes.length]).toEqual([name, true]);
    }
    expect((await send(byRanges.url, "/_/health")).status).toBe(200);
  }, 120_000);
});
