import { useState } from 'react'
import { changePassword } from '../../api/session.ts'
import { sayProblem } from '../session/call-query.ts'
import { useChange } from '../session/use-change.ts'
import { usePerson } from '../session/use-session.ts'
import { Button } from '../ui/Button.tsx'
import { KeyValueList } from '../ui/KeyValueList.tsx'
import { Section } from '../ui/Section.tsx'
import { TextField } from '../ui/TextField.tsx'
import { SecondFactorSection } from './SecondFactorSection.tsx'
import { roleMeanings, roleNames } from './say-role.ts'

const shortestPassword = 10

function PasswordForm() {
	const person = usePerson()
	const [current, setCurrent] = useState('')
	const [password, setPassword] = useState('')
	const save = useChange(changePassword, {
		done: 'Password changed; you are signed out everywhere else',
		isFailureShown: true,
		onSuccess: () => {
			setCurrent('')
			setPassword('')
		},
	})
	return (
		<form
			className="flex max-w-md flex-col gap-4"
			onSubmit={event => {
				event.preventDefault()
				save.mutate({ body: { current, password } })
			}}
		>
			{/* Password managers look for the name that a password belongs to. */}
			<input type="text" name="username" autoComplete="username" value={person.email} readOnly hidden />
			<TextField
				label="Present password"
				type="password"
				autoComplete="current-password"
				required
				value={current}
				onChange={setCurrent}
				problem={save.error ? sayProblem(save.error) : undefined}
			/>
			<TextField
				label="New password"
				type="password"
				autoComplete="new-password"
				required
				minLength={shortestPassword}
				maxLength={128}
				hint={`At least ${shortestPassword} characters. A few words that do not belong together are good.`}
				value={password}
				onChange={setPassword}
			/>
			<div>
				<Button
					kind="primary"
					type="submit"
					disabled={current === '' || password.length < shortestPassword}
					isBusy={save.isPending}
				>
					Change the password
				</Button>
			</div>
		</form>
	)
}

/** How the person who is signed in signs in. */
export function OwnAccountTab() {
	const person = usePerson()
	return (
		<div className="flex max-w-5xl flex-col gap-8">
			<Section title="You">
				<KeyValueList
					entries={[
						{ key: 'Name', value: person.name },
						{ key: 'E-mail', value: person.email },
						{ key: 'Role', value: `${roleNames[person.role]}: ${roleMeanings[person.role].toLowerCase()}` },
						{ key: 'Sees', value: person.restricted ? 'own accounts only' : 'all accounts' },
					]}
				/>
			</Section>
			<Section title="Password" facts="Changing it ends all other sessions">
				<PasswordForm />
			</Section>
			<SecondFactorSection isOn={person.second_factor} />
		</div>
	)
}
