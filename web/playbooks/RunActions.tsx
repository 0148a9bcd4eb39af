import { useState } from 'react'
import { actOnRun } from '../../api/playbook-runs.ts'
import { useOwners } from '../people/use-people.ts'
import { useChange } from '../session/use-change.ts'
import { Button } from '../ui/Button.tsx'
import { Checkbox } from '../ui/Checkbox.tsx'
import { Combobox } from '../ui/Combobox.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { TextField } from '../ui/TextField.tsx'
import { type RunRecord, runRefreshes, usePlaybooks } from './use-playbooks.ts'

type Question = 'cancel' | 'skip' | 'refuse' | 'owner'

const questions: Readonly<Record<Question, { title: string; action: string; says: string }>> = {
	cancel: {
		title: 'Cancel the run',
		action: 'Cancel the run',
		says: 'It ends here; it cannot be taken up again. What was sent stays sent.',
	},
	skip: {
		title: 'Leave the step out',
		action: 'Leave it out',
		says: 'The run goes on with what comes after it.',
	},
	refuse: { title: 'Refuse', action: 'Refuse', says: 'The playbook says what follows from that.' },
	owner: {
		title: 'Hand the run over',
		action: 'Hand over',
		says: 'Whom its next tasks go to, and who decides about it.',
	},
}

const doneWords = {
	pause: 'Run paused',
	resume: 'Run goes on',
	cancel: 'Run cancelled',
	change_owner: 'Run handed over',
	approve: 'Approved',
	refuse: 'Refused',
	skip: 'Step left out',
	move: 'Run goes on with the present version',
} as const

/** What a person can do about an open run. */
export function RunActions({ run }: { run: RunRecord }) {
	const [question, setQuestion] = useState<Question>()
	const act = useChange(actOnRun, {
		refreshes: runRefreshes,
		done: (_, { body }) => doneWords[body.kind],
		onSuccess: () => setQuestion(undefined),
	})
	const params = { id: run.account_id, run_id: run.id }
	const present = usePlaybooks().data?.model_version
	const isApproval = run.state === 'held' && run.step?.kind === 'approval'
	const isBusy = act.isPending
	return (
		<div className="flex flex-wrap gap-2">
			{isApproval && (
				<>
					<Button
						kind="primary"
						isBusy={isBusy}
						onClick={() => act.mutate({ params, body: { kind: 'approve' } })}
					>
						Approve
					</Button>
					<Button onClick={() => setQuestion('refuse')}>Refuse</Button>
				</>
			)}
			{run.state === 'paused' ? (
				<Button
					kind="primary"
					isBusy={isBusy}
					onClick={() => act.mutate({ params, body: { kind: 'resume' } })}
				>
					Resume
				</Button>
			) : (
				<Button isBusy={isBusy} onClick={() => act.mutate({ params, body: { kind: 'pause' } })}>
					Pause
				</Button>
			)}
			{run.step && run.state !== 'paused' && !isApproval && (
				<Button onClick={() => setQuestion('skip')}>Leave the step out</Button>
			)}
			<Button onClick={() => setQuestion('owner')}>Hand over</Button>
			{present !== undefined && present !== run.model_version && (
				<Button
					isBusy={isBusy}
					title={`Go on with the playbook as it is now (model version ${present} instead of ${run.model_version})`}
					onClick={() => act.mutate({ params, body: { kind: 'move' } })}
				>
					Use the present version
				</Button>
			)}
			<Button kind="danger" onClick={() => setQuestion('cancel')}>
				Cancel the run
			</Button>
			{question && (
				<RunQuestion
					run={run}
					question={question}
					isBusy={isBusy}
					onClose={() => setQuestion(undefined)}
					onAnswer={body => act.mutate({ params, body })}
				/>
			)}
		</div>
	)
}

type Answer = Parameters<
	ReturnType<typeof useChange<(typeof actOnRun)['input'], (typeof actOnRun)['output']>>['mutate']
>[0]['body']

function answerOf(question: Question, text: string, withTasks: boolean): Answer | undefined {
	const reason = text.trim()
	if (question === 'owner') {
		return reason.includes('@')
			? { kind: 'change_owner', owner_email: reason, tasks: withTasks ? 'move' : 'keep' }
			: undefined
	}
	if (reason === '') return undefined
	if (question === 'cancel') return { kind: 'cancel', reason, tasks: withTasks ? 'lapse' : 'keep' }
	return { kind: question, reason }
}

function RunQuestion({
	run,
	question,
	isBusy,
	onClose,
	onAnswer,
}: {
	run: RunRecord
	question: Question
	isBusy: boolean
	onClose: () => void
	onAnswer: (body: Answer) => void
}) {
	const owners = useOwners()
	const [text, setText] = useState(question === 'owner' ? (run.owner_email ?? '') : '')
	const [withTasks, setWithTasks] = useState(true)
	const answer = answerOf(question, text, withTasks)
	const { title, action, says } = questions[question]
	return (
		<Dialog
			isOpen
			onClose={onClose}
			title={title}
			description={says}
			actions={
				<>
					<Button onClick={onClose}>Keep it as it is</Button>
					<Button
						kind={question === 'cancel' ? 'danger' : 'primary'}
						disabled={!answer}
						isBusy={isBusy}
						onClick={() => answer && onAnswer(answer)}
					>
						{action}
					</Button>
				</>
			}
		>
			<div className="flex flex-col gap-4">
				{question === 'owner' ? (
					<Combobox label="New owner" value={text} choices={owners} onChange={setText} />
				) : (
					<TextField label="Why" value={text} onChange={setText} maxLength={2000} />
				)}
				{question === 'cancel' && (
					<Checkbox label="Its open tasks lapse too" checked={withTasks} onChange={setWithTasks} />
				)}
				{question === 'owner' && (
					<Checkbox label="Its open tasks go over too" checked={withTasks} onChange={setWithTasks} />
				)}
			</div>
		</Dialog>
	)
}
