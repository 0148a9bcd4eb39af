import { useState } from 'react'
import type { RenewalEntry } from '../../api/renewal-entry.ts'
import { sayProblem } from '../session/call-query.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { formatDate } from '../ui/format-day.ts'
import { SelectField } from '../ui/SelectField.tsx'
import { TextArea, TextField } from '../ui/TextField.tsx'
import {
	type PostMortemDraft,
	PostMortemFields,
	readPostMortem,
	startPostMortem,
} from './PostMortemFields.tsx'
import { readAmount } from './renewal-words.ts'
import { type CloseBody, useClose } from './use-renewal-changes.ts'

export interface Closing {
	entry: RenewalEntry
	outcome: 'renewed' | 'churned'
}

interface Draft {
	outcome: Closing['outcome']
	final: string
	closedOn: string
	reason: string
	competitor: string
}

/** What is wrong with the answer, in words; undefined where it can be sent. */
export function problemOfFinal({ outcome, final }: Pick<Draft, 'outcome' | 'final'>): string | undefined {
	const amount = readAmount(final)
	if (amount === undefined) return 'Give an amount like 48000 or 48,000.00.'
	if (outcome === 'churned') return undefined
	if (amount === null) return 'Give what was signed for a year.'
	return Number(amount) > 0
		? undefined
		: 'Renewed with 0 is no renewal. Enter what was signed, or close it as churned.'
}

function bodyOf(draft: Draft, postMortem: PostMortemDraft): CloseBody {
	const isChurn = draft.outcome === 'churned'
	const found = readPostMortem(postMortem)
	return {
		outcome: draft.outcome,
		final_amount: isChurn ? null : (readAmount(draft.final) ?? null),
		closed_on: draft.closedOn,
		reason: draft.reason.trim() || null,
		competitor: (isChurn ? found?.competitor : draft.competitor.trim()) || null,
		...(isChurn && found ? { post_mortem: found } : {}),
	}
}

/** How a renewal came out: what was signed, or why they left. */
export function CloseDialog({
	entry,
	outcome,
	today,
	onClose,
}: Closing & { today: string; onClose: () => void }) {
	const [draft, setDraft] = useState<Draft>({
		outcome,
		final: outcome === 'renewed' ? (entry.forecast_amount ?? entry.target_amount ?? '') : '',
		closedOn: today,
		reason: entry.reason ?? '',
		competitor: entry.competitor ?? '',
	})
	const [postMortem, setPostMortem] = useState(() => startPostMortem(null, entry.competitor))
	const [isAsked, setAsked] = useState(false)
	const close = useClose(entry, onClose)
	const set = (next: Partial<Draft>) => setDraft({ ...draft, ...next })
	const isChurn = draft.outcome === 'churned'
	const finalProblem = isChurn ? undefined : problemOfFinal(draft)
	const reasonProblem =
		isChurn && draft.reason.trim() === '' && postMortem.category === ''
			? 'Say why they left: in words here, or as the main reason below.'
			: undefined
	const dayProblem = draft.closedOn > today ? `A day up to ${formatDate(today, today)}.` : undefined
	const submit = () => {
		setAsked(true)
		if (!finalProblem && !reasonProblem && !dayProblem) close.mutate(bodyOf(draft, postMortem))
	}
	return (
		<Dialog
			isOpen
			onClose={onClose}
			title={`Close the renewal of ${entry.account_name ?? entry.account_id}`}
			description={`Due ${formatDate(entry.renewal_on, today)}. It counts with this outcome in the forecast from now on.`}
			actions={
				<>
					<Button onClick={onClose}>Leave it open</Button>
					<Button kind={isChurn ? 'danger' : 'primary'} isBusy={close.isPending} onClick={submit}>
						{isChurn ? 'Close as churned' : 'Close as renewed'}
					</Button>
				</>
			}
		>
			<div className="grid gap-3 pb-2 sm:grid-cols-2">
				<SelectField
					label="Outcome"
					value={draft.outcome}
					onChange={value => set({ outcome: value === 'churned' ? 'churned' : 'renewed' })}
					choices={[
						{ value: 'renewed', label: 'Renewed' },
						{ value: 'churned', label: 'Churned' },
					]}
				/>
				<TextField
					label="Decided on"
					type="date"
					max={today}
					value={draft.closedOn}
					onChange={closedOn => set({ closedOn: closedOn || today })}
					problem={isAsked ? dayProblem : undefined}
				/>
				{!isChurn && (
					<>
						<TextField
							label={`Final amount a year${entry.currency ? ` in ${entry.currency}` : ''}`}
							inputMode="decimal"
							value={draft.final}
							onChange={final => set({ final })}
							problem={isAsked || draft.final !== '' ? finalProblem : undefined}
						/>
						<TextField
							label="Competitor in the race"
							maxLength={200}
							value={draft.competitor}
							onChange={competitor => set({ competitor })}
						/>
					</>
				)}
				<TextArea
					label="Reason"
					className="sm:col-span-2"
					maxLength={2000}
					value={draft.reason}
					onChange={reason => set({ reason })}
					problem={isAsked ? reasonProblem : undefined}
				/>
				{isChurn && (
					<fieldset className="contents">
						<legend className="sr-only">Post-mortem</legend>
						<p className="pt-1 font-medium text-13 sm:col-span-2">Post-mortem</p>
						<PostMortemFields draft={postMortem} onChange={setPostMortem} isOptional />
					</fieldset>
				)}
				{close.error && (
					<p role="alert" className="text-13 text-alarm sm:col-span-2">
						{sayProblem(close.error)}
					</p>
				)}
			</div>
		</Dialog>
	)
}
