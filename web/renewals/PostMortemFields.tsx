import type { PostMortem } from '../../api/renewals.ts'
import { type PostMortemCategory, postMortemCategories } from '../../core/model/forecast.ts'
import { SelectField } from '../ui/SelectField.tsx'
import { TextArea, TextField } from '../ui/TextField.tsx'
import { postMortemNames } from './renewal-words.ts'

export interface PostMortemDraft {
	category: PostMortemCategory | ''
	competitor: string
	couldHaveDone: string
	signals: string
	note: string
}

export function startPostMortem(written: PostMortem | null, competitor: string | null): PostMortemDraft {
	return {
		category: written?.category ?? '',
		competitor: written?.competitor ?? competitor ?? '',
		couldHaveDone: written?.could_have_done ?? '',
		signals: written?.signals_seen.join('\n') ?? '',
		note: written?.note ?? '',
	}
}

const mostSignals = 50
const longestSignal = 200

/** As the API takes it; undefined without a main reason. */
export function readPostMortem({ category, competitor, couldHaveDone, signals, note }: PostMortemDraft) {
	if (category === '') return undefined
	return {
		category,
		competitor: competitor.trim() || null,
		could_have_done: couldHaveDone.trim() || null,
		signals_seen: signals
			.split('\n')
			.map(line => line.trim().slice(0, longestSignal))
			.filter(line => line !== '')
			.slice(0, mostSignals),
		note: note.trim() || null,
	}
}

/** What is asked about a customer who left. */
export function PostMortemFields({
	draft,
	onChange,
	isOptional = false,
}: {
	draft: PostMortemDraft
	onChange: (draft: PostMortemDraft) => void
	isOptional?: boolean
}) {
	const set = (next: Partial<PostMortemDraft>) => onChange({ ...draft, ...next })
	return (
		<>
			<SelectField
				label="Main reason"
				value={draft.category}
				onChange={value => set({ category: postMortemCategories.find(name => name === value) ?? '' })}
				choices={[
					{ value: '', label: isOptional ? 'Said later' : 'Choose one' },
					...postMortemCategories.map(value => ({ value, label: postMortemNames[value] })),
				]}
			/>
			<TextField
				label="Went to"
				placeholder="Competitor, or nothing"
				maxLength={200}
				value={draft.competitor}
				onChange={competitor => set({ competitor })}
			/>
			<TextArea
				label="What could have been done"
				className="sm:col-span-2"
				maxLength={4000}
				rows={2}
				value={draft.couldHaveDone}
				onChange={couldHaveDone => set({ couldHaveDone })}
			/>
			<TextArea
				label="Signals seen before, one a line"
				rows={2}
				value={draft.signals}
				onChange={signals => set({ signals })}
			/>
			<TextArea label="Note" rows={2} maxLength={8000} value={draft.note} onChange={note => set({ note })} />
		</>
	)
}
