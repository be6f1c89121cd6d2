/** A metric of the Prometheus text format whose values are read when they are requested. */
export interface ExposedMetric {
  readonly name: string;
  readonly type: "gauge";
  readonly help: string;
  readonly labels: readonly string[];
}

/** A value as decimal text, so that an amount is exact, and its labels in the metric's order. */
export interface Sample {
  readonly labels: readonly string[];
  readonly value: string;
}

/** The text of one metric with its samples. */
export function exposed({ name, type, help, labels }: ExposedMetric, samples: readonly Sample[]): string {
  const lines = samples.map(({ labels: values, value }) => {
    const pairs = labels.map((label, i) => `${label}="${escaped(values[i] ?? "")}"`);
    return `${name}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${value}\n`;
  });
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
