import type { WildUrl } from "./lists.ts";

type Mutation = (target: string, pick: <T>(among: readonly T[]) => T) => string;

/** What stands in front of a target's query, and the query with its question mark. */
function apart(target: string): [path: string, query: string] {
  const mark = target.indexOf("?");
  return mark < 0 ? [target, ""] : [target.slice(0, mark), target.slice(mark)];
}

/** Changes one of a text's parts. */
function changed(
  text: string,
  part: RegExp,
  pick: Parameters<Mutation>[1],
  to: (found: string) => string,
) {
  const found = [...text.matchAll(part)];
  if (found.length === 0) return text;
  const { index, 0: one } = pick(found);
  return text.slice(0, index) + to(one) + text.slice(index + one.length);
}

const parameters = {
  path: [
    "w_120",
    "c_fill",
    "q_auto",
    "e_sepia",
    "b_auto",
    "g_face",
    "f_auto",
    "x_9",
    "t_no",
    "zz_1",
    "w-120",
    "tr:w-9",
  ],
  query: [
    "w=90",
    "h=50",
    "fit=crop",
    "tr=w-90",
    "tr=",
    "auto=format",
    "impolicy=x",
    "im=Resize",
    "foo=1",
    "s=00",
    "ik-t=1",
  ],
};

/** What clients, proxies and people do to URLs on the way. */
const mutations: readonly Mutation[] = [
  // The order of parameters.
  (target, pick) =>
    changed(target, /[\w%-]+,[\w%:-]+/g, pick, (pair) => pair.split(",").toReversed().join(",")),
  (target, pick) =>
    changed(target, /[^?&]+&[^&]+/g, pick, (pair) => pair.split("&").toReversed().join("&")),
  // Encodings.
  (target, pick) => changed(target, /[,:]/g, pick, encodeURIComponent),
  (target, pick) => changed(target, /%/g, pick, () => "%25"),
  (target, pick) => changed(target, /&/g, pick, () => "&amp;"),
  (target) => target.replaceAll(",", "%2C"),
  (target) => target.replaceAll(",", "%252C"),
  (target, pick) => changed(target, /%[\da-f]{2}/gi, pick, decodeURIComponentSafely),
  (target, pick) => changed(target, /%[\da-f]{2}/gi, pick, (text) => text.toLowerCase()),
  // Case.
  (target, pick) => changed(target, /[a-z]+[_=-]/g, pick, (text) => text.toUpperCase()),
  (target, pick) => changed(target, /\.[a-z]{3,4}\b/g, pick, (text) => text.toUpperCase()),
  // Blanks.
  (target, pick) => changed(target, /[,=]/g, pick, (text) => `${text}${pick(["%20", "+"])}`),
  // Values.
  (target, pick) =>
    changed(target, /\d+/g, pick, () => pick(["0", "7", "300", "99999", "-5", "1.5", "NaN", ""])),
  (target, pick) =>
    changed(
      target,
      /[_=-][a-z]+/g,
      pick,
      (text) => text.slice(0, 1) + pick(["auto", "face", "xx", "true"]),
    ),
  // Other parameters, of this service and of others.
  (target, pick) => {
    const [path, query] = apart(target);
    const slashes = [...path.matchAll(/\//g)].map(({ index }) => index);
    const at = pick(slashes.length === 0 ? [0] : slashes);
    return `${path.slice(0, at + 1)}${pick(parameters.path)}/${path.slice(at + 1)}${query}`;
  },
  (target, pick) => changed(target, /,/g, pick, () => `,${pick(parameters.path)},`),
  (target, pick) => {
    const [path, query] = apart(target);
    return `${path}${query === "" ? "?" : `${query}&`}${pick(parameters.query)}`;
  },
  // What is left out, and what is said twice.
  (target, pick) => changed(target, /[,/&][^,/&]*/g, pick, () => ""),
  (target, pick) => changed(target, /[,/&][^,/&]*/g, pick, (text) => text + text),
];

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** As many URLs made of others, by one or two mutations each; the same for the same seed. */
export function mutationsOf(urls: readonly WildUrl[], count: number, seed = 1): WildUrl[] {
  let state = seed;
  const pick = <T>(among: readonly T[]): T => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return among[Math.floor((state / 2147483648) * among.length)] as T;
  };
  const made = new Map<string, WildUrl>();
  while (made.size < count) {
    const url = pick(urls);
    let { target } = url;
    for (let i = pick([1, 1, 2]); i > 0; i -= 1) target = pick(mutations)(target, pick);
    // No client sends these.
    target = target.replace(/[^\x21-\x7e]|#/g, encodeURIComponent);
    if (target === url.target || !target.startsWith("/")) continue;
    made.set(`${url.service} ${target}`, { ...url, target, written: `${url.service} ${target}` });
  }
  return [...made.values()];
}
