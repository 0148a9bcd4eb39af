import { useState } from 'react'
import type { ContractOutput } from '../../api/contract.ts'
import { addSuppression, listSuppressions, removeSuppression } from '../../api/delivery.ts'
import { sayProblem, useCall } from '../session/call-query.ts'
import { useChange } from '../session/use-change.ts'
import { InstantText } from '../ui/Amounts.tsx'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { Section } from '../ui/Section.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { TextField } from '../ui/TextField.tsx'

type Entry = ContractOutput<typeof listSuppressions>['items'][number]
const reasons: Record<Entry['reason'], string> = {
	unsubscribed: 'unsubscribed',
	bounced: 'does not exist',
	complained: 'complained',
	person: 'entered',
}

/** Addresses that are written to no more. */
export function SuppressionsSection() {
	const list = useCall(listSuppressions, { query: { limit: 200 } })
	const [recipient, setRecipient] = useState('')
	const add = useChange(addSuppression, {
		refreshes: [listSuppressions],
		isFailureShown: true,
		onSuccess: () => setRecipient(''),
	})
	const remove = useChange(removeSuppression, {
		refreshes: [listSuppressions],
		done: 'May be written to again',
	})
	return (
		<Section title="No messages to">
			<form
				className="mb-3 flex flex-wrap items-end gap-2"
				onSubmit={event => {
					event.preventDefault()
					add.mutate({ body: { recipient } })
				}}
			>
				<TextField
					label="Address"
					type="email"
					className="w-72 max-w-full"
					value={recipient}
					onChange={setRecipient}
					problem={add.error ? sayProblem(add.error) : undefined}
				/>
				<Button type="submit" disabled={recipient === ''} isBusy={add.isPending}>
					Add
				</Button>
			</form>
			{list.error && !list.data && (
				<FailedState
					what="The list could not be read"
					why={sayProblem(list.error)}
					onRetry={() => list.refetch()}
				/>
			)}
			{!list.data && !list.error && <SkeletonRows count={2} label="Loading the list" />}
			{list.data?.items.length === 0 && <EmptyState sentence="Everybody may be written to." />}
			{list.data && list.data.items.length > 0 && (
				<SimpleTable
					label="Addresses that are written to no more"
					rows={list.data.items}
					rowKey={entry => entry.recipient}
					columns={[
						{ header: 'Address', cell: entry => entry.recipient },
						{ header: 'Why', cell: entry => reasons[entry.reason] },
						{ header: 'By', cell: entry => entry.made_by, isExtra: true },
						{ header: 'Since', cell: entry => <InstantText value={entry.made_at} />, isExtra: true },
						{
							header: 'Change',
							align: 'right',
							cell: entry => (
								<Button
									kind="quiet"
									className="h-7"
									onClick={() => remove.mutate({ params: { recipient: entry.recipient } })}
								>
									Allow again
								</Button>
							),
						},
					]}
				/>
			)}
		</Section>
	)
}
