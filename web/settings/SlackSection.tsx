import { useState } from 'react'
import type { ContractOutput } from '../../api/contract.ts'
import { getDelivery, removeChannel, saveSlack } from '../../api/delivery.ts'
import { sayProblem } from '../session/call-query.ts'
import { useChange } from '../session/use-change.ts'
import { Button } from '../ui/Button.tsx'
import { Section } from '../ui/Section.tsx'
import { TextField } from '../ui/TextField.tsx'
import { ChannelFacts } from './ChannelFacts.tsx'
import { TestSend } from './TestSend.tsx'

type Channel = ContractOutput<typeof getDelivery>['slack_bot']

/** Slack by a bot, which reaches every channel and person, or by an incoming webhook, which reaches one channel. */
export function SlackSection({ webhook, bot }: { webhook: Channel; bot: Channel }) {
	return (
		<Section title="Slack">
			<div className="grid gap-6 md:grid-cols-2">
				<SlackWay
					kind="slack_bot"
					label="Token of a bot"
					placeholder="xoxb-…"
					hint="Reaches channels and people by e-mail. It needs chat:write and users:read.email."
					channel={bot}
				/>
				<SlackWay
					kind="slack_webhook"
					label="Address of an incoming webhook"
					placeholder="https://hooks.slack.com/services/…"
					hint="Reaches one channel. Used where there is no bot."
					channel={webhook}
				/>
			</div>
			{(bot.is_set || webhook.is_set) && (
				<TestSend channel="slack" label="Test to" placeholder="#customer-success" />
			)}
		</Section>
	)
}

function SlackWay({
	kind,
	label,
	placeholder,
	hint,
	channel,
}: {
	kind: 'slack_bot' | 'slack_webhook'
	label: string
	placeholder: string
	hint: string
	channel: Channel
}) {
	const [secret, setSecret] = useState('')
	const save = useChange(saveSlack, {
		refreshes: [getDelivery],
		done: 'Slack saved',
		onSuccess: () => setSecret(''),
		isFailureShown: true,
	})
	const forget = useChange(removeChannel, { refreshes: [getDelivery], done: 'Forgotten' })
	return (
		<form
			className="flex flex-col gap-2"
			onSubmit={event => {
				event.preventDefault()
				save.mutate({ body: { kind, secret } })
			}}
		>
			<TextField
				label={label}
				type="password"
				autoComplete="off"
				placeholder={channel.has_secret ? 'stored' : placeholder}
				hint={hint}
				problem={save.error ? sayProblem(save.error) : undefined}
				value={secret}
				onChange={setSecret}
			/>
			<div className="flex flex-wrap items-center gap-2 text-13">
				<Button type="submit" disabled={secret === ''} isBusy={save.isPending}>
					Save
				</Button>
				{channel.is_set && (
					<Button
						kind="quiet"
						isBusy={forget.isPending}
						onClick={() => forget.mutate({ params: { channel: kind } })}
					>
						Forget
					</Button>
				)}
				<ChannelFacts channel={channel} />
			</div>
		</form>
	)
}
