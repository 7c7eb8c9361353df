import { describe, expect, test } from "bun:test";
import type { Job } from "../../../src/render/pool/protocol.ts";
import { createQueue, type Waiting } from "../../../src/render/pool/queue.ts";

interface Named extends Waiting {
  name: string;
}

/** A task called "x1" is client x's; "x1 probe" says its kind, "x1 render sea" its original, too. */
function task(text: string): Named {
  const [name = "", kind = "render", original = name] = text.split(" ");
  return { name, client: name[0] === "-" ? undefined : name[0], kind: kind as Job["do"], original };
}

function queueOf(...texts: string[]) {
  const queue = createQueue<Named>();
  for (const text of texts) queue.add(task(text), Number.POSITIVE_INFINITY);
  return queue;
}

const nothing = () => 0;

function takeAll(queue: ReturnType<typeof queueOf>, preference: (task: Named) => number = nothing) {
  const names: string[] = [];
  for (;;) {
    const taken = queue.take(preference);
    if (!taken) return names.join(" ");
    names.push(taken.name);
  }
}

describe("the order of waiting jobs", () => {
  test("is by arrival for one client", () => {
    expect(takeAll(queueOf("x1", "x2", "x3"))).toBe("x1 x2 x3");
    expect(takeAll(queueOf("-1", "-2", "-3"))).toBe("-1 -2 -3");
  });

  test("gives clients turns", () => {
    expect(takeAll(queueOf("x1", "x2", "x3", "y1", "y2", "-1"))).toBe("x1 y1 -1 x2 y2 x3");
  });

  test("lets a newcomer in within one turn, and whoever comes back wait for the next", () => {
    const queue = queueOf("x1", "x2", "x3", "y1", "y2");
    expect(queue.take(nothing)?.name).toBe("x1");
    queue.add(task("z1"), 10);
    expect(queue.take(nothing)?.name).toBe("y1");
    queue.add(task("y3"), 10);
    expect(takeAll(queue)).toBe("x2 z1 y2 x3 y3");
  });

  test("is by what clients are charged, where that differs, and leaves out who has to wait", () => {
    const queue = queueOf("x1", "y1", "x2", "z1", "y2");
    const charges: Record<string, number | undefined> = { x: 5, y: 3 };
    const charge = (client: string | undefined) => charges[client ?? ""];
    expect(queue.take(nothing, charge)?.name).toBe("y1");
    charges.y = 8;
    expect(queue.take(nothing, charge)?.name).toBe("x1");
    charges.x = undefined;
    expect(queue.take(nothing, charge)?.name).toBe("y2");
    expect(queue.take(nothing, charge)).toBeUndefined();
    expect(takeAll(queue)).toBe("z1 x2");
  });

  test("puts a client's probes first, then its measures", () => {
    const queue = queueOf("x1", "x2 measure", "x3 probe", "x4", "x5 probe", "y1", "x6 measure");
    expect(takeAll(queue)).toBe("x3 y1 x5 x2 x6 x1 x4");
  });

  test("begins with what was put back", () => {
    const queue = queueOf("x1", "x2", "y1", "y2");
    const first = queue.take(nothing) as Named;
    queue.putBack(first);
    queue.add(task("x3 probe"), 10);
    expect(queue.size).toBe(5);
    expect(takeAll(queue)).toBe("x1 y1 x3 y2 x2");
  });

  test("prefers an original close behind the first of the client whose turn it is", () => {
    const knows = ({ original }: Named) => (original === "sea" ? 1 : 0);
    const queue = queueOf("x1", "x2", "x3 render sea", "y1", "y2 render sea", "x4 render sea");
    expect(takeAll(queue, knows)).toBe("x3 y2 x4 y1 x1 x2");
  });

  test("takes what is liked most, the first of equals", () => {
    const preference = ({ original }: Named) => Number(original);
    const queue = queueOf("x1 render 0", "x2 render 1", "x3 render 2", "x4 render 2");
    expect(takeAll(queue, preference)).toBe("x3 x4 x2 x1");
  });

  test("does not look far, nor past a probe", () => {
    const knows = ({ original }: Named) => (original === "sea" ? 1 : 0);
    expect(queueOf("x1", "x2", "x3", "x4", "x5 render sea").take(knows)?.name).toBe("x1");
    expect(queueOf("x1 probe", "x2 render sea").take(knows)?.name).toBe("x1");
  });

  test("passes nobody over for ever", () => {
    const queue = queueOf("x1", ...Array.from({ length: 20 }, () => "x2 render sea"));
    const names = takeAll(queue, ({ original }) => (original === "sea" ? 1 : 0)).split(" ");
    expect(names.length).toBe(21);
    expect(names.indexOf("x1")).toBe(8);
  });
});

describe("a full queue", () => {
  test("refuses its only client", () => {
    const queue = queueOf("x1", "x2", "x3");
    expect(queue.add(task("x4"), 3)?.name).toBe("x4");
    expect(takeAll(queue)).toBe("x1 x2 x3");
  });

  test("gives the newest place of the longest line to a client with at least two fewer", () => {
    const queue = queueOf("x1", "x2", "x3", "y1", "y2", "x4 probe");
    expect(queue.add(task("z1"), 6)?.name).toBe("x4");
    expect(queue.add(task("z2"), 6)?.name).toBe("x3");
    expect(queue.add(task("z3"), 6)?.name).toBe("z3");
    expect(queue.add(task("x5"), 6)?.name).toBe("x5");
    expect(queue.size).toBe(6);
    expect(takeAll(queue)).toBe("x1 y1 z1 x2 y2 z2");
  });

  test("takes nothing from a client with a single job", () => {
    expect(queueOf("x1", "y1").add(task("z1"), 2)?.name).toBe("z1");
    expect(queueOf().add(task("x1"), 0)?.name).toBe("x1");
  });
});

test("a job that is taken out is not handed out, and its client keeps its turn", () => {
  const queue = queueOf("y1");
  const [first, second] = [task("x1"), task("x2")];
  queue.add(first, 10);
  queue.add(second, 10);
  expect(queue.remove(first)).toBe(true);
  expect(queue.remove(first)).toBe(false);
  expect(queue.size).toBe(2);
  queue.add(task("z1"), 10);
  expect(takeAll(queue)).toBe("y1 x2 z1");
});

test("clearing gives back everything that waits", () => {
  const queue = queueOf("x1", "y1", "x2 probe");
  const names = queue.clear().map(({ name }) => name);
  expect(names.sort()).toEqual(["x1", "x2", "y1"]);
  expect(queue.size).toBe(0);
  expect(queue.take(nothing)).toBeUndefined();
});
