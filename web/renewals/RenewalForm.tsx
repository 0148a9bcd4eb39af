import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { RenewalEntry } from '../../api/renewal-entry.ts'
import { changeRenewal, readRenewal, releaseRenewal } from '../../api/renewals.ts'
import type { EditableRenewalField } from '../../core/model/renewal.ts'
import { useOwners } from '../people/use-people.ts'
import { callQuery } from '../session/call-query.ts'
import { presentOf } from '../session/changed-meanwhile.ts'
import { useChange } from '../session/use-change.ts'
import { Button } from '../ui/Button.tsx'
import { Combobox } from '../ui/Combobox.tsx'
import { ConflictDialog } from '../ui/ConflictDialog.tsx'
import { Section } from '../ui/Section.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { TextArea, TextField } from '../ui/TextField.tsx'
import { fieldNames, openStages, readAmount, stageNames } from './renewal-words.ts'
import { type RenewalChange, useSayChanged } from './use-renewal-changes.ts'
import { shownWithRenewals, type WholeRenewal } from './use-renewals.ts'

const fields = [
	'stage',
	'target_amount',
	'forecast_amount',
	'final_amount',
	'owner_email',
	'reason',
	'competitor',
] as const
type FieldName = (typeof fields)[number]
export type RenewalDraft = Record<FieldName, string>

const editedNames: Record<FieldName, EditableRenewalField> = {
	stage: 'stage',
	target_amount: 'targetMinor',
	forecast_amount: 'forecastMinor',
	final_amount: 'finalMinor',
	owner_email: 'ownerEmail',
	reason: 'reason',
	competitor: 'competitor',
}
const amounts: readonly FieldName[] = ['target_amount', 'forecast_amount', 'final_amount']

/** As the form shows it; a forecast that is the model's is not the person's. */
export function draftOf(entry: RenewalEntry): RenewalDraft {
	return {
		stage: entry.stage,
		target_amount: entry.target_amount ?? '',
		forecast_amount: entry.edited.includes('forecastMinor') ? (entry.forecast_amount ?? '') : '',
		final_amount: entry.final_amount ?? '',
		owner_email: entry.owner_email ?? '',
		reason: entry.reason ?? '',
		competitor: entry.competitor ?? '',
	}
}

/** A field as the API takes it: empty is null. */
function textOrNull(field: FieldName, text: string): string | null {
	return (amounts.includes(field) ? readAmount(text) : text.trim()) || null
}

/** Only what the person changed, and how they saw it before: the rest stays with the data. */
export function changesOf(
	before: RenewalDraft,
	after: RenewalDraft,
): { change: Record<string, string | null>; seen: Record<string, string | null> } {
	const changed = fields.filter(field => textOrNull(field, before[field]) !== textOrNull(field, after[field]))
	return {
		change: Object.fromEntries(changed.map(field => [field, textOrNull(field, after[field])])),
		seen: Object.fromEntries(changed.map(field => [field, textOrNull(field, before[field])])),
	}
}

function sayValue(field: string, value: unknown): string {
	if (value === null || value === undefined) return ''
	return field === 'stage' ? (stageNames[value as RenewalEntry['stage']] ?? String(value)) : String(value)
}

interface FormProps {
	entry: RenewalEntry
	mayChange: boolean
}

function Fields({
	entry,
	draft,
	set,
}: {
	entry: RenewalEntry
	draft: RenewalDraft
	set: (next: Partial<RenewalDraft>) => void
}) {
	const owners = useOwners()
	const isOpen = entry.outcome === null
	const currency = entry.currency ? `, ${entry.currency}` : ''
	const amountField = (field: 'target_amount' | 'forecast_amount' | 'final_amount', placeholder = '') => (
		<TextField
			label={`${fieldNames[field]}${currency}`}
			inputMode="decimal"
			placeholder={placeholder}
			value={draft[field]}
			onChange={value => set({ [field]: value })}
			problem={readAmount(draft[field]) === undefined ? 'Give an amount like 48000 or 48,000.00.' : undefined}
		/>
	)
	return (
		<>
			{isOpen && (
				<SelectField
					label="Stage"
					value={draft.stage}
					choices={openStages.map(value => ({ value, label: stageNames[value] }))}
					onChange={stage => set({ stage })}
				/>
			)}
			<Combobox
				label="Owner"
				value={draft.owner_email}
				choices={owners}
				onChange={owner_email => set({ owner_email })}
			/>
			{amountField('target_amount')}
			{amountField(
				'forecast_amount',
				entry.forecast_amount ? `${entry.forecast_amount} by the calls` : 'Not said',
			)}
			{!isOpen && amountField('final_amount')}
			<TextField
				label="Competitor"
				maxLength={200}
				value={draft.competitor}
				onChange={competitor => set({ competitor })}
			/>
			<TextArea
				label="Reason"
				className="sm:col-span-2"
				rows={2}
				maxLength={2000}
				value={draft.reason}
				onChange={reason => set({ reason })}
			/>
		</>
	)
}

