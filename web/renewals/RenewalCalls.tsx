import { useState } from 'react'
import type { RenewalCall, RenewalEntry } from '../../api/renewal-entry.ts'
import { callRenewal } from '../../api/renewals.ts'
import { type CallCategory, callCategories } from '../../core/model/forecast.ts'
import { spell } from '../accounts/spell.ts'
import { useOwnerName } from '../people/use-people.ts'
import { useChange } from '../session/use-change.ts'
import { usePerson } from '../session/use-session.ts'
import { DayText, Money } from '../ui/Amounts.tsx'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { formatPercent, formatProbability } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { TextField } from '../ui/TextField.tsx'
import { categoryTones, readAmount } from './renewal-words.ts'
import { useUndoCall } from './use-renewal-changes.ts'
import { shownWithRenewals, type WholeRenewal } from './use-renewals.ts'

const sideNames = { csm: 'CSM', manager: 'Manager', model: 'Model' } as const

function Side({
	name,
	said,
	entry,
	today,
	onUndo,
}: {
	name: keyof typeof sideNames
	said: RenewalCall | null
	entry: RenewalEntry
	today: string
	/** Where who looks can still take the call back. */
	onUndo?: (() => void) | undefined
}) {
	const nameOf = useOwnerName()
	const { probability, probability_low: low, probability_high: high } = entry
	return (
		<div data-side={name} className="min-w-0 rounded-md border p-3 text-13">
			<div className="flex flex-wrap items-center gap-2">
				<h3 className="font-medium">{sideNames[name]}</h3>
				{said ? (
					<Badge tone={categoryTones[said.category]}>{said.category}</Badge>
				) : (
					<span className="text-second">no call yet</span>
				)}
			</div>
			{said && (
				<>
					<p className="mt-1">
						<Money value={said.amount} currency={entry.currency} isWhole reason="No amount was said" />
					</p>
					<p className="text-12 text-second">
						<DayText value={said.called_on} today={today} />
						{said.by && ` · ${nameOf(said.by) ?? said.by}`}
					</p>
					{said.note && <p className="mt-1 break-words text-12">{said.note}</p>}
				</>
			)}
			{onUndo && (
				<Button
					kind="quiet"
					className="mt-1 -ml-1.5 h-6 px-1.5 text-12"
					aria-label={`Take back the ${sideNames[name]}’s call`}
					onClick={onUndo}
				>
					Take back
				</Button>
			)}
			{name === 'model' && probability !== null && (
				<p className="text-12 text-second">
					renews with {formatProbability(probability)}
					{low !== null && high !== null && ` (${Math.round(low * 100)}–${formatPercent(high, 0)})`}
					{entry.probability_from && `, from the ${entry.probability_from}`}
				</p>
			)}
		</div>
	)
}

