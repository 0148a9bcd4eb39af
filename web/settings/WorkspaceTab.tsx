import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ContractOutput } from '../../api/contract.ts'
import { changeWorkspace, getWorkspace } from '../../api/settings.ts'
import { refresh, sayProblem } from '../session/call-query.ts'
import { presentOf } from '../session/changed-meanwhile.ts'
import { useChange } from '../session/use-change.ts'
import { useMay, useWorkspace } from '../session/use-session.ts'
import { DayText } from '../ui/Amounts.tsx'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { Combobox } from '../ui/Combobox.tsx'
import { type Conflict, ConflictDialog } from '../ui/ConflictDialog.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatDate, formatInstant } from '../ui/format-day.ts'
import { KeyValueList } from '../ui/KeyValueList.tsx'
import { Section } from '../ui/Section.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { TextField } from '../ui/TextField.tsx'
import { Unknown } from '../ui/Unknown.tsx'

type Workspace = ContractOutput<typeof getWorkspace>

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')].map(zone => ({ value: zone, label: zone }))
const currencyNames = new Intl.DisplayNames('en', { type: 'currency' })
const currencies = Intl.supportedValuesOf('currency').map(code => ({
	value: code,
	label: `${code}, ${currencyNames.of(code) ?? code}`,
}))
const hours = Array.from({ length: 24 }, (_, hour) => ({
	value: String(hour),
	label: `${String(hour).padStart(2, '0')}:00`,
}))

/** What the day of the first load fixes for good. */
function FixedFacts({ workspace }: { workspace: Workspace }) {
	const { today, live_from, zone, currency } = workspace
	return (
		<div className="flex flex-col gap-2">
			<KeyValueList
				entries={[
					{ key: 'Time zone', value: zone },
					{ key: 'Currency', value: currency ?? 'that of the first money that is loaded' },
				]}
			/>
			<p className="text-12 text-second">
				{live_from
					? `Fixed since the first load on ${formatDate(live_from, today)}: days and amounts that are stored depend on them.`
					: 'Admins and operations can change them until the first load.'}
			</p>
		</div>
	)
}

interface Draft {
	zone: string
	currency: string
	cadence: string
	hour: string
}

function draftOf(workspace: Workspace): Draft {
	return {
		zone: workspace.zone,
		currency: workspace.currency ?? '',
		cadence: String(workspace.file_cadence_days),
		hour: String(workspace.day_runs_at_hour),
	}
}

/** What the draft changes, and how that was seen. */
function changeOf({ zone, currency, cadence, hour }: Draft, seen: Workspace) {
	const days = Number(cadence)
	const isOpen = seen.live_from === null
	const changed = {
		...(isOpen && zone !== seen.zone ? { zone } : {}),
		...(isOpen && currency !== '' && currency !== seen.currency ? { currency } : {}),
		...(days === seen.file_cadence_days ? {} : { file_cadence_days: days }),
		...(Number(hour) === seen.day_runs_at_hour ? {} : { day_runs_at_hour: Number(hour) }),
	}
	const before = {
		...('zone' in changed ? { zone: seen.zone } : {}),
		...('currency' in changed ? { currency: seen.currency } : {}),
		...('file_cadence_days' in changed ? { file_cadence_days: seen.file_cadence_days } : {}),
		...('day_runs_at_hour' in changed ? { day_runs_at_hour: seen.day_runs_at_hour } : {}),
	}
	return { changed, before, isGood: Number.isInteger(days) && days >= 1 && days <= 400 }
}

const settingWords: Readonly<Record<string, string>> = {
	zone: 'Time zone',
	currency: 'Currency of reports',
	file_cadence_days: 'Files are loaded every … days',
	day_runs_at_hour: 'The day runs at',
}

function sayConflicts(
	present: Readonly<Record<string, unknown>>,
	changed: Readonly<Record<string, unknown>>,
): Conflict[] {
	const say = (field: string, value: unknown) =>
		field === 'day_runs_at_hour' ? (hours[Number(value)]?.label ?? '') : String(value ?? '')
	return Object.entries(present).map(([field, theirs]) => ({
		label: settingWords[field] ?? field,
		theirs: say(field, theirs),
		mine: say(field, changed[field]),
	}))
}

