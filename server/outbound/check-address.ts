import ipaddr from 'ipaddr.js'

/**
 * Whether an address is one of the open internet. Addresses of this machine, of private networks and of special use
 * are not, in any of their spellings: an IPv4 address that stands in an IPv6 one is judged as itself, and forms whose
 * IPv4 part a router may reach in ways of its own (6to4, Teredo, ISATAP, the old `::a.b.c.d`) are never open.
 */
export function isOpenAddress(text: string): boolean {
	if (!ipaddr.isValid(text)) return false
	const address = ipaddr.parse(text)
	if (address instanceof ipaddr.IPv4) return isOpenIpv4(address)
	if (!(address instanceof ipaddr.IPv6) || address.zoneId) return false
	const { parts } = address
	const inner = new ipaddr.IPv4([
		(parts[6] ?? 0) >> 8,
		(parts[6] ?? 0) & 255,
		(parts[7] ?? 0) >> 8,
		(parts[7] ?? 0) & 255,
	])
	if (address.range() === 'ipv4Mapped') return isOpenIpv4(inner)
	// NAT64 of the well-known prefix: what is reached is the IPv4 address.
	if (address.range() === 'rfc6052') return isOpenIpv4(inner)
	if (address.range() !== 'unicast') return false
	// Global unicast is 2000::/3; the rest is unassigned, IPv4-compatible, or of a site.
	if (((parts[0] ?? 0) & 0xe000) !== 0x2000) return false
	// The interface identifiers of ISATAP: 0000:5efe or 0200:5efe before an IPv4 address.
	return !(((parts[4] ?? 0) & 0xfdff) === 0 && parts[5] === 0x5efe)
}

function isOpenIpv4(address: ipaddr.IPv4): boolean {
	if (address.range() !== 'unicast') return false
	const [first, second, third] = address.octets
	// Anycast of 6to4 relays.
	return !(first === 192 && second === 88 && third === 99)
}
