// Draws [data-chart] elements with ECharts, in the colours of tokens.css, and again when the page changes.
(() => {
  "use strict";

  const probe = document.createElement("i");
  const colour = (token) => {
    probe.style.color = `var(--z-${token})`;
    if (!probe.isConnected) document.body.append(probe);
    return getComputedStyle(probe).color;
  };
  const LIMIT_LINES = { met: "solid", warning: "dashed", notice: [2, 3], severe: [8, 3], accent: "solid" };
  const tokenOf = (state) => (state in LIMIT_LINES ? state : "accent");

  const LINE = 16; // pixels between the names of two limits
  // an axis that holds values and limits, in round steps. Its least span keeps a tenth of a percent from looking like a fall
  const LEAST_PERCENT = 4, LEAST_SHARE = 0.04;
  const axisOf = (low, high, unit, nearZero) => {
    const least = unit === "%" ? LEAST_PERCENT : Math.abs(high) * LEAST_SHARE || 1;
    const lack = Math.max(0, least - (high - low)) / 2;
    const from = nearZero ? 0 : low - lack, to = high + lack;
    const rough = (to - from) / 4, power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 2.5, 5, 10].find((each) => each * power >= rough * 0.999) * power;
    const round = (value) => Number(value.toPrecision(12));
    let min = round(Math.floor(from / step) * step), max = round(Math.ceil(to / step) * step);
    if (low >= 0) min = Math.max(0, min);
    if (unit === "%" && high <= 100) max = Math.min(100, max);
    return { min, max, interval: round(step) };
  };

  // names of limits that lie close together are moved apart; `height` pixels show the axis
  const offsets = (limits, axis, height) => {
    const found = new Map();
    let taken = -Infinity;
    [...limits].sort((a, b) => b.value - a.value).forEach((limit) => {
      const place = -((limit.value - axis.min) / (axis.max - axis.min)) * height;
      taken = Math.max(place, taken + LINE);
      found.set(limit, taken - place);
    });
    return found;
  };
  const limitLine = (limit, moved = 0) => ({
    yAxis: limit.value,
    lineStyle: { color: colour(tokenOf(limit.state)), type: LIMIT_LINES[tokenOf(limit.state)], width: 1.2 },
    label: { formatter: limit.name, position: "end", distance: 6, offset: [0, moved], color: colour(tokenOf(limit.state)), fontSize: 13 },
  });
  // a moment in the last third speaks to the left, so that its words stay on the chart
  const momentLine = (moment, labels) => ({
    xAxis: moment.at,
    lineStyle: { color: colour(tokenOf(moment.state)), type: [1, 3], width: 1.2 },
    label: { formatter: moment.name, position: "end", distance: 4, color: colour(tokenOf(moment.state)), fontSize: 13,
      align: labels.indexOf(moment.at) > labels.length * 0.66 ? "right" : "center" },
  });

  // the projected point stands after the run, or on its last period while that is not over
  const aheadOf = (data) => {
    if (!data.ahead) return null;
    const labels = data.labels.includes(data.ahead.at) ? data.labels : [...data.labels, data.ahead.at];
    const at = labels.indexOf(data.ahead.at);
    const last = data.values.findLastIndex((value, index) => value != null && index < at);
    return { labels, values: labels.map((_, index) => (index === at ? data.ahead.value : index === last ? data.values[last] : null)) };
  };
  const aheadText = (data, name, format) => {
    if (!data.ahead || name !== data.ahead.at) return "";
    const now = data.values[data.labels.indexOf(name)];
    return `${now == null ? "" : `至今 ${format(now)}，`}推算 ${format(data.ahead.value)}（${format(data.ahead.low)}—${format(data.ahead.high)}）`;
  };

  const option = (data, height) => {
    const [ink, quiet, line, accent, surface] = ["ink", "quiet", "line", "accent", "surface"].map(colour);
    const format = (value) => (value == null ? "无数据" : `${value.toFixed(data.decimals)}${data.unit === "%" ? "%" : ` ${data.unit}`}`);
    const ahead = aheadOf(data);
    const levels = [...data.values, ...data.limits.map((limit) => limit.value), ...(ahead ? [data.ahead.low, data.ahead.high] : [])].filter((value) => value != null);
    const low = Math.min(...levels), high = Math.max(...levels);
    // beside the last point: the names of the limits, and half of its own label below the axis
    const wide = (text) => [...text].reduce((sum, c) => sum + (c > "\u2e80" ? 13 : 7.5), 0);
    const last = (ahead ? ahead.labels : data.labels).at(-1) ?? "";
    const room = Math.max(24, 4 + wide(last) / 2, ...data.limits.map((limit) => 14 + wide(limit.name)));
    const nearZero = low >= 0 && low < (high - low) * 2;
    const axis = axisOf(low, high, data.unit, nearZero);
    const moved = offsets(data.limits, axis, height - 60);
    return {
      animation: false,
      backgroundColor: surface,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 13, color: ink },
      grid: { left: 8, right: room, top: data.moments.length || (data.unit && data.unit !== "%") ? 30 : 16, bottom: 4, containLabel: true },
      tooltip: {
        trigger: "axis", backgroundColor: surface, borderColor: line, textStyle: { color: ink, fontSize: 13 },
        formatter: (items) => `${echarts.format.encodeHTML(items[0].name)}<br>${echarts.format.encodeHTML(aheadText(data, items[0].name, format) || format(data.values[items[0].dataIndex]))}`,
        axisPointer: { lineStyle: { color: quiet } },
      },
      xAxis: {
        type: "category", data: ahead ? ahead.labels : data.labels, boundaryGap: data.labels.length === 1,
        axisLine: { lineStyle: { color: line } }, axisTick: { show: false }, axisLabel: { color: quiet, fontSize: 13, hideOverlap: true, margin: 12 },
      },
      yAxis: {
        type: "value", ...axis,
        axisLabel: { color: quiet, fontSize: 13, formatter: (value) => `${Number(value.toFixed(6)).toLocaleString("zh-CN")}${data.unit === "%" ? "%" : ""}` },
        splitLine: { lineStyle: { color: line } },
        name: data.unit === "%" ? "" : data.unit, nameTextStyle: { color: quiet, align: "left" },
      },
      series: [{
        name: data.title, type: "line", data: data.values, symbol: "circle", symbolSize: 6, lineStyle: { width: 2, color: accent },
        itemStyle: { color: accent }, connectNulls: false,
        markLine: { silent: true, symbol: "none", data: [...data.limits.map((limit) => limitLine(limit, moved.get(limit))), ...data.moments.map((moment) => momentLine(moment, data.labels))] },
      }, {
        // a gap stays visible: the points beside it are joined by a faint dashed line only
        type: "line", data: data.values, symbol: "none", connectNulls: true, silent: true, z: 1,
        lineStyle: { width: 1, type: "dashed", color: quiet },
      }, ...(ahead ? [{
        // where the run leads if it goes on: a hollow point with its range
        type: "line", data: ahead.values, symbol: "emptyCircle", symbolSize: 7, connectNulls: true, z: 3, silent: true,
        lineStyle: { width: 1.5, type: [2, 4], color: accent }, itemStyle: { color: accent },
        markLine: { silent: true, symbol: ["none", "none"], label: { show: false }, lineStyle: { color: accent, type: "solid", width: 1.2 },
          data: [[{ coord: [data.ahead.at, data.ahead.low] }, { coord: [data.ahead.at, data.ahead.high] }]] },
      }] : [])],
    };
  };

  // the library is large: it is fetched after the text of the page, and only where there is a chart
  const library = document.currentScript.dataset.library;
  let fetched = false;
  const fetchLibrary = () => {
    if (fetched) return;
    fetched = true;
    document.head.append(Object.assign(document.createElement("script"), { src: library, onload: () => draw(document) }));
  };

  const draw = (root) => {
    const boxes = root.querySelectorAll("[data-chart]");
    if (boxes.length && !window.echarts) return fetchLibrary();
    boxes.forEach((box) => {
      const chart = echarts.getInstanceByDom(box) || echarts.init(box);
      chart.setOption(option(JSON.parse(document.getElementById(box.dataset.chart).textContent), box.clientHeight), true);
    });
  };
  const all = () => draw(document);

  document.addEventListener("DOMContentLoaded", all);
  document.addEventListener("htmx:afterSettle", (event) => draw(event.detail.elt));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", all);
  window.addEventListener("resize", () => {
    document.querySelectorAll("[data-chart]").forEach((box) => window.echarts?.getInstanceByDom(box)?.resize());
  });

  // the table below a chart as a file that Excel opens; a leading mark of order keeps its Chinese
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-chart-table]");
    if (!button) return;
    const rows = [...button.closest("figure").querySelectorAll("table tr")];
    const quoted = (cell) => `"${cell.textContent.trim().replaceAll('"', '""')}"`;
    const text = rows.map((row) => [...row.cells].map(quoted).join(",")).join("\r\n");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`\ufeff${text}\r\n`], { type: "text/csv" }));
    link.download = `${document.title}.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-chart-image]");
    if (!button || !window.echarts) return;
    const box = document.querySelector(`[data-chart="${button.dataset.chartImage}"]`);
    const link = document.createElement("a");
    link.href = echarts.getInstanceByDom(box).getDataURL({ pixelRatio: 2, backgroundColor: colour("surface") });
    link.download = `${document.title}.png`;
    link.click();
  });
})();
