import type { ReadState } from "./read-state.ts";
import { assign, expandToken, isAssignment } from "./variables.ts";

/** A component of a URL, taken apart at its commas. */
export interface Link {
  /** Tokens as they stood in the URL. */
  tokens: string[];
  /** Where the layer that it opens is placed: the index of its `fl_layer_apply`. */
  closedAt?: number;
}

/** Sets and replaces variables; what has one that is not known is left out. */
export function expandTokens(tokens: readonly string[], state: ReadState) {
  const texts: string[] = [];
  const as: string[] = [];
  for (const token of tokens.filter(isAssignment)) {
    const known = assign(token, state.variables);
    const note = "what it stands for is not known here";
    state.fates.push(
      known ? { token, fate: "exact" } : { token, fate: "ignored", note, unsupported: true },
    );
  }
  for (const token of tokens.filter((text) => !isAssignment(text))) {
    const text = expandToken(token, state.variables);
    if (text === undefined) {
      const note = "holds a variable that is not known here";
      state.fates.push({ token, fate: "ignored", note, unsupported: true });
    } else {
      texts.push(text);
      as.push(token);
    }
  }
  return { texts, as };
}
