import { classNames } from './class-names.ts'

/** One line of the layout to come; shows after 150 ms so that quick answers never flicker. */
export function Skeleton({ className }: { className?: string }) {
	return <div className={classNames('late h-4 rounded bg-hover', className)} />
}

/** Several lines of a table or a list to come. */
export function SkeletonRows({ count = 8, label = 'Loading' }: { count?: number; label?: string }) {
	return (
		<div role="status" aria-label={label} className="flex flex-col">
			{Array.from({ length: count }, (_, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
				<div key={index} className="flex h-[34px] items-center gap-6 border-b px-6 max-md:px-4">
					<Skeleton className="w-56" />
					<Skeleton className="w-20 max-md:hidden" />
					<Skeleton className="flex-1 max-md:hidden" />
					<Skeleton className="w-16" />
				</div>
			))}
		</div>
	)
}
