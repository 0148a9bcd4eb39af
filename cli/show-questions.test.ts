import { expect, it } from 'vitest'
import { showQuestions } from './show-questions.ts'

const asked = (count: number, question: 'no_end' | 'no_owner') =>
	Array.from({ length: count }, (_, index) => ({ of: `Acme ${index + 1}`, question }))

it('says nothing where nothing is asked', () => {
	expect(showQuestions([])).toEqual([])
})
it('says each question once, with the first five of whom it is asked', () => {
	expect(showQuestions([...asked(1, 'no_owner'), ...asked(1_868, 'no_end')])).toEqual([
		'',
		'To be answered:',
		'  Nobody owns it. Give it to somebody.',
		'    Acme 1',
		'  A contract has no end. Enter one in the data if it is not open-ended.',
		'    Acme 1',
		'    Acme 2',
		'    Acme 3',
		'    Acme 4',
		'    Acme 5',
		'    … and 1,863 more: Renewals → To answer in the web app',
	])
})
it('shows all of five', () => {
	expect(showQuestions(asked(5, 'no_end'))).toHaveLength(8)
})
