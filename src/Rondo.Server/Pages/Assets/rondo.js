(() => {
  "use strict";
  const root = document.documentElement;
  const me = document.currentScript;

  // ---- charts: Vega is fetched when the first chart comes into view
  let library;
  const load = src => new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = src;
    script.async = false;
    script.onload = done;
    script.onerror = () => failed(new Error("The chart library did not load."));
    document.head.append(script);
  });
  const charts = () => library ??= (me.dataset.charts ?? "").split(" ").filter(Boolean).reduce((before, src) => before.then(() => load(src)), Promise.resolve());

  // Colours are the page's own variables, so that charts follow light and dark without being drawn again.
  const config = () => ({
    background: "transparent",
    font: getComputedStyle(document.body).fontFamily,
    view: { stroke: null },
    axis: {
      labelColor: "var(--muted)", titleColor: "var(--muted)", gridColor: "var(--line)", domainColor: "var(--line-strong)",
      tickColor: "var(--line-strong)", labelFontSize: 11, titleFontSize: 12, titleFontWeight: 500, titlePadding: 8,
      labelLimit: innerWidth < 640 ? 110 : 190,
    },
    axisQuantitative: { tickCount: 6, labelOverlap: true },
    legend: { labelColor: "var(--ink)", titleColor: "var(--muted)", labelFontSize: 11, titleFontSize: 12, orient: "top", labelLimit: 160, columns: innerWidth < 640 ? 2 : 6 },
    header: { labelColor: "var(--ink)", titleColor: "var(--muted)" },
    range: { category: ["var(--c1)", "var(--c2)", "var(--c3)", "var(--c4)", "var(--c5)", "var(--c6)", "var(--c7)"] },
  });
  const loader = { load: () => Promise.reject(new Error("a chart loads nothing")) };

  const inView = new IntersectionObserver(entries => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      inView.unobserve(entry.target);
      entry.target.draw();
    }
  }, { rootMargin: "300px" });

  class RondoChart extends HTMLElement {
    connectedCallback() {
      if (!me.dataset.charts) return this.fall();
      this.hidden = false;
      inView.observe(this);
    }
    disconnectedCallback() {
      inView.unobserve(this);
      this.result?.finalize();
      this.result = null;
    }
    spec() {
      const named = this.dataset.chart && document.getElementById(this.dataset.chart);
      return JSON.parse((named || this.querySelector("script[type='application/json']")).textContent);
    }
    async draw() {
      try {
        await charts();
        if (!this.isConnected) return;
        const spec = this.spec();
        const plot = this.plot ??= this.appendChild(document.createElement("div"));
        plot.className = "plot";
        this.result?.finalize();
        this.result = await vegaEmbed(plot, spec, { ast: true, actions: false, renderer: "svg", defaultStyle: false, config: config(), tooltip: { disableDefaultStyle: true }, loader });
        this.dataset.drawn = "";
        if (this.waiting) this.replace(this.waiting);
      } catch (error) {
        console.error(error);
        this.fall();
      }
    }
    // New values for a live chart: the scales follow, nothing else is drawn again.
    replace(values) {
      this.waiting = values;
      if (!this.result) return;
      this.waiting = null;
      this.result.view.data("source", values).runAsync();
      this.dataset.points = values.length;
    }
    fall() {
      this.hidden = true;
      const table = this.closest("figure")?.querySelector("details");
      if (table) table.open = true;
    }
  }
  customElements.define("rondo-chart", RondoChart);

  // ---- light and dark
  document.addEventListener("click", event => {
    const toggle = event.target.closest("[data-theme-toggle]");
    if (!toggle) return;
    event.preventDefault();
    const to = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
    root.setAttribute("data-bs-theme", to);
    document.cookie = `rondo-theme=${to}; path=/; max-age=31536000; samesite=lax`;
  });

  // ---- copy a command
  document.addEventListener("click", async event => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const text = button.closest(".cli").querySelector("code").textContent;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(button.closest(".cli").querySelector("code"));
      button.textContent = "Selected";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 1600);
  });

  // ---- runs picked for comparison: they live in the address and in hidden fields, so that paging and filters keep them
  const picks = () => [...document.querySelectorAll("input[name=run]")].filter(i => i.type === "hidden" ? !i.disabled : i.checked).map(i => i.value);
  const showPicks = () => {
    const bar = document.querySelector("[data-pick-bar]");
    if (!bar) return;
    const count = new Set(picks()).size;
    bar.hidden = count === 0;
    bar.querySelector("[data-pick-count]").textContent = count === 1 ? "1 run picked" : `${count} runs picked`;
    bar.querySelector("button").disabled = count < 2;
  };
  document.addEventListener("change", event => {
    if (!event.target.matches("input[type=checkbox][name=run]")) return;
    const address = new URL(location.href);
    address.searchParams.delete("run");
    for (const id of new Set(picks())) address.searchParams.append("run", id);
    history.replaceState(history.state, "", address);
    showPicks();
  });
  document.addEventListener("htmx:after:swap", showPicks);

  // ---- a run that is under way: points come in without a reload
  const follow = () => {
    const live = document.querySelector("[data-live]");
    if (!live || !("EventSource" in window)) return;
    const events = new EventSource(live.dataset.live);
    events.addEventListener("curve", event => {
      const curve = JSON.parse(event.data);
      const figure = document.getElementById(curve.id);
      if (!figure) return;
      figure.querySelector("rondo-chart")?.replace(curve.values);
      const caption = figure.querySelector("[data-caption]");
      if (caption) caption.textContent = curve.caption;
    });
    events.addEventListener("part", async event => {
      const part = JSON.parse(event.data);
      const old = document.getElementById(part.id);
      const answer = old && await fetch(part.address, { headers: { "HX-Request": "true" } });
      if (!answer?.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body;
      old.replaceChildren(...fresh.childNodes);
    });
    events.addEventListener("end", () => { events.close(); live.removeAttribute("data-live"); });
  };

  const start = () => { showPicks(); follow(); };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
