import { makeQrCode } from './qr-code.ts'

/** Modules of quiet zone that readers need around the code. */
const margin = 4

/** A text as a QR code, dark on light in every theme. */
export function QrCode({ text, label }: { text: string; label: string }) {
	const modules = makeQrCode(text)
	const size = modules.length + 2 * margin
	const path = modules
		.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x + margin} ${y + margin}h1v1h-1z` : '')))
		.join('')
	return (
		<svg
			role="img"
			aria-label={label}
			viewBox={`0 0 ${size} ${size}`}
			className="size-44 shrink-0 rounded-md"
			shapeRendering="crispEdges"
		>
			<rect width={size} height={size} fill="white" />
			<path d={path} fill="black" />
		</svg>
	)
}
