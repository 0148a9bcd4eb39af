import { expect, it } from 'vitest'
import { renderTemplate } from './render-template.ts'

const fields = {
	account: { name: 'Northwind', renewal_on: null, arr: 48_000, tickets: [{ subject: 'Login' }] },
	contact: { name: 'Ann {{ account.arr }}' },
}
const render = (text: string) => renderTemplate(text, fields)

it.each([
	['Hello {{ contact.name }}', 'Hello Ann {{ account.arr }}'],
	["{{ account.renewal_on | default: 'soon' }}", 'soon'],
	['{% if account.renewal_on %}x{% else %}y{% endif %}', 'y'],
	['{% for ticket in account.tickets %}{{ ticket.subject }}{% endfor %}', 'Login'],
	[
		'{{ account.tickets.size }} {{ account.tickets[0].subject }} {{ account.tickets.first.subject }}',
		'1 Login Login',
	],
	["{{ account.name | upcase | append: '!' }}", 'NORTHWIND!'],
])('%s', (text, expected) => {
	expect(render(text)).toEqual({ text: expected })
})

it.each([
	['a field that is not there', '{{ account.nme }}', /no field account\.nme; account has name, renewal_on/],
	['a thing that is not there', '{{ contract.end }}', /no field contract/],
	[
		'one in a branch that is not taken',
		'{% if false %}{{ account.nme }}{% endif %}',
		/no field account\.nme/,
	],
	['one of a list', '{% for t in account.tickets %}{{ t.subjct }}{% endfor %}', /t\.subjct/],
	['a field without value', '{{ account.renewal_on }}', /account\.renewal_on.*has no value.*default/],
	['an inherited property', '{{ account.constructor }}', /no field account\.constructor/],
	['a prototype', '{{ account.__proto__ }}', /no field account\.__proto__/],
	['an unknown filter', '{{ account.name | shout }}', /undefined filter: shout/],
	['another template', "{% include 'secret' %}", /cannot use other templates/],
	['a file', "{% render '/etc/passwd' %}", /cannot use other templates/],
	['a layout', "{% layout 'x' %}", /cannot use other templates/],
	['an open end', '{{ account.name ', /not closed/],
	['three million steps', '{% for i in (1..3000000) %}{{ i }}{% endfor %}', /endless loop/],
	[
		'loops in loops',
		'{% for i in (1..999) %}{% for j in (1..999) %}{{ j }}{% endfor %}{% endfor %}',
		/endless loop/,
	],
	[
		'text that doubles',
		"{% assign x = 'ab' %}{% for i in (1..99) %}{% assign x = x | append: x %}{% endfor %}{{ x }}",
		/endless loop/,
	],
	[
		'too long a text',
		`{% for i in (1..4000) %}${'x'.repeat(30)}{% endfor %}`,
		/at most 100000 characters of text, the template made 120000/,
	],
	['too long a template', 'x'.repeat(20_001), /at most 20000 characters/],
])('refuses %s', (_, text, problem) => {
	expect(render(text)).toEqual({ problem: expect.stringMatching(problem) })
})
