import type { ComponentChildren } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import { asProblem, type Problem } from "../client.ts";
import { ProblemNote } from "./note.tsx";

interface Loaded<T> {
  value: T | undefined;
  problem: Problem | undefined;
  again(): Promise<void>;
}

/** Loads when first shown and whenever `key` changes; a late response is dropped. */
export function useLoaded<T>(load: () => Promise<T>, key: unknown = ""): Loaded<T> {
  const [state, setState] = useState<{ value?: T; problem?: Problem }>({});
  // Only the latest load may set the state.
  const [turn] = useState({ at: 0 });
  const again = useCallback(async () => {
    turn.at += 1;
    const mine = turn.at;
    try {
      const value = await load();
      if (mine === turn.at) setState({ value });
    } catch (thrown) {
      if (mine === turn.at) setState((before) => ({ ...before, problem: asProblem(thrown) }));
    }
  }, [key]);
  useEffect(() => {
    setState({});
    again();
    return () => {
      turn.at += 1;
    };
  }, [again]);
  return { value: state.value, problem: state.problem, again };
}

/** Shows the loaded value, a loading note, or the problem. */
export function Show<T>({
  loaded,
  children,
}: {
  loaded: Loaded<T>;
  children: (value: T) => ComponentChildren;
}) {
  const { value, problem, again } = loaded;
  return (
    <>
      {problem && (
        <ProblemNote problem={problem}>
          <button type="button" class="button small" onClick={() => again()}>
            Try again
          </button>
        </ProblemNote>
      )}
      {value !== undefined && children(value)}
      {value === undefined && !problem && (
        <p class="loading" role="status">
          Loading …
        </p>
      )}
    </>
  );
}
