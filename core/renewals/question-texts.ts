import type { RenewalQuestion } from '../model/forecast.ts'

/** What is asked, and what to do about it. */
export const questionTexts: Readonly<Record<RenewalQuestion, string>> = {
	no_outcome: 'The date has passed and nobody said how it came out. It counts as late, not as churned.',
	owner_left: 'Its owner has left. Give it to somebody.',
	no_owner: 'Nobody owns it. Give it to somebody.',
	far_date: 'Its date lies unusually far ahead. Look at the contract’s end in the data.',
	amount_unknown: 'Its amount is not known, so it is in no sum. Enter the target.',
	same_line_twice:
		'One of its lines has another open renewal as well. Look at the contract’s ends in the data.',
	reopened: 'A person opened it again although the data say that it is decided.',
	renewed_with_nothing:
		'The data say that it renewed with an amount of 0. Enter what was signed, or close it as churned.',
	no_end: 'A contract has no end. Enter one in the data if it is not open-ended.',
}
