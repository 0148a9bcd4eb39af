import type { ReactNode } from 'react'
import { classNames } from '../ui/class-names.ts'
import { Hint } from '../ui/Hint.tsx'

/** One large figure: what it is, how much, and against what. */
export function Headline({
	label,
	meaning,
	value,
	under,
	isWide = false,
}: {
	label: string
	meaning: string
	value: ReactNode
	under: ReactNode
	/** Takes the place of two. */
	isWide?: boolean
}) {
	return (
		<div className={classNames('min-w-0', isWide && 'col-span-2')}>
			<Hint more={meaning} isMarked className="block min-h-[24px] min-w-[24px] text-12 text-second">
				{label}
			</Hint>
			<p className="font-semibold text-28 tracking-[-0.02em]">{value}</p>
			<p className="text-12 text-second">{under}</p>
		</div>
	)
}

/** Figures that answer one question, named at their left. */
export function HeadlineRow({ name, children }: { name: string; children: ReactNode }) {
	return (
		<section
			aria-label={name}
			className="grid grid-cols-[128px_minmax(0,1fr)] gap-x-6 border-t py-4 max-xl:grid-cols-1"
		>
			<h2 className="pt-0.5 text-13 font-medium max-xl:pb-1">{name}</h2>
			<div className="grid grid-cols-5 gap-x-6 gap-y-4 max-lg:grid-cols-3 max-md:grid-cols-2">{children}</div>
		</section>
	)
}
