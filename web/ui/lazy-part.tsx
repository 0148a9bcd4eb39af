import { type ComponentType, lazy, type ReactNode, Suspense } from 'react'
import { SkeletonRows } from './Skeleton.tsx'

const loaders = new Set<() => Promise<unknown>>()

/** A part of a page that loads by itself when it is first shown, or before, once the first page stands. */
export function lazyPart<Props extends object>(
	load: () => Promise<ComponentType<Props>>,
	placeholder: ReactNode = <SkeletonRows label="Loading this part" />,
): ComponentType<Props> {
	loaders.add(load)
	const Part = lazy(async () => ({ default: await load() }))
	return props => (
		<Suspense fallback={placeholder}>
			<Part {...props} />
		</Suspense>
	)
}

/** Loads the parts of the pages that were loaded so far, so that they open at once and without the network. */
export function loadParts(): void {
	for (const load of loaders) {
		// A part that cannot be loaded now is asked for again when somebody goes there.
		void load().catch(() => undefined)
	}
}
