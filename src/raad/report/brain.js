"use strict";
// The brain to turn: one map at one time, on one colour scale for all times of the map.
(() => {
  const scene = JSON.parse(document.getElementById("scene").textContent);
  const box = document.getElementById("brain3d"), said = document.getElementById("said");
  const chosen = { map: 0, show: "change", time: Math.min(scene.reference + 1, scene.titles.length - 1), view: 0 };
  if (scene.titles.length === 1) chosen.show = "level";
  const VIEWS = [
    ["both, above", [0, -0.35, 2.1], ["left", "right"]], ["front", [0, 2.1, 0.25], ["left", "right"]],
    ["L lateral", [-2.1, 0, 0.1], ["left"]], ["L medial", [2.1, 0, 0.1], ["left"]],
    ["R lateral", [2.1, 0, 0.1], ["right"]], ["R medial", [-2.1, 0, 0.1], ["right"]],
  ];

  const value = (map, time, region) => {
    const v = map.values[time][region], base = map.values[scene.reference][region];
    if (v === null || (chosen.show === "change" && base === null)) return null;
    return chosen.show === "change" ? v - base : v;
  };

  // One scale for all times: symmetric about 0 for changes.
  function range(map) {
    let low = Infinity, high = -Infinity;
    scene.titles.forEach((_, t) => scene.regions.forEach((_, r) => {
      const v = value(map, t, r);
      if (v !== null) { low = Math.min(low, v); high = Math.max(high, v); }
    }));
    if (chosen.show === "change") { const top = Math.max(Math.abs(low), Math.abs(high)) || 1; return [-top, top]; }
    return high > low ? [low, high] : [low - 0.5, high + 0.5];
  }

  const digits = (v) => (v === null ? "unknown" : (v > 0 && chosen.show === "change" ? "+" : "") + v.toPrecision(3).replace("-", "\u2212"));

  // Triangles of regions, and those of none or without a value, which are grey.
  function traces() {
    const map = scene.maps[chosen.map], [low, high] = range(map), found = [];
    const colours = scene.colours[chosen.show];
    for (const side of scene.sides) {
      if (!VIEWS[chosen.view][2].includes(side.side)) continue;
      const [x, y, z] = side.xyz, text = side.region.map((r) => r < 0 ? "medial wall" :
        `<b>${scene.regions[r]}</b><br>${chosen.show === "change" ? "change of " : ""}${map.label}: ${digits(value(map, chosen.time, r))} ${map.unit}`);
      const parts = { known: [[], [], []], grey: [[], [], []] }, shades = [], greys = [];
      side.face_region.forEach((r, f) => {
        const v = r < 0 ? null : value(map, chosen.time, r), part = v === null ? parts.grey : parts.known;
        for (let k = 0; k < 3; k++) part[k].push(side.faces[k][f]);
        if (v === null) greys.push(r < 0 ? scene.colours.nothing : scene.colours.unknown); else shades.push(v);
      });
      const common = {
        type: "mesh3d", x, y, z, text, hovertemplate: "%{text}<extra></extra>", flatshading: false,
        lighting: { ambient: 0.88, diffuse: 0.28, specular: 0.02, roughness: 0.95, fresnel: 0 }, lightposition: { x: 0, y: 60, z: 900 },
      };
      if (shades.length) found.push({
        ...common, i: parts.known[0], j: parts.known[1], k: parts.known[2], intensity: shades, intensitymode: "cell",
        cmin: low, cmax: high, colorscale: colours, showscale: !found.some((t) => t.showscale),
        colorbar: { title: { text: `${chosen.show === "change" ? "change of " : ""}${map.label}<br>[${map.unit}]`, side: "right" }, thickness: 14, len: 0.72, outlinewidth: 0 },
      });
      if (greys.length) found.push({ ...common, i: parts.grey[0], j: parts.grey[1], k: parts.grey[2], facecolor: greys });
    }
    return found;
  }

  const axis = { visible: false, showspikes: false };
  function layout() {
    const [x, y, z] = VIEWS[chosen.view][1], up = chosen.view === 0 ? { x: 0, y: 1, z: 0 } : { x: 0, y: 0, z: 1 };
    const sides = VIEWS[chosen.view][2], notes = [];
    if (sides.length === 2) {
      const mirrored = chosen.view === 1; // from the front the left hemisphere is on the right
      notes.push(["L", mirrored ? 0.9 : 0.04], ["R", mirrored ? 0.04 : 0.9]);
    } else notes.push([sides[0] === "left" ? "L" : "R", 0.04]);
    // As large as the box allows: what is seen across and upright decides.
    const ends = [0, 1, 2].map((k) => scene.sides.filter((s) => sides.includes(s.side)).reduce(
      ([low, high], s) => s.xyz[k].reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [low, high]), [Infinity, -Infinity]));
    const spans = ends.map(([low, high]) => (high - low) / 215.97), size = chosen.view === 0 ? 1.95 : 2.1;
    return {
      margin: { l: 0, r: 0, t: 0, b: 0 }, paper_bgcolor: "#fff", uirevision: chosen.view, showlegend: false,
      annotations: notes.map(([text, at]) => ({ text: `<b>${text}</b>`, x: at, y: 0.95, xref: "paper", yref: "paper", showarrow: false, font: { size: 18 } })),
      scene: { xaxis: axis, yaxis: axis, zaxis: axis, aspectmode: "manual", aspectratio: { x: size * spans[0], y: size * spans[1], z: size * spans[2] }, camera: { eye: { x, y, z }, up, projection: { type: "orthographic" } }, uirevision: chosen.view },
    };
  }

  const config = { responsive: true, displaylogo: false, modeBarButtonsToRemove: ["tableRotation", "resetCameraLastSave3d"], toImageButtonOptions: { filename: "brain", scale: 2 } };
  function draw() {
    const map = scene.maps[chosen.map], when = scene.titles[chosen.time];
    const what = chosen.show === "change" ? `change at ${when} from ${scene.titles[scene.reference]}` : `level, ${when}`;
    said.textContent = `${map.title}: ${what}.`;
    Plotly.react(box, traces(), layout(), config);
    document.querySelectorAll("#moments button").forEach((b, k) => b.setAttribute("aria-pressed", String(k === chosen.time)));
    document.querySelectorAll("#views button").forEach((b, k) => b.setAttribute("aria-pressed", String(k === chosen.view)));
  }

  function buttons(id, names, key) {
    const place = document.getElementById(id);
    names.forEach((name, k) => {
      const one = document.createElement("button");
      one.type = "button";
      one.textContent = name;
      one.addEventListener("click", () => { chosen[key] = k; draw(); });
      place.appendChild(one);
    });
  }

  const maps = document.getElementById("map"), show = document.getElementById("show");
  scene.maps.forEach((m, k) => maps.add(new Option(m.title, k)));
  maps.addEventListener("change", () => { chosen.map = +maps.value; draw(); });
  show.value = chosen.show;
  show.addEventListener("change", () => { chosen.show = show.value; draw(); });
  buttons("moments", scene.titles, "time");
  buttons("views", VIEWS.map((v) => v[0]), "view");
  const first = scene.maps.findIndex((m) => m.key === scene.first);
  if (first >= 0) { chosen.map = first; maps.value = String(first); }
  draw();
})();
