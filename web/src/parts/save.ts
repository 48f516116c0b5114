/** Hands the body of an answer to the browser to save, under a name that the user may change. */
export async function saveAnswer(response: Response, name: string): Promise<void> {
  const blob = await response.blob();
  saveBlob(blob, nameIn(response.headers.get('content-disposition')) ?? name);
}

export function saveBlob(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken hold of it once the click was handled.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

function nameIn(disposition: string | null): string | null {
  return /filename="([^"\\/]{1,255})"/.exec(disposition ?? '')?.[1] ?? null;
}