/** A person's word: never changed, the next one stands beside it. */
function CallForm({ entry, onDone }: { entry: RenewalEntry; onDone: () => void }) {
	const person = usePerson()
	const leads = person.role === 'manager' || person.role === 'admin'
	const isOwner = entry.owner_email === person.email
	const [as, setAs] = useState<'csm' | 'manager'>(leads && !isOwner ? 'manager' : 'csm')
	const [category, setCategory] = useState<CallCategory>(entry.category ?? 'likely')
	const [amount, setAmount] = useState(entry.forecast_amount ?? '')
	const [note, setNote] = useState('')
	const undo = useUndoCall()
	const save = useChange(callRenewal, {
		done: `Call for ${entry.account_name ?? entry.account_id} saved`,
		undo: ({ call_id: id }) => id !== null && void undo(entry, id),
		refreshes: shownWithRenewals,
		onSuccess: onDone,
	})
	const read = readAmount(amount)
	return (
		<div className="mt-3 grid gap-3 rounded-md border p-3 sm:grid-cols-2">
			{leads && (
				<SelectField
					label="Call as"
					value={as}
					onChange={value => setAs(value === 'manager' ? 'manager' : 'csm')}
					choices={[
						{ value: 'csm', label: 'CSM' },
						{ value: 'manager', label: 'Manager' },
					]}
				/>
			)}
			<SelectField
				label="Call"
				value={category}
				onChange={value => setCategory(callCategories.find(name => name === value) ?? category)}
				choices={callCategories.map(value => ({ value, label: spell(value) }))}
			/>
			<TextField
				label={`Amount if it renews${entry.currency ? `, ${entry.currency}` : ''}`}
				inputMode="decimal"
				value={amount}
				onChange={setAmount}
				problem={read === undefined ? 'Give an amount like 48000 or 48,000.00.' : undefined}
			/>
			<TextField label="Why" maxLength={2000} value={note} onChange={setNote} />
			<div className="flex justify-end gap-2 sm:col-span-2">
				<Button kind="quiet" onClick={onDone}>
					Give up
				</Button>
				<Button
					kind="primary"
					disabled={read === undefined}
					isBusy={save.isPending}
					onClick={() =>
						save.mutate({
							params: { id: entry.account_id, renewal_on: entry.renewal_on },
							body: { as, category, amount: read ?? null, note: note.trim() || null },
						})
					}
				>
					Save call
				</Button>
			</div>
		</div>
	)
}

/** What CSM, manager and model expect, side by side; a note where they are at odds. */
export function RenewalCalls({
	entry,
	calls,
	today,
	mayChange,
}: {
	entry: RenewalEntry
	/** All there were. */
	calls: WholeRenewal['calls']
	today: string
	mayChange: boolean
}) {
	const [isCalling, setCalling] = useState(false)
	const undo = useUndoCall()
	const undoOf = (side: 'csm' | 'manager') => {
		const last = calls.find(({ source }) => source === side)
		return last?.may_undo ? () => void undo(entry, last.id) : undefined
	}
	const nameOf = useOwnerName()
	const isOpen = entry.outcome === null
	return (
		<Section
			title="Calls"
			controls={
				mayChange && isOpen && !isCalling && <Button onClick={() => setCalling(true)}>Make a call</Button>
			}
		>
			{entry.disagreement && (
				<p role="note" className="mb-2 rounded-md bg-watch-soft px-3 py-2 text-13 text-watch">
					{entry.disagreement}
				</p>
			)}
			{entry.call_due_since && (
				<p role="note" className="mb-2 rounded-md bg-watch-soft px-3 py-2 text-13 text-watch">
					The CSM’s call has been due since <DayText value={entry.call_due_since} today={today} />.
				</p>
			)}
			<div className="grid gap-2 sm:grid-cols-3">
				<Side name="csm" said={entry.calls.csm} {...{ entry, today }} onUndo={undoOf('csm')} />
				<Side name="manager" said={entry.calls.manager} {...{ entry, today }} onUndo={undoOf('manager')} />
				<Side name="model" said={entry.calls.model} {...{ entry, today }} />
			</div>
			{isCalling && <CallForm entry={entry} onDone={() => setCalling(false)} />}
			{calls.length > 0 && (
				<details className="mt-2 text-13">
					<summary className="cursor-pointer text-second">All calls, {calls.length}</summary>
					<SimpleTable
						label="All calls"
						rows={calls}
						rowKey={said => said.id}
						columns={[
							{ header: 'Date', cell: said => <DayText value={said.called_on} today={today} /> },
							{ header: 'Side', cell: said => sideNames[said.source] },
							{ header: 'Call', cell: said => spell(said.category) },
							{
								header: 'Amount',
								align: 'right',
								cell: said => (
									<Money value={said.amount} currency={entry.currency} isWhole reason="No amount was said" />
								),
							},
							{ header: 'By', isExtra: true, cell: said => nameOf(said.by) ?? '' },
							{ header: 'Why', isExtra: true, cell: said => said.note ?? '' },
						]}
					/>
				</details>
			)}
		</Section>
	)
}
