import { describe, expect, test } from "bun:test";
import { createNames } from "../../../src/migrate/export/names.ts";

function placed(paths: string[], windows = false): string[] {
  const nameFor = createNames({ reserved: ["tintype-export.jsonl"], windows });
  // The hash is another for each path; that there is one is what counts.
  return paths.map((path) => nameFor(path).path.replace(/~[0-9a-f]{8}/g, "~#"));
}

describe("what is safe keeps its name", () => {
  for (const path of [
    "sample.jpg",
    "summer sale/été/1.jpg",
    "a%2Bb.jpg",
    "..hidden/x...y",
    "~a:b?.png",
    "trailing.",
  ]) {
    test(path, () => expect(placed([path])).toEqual([path]));
  }
});

describe("what a file system would take for something else is changed and marked", () => {
  const cases: [what: string, paths: string[], expected: string[]][] = [
    ["a way out", ["../../etc/passwd"], ["_~#/_~#/etc/passwd"]],
    ["an absolute path", ["/etc/passwd"], ["_~#/etc/passwd"]],
    ["an empty and a dotted folder", ["a//b.jpg", "a/./c.jpg"], ["a/_~#/b.jpg", "a/_~#/c.jpg"]],
    ["control characters", ["a\nb\u0000.jpg"], ["a_b_~#.jpg"]],
    ["a separator of Windows", ["..\\..\\x.jpg"], [".._.._x~#.jpg"]],
    ["names that differ in case", ["A/Shoe.jpg", "a/shoe.jpg"], ["A/Shoe.jpg", "a/shoe~#.jpg"]],
    ["names that differ in composition", ["é.jpg", "e\u0301.jpg"], ["é.jpg", "e\u0301~#.jpg"]],
    ["the same name twice", ["x.jpg", "x.jpg"], ["x.jpg", "x~#.jpg"]],
    ["a file that is a folder", ["a/b", "a"], ["a/b", "a~#"]],
    ["a folder that is a file", ["a", "a/b", "a/c/d"], ["a", "a~#/b", "a~#/c/d"]],
    ["a name of ours", ["tintype-export.jsonl"], ["tintype-export~#.jsonl"]],
  ];
  for (const [what, paths, expected] of cases) {
    test(what, () => expect(placed(paths)).toEqual(expected));
  }

  test("a name that is too long, by bytes and not through a character", () => {
    const [path = ""] = placed([`${"é".repeat(300)}.jpeg`]);
    expect(path).toBe(`${"é".repeat(117)}~#.jpeg`);
  });

  test("on Windows what only Windows cannot have", () => {
    const paths = ["a:b?.jpg", "con.jpg", "folder./x.jpg"];
    expect(placed(paths, true)).toEqual(["a_b_~#.jpg", "_con~#.jpg", "folder_~#/x.jpg"]);
  });
});

test("a changed name is the same in every run, and two that would meet stay apart", () => {
  const first = createNames({ reserved: [], windows: false });
  const again = createNames({ reserved: [], windows: false });
  const paths = ["a/../b", "a/./b", "a\u0001.jpg", "a\u0002.jpg"];
  const places = paths.map((path) => first(path).path);
  expect(paths.map((path) => again(path).path)).toEqual(places);
  expect(new Set(places).size).toBe(4);
});

test("says why a name was changed", () => {
  const nameFor = createNames({ reserved: [], windows: false });
  expect(nameFor("a.jpg")).toEqual({ path: "a.jpg" });
  expect(nameFor("A.jpg").why).toBe("Another file has this name, but for case");
  expect(nameFor("a.jpg/b").why).toBe("A file has the name of its folder");
  expect(nameFor("..").why).toBe("The name is not safe in a file system");
  nameFor("x/y");
  expect(nameFor("x").why).toBe("A folder has this name");
});
