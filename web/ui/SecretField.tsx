import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { Button } from './Button.tsx'
import { TextField } from './TextField.tsx'

/** Something that is shown once and is to be copied now. */
export function SecretField({ label, value, hint }: { label: string; value: string; hint?: string }) {
	const [isCopied, setCopied] = useState(false)
	async function copy() {
		// Without https there is no clipboard; the text is selected by focus and can be copied by hand.
		await navigator.clipboard?.writeText(value).then(
			() => setCopied(true),
			() => undefined,
		)
	}
	return (
		<div className="flex items-end gap-2">
			<TextField
				label={label}
				hint={hint}
				className="min-w-0 flex-1"
				value={value}
				readOnly
				onChange={() => undefined}
				onFocus={event => event.target.select()}
			/>
			<Button
				className={hint ? 'mb-5' : undefined}
				icon={isCopied ? <Check size={14} /> : <Copy size={14} />}
				onClick={copy}
			>
				<span aria-live="polite">{isCopied ? 'Copied' : 'Copy'}</span>
			</Button>
		</div>
	)
}
