import { useRef, useState } from 'react'
import { useOwners } from '../people/use-people.ts'
import { Button } from '../ui/Button.tsx'
import { matchChoices } from '../ui/Combobox.tsx'
import { TextArea } from '../ui/TextField.tsx'

const mostOffered = 5

/** The word after the last `@` before the cursor, while it is being typed. */
export function mentionBefore(text: string, cursor: number): { start: number; word: string } | undefined {
	const match = /(?:^|\s)@([\p{L}\p{N}._+-]*)$/u.exec(text.slice(0, cursor))
	return match ? { start: cursor - (match[1]?.length ?? 0) - 1, word: match[1] ?? '' } : undefined
}

/** A text in which `@` offers people. */
export function MentionArea({
	label,
	value,
	onChange,
	placeholder,
}: {
	label: string
	value: string
	onChange: (text: string) => void
	placeholder?: string
}) {
	const owners = useOwners()
	const areaRef = useRef<HTMLTextAreaElement>(null)
	const [cursor, setCursor] = useState(0)
	const mention = mentionBefore(value, cursor)
	const offered = mention ? matchChoices(owners, mention.word).slice(0, mostOffered) : []
	function take(email: string) {
		if (!mention) return
		const next = `${value.slice(0, mention.start)}@${email} ${value.slice(cursor)}`
		onChange(next)
		setCursor(mention.start + email.length + 2)
		areaRef.current?.focus()
	}
	return (
		<div className="w-full">
			<TextArea
				areaRef={areaRef}
				label={label}
				isLabelHidden
				value={value}
				maxLength={10_000}
				placeholder={placeholder}
				onChange={text => {
					onChange(text)
					setCursor(areaRef.current?.selectionStart ?? text.length)
				}}
			/>
			{offered.length > 0 && (
				<div role="group" aria-label="People to mention" className="mt-1 flex flex-wrap gap-1">
					{offered.map(owner => (
						<Button key={owner.value} className="h-7 px-2" onClick={() => take(owner.value)}>
							{owner.label}
						</Button>
					))}
				</div>
			)}
		</div>
	)
}
