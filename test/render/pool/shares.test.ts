import { describe, expect, test } from "bun:test";
import { createShares } from "../../../src/render/pool/shares.ts";
import type { Task } from "../../../src/render/pool/task.ts";
import type { Renderer } from "../../../src/render/pool/workers.ts";

/** A task of a client, under way for so many seconds. */
function taskOf(client: string, seconds = 0): Task {
  const work = { milliseconds: () => seconds * 1_000, end() {} };
  return { client, work, since: performance.now() - 1_000 } as Task;
}

const busy = (task?: Task, next?: Task) => ({ ready: true, task, next }) as Renderer;

function sharesOf(renderers: number, ...members: Renderer[]) {
  const accounts = {
    isSlow: (client: string | undefined) => client === "slow",
    charged: () => 0,
  };
  return createShares({ workers: { members: () => members }, accounts, renderers });
}

describe("a slow client", () => {
  test("may have a renderer while another is left to the others", () => {
    const quick = busy(taskOf("quick"));
    expect(sharesOf(2, quick, busy()).mayBegin("slow")).toBe(true);
    expect(sharesOf(2, busy(taskOf("slow")), busy()).mayBegin("slow")).toBe(false);
    expect(sharesOf(3, busy(taskOf("slow")), quick, busy()).mayBegin("slow")).toBe(true);
  });

  test("has one, too, when a renderer was told of its job as the next", () => {
    const ahead = busy(taskOf("quick"), taskOf("slow"));
    expect(sharesOf(2, ahead, busy(taskOf("quick"))).mayBegin("slow")).toBe(false);
  });

  test("is interrupted for others who wait when its jobs have long held all renderers", () => {
    const long = [taskOf("slow", 9), taskOf("slow", 8)];
    const waiting = [taskOf("quick")];
    const [first, second] = long.map((task) => busy(task)) as [Renderer, Renderer];
    expect(sharesOf(2, first, second).toInterrupt(waiting)).toBe(long[1]);
    expect(sharesOf(2, first, busy(taskOf("quick", 1))).toInterrupt(waiting)).toBeUndefined();
  });

  test("is not where a second renderer stands beside the only one for the others", () => {
    const waiting = [taskOf("quick")];
    const long = taskOf("slow", 9);
    expect(sharesOf(1, busy(long)).toInterrupt(waiting)).toBe(long);
    const beside = sharesOf(1, busy(long), busy(taskOf("quick", 0.1)));
    expect(beside.toInterrupt(waiting)).toBeUndefined();
  });
});
