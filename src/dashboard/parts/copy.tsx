import { Icon } from "./icon.tsx";
import { showToast } from "./toast.tsx";

export function CopyButton({ text, what }: { text: string; what: string }) {
  const copy = async () => {
    const done = await copyText(text);
    showToast(done ? `Copied ${what}` : "The browser blocked copying. Select the text instead");
  };
  return (
    <button type="button" class="button small quiet" aria-label={`Copy ${what}`} onClick={copy}>
      <Icon name="copy" />
      Copy
    </button>
  );
}

async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** Without https the clipboard API is unavailable, but a selection can still be copied. */
function copyBySelection(text: string): boolean {
  const before = document.activeElement;
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "off-screen";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (before instanceof HTMLElement) before.focus();
  return done;
}