function WorkspaceForm({ workspace }: { workspace: Workspace }) {
	const client = useQueryClient()
	const isOpen = workspace.live_from === null
	// As it was when the change began; until then the form follows what is read anew.
	const [started, setStarted] = useState<{ seen: Workspace; draft: Draft }>()
	const { seen, draft } = started ?? { seen: workspace, draft: draftOf(workspace) }
	const { zone, currency, cadence, hour } = draft
	const set = (next: Partial<Draft>) => setStarted({ seen, draft: { ...draft, ...next } })
	const save = useChange(changeWorkspace, {
		refreshes: [getWorkspace],
		done: 'Workspace changed',
		isFailureShown: true,
		onSuccess: () => setStarted(undefined),
	})
	const { changed, before, isGood } = changeOf(draft, seen)
	const present = presentOf(save.error)
	return (
		<form
			className="flex max-w-md flex-col gap-4"
			onSubmit={event => {
				event.preventDefault()
				save.mutate({ body: { ...changed, seen: before } })
			}}
		>
			{isOpen ? (
				<>
					<Combobox
						label="Time zone"
						hint="Which day something belongs to. Fixed from the first load on."
						value={zone}
						choices={zones}
						onChange={next => set({ zone: next })}
					/>
					<Combobox
						label="Currency of reports"
						hint="Empty: that of the first money that is loaded. Fixed from then on."
						value={currency}
						choices={currencies}
						onChange={next => set({ currency: next })}
					/>
				</>
			) : (
				<FixedFacts workspace={workspace} />
			)}
			<TextField
				label="Files are loaded every … days"
				type="number"
				min={1}
				max={400}
				hint="Data of files that are older than this are stale, and signals that need them wait."
				problem={isGood ? undefined : 'Give a whole number from 1 to 400.'}
				value={cadence}
				onChange={next => set({ cadence: next })}
			/>
			<SelectField
				label="The day runs at"
				hint={`Local time in ${zone}: scores, signals and tasks of the day are made then.`}
				value={hour}
				choices={hours}
				onChange={next => set({ hour: next })}
			/>
			{save.error && !present && (
				<p role="alert" className="text-12 text-alarm">
					{sayProblem(save.error)}
				</p>
			)}
			<div>
				<Button
					kind="primary"
					type="submit"
					disabled={!isGood || Object.keys(changed).length === 0}
					isBusy={save.isPending}
				>
					Save changes
				</Button>
			</div>
			{present && (
				<ConflictDialog
					conflicts={sayConflicts(present, changed)}
					isBusy={save.isPending}
					onTheirs={() => {
						setStarted(undefined)
						save.reset()
						void refresh(client, getWorkspace)
					}}
					onMine={() => save.mutate({ body: { ...changed, seen: { ...before, ...present } } })}
					onClose={() => save.reset()}
				/>
			)}
		</form>
	)
}

function State({ workspace }: { workspace: Workspace }) {
	const { today } = workspace
	return (
		<KeyValueList
			entries={[
				{ key: 'Today', value: <DayText value={today} today={today} /> },
				{
					key: 'Shown as of',
					value: <DayText value={workspace.as_of} today={today} reason="The day has not run yet" />,
				},
				{
					key: 'First load',
					value: <DayText value={workspace.live_from} today={today} reason="Nothing was loaded yet" />,
				},
				{ key: 'Version', value: `${workspace.version}${workspace.demo ? ', demo' : ''}` },
			]}
		/>
	)
}

const backupStates = {
	none: { tone: 'alarm', word: 'none made', next: 'Write one a day: perennial backup FOLDER' },
	old: { tone: 'alarm', word: 'older than a day', next: 'Write one a day: perennial backup FOLDER' },
	untried: {
		tone: 'alarm',
		word: 'never restored',
		next: 'See that it is good: perennial restore FILE --check',
	},
	good: { tone: 'good', word: 'good', next: undefined },
} as const

function BackupState({ backup: { state, made_at, checked_at } }: Pick<Workspace, 'backup'>) {
	const { tone, word, next } = backupStates[state]
	return (
		<div className="flex flex-col gap-2">
			<KeyValueList
				entries={[
					{ key: 'State', value: <Badge tone={tone}>{word}</Badge> },
					{
						key: 'Last backup',
						value: made_at ? formatInstant(made_at) : <Unknown reason="None was made" />,
					},
					{
						key: 'Last restored',
						value: checked_at ? formatInstant(checked_at) : <Unknown reason="No backup was ever restored" />,
					},
				]}
			/>
			{next && <p className="text-12 text-second">{next}</p>}
		</div>
	)
}

/** Zone, currency, cadence of files and the hour of the day. */
export function WorkspaceTab() {
	const { data, error, refetch } = useWorkspace()
	const may = useMay()
	if (error && !data) {
		return <FailedState what="The workspace could not be read" why={sayProblem(error)} onRetry={refetch} />
	}
	if (!data) return <SkeletonRows count={4} label="Loading workspace" />
	return (
		<div className="flex max-w-5xl flex-col gap-8">
			<Section title="Workspace">
				{may('workspace.change') ? (
					<WorkspaceForm workspace={data} />
				) : (
					<div className="flex flex-col gap-2">
						<FixedFacts workspace={data} />
						<p className="text-12 text-second">Admins and operations can change the workspace.</p>
					</div>
				)}
			</Section>
			<Section title="State">
				<State workspace={data} />
			</Section>
			<Section title="Backup">
				<BackupState backup={data.backup} />
			</Section>
		</div>
	)
}
