import type { Random } from './random.ts'

const givenNames =
	'Ada Aiko Amara Anders Anika Arjun Aysha Beatriz Bilal Camille Carlos Chen Clara Dana Darius Diego Elena Elif Emeka Esther Farah Felix Freya Gabriel Grace Hana Hugo Ibrahim Ines Ivan Jada Jonas Julia Kai Karim Keiko Lars Laura Leila Liam Lucia Maja Malik Marta Mateo Mei Mila Nadia Naomi Nils Noor Olga Omar Paula Pedro Priya Rafael Rania Rosa Ruth Samir Sara Sofia Stefan Tara Tomas Uma Vera Viktor Wen Yara Yusuf Zoe'.split(
		' ',
	)
const familyNames =
	'Abebe Adeyemi Almeida Andersen Aoki Baker Banerjee Becker Bennett Bianchi Carvalho Castillo Chan Cohen Costa Dahl Diallo Dubois Eriksen Farouk Fischer Fontaine Garcia Gupta Haddad Hansen Hoang Hughes Ito Ivanova Jansen Kapoor Keller Kim Kowalski Laine Larsen Lindgren Lopez Marino Martin Mensah Meyer Moreau Mori Murphy Nakamura Navarro Nguyen Novak Nowak Okafor Olsen Park Patel Pereira Petrov Quinn Rahman Reyes Ricci Rossi Sato Schmidt Shah Silva Singh Sorensen Suzuki Tanaka Torres Vargas Vogel Walsh Weber Wilson Wong Yilmaz Zhang Zimmer'.split(
		' ',
	)

export interface PersonName {
	name: string
	/** The part before the @ of the person's mail address. */
	mailbox: string
}

/** A made-up person. */
export function namePerson(random: Random): PersonName {
	const given = random.pick(givenNames)
	const family = random.pick(familyNames)
	return { name: `${given} ${family}`, mailbox: `${given}.${family}`.toLowerCase() }
}
