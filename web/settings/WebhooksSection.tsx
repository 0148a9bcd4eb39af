import { useState } from 'react'
import type { ContractOutput } from '../../api/contract.ts'
import {
	addWebhookEndpoint,
	changeWebhookEndpoint,
	listWebhookEndpoints,
	removeWebhookEndpoint,
	replaceWebhookSecret,
	testWebhookEndpoint,
} from '../../api/delivery.ts'
import { sayProblem, useCall } from '../session/call-query.ts'
import { useChange } from '../session/use-change.ts'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { Checkbox } from '../ui/Checkbox.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { SecretField } from '../ui/SecretField.tsx'
import { Section } from '../ui/Section.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { TextField } from '../ui/TextField.tsx'

type Endpoint = ContractOutput<typeof listWebhookEndpoints>['items'][number]
const refreshes = [listWebhookEndpoints]

/** Addresses that get signed calls. */
export function WebhooksSection() {
	const list = useCall(listWebhookEndpoints, {})
	const [isAdding, setAdding] = useState(false)
	const [secret, setSecret] = useState<{ name: string; secret: string }>()
	return (
		<Section
			title="Webhooks"
			facts="Signed by the rules of Standard Webhooks"
			controls={<Button onClick={() => setAdding(true)}>Add an address</Button>}
		>
			{list.error && !list.data && (
				<FailedState
					what="The addresses could not be read"
					why={sayProblem(list.error)}
					onRetry={() => list.refetch()}
				/>
			)}
			{!list.data && !list.error && <SkeletonRows count={2} label="Loading addresses" />}
			{list.data?.items.length === 0 && (
				<EmptyState sentence="No address gets webhooks. Playbooks can call one in a step." />
			)}
			<ul>
				{list.data?.items.map(endpoint => (
					<EndpointRow key={endpoint.id} endpoint={endpoint} onSecret={setSecret} />
				))}
			</ul>
			{isAdding && <AddEndpoint onClose={() => setAdding(false)} onSecret={setSecret} />}
			<Dialog
				isOpen={secret !== undefined}
				onClose={() => setSecret(undefined)}
				isFirm
				title={`Signing secret of ${secret?.name ?? ''}`}
				description="Copy it now into the program that gets the calls. It is not shown again."
				actions={
					<Button kind="primary" onClick={() => setSecret(undefined)}>
						I have copied it
					</Button>
				}
			>
				<SecretField label="Secret" value={secret?.secret ?? ''} />
			</Dialog>
		</Section>
	)
}

function EndpointRow({
	endpoint,
	onSecret,
}: {
	endpoint: Endpoint
	onSecret: (secret: { name: string; secret: string }) => void
}) {
	const params = { id: endpoint.id }
	const change = useChange(changeWebhookEndpoint, { refreshes })
	const test = useChange(testWebhookEndpoint, {
		refreshes,
		done: 'A test call goes out; the log of messages shows how it ends',
	})
	const rotate = useChange(replaceWebhookSecret, {
		refreshes,
		onSuccess: answer => onSecret({ name: answer.endpoint.name, secret: answer.secret }),
	})
	const remove = useChange(removeWebhookEndpoint, { refreshes, done: `${endpoint.name} removed` })
	return (
		<li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b py-2 text-13">
			<div className="min-w-0 flex-1 basis-60">
				<p className="flex flex-wrap items-center gap-2 font-medium">
					{endpoint.name}
					{!endpoint.is_enabled && <Badge>off</Badge>}
					{endpoint.old_secret_ends_at && <Badge tone="watch">two secrets for a day</Badge>}
				</p>
				<p className="break-all text-12 text-second">{endpoint.url}</p>
				<p className="text-12 text-second">
					30 days: {endpoint.sent} sent · {endpoint.failed} failed · {endpoint.unknown} not known
				</p>
			</div>
			<div className="flex flex-wrap gap-1">
				<Button
					kind="quiet"
					isBusy={test.isPending}
					disabled={!endpoint.is_enabled}
					onClick={() => test.mutate({ params, body: {} })}
				>
					Test
				</Button>
				<Button
					kind="quiet"
					isBusy={change.isPending}
					onClick={() => change.mutate({ params, body: { is_enabled: !endpoint.is_enabled } })}
				>
					{endpoint.is_enabled ? 'Switch off' : 'Switch on'}
				</Button>
				<Button kind="quiet" isBusy={rotate.isPending} onClick={() => rotate.mutate({ params, body: {} })}>
					New secret
				</Button>
				<Button
					kind="quiet"
					className="text-alarm"
					isBusy={remove.isPending}
					onClick={() => remove.mutate({ params })}
				>
					Remove
				</Button>
			</div>
		</li>
	)
}

function AddEndpoint({
	onClose,
	onSecret,
}: {
	onClose: () => void
	onSecret: (secret: { name: string; secret: string }) => void
}) {
	const [name, setName] = useState('')
	const [url, setUrl] = useState('')
	const [repeatsLost, setRepeatsLost] = useState(false)
	const add = useChange(addWebhookEndpoint, {
		refreshes,
		isFailureShown: true,
		onSuccess: answer => {
			onSecret({ name: answer.endpoint.name, secret: answer.secret })
			onClose()
		},
	})
	return (
		<Dialog
			isOpen
			onClose={onClose}
			title="Add an address"
			actions={
				<Button
					kind="primary"
					disabled={name.trim() === '' || url.trim() === ''}
					isBusy={add.isPending}
					onClick={() => add.mutate({ body: { name, url, repeats_lost: repeatsLost } })}
				>
					Add
				</Button>
			}
		>
			<div className="flex flex-col gap-4 pb-2">
				<TextField label="Name" value={name} onChange={setName} maxLength={100} />
				<TextField
					label="Address"
					placeholder="https://example.com/hook"
					value={url}
					onChange={setUrl}
					problem={add.error ? sayProblem(add.error) : undefined}
				/>
				<Checkbox
					label="Call again when an answer was lost (it knows repeats by webhook-id)"
					checked={repeatsLost}
					onChange={setRepeatsLost}
				/>
			</div>
		</Dialog>
	)
}
