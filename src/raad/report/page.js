"use strict";
// Draw every panel, and keep their time axes together: a zoom in one is a zoom in all.
(() => {
  const walk = JSON.parse(document.getElementById("walk").textContent);
  const plots = [...document.querySelectorAll(".plot")];
  const whole = walk.presets[walk.presets.length - 1].slice(1);
  const config = { responsive: true, displaylogo: false, displayModeBar: false };
  let busy = false;

  // Ticks in hours below three days, in days beyond: a clock for the surge, a calendar for the course.
  function ticks([first, last]) {
    const span = last - first, day = span > 72 ? 24 : 1;
    const steps = day === 24 ? [1, 2, 7, 14, 28, 91, 182, 364] : [1 / 12, 0.25, 0.5, 1, 2, 3, 6, 12, 24];
    const step = (steps.find((s) => span / (s * day) <= 9) || span / day / 8) * day;
    const vals = [], text = [];
    for (let k = Math.ceil(first / step - 1e-9); k * step <= last + 1e-9; k++) {
      const at = k * step;
      vals.push(at);
      if (day === 24) text.push(`${+(at / 24).toFixed(2)} d`);
      else text.push(step < 0.5 ? `${Math.round(at * 60)} min` : `${+at.toFixed(2)} h`);
    }
    return { tickvals: vals, ticktext: text };
  }

  // The value axis follows what is in sight, unless the reader has set it.
  function heights(plot, [first, last]) {
    const zero = plot.layout.yaxis.rangemode === "tozero", log = plot.layout.yaxis.type === "log";
    let low = Infinity, high = -Infinity;
    for (const trace of plot.data) {
      trace.x.forEach((x, i) => {
        if (x === null || x < first || x > last) return;
        const y = trace.y[i], error = trace.error_y;
        const ends = error ? [y - error.arrayminus[i], y + error.array[i]] : [y, y];
        if (log && y <= 0) return;
        low = Math.min(low, log ? y : ends[0]);
        high = Math.max(high, ends[1]);
      });
    }
    if (!(high >= low)) return {};
    if (log) {
      const top = Math.log10(high) + 0.1;
      return { "yaxis.range": [Math.max(Math.log10(low) - 0.1, top - 4.2), top] };
    }
    const size = high - low || Math.abs(high) || 1;
    const floor = zero ? Math.min(0, low - 0.06 * size) : low - 0.08 * Math.max(size, 0.02 * Math.abs(high));
    return { "yaxis.range": [floor, high + 0.08 * Math.max(size, 0.02 * Math.abs(high))] };
  }

  function look(range, except) {
    busy = true;
    const marks = ticks(range);
    const done = plots.map((plot) => {
      const wanted = { "xaxis.range": range, "xaxis.tickvals": marks.tickvals, "xaxis.ticktext": marks.ticktext };
      return Plotly.relayout(plot, plot === except ? wanted : { ...wanted, ...heights(plot, range) });
    });
    document.querySelectorAll("[data-look]").forEach((button) => {
      const [, first, last] = walk.presets[+button.dataset.look];
      button.setAttribute("aria-pressed", String(Math.abs(first - range[0]) + Math.abs(last - range[1]) < 1e-6));
    });
    return Promise.all(done).then(() => { busy = false; });
  }

  const drawn = plots.map((plot) => {
    const figure = walk.figures[plot.dataset.figure];
    return Plotly.newPlot(plot, figure.data, figure.layout, config);
  });
  Promise.all(drawn).then(() => {
    plots.forEach((plot) => {
      plot.on("plotly_relayout", (change) => {
        if (busy) return;
        if (change["xaxis.autorange"] || change["yaxis.autorange"]) look(whole);
        else if ("xaxis.range[0]" in change) {
          look([change["xaxis.range[0]"], change["xaxis.range[1]"]], "yaxis.range[0]" in change ? plot : undefined);
        }
      });
    });
    document.querySelector(".looks").hidden = false;
    document.querySelectorAll(".scale").forEach((line) => { line.hidden = false; });
    document.querySelectorAll("[data-look]").forEach((button) => {
      button.addEventListener("click", () => look(walk.presets[+button.dataset.look].slice(1)));
    });
    document.querySelectorAll("[data-log]").forEach((box) => {
      box.addEventListener("change", () => {
        const plot = plots.find((one) => one.dataset.figure === box.dataset.log);
        const range = plot.layout.xaxis.range.slice();
        busy = true;
        Plotly.relayout(plot, { "yaxis.type": box.checked ? "log" : "linear" }).then(() => look(range));
      });
    });
    const asked = walk.presets.find(([name]) => name === decodeURIComponent(location.hash.slice(1)));
    look((asked || walk.presets[walk.presets.length - 1]).slice(1));
  });
})();
