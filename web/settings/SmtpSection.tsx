import { useState } from 'react'
import type { ContractOutput } from '../../api/contract.ts'
import { getDelivery, removeChannel, saveSmtp } from '../../api/delivery.ts'
import { getSession } from '../../api/session.ts'
import { sayProblem } from '../session/call-query.ts'
import { useChange } from '../session/use-change.ts'
import { Button } from '../ui/Button.tsx'
import { NumberField } from '../ui/NumberField.tsx'
import { Section } from '../ui/Section.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { TextField } from '../ui/TextField.tsx'
import { ChannelFacts } from './ChannelFacts.tsx'
import { TestSend } from './TestSend.tsx'

type Smtp = ContractOutput<typeof getDelivery>['smtp']
type Settings = NonNullable<Smtp['settings']>

const securities = [
	{ value: 'starttls', label: 'STARTTLS (usually 587)' },
	{ value: 'tls', label: 'TLS (usually 465)' },
	{ value: 'none', label: 'None: a relay on this machine' },
] as const
const fresh: Settings = {
	host: '',
	port: 587,
	security: 'starttls',
	user: '',
	from_name: '',
	from_address: '',
	reply_to: '',
}

/** The mail server. */
export function SmtpSection({ smtp }: { smtp: Smtp }) {
	const [form, setForm] = useState<Settings>(smtp.settings ?? fresh)
	const [password, setPassword] = useState('')
	const save = useChange(saveSmtp, {
		refreshes: [getDelivery, getSession],
		done: 'Mail server saved',
		onSuccess: () => setPassword(''),
		isFailureShown: true,
	})
	const forget = useChange(removeChannel, {
		refreshes: [getDelivery, getSession],
		done: 'Mail server forgotten',
	})
	const set = (next: Partial<Settings>) => setForm({ ...form, ...next })
	return (
		<Section
			title="E-mail"
			facts={<ChannelFacts channel={smtp} />}
			controls={
				smtp.is_set && (
					<Button
						kind="quiet"
						isBusy={forget.isPending}
						onClick={() => forget.mutate({ params: { channel: 'smtp' } })}
					>
						Forget
					</Button>
				)
			}
		>
			<form
				className="grid gap-x-4 gap-y-3 md:grid-cols-3"
				onSubmit={event => {
					event.preventDefault()
					save.mutate({ body: { ...form, ...(password === '' ? {} : { password }) } })
				}}
			>
				<TextField
					label="Server"
					required
					value={form.host}
					placeholder="smtp.example.com"
					onChange={host => set({ host })}
				/>
				<NumberField
					label="Port"
					isWhole
					min={1}
					max={65_535}
					value={form.port}
					onChange={port => set({ port: port ?? 587 })}
				/>
				<SelectField
					label="Encryption"
					value={form.security}
					choices={securities}
					onChange={value =>
						set({ security: securities.find(item => item.value === value)?.value ?? 'starttls' })
					}
				/>
				<TextField
					label="User"
					autoComplete="off"
					hint="Empty: no sign-in."
					value={form.user}
					onChange={user => set({ user })}
				/>
				<TextField
					label="Password"
					type="password"
					autoComplete="new-password"
					hint={smtp.has_secret ? 'Stored. Fill in only to change it.' : 'Kept encrypted and never shown.'}
					value={password}
					onChange={setPassword}
				/>
				<span className="max-md:hidden" />
				<TextField label="Sender’s name" value={form.from_name} onChange={from_name => set({ from_name })} />
				<TextField
					label="Sender’s address"
					type="email"
					required
					value={form.from_address}
					onChange={from_address => set({ from_address })}
				/>
				<TextField
					label="Answers go to"
					type="email"
					hint="Empty: to the sender."
					value={form.reply_to}
					onChange={reply_to => set({ reply_to })}
				/>
				<div className="md:col-span-3">
					{save.error && (
						<p role="alert" className="mb-2 text-13 text-alarm">
							{sayProblem(save.error)}
						</p>
					)}
					<Button kind="primary" type="submit" isBusy={save.isPending}>
						Save
					</Button>
				</div>
			</form>
			{smtp.is_set && <TestSend channel="smtp" label="Test to" placeholder="you@example.com" />}
		</Section>
	)
}
