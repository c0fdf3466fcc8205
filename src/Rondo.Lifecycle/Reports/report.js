(async () => {
  "use strict";
  const root = document.documentElement;

  // Printed pages show what a click would open.
  addEventListener("beforeprint", () => document.querySelectorAll("details.data").forEach(d => { d.open = true; }));

  const packed = document.querySelectorAll("script[data-packed]");
  if (packed.length === 0 || !("DecompressionStream" in window)) {
    document.querySelectorAll("details.data").forEach(d => { d.open = true; });
    return;
  }
  for (const element of packed) {
    const bytes = Uint8Array.from(atob(element.textContent), c => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const script = document.createElement("script");
    script.textContent = await new Response(stream).text();
    document.head.append(script);
    script.remove();
  }

  const font = getComputedStyle(document.body).fontFamily;
  // Colours are the page's own variables, so charts follow light, dark and print without being drawn again.
  const config = {
    background: "transparent",
    font,
    view: { stroke: null },
    axis: {
      labelColor: "var(--muted)", titleColor: "var(--muted)", gridColor: "var(--line)", domainColor: "var(--line-strong)",
      tickColor: "var(--line-strong)", labelFontSize: 11, titleFontSize: 12, titleFontWeight: 500, titlePadding: 8,
      labelLimit: innerWidth < 640 ? 110 : 190,
    },
    axisQuantitative: { tickCount: 6, labelOverlap: true },
    legend: { labelColor: "var(--ink)", titleColor: "var(--muted)", labelFontSize: 11, titleFontSize: 12, orient: "top", labelLimit: 160 },
    header: { labelColor: "var(--ink)", titleColor: "var(--muted)" },
    range: { category: ["var(--c1)", "var(--c2)", "var(--c3)", "var(--c4)", "var(--c5)", "var(--c6)", "var(--c7)"] },
  };
  const loader = { load: () => Promise.reject(new Error("a report loads nothing")) };
  const tooltip = { disableDefaultStyle: true };

  for (const plot of document.querySelectorAll("[data-chart]")) {
    const spec = JSON.parse(document.getElementById(plot.dataset.chart).textContent);
    plot.hidden = false;
    try {
      await vegaEmbed(plot, spec, { ast: true, actions: false, renderer: "svg", defaultStyle: false, config, tooltip, loader });
    } catch (error) {
      plot.hidden = true;
      plot.parentElement.querySelector("details").open = true;
      console.error(error);
    }
  }
  root.dataset.charts = "drawn";
})();
