import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { OpportunityEntry } from '../../api/opportunity-entry.ts'
import { expansionLevers, type OpportunityStage, opportunityStages } from '../../core/model/opportunity.ts'
import { spell } from '../accounts/spell.ts'
import { useOwners } from '../people/use-people.ts'
import { sayProblem } from '../session/call-query.ts'
import { Money } from '../ui/Amounts.tsx'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { Checkbox } from '../ui/Checkbox.tsx'
import { Combobox } from '../ui/Combobox.tsx'
import { Sheet } from '../ui/Dialog.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatMoney } from '../ui/format-number.ts'
import { SelectField } from '../ui/SelectField.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { TextArea, TextField } from '../ui/TextField.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { leverNames, sayLead, stageNames, whatIsMissing } from './expansion-words.ts'
import {
	changeBetween,
	draftOf,
	leverNamed,
	type OpportunityDraft,
	sourceNamed,
	stageNamed,
} from './opportunity-draft.ts'
import {
	type ExpansionSettings,
	useExpansionSettings,
	useOpportunity,
	useOpportunityChange,
	useRelease,
} from './use-expansion.ts'

const originNames = {
	source: 'from the sources',
	person: 'written down by hand',
	suggestion: 'from a growth signal',
} as const

/** Edited fields by the name that the operation takes. */
const releasable = {
	stage: 'stage',
	amountMinor: 'amount',
	ownerEmail: 'owner_email',
	source: 'source',
	isInfluenced: 'is_influenced',
	expectedOn: 'expected_on',
	lever: 'lever',
} as const

function Facts({ entry, settings }: { entry: OpportunityEntry; settings: ExpansionSettings | undefined }) {
	const { currency } = entry
	const format = (amount: number) => formatMoney(amount, currency ?? 'USD')
	return (
		<div className="flex flex-col gap-2 text-13">
			<div className="flex flex-wrap items-center gap-3">
				<Link to="/accounts/$id" params={{ id: entry.account_id }} className={linkClass}>
					Open the account
				</Link>
				<Badge>{originNames[entry.origin]}</Badge>
				{entry.expected_amount !== null && (
					<span>
						Expected <Money value={entry.expected_amount} currency={currency} />
					</span>
				)}
				{entry.stage_label && <span className="text-second">there called “{entry.stage_label}”</span>}
			</div>
			{entry.reason && <p className="text-second">{entry.reason}</p>}
			<p data-lead={entry.lead ?? ''}>{sayLead(entry.lead, settings?.hand_off_from ?? null, format)}</p>
			{entry.hand_off_asks && <p className="text-watch">{entry.hand_off_asks}</p>}
		</div>
	)
}

function SourceSays({ entry }: { entry: OpportunityEntry }) {
	const release = useRelease()
	if (entry.origin !== 'source' || entry.edited.length === 0) return null
	const { source_says: says } = entry
	return (
		<div className="flex flex-wrap items-center gap-2 rounded-md border px-3 py-2 text-12 text-second">
			<span className="min-w-0 flex-1">
				Set by hand: {entry.edited.map(field => releasable[field].replaceAll('_', ' ')).join(', ')}.
				{says && (
					<>
						{' '}
						The source says {says.stage ? spell(says.stage) : 'no stage'},{' '}
						<Money value={says.amount} currency={entry.currency} />.
					</>
				)}
			</span>
			{entry.edited.map(field => (
				<Button
					key={field}
					kind="quiet"
					onClick={() =>
						release.mutate({
							params: { id: entry.account_id, opportunity_id: entry.opportunity_id },
							body: { field: releasable[field] },
						})
					}
				>
					Give back {releasable[field].replaceAll('_', ' ')}
				</Button>
			))}
		</div>
	)
}

function Questions({
	draft,
	settings,
	onAnswer,
}: {
	draft: OpportunityDraft
	settings: ExpansionSettings | undefined
	onAnswer: (answers: Record<string, string>) => void
}) {
	if (!settings || settings.questions.length === 0) return null
	return (
		<fieldset className="flex flex-col gap-3">
			<legend className="mb-2 font-medium text-13">Qualification</legend>
			{settings.questions.map(({ id, text, is_required }) => (
				<TextArea
					key={id}
					label={is_required ? `${text} (required)` : text}
					rows={2}
					maxLength={4000}
					value={draft.answers[id] ?? ''}
					onChange={answer => onAnswer({ ...draft.answers, [id]: answer })}
				/>
			))}
		</fieldset>
	)
}

