using System.Net;
using System.Net.Sockets;

namespace Rondo.Sources.Http.Guard;

/// <summary>Internet addresses that lead to this machine, its network or nowhere (IANA's special-purpose registries, RFC 6890).</summary>
static class SpecialAddresses
{
    private static readonly (IPNetwork Network, string Kind)[] s_networks =
    [
        .. Of("this network", "0.0.0.0/8"),
        .. Of("a private address", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fec0::/10"),
        .. Of("an address that a provider shares out (carrier-grade NAT)", "100.64.0.0/10"),
        .. Of("this machine (loopback)", "127.0.0.0/8", "::1/128"),
        .. Of("where clouds keep a machine's credentials", "169.254.169.254/32", "169.254.170.2/32"),
        .. Of("a link-local address", "169.254.0.0/16", "fe80::/10"),
        .. Of("an address for protocols or documentation", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.51.100.0/24", "203.0.113.0/24",
            "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "100::/64", "64:ff9b:1::/48"),
        .. Of("an address for benchmarks", "198.18.0.0/15"),
        .. Of("a multicast address", "224.0.0.0/4", "ff00::/8"),
        .. Of("a reserved address", "240.0.0.0/4"),
        .. Of("no address", "::/128"),
    ];

    /// <summary>What the address is, or null for one of the public internet.</summary>
    public static string? KindOf(IPAddress address)
    {
        var plain = Embedded(address) ?? address;
        foreach (var (network, kind) in s_networks)
            if (network.Contains(plain) || network.Contains(address)) return kind;
        return null;
    }

    // An IPv4 address within one of IPv6: mapped, compatible (RFC 4291), translated (RFC 6052), and 6to4 (RFC 3056).
    static IPAddress? Embedded(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return null;
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        var isCompatible = bytes.AsSpan(0, 12).IndexOfAnyExcept((byte)0) < 0 && bytes.AsSpan(12, 3).IndexOfAnyExcept((byte)0) >= 0;
        if (isCompatible || bytes.AsSpan(0, 12).SequenceEqual<byte>([0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0])) return new IPAddress(bytes.AsSpan(12));
        return bytes is [0x20, 0x02, ..] ? new IPAddress(bytes.AsSpan(2, 4)) : null;
    }

    static IEnumerable<(IPNetwork, string)> Of(string kind, params string[] networks) => networks.Select(n => (IPNetwork.Parse(n), kind));
}
