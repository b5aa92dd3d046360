/* The files of an import, read one after the other; without this script a button reads the next. */
const reading = document.querySelector("[data-import-reading]");

if (reading) {
  const progress = reading.querySelector("[data-import-progress]");
  const cancelling = document.querySelector("[data-import-cancel]");
  const stopped = new AbortController();
  reading.querySelector("button").hidden = true;
  // The reading that is under way ends on the server once the import is gone.
  cancelling?.addEventListener("submit", () => stopped.abort());

  const next = async () => {
    const response = await fetch(reading.action, { method: "POST", body: new FormData(reading), headers: { accept: "application/json" }, signal: stopped.signal });
    if (!response.ok) throw new Error(String(response.status));
    const { left } = await response.json();
    progress.value = Number(reading.dataset.count) - left.length;
    if (left.length) await next();
  };

  next().then(() => window.location.reload(), (error) => {
    if (error.name !== "AbortError") reading.querySelector("button").hidden = false;
  });
}
