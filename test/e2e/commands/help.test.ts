import { describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { commandsOn } from "../../support/commands.ts";
import { program, run, temporaryFolder } from "../../support/tintype.ts";

const data = join(temporaryFolder(), "data");
const { tintype, told } = commandsOn(() => data);

describe("help", () => {
  test("of a subcommand shows its own flags and examples only", () => {
    const text = told("origin", "remove", "--help");
    expect(text).toContain("\n  tintype origin remove ORIGIN\n");
    expect(text).not.toContain("--bucket");
    expect(told("endpoint", "set", "-h")).toContain("Examples\n  tintype endpoint set default");
  });

  test("of one type of origin shows the flags of that type only", () => {
    const text = told("origin", "add", "--type", "LOCAL_FOLDER", "--help");
    expect(text).toContain("--path ");
    expect(text).not.toContain("\n  --bucket ");
    expect(text).toContain("Examples\n  tintype origin add --type LOCAL_FOLDER");
    expect(text).not.toContain("WEB_FOLDER --");
    for (const type of ["CLOUDINARY_BACKUP", "WEB_PROXY"]) {
      expect(told("help", "origin", "add", "--type", type)).toContain(`add --type ${type} --name`);
    }
    expect(told("origin", "add", "--help")).toMatch(/--bucket .*\[S3, S3_COMPATIBLE, CLOUD/);
  });

  test("COMMAND is the same as COMMAND --help", () => {
    for (const command of [["serve"], ["origin", "add"], ["config"]]) {
      expect(told("help", ...command)).toBe(told(...command, "--help"));
    }
    expect(run(program, ["help"]).stdout).toBe(run(program, []).stdout);
  });

  test("is what a command prints that is only the name for several", () => {
    expect(run(program, ["origin"])).toMatchObject({ status: 0, stderr: "" });
    expect(run(program, ["origin"]).stdout).toContain("tintype origin test ORIGIN");
  });

  test.skipIf(Bun.which("script") === null || process.platform !== "linux")(
    "has colours on a terminal, unless NO_COLOR is set",
    () => {
      const shown = (env: Record<string, string>) => {
        const command = `${program.command.join(" ")} help serve`;
        const { TERM: _, NO_COLOR: __, ...plain } = process.env;
        return spawnSync("script", ["-qec", command, "/dev/null"], {
          encoding: "utf8",
          env: { ...plain, TERM: "xterm", ...env },
        }).stdout;
      };
      expect(shown({})).toContain("\u001b[1mFlags\u001b[0m");
      const plain = shown({ NO_COLOR: "1" });
      expect(plain).toContain("Flags");
      expect(plain).not.toContain("\u001b");
    },
  );

  test("has no colours where it is not shown on a terminal", () => {
    expect(told("help", "serve") + told("endpoint", "list")).not.toContain("\u001b");
  });
});

test("--version and -v print what version prints", () => {
  const { stdout } = run(program, ["version"]);
  expect(stdout).toStartWith("Tintype ");
  expect(run(program, ["--version"]).stdout).toBe(stdout);
  expect(run(program, ["-v"]).stdout).toBe(stdout);
  const { version, engines, models } = JSON.parse(run(program, ["version", "--json"]).stdout);
  expect(stdout).toStartWith(`Tintype ${version} `);
  for (const [name, number] of Object.entries(engines)) {
    expect(stdout.replaceAll(" ", "\n")).toContain(`\n${name}\n${number}\n`);
  }
  expect(Object.keys(engines)).toContain("@hyzyla/pdfium");
  expect(Object.keys(engines)).toContain("libaom");
  expect(models).toContain("NanoDet-g");
  for (const name of models) expect(stdout).toContain(`${name} (Apache-2.0)`);
});

const mistakes: [args: string[], message: string][] = [
  [["serv"], "Unknown command `serv`: did you mean serve?"],
  [["exprot"], "Unknown command `exprot`: did you mean export?"],
  [["help", "orgin"], "Unknown command `orgin`: did you mean origin?"],
  [["help", "origin", "lst"], "Unknown command `origin lst`: did you mean list?"],
  [["origin", "lst", "--help"], "Unknown command `origin lst`: did you mean list?"],
  [["origin", "add", "--type", "S4", "--help"], "got `S4`: did you mean S3?"],
  [["origin", "lst"], "Unknown command `origin lst`: did you mean list?"],
  [["serve", "--prot", "1"], "Unknown flag --prot: did you mean --port?"],
  [["serve", "--nothing-like-it"], "Unknown flag --nothing-like-it"],
  [["serve", "--port"], "--port needs a value"],
  [
    ["serve", "--host", "--port"],
    "--host needs a value; one that begins with a dash is written --host=-VALUE",
  ],
  [["log", "--json=yes"], "--json takes no value"],
  [["origin", "add", "--type", "s3"], "got `s3`: did you mean S3?"],
  [
    ["origin", "add", "--type", "CLOUDINARY_BACKUP", "--path", "/srv/x"],
    "--path is not a flag of the type CLOUDINARY_BACKUP\nMissing --name: ",
  ],
  [
    [
      "origin",
      "add",
      "--type",
      "S3",
      "--name",
      "x",
      "--bucket",
      "b",
      "--access-key",
      "k",
      "--encode-keys",
      "maybe",
      "--secret-key",
      "s",
    ],
    "Cannot read --encode-keys: expected true, false or auto, got `maybe`",
  ],
];
for (const [args, message] of mistakes) {
  test(`${args.join(" ")} is answered with what was meant or expected`, () => {
    const { status, stderr, stdout } = tintype(args);
    expect([stdout, status]).toEqual(["", 2]);
    expect(stderr).toContain(message);
  });
}

test("a name of no format that can be written is answered with those that can", () => {
  const { status, stderr } = run(program, ["render", "a.jpg", "w-5", "-o", "out.heic"]);
  expect(status).toBe(2);
  expect(stderr).toMatch(/^Cannot write HEIC files: expected a name that ends in \.jpg, \.png, /);
  expect(stderr).not.toContain("undefined");
});

test("every missing flag of a new origin is named at once", () => {
  const { stderr } = tintype(["origin", "add", "--type", "S3_COMPATIBLE"]);
  const named = [...stderr.matchAll(/^Missing (--[\w-]+): /gm)].map(([, flag]) => flag);
  expect(named).toEqual(["--name", "--bucket", "--endpoint", "--access-key", "--secret-key"]);
  expect(tintype(["origin", "add", "--type", "S3", "--use-iam-role"]).stderr).not.toContain("key");
});

describe("a list", () => {
  test("that is empty says what to do next", () => {
    expect(told("origin", "list")).toContain("add one with `tintype origin add`");
    expect(told("named", "list")).toContain("add one with `tintype named set thumb w-150,h-150`");
    expect(JSON.parse(told("origin", "list", "--json"))).toEqual([]);
    expect(told("log")).toBe("Nothing was changed yet\n");
    expect(told("log", "--since", "1h")).toBe("Nothing was changed in this period\n");
    expect(JSON.parse(told("log", "--json"))).toEqual([]);
  });

  test("shows names and places", () => {
    told("origin", "add", "--type", "LOCAL_FOLDER", "--name", "Demo", "--path", "src/demo");
    expect(told("origin", "list")).toContain(`Demo  LOCAL_FOLDER  ${process.cwd()}/src/demo`);
    expect(told("endpoint", "list")).toMatch(/\(default\) +Demo +default/);
  });

  test("is where a mistyped name is looked for", () => {
    expect(tintype(["origin", "test", "Dmo"]).stderr).toBe(
      "There is no origin Dmo: did you mean Demo?\n",
    );
  });
});

describe("the private key", () => {
  test("is shown as often as it is wanted", () => {
    const key = told("key");
    expect(key).toMatch(/^private_[\w-]{32}\n$/);
    expect(told("key")).toBe(key);
    expect(JSON.parse(told("key", "--json"))).toEqual({ privateKey: key.trim() });
  });

  test("is replaced", () => {
    const before = told("key");
    const { stdout, stderr, status } = tintype(["key", "--new"]);
    expect([status, stdout === before]).toEqual([0, false]);
    expect(stderr).toContain("Restart the server");
    expect(told("key")).toBe(stdout);
  });

  test("of the environment is shown, and cannot be replaced here", () => {
    const env = { TINTYPE_PRIVATE_KEY: "private_of_the_environment" };
    expect(tintype(["key"], env).stdout).toBe("private_of_the_environment\n");
    expect(tintype(["key", "--new"], env).status).toBe(2);
  });
});

describe("an error of the system is one sentence", () => {
  const cases: [what: string, args: string[], message: RegExp][] = [
    [
      "a data folder that cannot be made",
      ["origin", "list", "--data", "/dev/null/data"],
      /^Cannot use the data folder \/dev\/null\/data: a part of the path is not a folder\n$/,
    ],
    [
      "a file that is not there",
      ["config", "import", "/nope.json"],
      /^Cannot open \/nope.json: no such file or folder\n$/,
    ],
    [
      "a folder that is not there",
      ["config", "export", "/nope/x.json"],
      /^Cannot open \/nope\/x.json: no such file/,
    ],
  ];
  for (const [what, args, message] of cases) {
    test(what, () => {
      const { status, stderr } = tintype(args);
      expect([status, stderr.split("\n").length]).toEqual([1, 2]);
      expect(stderr).toMatch(message);
      const debug = tintype(args, { TINTYPE_DEBUG: "1" }).stderr;
      expect(debug).toContain("    at ");
    });
  }
});
