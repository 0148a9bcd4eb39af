import { useState } from 'react'
import { listAccountRuns, startRun } from '../../api/playbook-runs.ts'
import { getPlaybook } from '../../api/playbooks.ts'
import { useOwnerName } from '../people/use-people.ts'
import { useSayWords } from '../people/use-say-words.ts'
import { sayProblem, useCall } from '../session/call-query.ts'
import { useChange } from '../session/use-change.ts'
import { useMay, useToday } from '../session/use-session.ts'
import { DayText } from '../ui/Amounts.tsx'
import { Button } from '../ui/Button.tsx'
import { Combobox } from '../ui/Combobox.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatCount } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { HowText } from './HowText.tsx'
import { isOpenRun, sayNote, sayRunText } from './playbook-words.ts'
import { RunSheet } from './RunSheet.tsx'
import { RunState } from './RunsTab.tsx'
import { StepPreview } from './StepPreview.tsx'
import { type RunRecord, runRefreshes, usePlaybooks, usePreview } from './use-playbooks.ts'

/** Runs of playbooks for one account: where they stand, what comes next, and starting one by hand. */
export function AccountPlaybooks({ id, name, mayChange }: { id: string; name: string; mayChange: boolean }) {
	const { data, error, refetch } = useCall(listAccountRuns, { params: { id } })
	const may = useMay()
	const [open, setOpen] = useState<string>()
	const [isStarting, setStarting] = useState(false)
	const [showsEnded, setShowsEnded] = useState(false)
	const running = (data?.items ?? []).filter(isOpenRun)
	const ended = (data?.items ?? []).filter(run => !isOpenRun(run))
	return (
		<Section
			id="playbooks"
			title="Playbooks"
			controls={
				mayChange &&
				may('playbooks.change') && <Button onClick={() => setStarting(true)}>Start a playbook</Button>
			}
		>
			{error && !data && (
				<FailedState what="The runs could not be read" why={sayProblem(error)} onRetry={refetch} />
			)}
			{!data && !error && <SkeletonRows count={2} label="Loading runs" />}
			{data && running.length === 0 && <p className="text-13 text-second">No playbook runs for it.</p>}
			<ul>
				{[...running, ...(showsEnded ? ended : [])].map(run => (
					<RunLine key={run.id} run={run} onOpen={() => setOpen(run.id)} />
				))}
			</ul>
			{ended.length > 0 && (
				<Button
					kind="quiet"
					className="-ml-2 mt-1 px-2 text-second"
					onClick={() => setShowsEnded(!showsEnded)}
				>
					{showsEnded
						? 'Hide those that ended'
						: formatCount(ended.length, 'run that ended', 'runs that ended')}
				</Button>
			)}
			<RunSheet accountId={id} runId={open} onClose={() => setOpen(undefined)} />
			{isStarting && (
				<StartDialog
					id={id}
					name={name}
					openIds={running.map(run => run.playbook_id)}
					onClose={() => setStarting(false)}
					onStarted={run => {
						setStarting(false)
						setOpen(run.id)
					}}
				/>
			)}
		</Section>
	)
}

function RunLine({ run, onOpen }: { run: RunRecord; onOpen: () => void }) {
	const today = useToday()
	const nameOf = useOwnerName()
	const say = useSayWords()
	return (
		<li className="grid grid-cols-[1fr_auto] items-start gap-x-4 border-b py-1.5 text-13">
			<div className="min-w-0">
				<button type="button" className="rounded-sm text-left font-medium hover:text-accent" onClick={onOpen}>
					{run.playbook_name}
				</button>
				<p className="text-12 text-second">{say(run.reason)}</p>
				{run.step ? (
					<p className="break-words">
						{sayRunText(run.step.says, run)}
						{run.next && <span className="text-second"> · then {sayRunText(run.next, run)}</span>}
					</p>
				) : (
					run.note && <p className="text-second">{say(sayNote(run.note))}</p>
				)}
				{run.guide.how && (
					<p className="max-w-[72ch] text-12 text-second">
						<HowText text={run.guide.how} />
					</p>
				)}
			</div>
			<div className="flex flex-col items-end gap-1">
				<RunState run={run} />
				<span className="text-12 text-second">
					{run.ended_on ? (
						<>
							ended <DayText value={run.ended_on} today={today} />
						</>
					) : run.step?.until ? (
						<>
							until <DayText value={run.step.until} today={today} />
						</>
					) : (
						(nameOf(run.owner_email) ?? 'nobody')
					)}
				</span>
			</div>
		</li>
	)
}

function StartDialog({
	id,
	name,
	openIds,
	onClose,
	onStarted,
}: {
	id: string
	name: string
	/** Playbooks that run for the account already. */
	openIds: readonly string[]
	onClose: () => void
	onStarted: (run: RunRecord) => void
}) {
	const playbooks = usePlaybooks()
	const [chosen, setChosen] = useState('')
	const record = useCall(getPlaybook, { params: { playbook_id: chosen || '-' } }, { enabled: chosen !== '' })
	const definition = chosen ? record.data?.definition : undefined
	const preview = usePreview(definition, id)
	const start = useChange(startRun, {
		refreshes: runRefreshes,
		done: run => `${run.playbook_name} runs for ${name}`,
		onSuccess: onStarted,
	})
	const isOpen = openIds.includes(chosen)
	return (
		<Dialog
			isOpen
			onClose={onClose}
			size="wide"
			title={`Start a playbook for ${name}`}
			description="Whatever its trigger: it begins now. Words to the customer wait for a person, unless a step says otherwise."
			actions={
				<>
					<Button onClick={onClose}>Not now</Button>
					<Button
						kind="primary"
						disabled={chosen === '' || isOpen}
						isBusy={start.isPending}
						onClick={() => start.mutate({ params: { id }, body: { playbook_id: chosen } })}
					>
						Start it
					</Button>
				</>
			}
		>
			<div className="flex min-h-72 flex-col gap-5">
				<Combobox
					label="Playbook"
					className="max-w-md"
					value={chosen}
					placeholder="Choose one"
					choices={(playbooks.data?.items ?? []).map(entry => ({
						value: entry.id,
						label: entry.enabled ? entry.name : `${entry.name} (off)`,
					}))}
					problem={isOpen ? 'One is open for this account already.' : undefined}
					hint={definition?.purpose}
					onChange={setChosen}
				/>
				{playbooks.error && <p className="text-13 text-alarm">{sayProblem(playbooks.error)}</p>}
				{definition && preview.data && <StepPreview draft={definition} steps={preview.data.steps} />}
			</div>
		</Dialog>
	)
}
