import type { Step } from "../../transformation.ts";
import { expandTokens, type Link } from "../link.ts";
import type { ReadState } from "../read-state.ts";
import { readLayer } from "./layers.ts";

/** Layers in layers in layers are the most that a transformation of ours holds. */
const maxDepth = 3;

/**
 * The layer that a component opens, as a step that lays it.
 * @param inner components up to the one that places it
 * @param closing that one; undefined when the opening component places it, too
 */
export function readLayered(
  opening: Link,
  inner: readonly Link[],
  closing: Link | undefined,
  state: ReadState,
): Step[] {
  const expand = ({ tokens }: Link) => expandTokens(tokens, state);
  const opened = expand(opening);
  const between = inner.map((link) =>
    // A condition is read with its variables by those who read the chain.
    link.tokens.some((token) => token.startsWith("if_"))
      ? { texts: link.tokens, as: link.tokens }
      : expand(link),
  );
  const closed = closing ? expand(closing) : { texts: [], as: [] };
  const all = [opened, ...between, closed];
  const opens = opened.texts.some((token) => /^[lu]_/.test(token));
  // A text lies in a block of its own.
  const levels = opened.texts.some((token) => /^[lu]_text:/.test(token)) ? 2 : 1;
  if (!opens || state.depth + levels > maxDepth) {
    const note = opens ? "layers are nested too deeply" : "its layer is not known here";
    for (const token of all.flatMap(({ as }) => as)) {
      state.fates.push({ token, fate: "ignored", note, unsupported: true });
    }
    return [];
  }
  // An image that lies on a video is rendered as any image is, and has no frames to choose from.
  const isVideo = opened.texts.some((token) => token.startsWith("l_video:"));
  const subject = isVideo ? state.subject : "image";
  const { layer, fates } = readLayer(
    opened.texts,
    between.map(({ texts }) => texts),
    closed.texts,
    (components) => {
      const own = {
        ...state,
        variables: new Map(state.variables),
        fates: [],
        depth: state.depth + 1,
        subject,
      };
      delete own.ratio;
      delete own.size;
      delete own.attachment;
      return state.rewrite(components, own);
    },
    state.subject,
  );
  // What was read had its variables replaced already: it is reported as it stood in the URL.
  const stood = new Map(all.flatMap(({ texts, as }) => texts.map((text, i) => [text, as[i]])));
  state.fates.push(
    ...fates.map((fate) => ({ ...fate, token: stood.get(fate.token) ?? fate.token })),
  );
  return layer ? [{ layers: [layer] }] : [];
}
