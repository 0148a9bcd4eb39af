import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

export type Tone = 'neutral' | 'accent' | 'good' | 'fine' | 'watch' | 'alarm'

const tones: Record<Tone, string> = {
	neutral: 'border-line text-second',
	accent: 'border-transparent bg-accent-soft text-accent',
	good: 'border-transparent bg-good-soft text-good',
	fine: 'border-transparent bg-fine-soft text-fine',
	watch: 'border-transparent bg-watch-soft text-watch',
	alarm: 'border-transparent bg-alarm-soft text-alarm',
}

/** A word or a count that belongs to what stands beside it. */
export function Badge({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
	return (
		<span
			className={classNames(
				'inline-flex h-5 align-middle items-center gap-1 whitespace-nowrap rounded border px-1.5 text-12 font-medium',
				tones[tone],
			)}
		>
			{children}
		</span>
	)
}
