/** How much of a whole is done; without a value: busy, nobody knows for how long. */
export function Progress({ label, value, most = 1 }: { label: string; value: number | null; most?: number }) {
	const share = value === null ? null : Math.max(0, Math.min(1, most > 0 ? value / most : 0))
	return (
		<div
			role="progressbar"
			aria-label={label}
			aria-valuemin={0}
			aria-valuemax={most}
			{...(value === null ? {} : { 'aria-valuenow': value })}
			className="h-1.5 w-full overflow-hidden rounded-full bg-hover"
		>
			<div
				className="h-full rounded-full bg-accent transition-[width] duration-160"
				style={{ width: `${(share ?? 0.3) * 100}%` }}
			/>
		</div>
	)
}