function Form({
	entry,
	wanted,
	mayChange,
	onClose,
}: {
	entry: OpportunityEntry
	wanted: OpportunityStage | undefined
	mayChange: boolean
	onClose: () => void
}) {
	const owners = useOwners()
	const settings = useExpansionSettings().data
	const act = useOpportunityChange()
	const before = draftOf(entry)
	const [draft, setDraft] = useState(() => ({ ...before, stage: wanted ?? before.stage }))
	const set = (next: Partial<OpportunityDraft>) => setDraft({ ...draft, ...next })
	const change = changeBetween(before, draft)
	const unanswered = (settings?.questions ?? [])
		.filter(({ id, is_required }) => is_required && !draft.answers[id]?.trim())
		.map(({ id }) => id)
	const missing =
		draft.stage === before.stage
			? undefined
			: whatIsMissing({ origin: entry.origin, unanswered, amount: draft.amount }, draft.stage)
	const name = entry.account_name ?? entry.account_id
	return (
		<Sheet
			isOpen
			onClose={onClose}
			title={name}
			description={`${leverNames[entry.lever]} expansion`}
			actions={
				mayChange && (
					<Button
						kind="primary"
						disabled={Object.keys(change).length === 0 || missing !== undefined}
						onClick={() => {
							act.mutate({
								entry,
								change,
								back: changeBetween(draft, before),
								says: `Opportunity of ${name} changed`,
							})
							onClose()
						}}
					>
						Save opportunity
					</Button>
				)
			}
		>
			<fieldset disabled={!mayChange} className="flex flex-col gap-3 pb-4">
				<Facts entry={entry} settings={settings} />
				<SourceSays entry={entry} />
				<SelectField
					label="Stage"
					value={draft.stage}
					problem={missing}
					choices={opportunityStages.map(value => ({ value, label: stageNames[value] }))}
					onChange={value => set({ stage: stageNamed(value, draft.stage) })}
				/>
				<div className="grid grid-cols-2 gap-3">
					<TextField
						label={`Annual amount${entry.currency ? `, ${entry.currency}` : ''}`}
						inputMode="decimal"
						value={draft.amount}
						onChange={amount => set({ amount })}
					/>
					<SelectField
						label="Lever"
						value={draft.lever}
						choices={expansionLevers.map(value => ({ value, label: leverNames[value] }))}
						onChange={value => set({ lever: leverNamed(value, draft.lever) })}
					/>
					<SelectField
						label="Brought by"
						value={draft.source}
						choices={[
							{ value: '', label: 'not known' },
							{ value: 'cs', label: 'CS' },
							{ value: 'sales', label: 'sales' },
						]}
						onChange={value => set({ source: sourceNamed(value) })}
					/>
					<TextField
						label="Expected on"
						type="date"
						value={draft.expectedOn}
						onChange={expectedOn => set({ expectedOn })}
					/>
				</div>
				<Checkbox
					label="CS took part in it (influenced)"
					checked={draft.isInfluenced}
					onChange={isInfluenced => set({ isInfluenced })}
					disabled={!mayChange}
				/>
				<Combobox label="Owner" value={draft.owner} choices={owners} onChange={owner => set({ owner })} />
				<Questions draft={draft} settings={settings} onAnswer={answers => set({ answers })} />
				<TextArea label="Note" value={draft.note} onChange={note => set({ note })} maxLength={4000} />
			</fieldset>
		</Sheet>
	)
}

/** One opportunity: who leads, where it stands, what was asked, what it comes to. */
export function OpportunitySheet({
	id,
	wanted,
	mayChange,
	onClose,
}: {
	/** `account/opportunity` */
	id: string
	/** Stage that somebody wanted to move it to and that asks for more first. */
	wanted?: OpportunityStage | undefined
	mayChange: boolean
	onClose: () => void
}) {
	const { data, error, isPending, refetch } = useOpportunity(id)
	if (data) {
		return <Form key={data.id} entry={data} wanted={wanted} mayChange={mayChange} onClose={onClose} />
	}
	return (
		<Sheet isOpen onClose={onClose} title="Opportunity">
			{error && (
				<FailedState what="The opportunity could not be read" why={sayProblem(error)} onRetry={refetch} />
			)}
			{!error && isPending && <SkeletonRows count={4} label="Loading the opportunity" />}
			{!error && !isPending && (
				<p className="text-13 text-second">
					There is no such opportunity, or its account is not one of yours.
				</p>
			)}
		</Sheet>
	)
}
