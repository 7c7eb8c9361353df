import { resolve } from "node:path";
import { type TProperties, Type } from "@sinclair/typebox";
import type { OriginView } from "../../api/resources/origins.ts";
import { UsageError } from "../../flags/usage.ts";
import type { OriginType } from "../../origins/origin-type.ts";
import { originTypes, typeNames } from "../../origins/registry.ts";
import { didYouMean } from "../../suggestion.ts";
import type { Option } from "../command.ts";
import { fieldHelp, flagOf } from "./fields.ts";

/** The fields of every type. Where types describe one differently, the first description stands. */
export const fieldsOfTypes: TProperties = Object.assign(
  {},
  ...[...originTypes.values()].map(({ schema }) => schema.properties).reverse(),
);

export const originFields: TProperties = {
  type: Type.String({ description: `One of ${typeNames()}`, "x-words": [...originTypes.keys()] }),
  ...fieldsOfTypes,
};

/** The flags of `origin add` with the types that have them, or only those of the given `--type`. */
export function originOptions(args: readonly string[] = []): Option[] {
  const chosen = chosenType(args);
  if (chosen) return fieldHelp({ type: originFields.type as never, ...chosen.schema.properties });
  return Object.entries(originFields).flatMap(([field, schema]) => {
    const having = [...originTypes.values()].filter(({ schema: { properties } }) =>
      Object.hasOwn(properties, field),
    );
    const all = field === "type" || having.length === originTypes.size;
    return fieldHelp({ [field]: schema }).map(({ meaning, ...option }) => {
      return { ...option, meaning: all ? meaning : `${meaning} [${typeNames(having)}]` };
    });
  });
}

/** Calls that work as they stand, one for each type. */
const examples: Record<string, string> = {
  S3: "--name Photos --bucket photos --region eu-west-1 --use-iam-role",
  S3_COMPATIBLE:
    '--name "Product images" --bucket products --endpoint https://s3.us-west-1.wasabisys.com --access-key env:S3_KEY --secret-key env:S3_SECRET',
  CLOUDINARY_BACKUP:
    "--name Backup --bucket backup --region us-east-1 --access-key env:S3_KEY --secret-key env:S3_SECRET",
  WEB_FOLDER: "--name Shop --base-url https://www.example.com/uploads",
  WEB_PROXY: '--name Partners --allowed-hosts "images.example.com,*.example.net"',
  LOCAL_FOLDER: "--name Pictures --path /srv/pictures",
};

/** The examples of `origin add`, or only that of the given `--type`. */
export function originExamples(args: readonly string[] = []): string[] {
  const chosen = chosenType(args)?.type;
  return Object.entries(examples)
    .filter(([type]) => chosen === undefined || type === chosen)
    .map(([type, flags]) => `origin add --type ${type} ${flags}`);
}

/** The type that `--type` names; undefined where it is not given, or has no value yet. */
function chosenType(args: readonly string[]): OriginType | undefined {
  const given = args.find((arg, i) => args[i - 1] === "--type" || arg.startsWith("--type="));
  return given === undefined || ["--help", "-h"].includes(given)
    ? undefined
    : knownType(given.replace("--type=", ""));
}

function knownType(type: string): OriginType {
  const known = originTypes.get(type);
  if (known) return known;
  const near = didYouMean(type.toUpperCase(), originTypes.keys());
  throw new UsageError(
    `Cannot read --type: expected one of ${typeNames()}, got \`${type}\`${near}`,
  );
}

/** Says everything at once that is wrong with the flags of a new origin. */
export function checkOriginFlags(fields: Record<string, unknown>): void {
  const { type, ...others } = fields;
  if (type === undefined) throw new UsageError(`Missing --type: expected one of ${typeNames()}`);
  const originType = knownType(String(type));
  const { properties } = originType.schema;
  const lines = Object.keys(others)
    .filter((field) => !Object.hasOwn(properties, field))
    .map((field) => `--${flagOf(field)} is not a flag of the type ${type}`);
  for (const field of requiredFields(originType, fields)) {
    if (others[field] === undefined) {
      lines.push(`Missing --${flagOf(field)}: ${properties[field]?.description}`);
    }
  }
  if (lines.length > 0) throw new UsageError(lines.join("\n"));
}

/** A bucket needs keys, too, unless the machine's role stands in for them. */
function requiredFields({ schema }: OriginType, fields: Record<string, unknown>): string[] {
  const keys = ["accessKey", "secretKey"].filter((key) => Object.hasOwn(schema.properties, key));
  return [...(schema.required ?? []), ...(fields.useIAMRole === true ? [] : keys)];
}

/** A relative folder is one of the folder in which the command runs. */
export function withAbsolutePath(fields: Record<string, unknown>): Record<string, unknown> {
  return typeof fields.path === "string" ? { ...fields, path: resolve(fields.path) } : fields;
}

/** Where an origin's files are, in a few words. */
export function placeOf({
  bucket,
  prefix,
  endpoint,
  baseUrl,
  allowedHosts,
  path,
}: OriginView): string {
  if (typeof bucket === "string") {
    const folder = typeof prefix === "string" ? `/${prefix}`.replace(/^\/+|\/+$/g, "") : "";
    const store = typeof endpoint === "string" ? ` at ${endpoint}` : "";
    return `${[bucket, folder].filter(Boolean).join("/")}${store}`;
  }
  if (Array.isArray(allowedHosts)) return allowedHosts.join(", ");
  return String(baseUrl ?? path ?? "");
}
