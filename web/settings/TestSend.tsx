import { useState } from 'react'
import { getDelivery, testDelivery } from '../../api/delivery.ts'
import { sayProblem } from '../session/call-query.ts'
import { useChange } from '../session/use-change.ts'
import { Button } from '../ui/Button.tsx'
import { TextField } from '../ui/TextField.tsx'

/** Sends a test message and says how it went. */
export function TestSend({
	channel,
	label,
	placeholder,
}: {
	channel: 'smtp' | 'slack'
	label: string
	placeholder: string
}) {
	const [to, setTo] = useState('')
	const test = useChange(testDelivery, { refreshes: [getDelivery], isFailureShown: true })
	const problem = test.error
		? sayProblem(test.error)
		: test.data && !test.data.sent
			? test.data.says
			: undefined
	return (
		<div className="mt-4 border-t pt-4">
			<div className="flex flex-wrap items-end gap-2">
				<TextField
					label={label}
					className="w-72 max-w-full"
					placeholder={placeholder}
					value={to}
					onChange={setTo}
				/>
				<Button
					disabled={to.trim() === ''}
					isBusy={test.isPending}
					onClick={() => test.mutate({ body: { channel, to } })}
				>
					Send a test
				</Button>
			</div>
			<p aria-live="polite" className="mt-2 text-13">
				{problem && <span className="text-alarm">It was not sent: {problem}</span>}
				{test.data?.sent && <span className="text-good">Sent. The server answered: {test.data.says}</span>}
			</p>
		</div>
	)
}
