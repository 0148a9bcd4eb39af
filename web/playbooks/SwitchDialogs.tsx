import { useState } from 'react'
import { switchPlaybook } from '../../api/playbooks.ts'
import { sayProblem } from '../session/call-query.ts'
import { useChange } from '../session/use-change.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatCount } from '../ui/format-number.ts'
import { SelectField } from '../ui/SelectField.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { AccountChooser } from './AccountChooser.tsx'
import { CaughtToday } from './CaughtToday.tsx'
import { StepPreview } from './StepPreview.tsx'
import { definitionRefreshes, type PlaybookRecord, runRefreshes, usePreview } from './use-playbooks.ts'

const refreshes = [...definitionRefreshes, ...runRefreshes]

/** Shows who it would catch and what it would do for one account, before it is switched on. */
export function SwitchOnDialog({ record, onClose }: { record: PlaybookRecord; onClose: () => void }) {
	const [chosen, setChosen] = useState<string>()
	const first = usePreview(record.definition, undefined).data
	const accountId = chosen ?? first?.items[0]?.account_id ?? first?.standing[0]?.account_id
	const preview = usePreview(record.definition, accountId)
	const { data } = preview
	const turn = useChange(switchPlaybook, {
		refreshes,
		done: `${record.name} is on`,
		onSuccess: onClose,
	})
	const isSeen = data !== undefined && data.problems.length === 0
	return (
		<Dialog
			isOpen
			onClose={onClose}
			size="wide"
			title={`Switch on: ${record.name}`}
			description="Nothing starts at this moment. It can be switched off again at any time: then you say what becomes of its open runs and their tasks."
			actions={
				<>
					<Button onClick={onClose}>Leave it off</Button>
					<Button
						kind="primary"
						disabled={!isSeen}
						isBusy={turn.isPending}
						onClick={() => turn.mutate({ params: { playbook_id: record.id }, body: { to: 'on' } })}
					>
						Switch it on
					</Button>
				</>
			}
		>
			{preview.error && !data && (
				<FailedState
					what="Who it would catch could not be found out"
					why={sayProblem(preview.error)}
					onRetry={() => preview.refetch()}
				/>
			)}
			{!data && !preview.error && <SkeletonRows count={6} label="Loading who it would catch" />}
			{data && data.problems.length > 0 && (
				<ul className="text-13 text-alarm">
					{data.problems.map(problem => (
						<li key={problem}>{problem}</li>
					))}
				</ul>
			)}
			{isSeen && (
				<div className="flex flex-col gap-8 pb-4">
					<CaughtToday
						preview={data}
						trigger={record.definition.trigger.kind}
						isOn={false}
						onTry={setChosen}
					/>
					<section>
						<div className="mb-2 flex flex-wrap items-center gap-3">
							<h3 className="font-semibold text-16">Its steps for one account</h3>
							<span className="ml-auto">
								<AccountChooser
									label="Choose an account"
									chosen={accountId && (data.fields?.account.name ?? accountId)}
									onChoose={setChosen}
								/>
							</span>
						</div>
						{accountId ? (
							<StepPreview draft={record.definition} steps={data.steps} />
						) : (
							<p className="text-13 text-second">
								Choose an account to see what would be done and written for it.
							</p>
						)}
					</section>
				</div>
			)}
		</Dialog>
	)
}

const runChoices = [
	{ value: 'finish', label: 'go on to their end' },
	{ value: 'pause', label: 'are paused' },
	{ value: 'cancel', label: 'are cancelled' },
] as const

/** Asks what becomes of open runs and tasks. */
export function SwitchOffDialog({ record, onClose }: { record: PlaybookRecord; onClose: () => void }) {
	const [runs, setRuns] = useState<(typeof runChoices)[number]['value']>('finish')
	const [tasks, setTasks] = useState<'keep' | 'lapse'>('keep')
	const open = record.runs.open
	const turn = useChange(switchPlaybook, {
		refreshes,
		done: ({ runs_changed: changed, tasks_lapsed: lapsed }) =>
			[
				`${record.name} is off`,
				...(changed > 0 ? [formatCount(changed, 'run changed', 'runs changed')] : []),
				...(lapsed > 0 ? [formatCount(lapsed, 'task lapsed', 'tasks lapsed')] : []),
			].join(', '),
		onSuccess: onClose,
	})
	return (
		<Dialog
			isOpen
			onClose={onClose}
			title={`Switch off: ${record.name}`}
			description={
				open === 0
					? 'No run is open. No new one starts.'
					: `No new run starts. ${formatCount(open, 'run is', 'runs are')} open: say what becomes of them.`
			}
			actions={
				<>
					<Button onClick={onClose}>Leave it on</Button>
					<Button
						kind="primary"
						isBusy={turn.isPending}
						onClick={() =>
							turn.mutate({
								params: { playbook_id: record.id },
								body: { to: 'off', open_runs: runs, tasks: runs === 'finish' ? 'keep' : tasks },
							})
						}
					>
						Switch it off
					</Button>
				</>
			}
		>
			{open > 0 && (
				<div className="flex flex-col gap-4">
					<SelectField
						label="Open runs"
						value={runs}
						choices={runChoices}
						onChange={value => setRuns(runChoices.find(choice => choice.value === value)?.value ?? 'finish')}
					/>
					{runs !== 'finish' && (
						<SelectField
							label="Their open tasks"
							value={tasks}
							choices={[
								{ value: 'keep', label: 'stay with who has them' },
								{ value: 'lapse', label: 'lapse' },
							]}
							onChange={value => setTasks(value === 'lapse' ? 'lapse' : 'keep')}
						/>
					)}
				</div>
			)}
		</Dialog>
	)
}
