/* A link to a field that stands in another tab opens that tab first. */
(() => {
  const open = (id) => {
    const field = document.getElementById(id) || document.getElementById(`${id}_0`);
    const panel = field && field.closest("[role=tabpanel]");
    if (!field) return false;
    if (panel) document.querySelector(`[role=tab][href="#${panel.id}"]`)?.click();
    field.closest(".collapsed, .w-panel")?.querySelector("[data-panel-toggle][aria-expanded=false]")?.click();
    field.scrollIntoView({ block: "center" });
    field.focus();
    return true;
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-release-field]");
    if (link && open(link.dataset.releaseField)) event.preventDefault();
  });
  window.addEventListener("load", () => {
    if (window.location.hash.startsWith("#id_")) open(window.location.hash.slice(1));
  });

  // After each save the panel is what the server says of the draft now.
  const refresh = async () => {
    const address = document.querySelector("[data-release-url]")?.dataset.releaseUrl;
    if (!address) return;
    try {
      const response = await fetch(address);
      if (!response.ok) return;
      Object.entries(await response.json()).forEach(([part, html]) => {
        const made = document.createElement("template");
        made.innerHTML = html; // from our own server, which escapes every text in it
        document.querySelector(`[data-release-live="${part}"]`)?.replaceWith(made.content);
      });
    } catch { /* without contact it stays as it was */ }
  };
  document.addEventListener("w-autosave:success", refresh);
})();