/** Fields that are a person's word and no longer follow the data. */
function SetByHand({ entry, mayChange }: FormProps) {
	const sayChanged = useSayChanged()
	const release = useChange(releaseRenewal, {
		refreshes: shownWithRenewals,
		onSuccess: released =>
			sayChanged('The field follows the data again, from the next run of the day on', released),
	})
	const held = fields.filter(field => entry.edited.includes(editedNames[field]))
	if (held.length === 0) return null
	return (
		<p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-12 text-second sm:col-span-2">
			Set by hand:
			{held.map(field => (
				<span key={field} className="inline-flex items-center gap-1">
					{fieldNames[field]}
					{mayChange && (
						<button
							type="button"
							className="min-h-6 rounded-sm text-accent hover:underline"
							aria-label={`Let ${fieldNames[field]} follow the data`}
							onClick={() =>
								release.mutate({
									params: { id: entry.account_id, renewal_on: entry.renewal_on },
									body: { field },
								})
							}
						>
							follow the data
						</button>
					)}
				</span>
			))}
		</p>
	)
}

/** Stage, owner, amounts and reason. Of two people who edit, the second sees what the first left. */
export function RenewalForm({ entry, mayChange }: FormProps) {
	const client = useQueryClient()
	const sayChanged = useSayChanged()
	// Until somebody types, the fields follow what is there; from then on they are compared with what was seen.
	const [work, setWork] = useState<{ base: RenewalDraft; draft: RenewalDraft }>()
	const shown = draftOf(entry)
	const { base, draft } = work ?? { base: shown, draft: shown }
	const params = { id: entry.account_id, renewal_on: entry.renewal_on }
	const save = useChange(changeRenewal, {
		refreshes: shownWithRenewals,
		onSuccess: saved => {
			sayChanged(`Renewal of ${entry.account_name ?? entry.account_id} saved`, saved)
			client.setQueryData<WholeRenewal>(callQuery(readRenewal, { params }).queryKey, whole =>
				whole ? { ...whole, renewal: saved } : whole,
			)
			setWork(undefined)
		},
	})
	const present = presentOf(save.error)
	const { change, seen } = changesOf(base, draft)
	const isChanged = Object.keys(change).length > 0
	const isGood = amounts.every(field => readAmount(draft[field]) !== undefined)
	const send = (asSeen: Record<string, unknown>) =>
		save.mutate({
			params,
			body: { ...change, seen: asSeen } as RenewalChange,
		})
	const takeTheirs = () => {
		const theirs = Object.fromEntries(
			Object.entries(present ?? {}).map(([field, value]) => [field, typeof value === 'string' ? value : '']),
		)
		setWork({ base: { ...base, ...theirs }, draft: { ...draft, ...theirs } })
		save.reset()
	}
	return (
		<Section title="Amounts and owner">
			<fieldset disabled={!mayChange} className="grid gap-3 sm:grid-cols-2">
				<Fields entry={entry} draft={draft} set={next => setWork({ base, draft: { ...draft, ...next } })} />
				<SetByHand {...{ entry, mayChange }} />
				{isChanged && (
					<div className="flex justify-end gap-2 sm:col-span-2">
						<Button kind="quiet" onClick={() => setWork(undefined)}>
							Take back
						</Button>
						<Button kind="primary" disabled={!isGood} isBusy={save.isPending} onClick={() => send(seen)}>
							Save renewal
						</Button>
					</div>
				)}
			</fieldset>
			{present && (
				<ConflictDialog
					conflicts={Object.entries(present).map(([field, value]) => ({
						label: fieldNames[field] ?? field,
						theirs: sayValue(field, value),
						mine: sayValue(field, change[field]),
					}))}
					isBusy={save.isPending}
					onTheirs={takeTheirs}
					onMine={() => send({ ...seen, ...present })}
					onClose={() => save.reset()}
				/>
			)}
		</Section>
	)
}
