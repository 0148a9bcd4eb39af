import { useState } from 'react'
import { addAgreement, getBusinessReview, getRiskReview } from '../../api/meetings.ts'
import { listAccountTasks, listTasks } from '../../api/tasks.ts'
import { useOwners } from '../people/use-people.ts'
import { sayProblem } from '../session/call-query.ts'
import { useChange } from '../session/use-change.ts'
import { Button } from '../ui/Button.tsx'
import { addDays } from '../ui/format-day.ts'
import { SelectField } from '../ui/SelectField.tsx'
import { TextField } from '../ui/TextField.tsx'

/** In which meeting something is agreed. */
export type AgreeingIn = { meeting: 'risk'; week: string } | { meeting: 'business_review'; quarter: string }

/** One line of what was agreed: text, owner, date. It becomes a task. */
export function AgreeForm({
	accounts,
	agreeing,
	today,
}: {
	/** With one account there is nothing to choose. */
	accounts: readonly { id: string; name: string }[]
	agreeing: AgreeingIn
	today: string
}) {
	const owners = useOwners()
	const [accountId, setAccountId] = useState('')
	const [text, setText] = useState('')
	const [owner, setOwner] = useState('')
	const [dueOn, setDueOn] = useState(() => addDays(today, 7))
	const add = useChange(addAgreement, {
		done: 'Agreed, and a task made',
		refreshes: [getBusinessReview, getRiskReview, listTasks, listAccountTasks],
		onSuccess: () => setText(''),
		isFailureShown: true,
	})
	const chosen = accounts.length === 1 ? accounts[0]?.id : accountId
	return (
		<form
			className="screen-only mt-3 flex flex-wrap items-end gap-2"
			onSubmit={event => {
				event.preventDefault()
				if (!chosen || text.trim() === '') return
				const body = { ...agreeing, text, due_on: dueOn, ...(owner ? { owner_email: owner } : {}) }
				add.mutate({ params: { id: chosen }, body })
			}}
		>
			{accounts.length > 1 && (
				<SelectField
					label="Account"
					className="w-52"
					value={accountId}
					onChange={setAccountId}
					choices={[
						{ value: '', label: 'Choose an account' },
						...accounts.map(({ id, name }) => ({ value: id, label: name })),
					]}
				/>
			)}
			<TextField
				label="What was agreed"
				className="min-w-52 flex-1 basis-[55%]"
				value={text}
				onChange={setText}
				maxLength={200}
			/>
			<SelectField
				label="Who"
				className="w-52"
				value={owner}
				onChange={setOwner}
				choices={[{ value: '', label: 'Owner of the account' }, ...owners]}
			/>
			<TextField label="By" type="date" className="w-36" min={today} value={dueOn} onChange={setDueOn} />
			<Button type="submit" isBusy={add.isPending} disabled={!chosen || text.trim() === '' || dueOn === ''}>
				Add as a task
			</Button>
			{add.error && (
				<p role="alert" className="w-full text-12 text-alarm">
					{sayProblem(add.error)}
				</p>
			)}
		</form>
	)
}
