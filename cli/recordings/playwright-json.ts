/** What Playwright's JSON reporter writes of a file, and of a describe in it. */
interface Suite<Spec> {
  title: string;
  specs: Spec[];
  suites?: Suite<Spec>[] | undefined;
}

/** The specs of a file, those in describes included; `titlePath` are the describes' titles and the spec's own, outermost first. */
export function specsOf<Spec extends { title: string }>(
  one: Suite<Spec>,
  describes: readonly string[] = [],
): (Spec & { titlePath: string[] })[] {
  return [
    ...one.specs.map((spec) => ({ ...spec, titlePath: [...describes, spec.title] })),
    ...(one.suites ?? []).flatMap((inner) =>
      specsOf(inner, inner.title === '' ? describes : [...describes, inner.title]),
    ),
  ];
}
