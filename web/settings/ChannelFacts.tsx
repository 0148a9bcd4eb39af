import { Badge } from '../ui/Badge.tsx'
import { formatInstant } from '../ui/format-day.ts'

/** Whether a way to send is set up and how its latest use went. */
export function ChannelFacts({
	channel,
}: {
	channel: { is_set: boolean; is_unreadable: boolean; problem: string | null; checked_at: string | null }
}) {
	if (!channel.is_set) return <Badge>not set up</Badge>
	if (channel.is_unreadable)
		return <Badge tone="alarm">enter the secret again: it was encrypted with another key</Badge>
	if (channel.problem !== null) {
		return (
			<span className="flex flex-wrap items-center gap-2">
				<Badge tone="alarm">failing</Badge>
				<span>{channel.problem}</span>
			</span>
		)
	}
	return (
		<span className="flex items-center gap-2">
			<Badge tone="good">set up</Badge>
			{channel.checked_at && <span>worked {formatInstant(channel.checked_at)}</span>}
		</span>
	)
}
