import { useId } from 'react'

/** A number chosen by dragging or with the arrow keys; what it means stands beside it. */
export function Slider({
	label,
	value,
	min,
	max,
	onChange,
	describe,
	ends,
}: {
	label: string
	value: number
	min: number
	max: number
	onChange: (value: number) => void
	/** What the value means, for people who cannot see it. */
	describe?: (value: number) => string
	/** Words under its two ends. */
	ends?: readonly [string, string]
}) {
	const id = useId()
	return (
		<div className="flex flex-col gap-1">
			<label htmlFor={id} className="text-12 text-second">
				{label}
			</label>
			<input
				id={id}
				type="range"
				className="h-6 w-full cursor-pointer accent-accent"
				min={min}
				max={max}
				step={1}
				value={value}
				aria-valuetext={describe?.(value)}
				onChange={event => onChange(Number(event.target.value))}
			/>
			{ends && (
				<div aria-hidden="true" className="flex justify-between text-12 text-second">
					<span>{ends[0]}</span>
					<span>{ends[1]}</span>
				</div>
			)}
		</div>
	)
}
