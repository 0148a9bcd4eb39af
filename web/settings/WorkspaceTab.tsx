import { useState } from 'react'
import type { ContractOutput } from '../../api/contract.ts'
import { changeWorkspace, getWorkspace } from '../../api/settings.ts'
import { sayProblem } from '../session/call-query.ts'
import { useChange } from '../session/use-change.ts'
import { useMay, useWorkspace } from '../session/use-session.ts'
import { DayText } from '../ui/Amounts.tsx'
import { Button } from '../ui/Button.tsx'
import { Combobox } from '../ui/Combobox.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatDate } from '../ui/format-day.ts'
import { KeyValueList } from '../ui/KeyValueList.tsx'
import { Section } from '../ui/Section.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { TextField } from '../ui/TextField.tsx'

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

function WorkspaceForm({ workspace }: { workspace: Workspace }) {
	const isOpen = workspace.live_from === null
	const [zone, setZone] = useState(workspace.zone)
	const [currency, setCurrency] = useState(workspace.currency ?? '')
	const [cadence, setCadence] = useState(String(workspace.file_cadence_days))
	const [hour, setHour] = useState(String(workspace.day_runs_at_hour))
	const save = useChange(changeWorkspace, {
		refreshes: [getWorkspace],
		done: 'Workspace changed',
		isFailureShown: true,
	})
	const days = Number(cadence)
	const isGood = Number.isInteger(days) && days >= 1 && days <= 400
	const changed = {
		...(isOpen && zone !== workspace.zone ? { zone } : {}),
		...(isOpen && currency !== '' && currency !== workspace.currency ? { currency } : {}),
		...(days === workspace.file_cadence_days ? {} : { file_cadence_days: days }),
		...(Number(hour) === workspace.day_runs_at_hour ? {} : { day_runs_at_hour: Number(hour) }),
	}
	return (
		<form
			className="flex max-w-md flex-col gap-4"
			onSubmit={event => {
				event.preventDefault()
				save.mutate({ body: changed })
			}}
		>
			{isOpen ? (
				<>
					<Combobox
						label="Time zone"
						hint="Which day something belongs to. Fixed from the first load on."
						value={zone}
						choices={zones}
						onChange={setZone}
					/>
					<Combobox
						label="Currency of reports"
						hint="Empty: that of the first money that is loaded. Fixed from then on."
						value={currency}
						choices={currencies}
						onChange={setCurrency}
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
				onChange={setCadence}
			/>
			<SelectField
				label="The day runs at"
				hint={`Local time in ${zone}: scores, signals and tasks of the day are made then.`}
				value={hour}
				choices={hours}
				onChange={setHour}
			/>
			{save.error && (
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

/** Zone, currency, cadence of files and the hour of the day. */
export function WorkspaceTab() {
	const { data, error, refetch } = useWorkspace()
	const may = useMay()
	if (error && !data) {
		return <FailedState what="The workspace could not be read" why={sayProblem(error)} onRetry={refetch} />
	}
	if (!data) return <SkeletonRows count={4} label="Loading workspace" />
	const key = [data.zone, data.currency, data.file_cadence_days, data.day_runs_at_hour].join(' ')
	return (
		<div className="flex max-w-5xl flex-col gap-8">
			<Section title="Workspace">
				{may('workspace.change') ? (
					<WorkspaceForm key={key} workspace={data} />
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
		</div>
	)
}
