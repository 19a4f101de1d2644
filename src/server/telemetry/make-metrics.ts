import { Counter, Gauge, Histogram, type Registry } from '@prometheus-io/client';

export type Maker = ReturnType<typeof makerFor>;

/** Makes the metrics of one registry. */
export function makerFor(registry: Registry) {
  const common = (name: string, help: string, labelNames: string[]) => ({
    name: `cluster_onboarding_${name}`,
    help,
    labelNames,
    registers: [registry],
  });
  return {
    gauge: (name: string, help: string, labels: string[] = []) =>
      new Gauge(common(name, help, labels)),
    counter: (name: string, help: string, labels: string[]) =>
      new Counter(common(name, help, labels)),
    histogram: (name: string, help: string, labels: string[], buckets: number[]) =>
      new Histogram({ ...common(name, help, labels), buckets }),
  };
}
