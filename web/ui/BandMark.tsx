import { classNames } from './class-names.ts'

export const levels = ['good', 'fine', 'watch', 'alarm', 'unknown'] as const
export type Level = (typeof levels)[number]

/** The same shapes on screens, in charts, mails and PDFs. */
export const levelGlyphs: Record<Level, string> = {
	good: '●',
	fine: '◐',
	watch: '▲',
	alarm: '◆',
	unknown: '◌',
}

export const levelColours: Record<Level, string> = {
	good: 'var(--good)',
	fine: 'var(--fine)',
	watch: 'var(--watch)',
	alarm: 'var(--alarm)',
	unknown: 'var(--second)',
}

const colours: Record<Level, { ground: string; text: string }> = {
	good: { ground: 'bg-good-soft text-good', text: 'text-good' },
	fine: { ground: 'bg-fine-soft text-fine', text: 'text-fine' },
	watch: { ground: 'bg-watch-soft text-watch', text: 'text-watch' },
	alarm: { ground: 'bg-alarm-soft text-alarm', text: 'text-alarm' },
	unknown: { ground: 'text-second', text: 'text-second' },
}

/** Narrows a text to a level; anything else is unknown. */
export function levelOf(text: string | null | undefined): Level {
	return levels.find(level => level === text) ?? 'unknown'
}

function ShapePath({ level }: { level: Level }) {
	switch (level) {
		case 'good':
			return <circle cx="6" cy="6" r="4.5" fill="currentColor" />
		case 'fine':
			return (
				<>
					<circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.4" />
					<path d="M6 2a4 4 0 0 0 0 8z" fill="currentColor" />
				</>
			)
		case 'watch':
			return <path d="M6 1.2 11.2 10.4H.8z" fill="currentColor" />
		case 'alarm':
			return <path d="M6 .6 11.4 6 6 11.4.6 6z" fill="currentColor" />
		default:
			return (
				<circle
					cx="6"
					cy="6"
					r="4.3"
					fill="none"
					stroke="currentColor"
					strokeWidth="1.4"
					strokeDasharray="2.2 1.6"
				/>
			)
	}
}

/** The shape of a level alone: for places where its word stands beside it. */
export function BandShape({ level, size = 12 }: { level: Level; size?: number }) {
	return (
		<svg
			aria-hidden="true"
			width={size}
			height={size}
			viewBox="0 0 12 12"
			className={classNames('shrink-0', colours[level].text)}
		>
			<ShapePath level={level} />
		</svg>
	)
}

/** A band: shape, word and colour together, never one alone. */
export function BandMark({
	level,
	name,
	isPlain = false,
}: {
	level: Level
	name: string
	/** Without its ground, for dense lines. */
	isPlain?: boolean
}) {
	const colour = colours[level]
	return (
		<span
			className={classNames(
				'inline-flex h-5 max-w-full items-center gap-1.5 whitespace-nowrap align-middle text-12 font-medium',
				isPlain ? colour.text : classNames('rounded px-1.5', colour.ground),
				level === 'unknown' && !isPlain && 'border border-dashed border-line-strong',
			)}
		>
			<BandShape level={level} />
			<span className="truncate">{name}</span>
		</span>
	)
}
